"""min, max, sum, any and all of builtin containers, and comparisons of sets: items of all kinds."""

# hot: least, greatest, total, some, every, compared, branched, in_between, of_temporaries
import builtins
import math
import sys

from support import show


class Odd:
    """Asked by everybody, and says where."""

    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return hash(self.value)

    def __eq__(self, other):
        print("  eq", self.value, sys._getframe(1).f_locals.get("n"))
        return self.value == getattr(other, "value", other)

    def __lt__(self, other):
        print("  lt", self.value, sys._getframe(1).f_locals.get("n"))
        return self.value < getattr(other, "value", other)

    def __gt__(self, other):
        print("  gt", self.value, sys._getframe(1).f_locals.get("n"))
        return self.value > getattr(other, "value", other)

    def __bool__(self):
        print("  bool", self.value, sys._getframe(1).f_locals.get("n"))
        return bool(self.value)

    def __radd__(self, other):
        print("  radd", self.value, sys._getframe(1).f_locals.get("n"))
        return other + self.value

    def __repr__(self):
        return f"Odd({self.value})"


class Number(int):
    def __lt__(self, other):
        return int(self) > int(other)


class Name(str):
    def __lt__(self, other):
        return str(self) > str(other)


class List(list):
    def __iter__(self):
        return iter([5, 6])


def least(items):
    n = 0
    for i in range(40):
        n += i
        result = min(items)
    return n, result


def greatest(items):
    n = 0
    for i in range(40):
        n += i
        result = max(items)
    return n, result


def total(items):
    n = 0
    for i in range(40):
        n += i
        result = sum(items)
    return n, result


def some(items):
    n = 0
    for i in range(40):
        n += any(items)
    return n


def every(items):
    n = 0
    for i in range(40):
        n += all(items)
    return n


def identical(items):
    return [i for i, item in enumerate(items) if item is min(items)], [
        i for i, item in enumerate(items) if item is max(items)
    ]


def compared(a, b):
    n = 0
    for i in range(12):
        n += i
        result = a < b, a <= b, a == b, a != b, a > b, a >= b
    return n, result


def branched(a, b):
    n = 0
    for i in range(12):
        if a <= b:
            n += 1
        if a == b:
            n += 10
        if not a > b:
            n += 100
        if a != b:
            n += 1000
    return n


def of_temporaries(a, b):
    n = 0
    for i in range(40):
        n += (
            min({i, n, 7})
            + max([i, n])
            + sum((i, n))
            + any([i])
            + ({i} <= {i, 1})
            + (a | b >= a & b)
        )
    return n


def in_between(items):
    n = 0
    for i in range(40):
        items[i % 3] = [i, float(i), str(i), Number(i), 1 << 70, True, None][i % 7]
        for function in (min, max, sum, any, all):
            try:
                n += function(items) == i
            except TypeError as error:
                print("  ", function.__name__, error)
    return n


big = 10**30
nan = math.nan
lists = [
    [3, 1, 2],
    [1.5, -0.0, 0.0],
    [-0.0],
    [0.0, -0.0],
    [nan, 1.0],
    [1.0, nan, 0.5],
    ["b", "a", "\u1234", "\U0001f600", ""],
    [1000, 1000 + 0, -1000],
    [big, 1, -big],
    [2**30, 1],
    [2**30 - 1] * 50,
    [1, 2.5, 3],
    [2.5, 1, big],
    [True, 2, False],
    [0, 0.0, "", None, [], (), {}],
    [1, "a"],
    [None],
    [Odd(2), Odd(1)],
    [1, Odd(0)],
    [0, 0, Odd(3)],
    [Number(1), Number(2)],
    [Name("a"), Name("b")],
    [],
    [b"a", b"b"],
    [(1, 2), (1, 1)],
    [[1], [2]],
    [1e308, 1e308],
    [1, 1j],
    [0.1] * 10,
    list(range(300)),
]
for function in (least, greatest, total, some, every, identical):
    for items in lists:
        for kind in (list, tuple, List):
            show(function, kind(items))
for function in (least, greatest, total, some, every):
    for items in lists:
        try:
            made = set(items)
        except TypeError:
            continue
        if len(made) == 1 or all(type(item) in (int, float) and item == item for item in items):
            show(function, made)
            show(function, frozenset(made))
    show(function, {1: 2, 0: 3})
    show(function, "abc")
    show(function, range(3))
    show(function, 3)
    show(function, iter([1, 2]))

removed = set(range(20))
for i in range(0, 20, 3):
    removed.discard(i)
show(least, removed)
show(total, removed)

sets = [
    set(),
    {1},
    {1, 2},
    {1, 2, 3},
    set(range(100)),
    {1.0, 2},
    {"a", "b"},
    {"a", "b", 1},
    {(1, 2), (1,)},
    {(1, 2), (1,), None},
    {Odd(1)},
    {Odd(1), 2},
    {1, Odd(2)},
    {True},
    {Number(1), 2},
    {Name("a"), "b"},
    removed,
    {2**61 - 1 + 1, 1},
    {big, -big},
    {(1, Odd(2))},
]
for a in sets:
    for b in sets:
        show(compared, a, b)
        show(branched, frozenset(a), b)
        show(compared, set(a), frozenset(a))
for other in ([1], {1: 2}, {1: 2}.keys(), None, 1):
    try:
        show(compared, {1}, other)
    except TypeError as error:
        print(error)
hashed = frozenset([1, 2]), frozenset([1, 3])
print([hash(one) != 0 for one in hashed])
show(compared, *hashed)
show(of_temporaries, {1, 2}, {2, 3})
show(in_between, [1, 2, 3])


def replaced(items):
    found = []
    for i in range(40):
        if i == 20:
            builtins.min = lambda items: "mine"
        if i == 30:
            builtins.min = kept
        found.append(min(items))
    return found


kept = min
show(replaced, [2, 1])
