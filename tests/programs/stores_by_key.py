"""Values put into dictionaries and module namespaces: new keys and old ones, keys that are equal but
not the same, tables that are shared, full, not tracked; what goes when it is overwritten."""

# hot: put, put_text, bump, attribute, temporary, nested, new_keys, grid, found, dying, order, untracked, looked_at, set_global, count_global, come_and_go
import gc
import sys

from support import show

counter = 0
thing = None


def put(table, key, value):
    table[key] = value
    return table[key]


def put_text(table, n):
    for i in range(n):
        table["a"] = i
        table["b"] = i + 0.5
        table["new" + str(i % 5)] = table
    return sorted((key, value if value is not table else "itself") for key, value in table.items())


def bump(words):
    table = {}
    for word in words:
        if word in table:
            table[word] += 1
        else:
            table[word] = 1
    return table


def come_and_go(table, keys, n):
    """Keys that have gone leave their slots to others, which collide with them."""
    for i in range(n):
        key = keys[i % len(keys)]
        table[key] = i
        if i % 3:
            table.pop(keys[i * 7 % len(keys)], None)
        elif key in table:
            del table[key]
        table.setdefault(keys[i * 5 % len(keys)], -i)
    return list(table.items())


class Holder:
    def __init__(self):
        self.table = {}
        self.dict = vars(self)


def attribute(n):
    holder = Holder()
    for i in range(n):
        holder.table[i % 7] = i
        holder.dict["extra" if i % 3 else "table2"] = i
    return holder.table, sorted(set(vars(holder)) - {"dict"})


def make(log):
    log.append("made")
    return {}


def temporary(n, log):
    for i in range(n):
        make(log)["key"] = log
        {}[i] = i
    return len(log)


def nested(n):
    outer = {}
    for i in range(n):
        outer[i % 3] = inner = {}
        inner["x"] = outer[i % 3]["y"] = i
    return outer


def new_keys(n):
    table = {}
    sizes = []
    for i in range(n):
        table[i * i] = i
        table[str(i)] = table
        sizes.append(sys.getsizeof(table))
    return len(table), sizes[-1], list(table)[-3:]


def grid(n):
    cells = {}
    for x in range(n):
        for y in range(n):
            cells[x, y] = x * y
            cells["row", x] = y
            cells[(x, None), (y,)] = "nested"
    total = 0
    for x in range(-1, n + 1):
        for y in range(n):
            if (x, y) in cells:
                total += cells[x, y]
            present = ((x, None), (y,)) in cells
            if present:
                total += 1
    return total, len(cells)


def found(container, keys):
    answers = []
    for key in keys:
        inside = key in container
        outside = key not in container
        answers.append((inside, outside))
    return answers


class Asked:
    """Equal to what it is told, with that one's hash; changes the table when it is compared."""

    def __init__(self, value, table=None):
        self.value, self.table = value, table

    def __hash__(self):
        return hash(self.value)

    def __eq__(self, other):
        print("asked", self.value, other)
        if self.table is not None:
            self.table.clear()
        return self.value == other

    def __repr__(self):
        return f"Asked({self.value!r})"


class Dying:
    def __init__(self, name, table):
        self.name, self.table = name, table

    def __del__(self):
        print("died", self.name, len(self.table), self.table.get("slot"))
        self.table[self.name] = None


def dying(n):
    table = {}
    total = 0.5
    for i in range(n):
        table["slot"] = Dying(f"d{i}", table)
        total = total + i
        table["slot"] = i
        table[i % 2] = [Dying(f"e{i}", table)]
    names = sorted(map(str, table))
    table.clear()
    return total, names


class Loud:
    def __init__(self, name):
        self.name = name
        print("make", name)

    def __call__(self):
        print("get", self.name)
        return self

    def __setitem__(self, key, value):
        print("set", self.name, key.name, value.name)


def order(values):
    for table, key, value in values:
        table()[key()] = value()


def untracked(n):
    states = []
    for i in range(n):
        table = {}
        table["n"] = i
        first = gc.is_tracked(table)
        table["n"] = 1.5 if i % 2 else "text"
        second = gc.is_tracked(table)
        table["n"] = [i]
        states.append((first, second, gc.is_tracked(table)))
    return set(states)


def looked_at(table, value, n):
    counts = []
    for i in range(n):
        key = "k" + str(i)
        before = sys.getrefcount(value)
        table[key] = value
        stored = sys.getrefcount(value)
        table[key] = i
        counts.append((stored - before, sys.getrefcount(value) - before))
    return counts


def set_global(value):
    global thing
    thing = value
    return thing


def count_global(n):
    global counter, appearing
    for i in range(n):
        counter += 1
        if i == n // 2:
            appearing = i
        if i > n // 2:
            appearing += counter
    return counter, appearing


class Text(str):
    pass


class Refuses(dict):
    def __setitem__(self, key, value):
        print("refused", key, value)
        super().__setitem__(key, (value,))


KEYS = [
    "a", "b", "", "ä", 0, 1, -1, -2, 2**30, -(2**61), 2**61 - 1, 2**64, True, 1.0, None, Text("a"), (), (1,), (1, 2),
    ("a", (1, None)), (1, 2.0), (1, [2]), ((((1,),),),), (Text("a"),), (True, 2), [], b"a", (Asked(1),), Asked("a"), Asked(0),
]  # fmt: skip


class Plain:
    def __init__(self):
        self.a = 1
        self.b = 2


for key in KEYS:
    other = Plain()
    other.c = 3
    vars(other)
    del other.b
    for table in (
        {},
        {"a": 1},
        {1: 1, "b": 2},
        vars(Plain()),
        vars(other),
        Refuses(),
        {(1, 2): 3, Asked(1): 4},
    ):
        show(put, table, key, "value")
        show(put, table, key, table)
        try:
            print(found(table, [key]), found([key, 1], [key, "a"]), found({"a", 1, (1, 2)}, [key]))
        except TypeError as error:
            print(error)
show(put_text, {}, 30)
print(len(put_text({"a": []}, 9)))
print(bump("a b c a b a".split() * 9), bump([1, 2, 1, (1, 2), (1, 2), None, 1.0] * 3))
print(attribute(40))
print(temporary(30, []))
print(nested(20))
print(new_keys(200))
print(grid(9))
table = {}
table[Asked("a", table)] = 1
table[Asked(7, table)] = 1
show(put, table, "a", 2)
show(put, table, 7, 2)
print(found({Asked((1, 2)): 1}, [(1, 2), (1, 3)]))
print(found([(1, Asked(2)), (Asked(1), 5)], [(1, 2), (1, 3), (1, 2, 3), (2, 2)]))
print(dying(12))
order([(Loud(f"t{i}"), Loud(f"k{i}"), Loud(f"v{i}")) for i in range(6)])
print(untracked(20))
for keys in ([8 * i for i in range(9)], [f"k{i}" for i in range(30)], [(i, 8) for i in range(7)]):
    table = {}
    print(come_and_go(table, keys, 99), [key in table for key in keys], sys.getsizeof(table))
print(looked_at({}, object(), 9)[-2:], looked_at({"k0": 0, "k5": Dying("x", {})}, [], 9)[-2:])
for value in (1, "a", None, Dying("global", {}), [1], Dying("last", {}), 2.5, 3, 4):
    set_global(value)
print(thing, count_global(20), count_global(20))
del counter
show(count_global, 3)
counter = 10
show(count_global, 3)
for value in range(50):
    globals()[f"name{value}"] = value
    set_global(value)
print(thing, globals()["thing"])
