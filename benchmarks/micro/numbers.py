"""Loops of numbers, which stay in registers."""

import math


def int_loop(n):
    a, b = 1, 0
    for i in range(n):
        b = (a + b + i) & 0xFFFF
        a = (b * 3) ^ i
    return a, b


def int_while(n):
    i = total = 0
    while i < n:
        total += i
        i += 1
    return total


def int_divide(n):
    total = 0
    for i in range(1, n):
        total += i // 3 + i % 7
    return total


def int_shift(n):
    x = 1
    for i in range(n):
        x = ((x << 3) ^ (x >> 5) ^ i) & 0xFFFFFFFF
    return x


def int_big(n):
    x = 1 << 70
    for i in range(n):
        x = (x * 3 + i) % ((1 << 80) - 65)
    return x


def int_overflow(n):
    total = (1 << 63) - 5
    for i in range(n):
        total += i
    return total


def float_loop(n):
    x, v = 1.0, 0.0
    for _ in range(n):
        v = v - x * 0.01
        x = x + v * 0.01
    return x, v


def float_divide(n):
    x = 1.0
    for i in range(n):
        x = x / 3.0 + i / 7
    return x


def float_mixed(n):
    x = 0.0
    for i in range(n):
        x += i * 0.5 - 1
    return x


def float_power(n):
    x = 0.0
    for i in range(n):
        x += (i & 7) ** 2 + 1.5**2
    return x


def float_math(n):
    sqrt, x = math.sqrt, 0.0
    for i in range(n):
        x += sqrt(i) + math.sin(x)
    return x


def complex_loop(n):
    z = 0j
    for _ in range(n):
        z = z * z * 0.5 + (0.1 + 0.2j)
    return z


def compare_chain(n):
    total = 0
    for i in range(n):
        if 2 < i & 7 < 6:
            total += 1
    return total


def boolean_logic(n):
    total = 0
    for i in range(n):
        if (i & 1 and not i & 2) or i & 4:
            total += 1
    return total


def bool_arithmetic(n):
    total = 0
    for i in range(n):
        total += i > 5
    return total


def conversions(n):
    total = 0
    for i in range(n):
        total += int(i * 0.5) + int(float(i))
    return total


def calls_with_floats(n):
    def scale(x, factor):
        return x * factor

    x = 1.0
    for _ in range(n):
        x = scale(x, 1.0000001)
    return x
