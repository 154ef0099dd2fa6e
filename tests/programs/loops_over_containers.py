"""Loops over dictionaries, sets, enumerate(), zip() and reversed(): whole ones and with what changes
them, iterators that others hold, tuples that somebody keeps, exceptions at every step."""

# hot: over_keys, over_values, over_items, over_set, numbered, zipped, three, back, kept, grows, swaps, held, looks, dying, pairs_of, mixed, ended_before, raised_inside, by_hand, deep, same_iterator, strict
import gc
import sys

from support import show


def over_keys(table):
    found = []
    for key in table:
        found.append(key)
    for key in table.keys():
        found.append((key,))
    return found


def over_values(table):
    found = []
    total = 0.5
    for value in table.values():
        total = total + 1
        found.append(value)
    return found, total


def over_items(table):
    found = []
    n = 0
    for key, value in table.items():
        n += 1
        found.append((n, key, value))
    return found, n


def over_set(items):
    found = []
    for item in items:
        found.append(item)
    return sorted(map(str, found))


def numbered(items, start=0):
    found = []
    total = 0.25
    for i, item in enumerate(items, start):
        total = total + i
        found.append((i, item))
    return found, total


def zipped(first, second):
    found = []
    for a, b in zip(first, second):
        found.append((a, b))
    return found


def three(first, second, third):
    found = []
    for a, b, c in zip(first, second, third):
        found.append((a, b, c))
    return found


def back(items):
    found = []
    for item in reversed(items):
        found.append(item)
        if len(items) > 5 and item == 3:
            del items[1:]
    return found


def kept(table, items):
    found = []
    for pair in table.items():
        found.append(pair)
    for pair in enumerate(items):
        found.append(pair)
    for pair in zip(items, items):
        found.append(pair)
    return found


def grows(table, how):
    n = 0
    for key in table:
        n += 1
        how(table, n)
    return n


def swaps(table):
    for key, value in table.items():
        del table[key]
        table[-n if (n := value) else 100] = 0


def held(iterator, n):
    found = []
    for item in iterator:
        found.append(item)
        if len(found) == n:
            break
    return found


def looks(table):
    counts = []
    for key, value in table.items():
        counts.append((sys.getrefcount(key), sys.getrefcount(value)))
    for i, value in enumerate(list(table.values())):
        counts.append((sys.getrefcount(i + 1000), sys.getrefcount(value)))
    for a, b in zip(table, table.values()):
        counts.append((sys.getrefcount(a), sys.getrefcount(b)))
    return counts


class Dying:
    def __init__(self, name, table=None):
        self.name, self.table = name, table

    def __del__(self):
        print("died", self.name)
        if self.table is not None:
            self.table["from " + self.name] = 1

    def __repr__(self):
        return self.name


def dying(n):
    table = {i: Dying(f"value {i}") for i in range(n)}
    for key, value in table.items():
        table[key] = None
        print("loop", key, value)
    for i, value in enumerate([Dying("a"), Dying("b"), Dying("c")]):
        print("number", i, value)
    for a, b in zip([Dying("d"), Dying("e")], (Dying("f"), Dying("g"), Dying("h"))):
        print("zip", a, b)
    for item in {Dying("only")}:
        print("set", item)
    for item in reversed([Dying("x"), Dying("y")]):
        print("reversed", item)
    value = a = b = item = None
    for key, value in {"k": Dying("v"), "l": Dying("w", table)}.items():
        print("items", key, value)
    return sorted(map(str, table))


def pairs_of(pairs):
    found = []
    for i, (a, b) in enumerate(pairs):
        found.append((i, a, b))
    for (a, b), (c, d) in zip(pairs, pairs):
        found.append((a, b, c, d))
    return found


def mixed(things):
    found = []
    for thing in things:
        for item in thing:
            found.append(item)
    return len(found), str(found[-1])


def ended_before(table):
    iterator = iter(table)
    first = []
    for key in iterator:
        first.append(key)
    table["later"] = 1
    second = []
    for key in iterator:
        second.append(key)
    return first, second, next(iterator, "none")


def raised_inside(table, at):
    n = 0
    try:
        for key, value in table.items():
            n += 1
            if n == at:
                raise KeyError(key)
    except KeyError as error:
        return n, error.args
    finally:
        n = None
    return n


def by_hand(table):
    keys, values = iter(table), iter(table.values())
    found = []
    for key in keys:
        found.append((key, next(values, None), next(keys, "end"), next(values, None)))
    return found


