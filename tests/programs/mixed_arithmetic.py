"""Ints, floats, bools, complex numbers and others in the same operator, one after another."""

# hot: add, subtract, multiply, divide, floor, modulo, power, accumulate
from support import show, table


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


def multiply(a, b):
    return a * b


def divide(a, b):
    return a / b


def floor(a, b):
    return a // b


def modulo(a, b):
    return a % b


def power(a, b):
    return a**b


def accumulate(items):
    total = 0
    for item in items:
        total = total + item
    return total


values = [0, 3, -2, True, False, 2**53 + 1, 10**20, 1.5, -0.0, 2.0, 1j, "ab", [1], (2,), None, b"x"]
for f in (add, subtract, multiply, divide, floor, modulo):
    if f is multiply:
        values = [v for v in values if not isinstance(v, int) or v < 10]
    table(f, values, values)
table(power, [0, 2, -2, True, 0.5, -1.5, 1j], [0, 3, -3, False, 2.0, -0.5, 1j])
show(power, 3, 100)
show(power, 2, 2**4)
show(add, 10**400, 1.0)
show(multiply, 1.0, 10**400)
show(modulo, "%s and %s", (1, 2.0))
show(modulo, "%d", "x")
show(accumulate, [1, 2, 3])
show(accumulate, [1, 2.5, 3])
show(accumulate, [1, 2**62, 2**62, 2**63, 1.0, True])
show(accumulate, [1, True, 1j])
show(accumulate, [1, "a"])
show(accumulate, [1.0, 2, 3])
