"""The bitwise operators and shifts on ints and bools."""

# hot: both_and, either, differ, left, right, invert, popcount
from support import EDGES, SMALL, INTS, show, table


def both_and(a, b):
    return a & b


def either(a, b):
    return a | b


def differ(a, b):
    return a ^ b


def left(a, n):
    return a << n


def right(a, n):
    return a >> n


def invert(a):
    return ~a


def popcount(n):
    count = 0
    while n:
        n = n & (n - 1)
        count += 1
    return count


for f in (both_and, either, differ):
    table(f, INTS, SMALL + EDGES[::3])
    table(f, [True, False, 1, 0], [True, False, 1])
for f in (left, right):
    table(f, INTS, [0, 1, 29, 30, 31, 59, 60, 62, 63, 64, 65, 100, -1, True])
table(invert, [*INTS, True, False])
table(popcount, [0, 1, 255, 2**40 - 1, 2**70 - 1])
show(right, 1, 10**30)
show(right, -1, 10**30)
show(left, 0, 10**30)
show(both_and, 1.0, 2)
show(left, 1, 2.0)