def deep(n):
    total = 0
    for i, row in enumerate([list(range(n))] * n):
        for j, x in enumerate(row):
            for a, b in zip(row, {j: i, i: x}):
                total += a * b + x
    return total


def same_iterator(items):
    iterator = iter(items)
    found = []
    for a, b in zip(iterator, iterator):
        found.append((a, b))
    return found, list(iterator)


def strict(first, second):
    found = []
    for a, b in zip(first, second, strict=True):
        found.append((a, b))
    return found


class Plain:
    def __init__(self, **names):
        for name in names:
            setattr(self, name, names[name])


class Table(dict):
    def __iter__(self):
        print("asked")
        return super().__iter__()


class Items(list):
    pass


HOLES = {i: str(i) for i in range(30)}
for i in range(0, 30, 3):
    del HOLES[i]
SETS = set(range(40))
for i in range(0, 40, 7):
    SETS.discard(i)
TABLES = [
    {},
    {"a": 1},
    {1: 2, "b": 3.5},
    HOLES,
    dict.fromkeys("xyz"),
    vars(Plain(a=1, b=2)),
    Table(a=1),
    {(): [], None: 1},
]
for table in TABLES:
    show(over_keys, table)
    show(over_values, table)
    show(over_items, table)
    show(over_keys, dict(table))
    show(over_items, table.copy())
    show(by_hand, table)
    show(ended_before, dict(table))
    for at in range(3):
        show(raised_inside, table, at)
for items in (set(), {1}, frozenset("abc"), SETS, {(1, 2), (1, 3)}, {2.5, "x"}):
    show(over_set, items)
SEQUENCES = [
    [],
    (),
    [1, 2, 3],
    (1.5,),
    "text",
    range(5),
    {1: 2, 3: 4},
    {7},
    Items("ab"),
    iter([1, 2]),
    range(2**70, 2**70 + 2),
    b"xy",
]
for items in SEQUENCES:
    show(numbered, items)
    show(numbered, items, 2**62)
    show(numbered, items, 2**63 - 2)
    show(numbered, items, -3)
    for second in SEQUENCES:
        show(zipped, items, second)
        show(strict, items, second)
    show(three, items, items, [1, 2])
    show(same_iterator, items)
for items in ([], [1], list(range(9)), [1, 2, 3, 4, 5, 6]):
    show(back, items)
show(back, (1, 2, 3))
show(three, [1, 2, 3], "abc", (4, 5))
show(zipped, [1, 2], [[3], {}])
show(over_items, {1: [], 2: {}})
print(kept({1: 2, 3: 4}, "ab"))
for how in (
    lambda table, n: None,
    lambda table, n: table.update({n + 100: 1}) if n < 4 else None,
    lambda table, n: table.pop(1, None),
    lambda table, n: table.clear() if n == 2 else None,
    lambda table, n: (table.pop(n, None), table.update({n: 0})) and None,
    lambda table, n: (
        (table.clear(), table.update({i: i for i in range(4)})) and None if n < 3 else None
    ),
):
    show(grows, {i: i for i in range(4)}, how)
    show(grows, {i: i for i in range(4)}, how)
show(grows, {1, 2, 3}, lambda items, n: items.add(n + 10))
show(grows, {1, 2, 3}, lambda items, n: (items.discard(n), items.add(n + 10)) if n < 9 else None)
show(swaps, {1: 2, 3: 4})
for make in (
    lambda: {1: 2, 3: 4},
    lambda: {1, 2},
    lambda: enumerate("abc"),
    lambda: zip("ab", "cd"),
    lambda: [1, 2, 3].__reversed__(),
):
    iterator = iter(make())
    print(held(iterator, 1), held(iterator, 5), held(iterator, 5))
values = [object(), [1], 10**20]
before = [sys.getrefcount(value) for value in values]
counts = looks({"a" * n: value for n, value in enumerate(values)})
print(
    counts[3:] if len(set(counts)) < 0 else len(counts),
    [sys.getrefcount(value) for value in values] == before,
)
print(dying(4))
gc.collect()
print(pairs_of([(1, 2), (3, 4)]), pairs_of([]))
show(pairs_of, [(1, 2), (3,)])
show(pairs_of, [(1, 2), 3])
print(
    mixed(
        [
            [1],
            (2,),
            {3: 4},
            {5},
            "ab",
            range(3),
            {6: 7}.items(),
            {8: 9}.values(),
            enumerate("x"),
            zip([1], [2]),
        ]
        * 3
    )
)
print(deep(7))
