"""Loops in which ints become floats and back, through builtins and operators."""

# hot: average, newton, horner, logistic, mod_power, isqrt, continued, compound, sign, trunc
from support import show, table


def average(items):
    total = 0
    n = 0
    for x in items:
        total += x
        n += 1
    return total / n


def newton(x, n):
    y = x
    for _ in range(n):
        y = (y + x / y) / 2
    return y, int(y), round(y)


def horner(coefficients, x):
    value = 0
    for c in coefficients:
        value = value * x + c
    return value


def logistic(x, r, n):
    for _ in range(n):
        x = r * x * (1 - x)
    return x


def mod_power(base, exponent, modulus):
    result = 1
    base = base % modulus
    while exponent > 0:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def isqrt(n):
    x = n
    y = (x + 1) // 2
    while y < x:
        x = y
        y = (x + n // x) // 2
    return x


def continued(n):
    value = 1.0
    for i in range(n, 0, -1):
        value = i + 1 / value
    return value


def compound(amount, rate, years):
    for year in range(years):
        amount += amount * rate
        amount = int(amount * 100) / 100
        if year % 10 == 9:
            amount -= 50
    return amount


def sign(x):
    return (x > 0) - (x < 0)


def trunc(x):
    return int(x), x - int(x), x // 1, x % 1


show(average, [1, 2, 3])
show(average, [1.5, 2])
show(average, [])
for x in (2, 2.0, 10**20, 1e-10):
    show(newton, x, 20)
table(horner, [[1, 2, 3], [1.5, 0, 2], [10**10, 10**10, 5]], [2, 0.5, 10**10, 1j])
show(logistic, 0.3, 3.7, 100)
show(logistic, 1, 2, 10)
show(mod_power, 3, 200, 1000007)
show(mod_power, 12345678901, 10**18, 2**61 - 1)
table(isqrt, [1, 2, 99, 2**62, 10**40])
show(continued, 40)
show(compound, 1000, 0.035, 45)
table(sign, [5, -5, 0, 2.5, -0.0, True, float("nan")])
table(trunc, [2.75, -2.75, 10**20, 1e20, 0.0])
show(trunc, float("inf"))
show(trunc, float("nan"))
