"""Every arithmetic operator on floats: signed zeros, infinities, NaN, denormals, errors."""

# hot: add, subtract, multiply, divide, floor, modulo, power, negate, absolute
from support import FLOATS, show, table


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


def negate(a):
    return -a


def absolute(a):
    return abs(a)


for f in (add, subtract, multiply, divide, floor, modulo):
    table(f, FLOATS, FLOATS)
table(power, FLOATS, [0.0, -0.0, 1.0, 2.0, -1.0, 0.5, -1.5, 1e308, float("inf"), float("nan")])
table(negate, FLOATS)
table(absolute, FLOATS)
table(modulo, [5.5, -5.5, 6.0, -6.0, 1e300], [2.5, -2.5, 3.0, -3.0, 1e-300])
table(floor, [5.5, -5.5, 6.0, -6.0], [2.5, -2.5, 3.0, -3.0])
show(power, -8.0, 1.0 / 3.0)
show(power, 0.0, -1.0)
show(power, 10.0, 400.0)
