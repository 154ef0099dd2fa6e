"""Dictionaries, sets, lists and tuples searched for strings and ints, and for what only looks like
them; tables that are large, have holes, are shared; keys whose classes have a say."""

# hot: get, inside, outside, of_attribute, constants, raw, counted, collides, interfered, dropped, many_types
import sys

from support import NAN, show


def get(table, key):
    return table[key]


def inside(key, container):
    if key in container:
        return "in"
    return "out"


def outside(key, container):
    return "out" if key not in container else "in"


class Holder:
    def __init__(self):
        self.table = {"a": 1, "b": [2], 3: "three"}
        self.items = [1, "a", None]
        self.tags = {"x", 5}


def of_attribute(holder, n):
    found = []
    for i in range(n):
        if i in holder.table:
            found.append(holder.table[i])
        if i in holder.items:
            found.append(-i)
        if i not in holder.tags:
            found.append("no")
        if str(i) in holder.tags or i + 0 in holder.tags:
            found.append("tag")
        found.append(holder.table["b"])
    return found


def constants(n, text):
    found = 0
    for i in range(n):
        if i in (1, 3, 5, "x"):
            found += 1
        if text in ("a", "b", 7):
            found += 10
        if i in {2, 4, "y"}:
            found += 100
        if "b" in {"a": 1, "b": 2}:
            found += {"k": 1000, "b": 5}["k"]
    return found


def raw(n):
    table = {i * i: i for i in range(n)}
    total = 0
    x = 0.5
    for i in range(n * n):
        x = x + i
        if i in table:
            total = total + table[i]
        if i * 7 in table:
            total = total - 1
    return total, x


def counted(words):
    table = {}
    for word in words:
        if word in table:
            table[word] = table[word] + 1
        else:
            table[word] = 1
    return table


def collides(table, keys):
    return [key in table for key in keys], [table[key] for key in keys if key in table]


class Asked:
    """Equal to what it is told, with that one's hash."""

    def __init__(self, value, log):
        self.value, self.log = value, log

    def __hash__(self):
        return hash(self.value)

    def __eq__(self, other):
        self.log.append(("asked", self.value, other))
        return self.value == other

    def __repr__(self):
        return f"Asked({self.value!r})"


def interfered(items, keys):
    found = []
    for key in keys:
        if key in items:
            found.append(key)
        if key not in items:
            found.append((key, "not"))
    return found


class Dying:
    def __del__(self):
        print("died")


def dropped(n):
    total = 0.5
    for i in range(n):
        total = total + i
        if i in {0: Dying(), 1: None}:
            total = total * 2
        if i in [Dying(), i]:
            total = total + {"a": 1.5, "d": Dying()}["a"]
        print("next", total)
    return total


def many_types(containers, key):
    found = []
    for container in containers:
        if key in container:
            found.append(True)
        else:
            found.append(False)
    return found


class Text(str):
    pass


class Number(int):
    pass


class Missing(dict):
    def __missing__(self, key):
        return ("missing", key)


class Contains(list):
    def __contains__(self, key):
        return "maybe"


class Split:
    def __init__(self, *values):
        for name, value in zip("abc", values):
            setattr(self, name, value)


KEYS = [
    "a", "b", "zz", "", "ä", "\N{SNOWMAN}", 0, 1, -1, 2, 3, 2**30, -(2**30), 2**61 - 1, 2**61, 2**100, -(2**100),
    True, False, 1.0, 2.0, NAN, None, Text("a"), Number(1), ("a",), b"a", 2**64 - 1, -2,
]  # fmt: skip
LARGE = {i: -i for i in range(1000)} | {str(i): i for i in range(1000)}
HOLES = {str(i): i for i in range(300)}
for i in range(0, 300, 3):
    del HOLES[str(i)]
SPLIT = Split(1, 2)
TABLES = [
    {}, {"a": 1}, {1: "one"}, {1: 1, "a": 2, None: 3, 2.0: 4}, LARGE, HOLES, vars(SPLIT), vars(Split(5)), Missing(a=1),
    {key: index for index, key in enumerate(KEYS)}, dict.fromkeys("ab"), {2**61 - 1: "modulus", 0: "zero"},
]  # fmt: skip
OTHERS = [
    [],
    (),
    [1],
    ("a",),
    KEYS,
    tuple(KEYS),
    set(KEYS),
    frozenset(KEYS),
    {1},
    set(),
    "abc",
    range(3),
    Contains(),
]
for key in KEYS:
    for table in TABLES:
        try:
            value = get(table, key)
        except KeyError as error:
            value = error.args
        print(repr(key), value, inside(key, table), outside(key, table))
    answers = []
    for container in OTHERS:
        try:
            answers.append((inside(key, container), outside(key, container)))
        except TypeError as error:
            answers.append(str(error))
    print(repr(key), answers)
for key in ("nowhere", 10**9, [], {}):
    show(get, {"a": 1, 2: 3}, key)
    show(inside, key, {"a": 1, 2: 3})
    show(inside, key, {1, 2})
del SPLIT.a
print(inside("a", vars(SPLIT)), inside("b", vars(SPLIT)))
show(get, vars(SPLIT), "a")
print([str(i) in HOLES for i in range(8)], [inside(str(i), HOLES) for i in range(8)])
print(of_attribute(Holder(), 6), constants(7, "b"), constants(3, "q"), raw(12))
print(counted("a b c a b a".split()), counted([1, 2, 1, "a", "a", 1.0, True]))

LOG = []
hashed = [hash("k"), "k", 5, 5 + sys.hash_info.modulus, -1, -2]
print(collides({Asked("k", LOG): 1, Asked(5, LOG): 2}, hashed), LOG)
print(collides({-1: "a", -2: "b", hash("k"): "c"}, hashed))
LOG.clear()
print(interfered([Asked(1, LOG), Asked("x", LOG), 2], [1, "x", 2, 3, Text("x")]), LOG)
LOG.clear()
print(interfered({Asked(1, LOG), 7, Asked("x", LOG)}, [1, "x", 7, 3]), LOG)
print(interfered((NAN, 1.0, 2), [1, 2, NAN, 3]))
print(dropped(3))
print(
    many_types(
        [[1], (1,), {1}, {1: 1}, frozenset([1]), range(2), Contains(), b"\1", Missing()] * 3, 1
    )
)

collected = set()
for i in range(200):
    if i % 7 in collected or str(i % 5) in collected:
        continue
    collected.add(i % 7)
    collected.add(str(i % 5))
    collected.discard(3)
print(sorted(map(str, collected)), [inside(i, collected) for i in range(8)])
