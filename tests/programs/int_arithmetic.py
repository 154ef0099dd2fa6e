"""Every arithmetic operator on ints, at every edge of the machine word and of CPython's digits."""

# hot: add, subtract, multiply, floor, modulo, divide, both, negate, positive
from support import EDGES, INTS, SMALL, show, table


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


def multiply(a, b):
    return a * b


def floor(a, b):
    return a // b


def modulo(a, b):
    return a % b


def divide(a, b):
    return a / b


def both(a, b):
    quotient = a // b
    rest = a % b
    return quotient * b + rest == a, rest == 0 or (rest < 0) == (b < 0)


def negate(a):
    return -a


def positive(a):
    return +a


for f in (add, subtract, multiply):
    table(f, INTS, INTS)
for f in (floor, modulo, divide):
    table(f, INTS, SMALL + EDGES[::4])
table(both, INTS, [n for n in INTS if n])
table(negate, INTS)
table(positive, INTS)
show(divide, 10**400, 3)
show(divide, 10**400, 10**399)
