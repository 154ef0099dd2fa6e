"""All comparisons, of all kinds of operands, as values and as branches."""

# hot: less, at_most, equal, unequal, greater, at_least, branch, chain, long_chain, count
from support import FLOATS, INTS, NAN, show, table


def less(a, b):
    return a < b


def at_most(a, b):
    return a <= b


def equal(a, b):
    return a == b


def unequal(a, b):
    return a != b


def greater(a, b):
    return a > b


def at_least(a, b):
    return a >= b


def branch(a, b):
    if a < b:
        return "less"
    if a == b:
        return "equal"
    if a > b:
        return "greater"
    return "unordered"


def chain(a, b, c):
    return a < b < c


def long_chain(a, b, c, d):
    if a <= b < c != d:
        return "in"
    return "out"


def count(limit):
    i = 0
    while i < limit:
        i += 1
    return i


mixed = [0, 1, -1, 2**53, 2**53 + 1, 2**64, 1.0, -0.0, 0.0, 9007199254740992.0, 1e300, NAN]
mixed += [float("inf"), True, False, "a", "b", None, (1,), [1], 1j]
for f in (less, at_most, equal, unequal, greater, at_least):
    table(f, FLOATS, FLOATS)
    table(f, mixed, mixed)
table(branch, INTS[::2], INTS[::2])
table(branch, FLOATS, FLOATS[::2])
table(branch, ["a", "b", "é"], ["a", "b", "é"])
table(chain, [1, 2.5, NAN], [2, 1.0, NAN], [3, 2, "x"])
table(long_chain, [1, 2], [1, 2.0], [2, 3], [3, "x"])
table(count, [0, 5, 5.5, 300])
show(count, "x")
