"""Bools are ints that print otherwise; truth of everything; `and`, `or`, `not`."""

# hot: add, logic, both, either, negated, truth, count, as_index, ternary, flags, xor
from support import show, table


def add(a, b):
    return a + b, a - b, a * b, a & b, a | b, a ^ b


def logic(a, b):
    return a and b, a or b, not a


def both(a, b):
    if a and b:
        return "both"
    return "not both"


def either(a, b):
    if a or b:
        return "some"
    return "none"


def negated(a):
    return not a, not not a


def truth(x):
    if x:
        return True
    return False


def count(items):
    total = 0
    for item in items:
        total += item > 2
    return total


def as_index(items, flag):
    return items[flag], items[not flag]


def ternary(a):
    return "yes" if a else "no"


def flags(n):
    seen = [False] * n
    for i in range(0, n, 3):
        seen[i] = True
    total = 0
    for flag in seen:
        if flag:
            total += flag
    return total, seen[0] is True, seen[1] is False


def xor(a, b):
    return (a < b) ^ (b < a), (a < b) == (b < a), (a < b) + (a > b)


class Falsy:
    def __bool__(self):
        return False

    def __repr__(self):
        return "Falsy()"


class Empty:
    def __len__(self):
        return 0

    def __repr__(self):
        return "Empty()"


class Bad:
    def __bool__(self):
        return 2

    def __repr__(self):
        return "Bad()"


class Negative:
    def __len__(self):
        return -1

    def __repr__(self):
        return "Negative()"


table(add, [True, False, 1, 2.5], [True, False, 3])
things = [
    True,
    False,
    None,
    0,
    1,
    -1,
    0.0,
    -0.0,
    0.5,
    float("nan"),
    "",
    "a",
    [],
    [0],
    (),
    {},
    {1: 2},
]
things += [0j, b"", Falsy(), Empty(), Bad(), Negative(), 2**64, range(0), range(1)]
for f in (negated, truth, ternary):
    table(f, things)
for f in (logic, both, either):
    table(f, things[::3], things[1::4])
show(count, [1, 2, 3, 4, 2.5])
show(as_index, ["a", "b"], True)
show(as_index, ["a", "b"], 1)
show(flags, 40)
table(xor, [1, 2, 1.5], [1, 2.0, 1.5])
