"""Powers with constant exponents, rounding to places, quotients and remainders of floats: bit for bit, for
many numbers, the ones in the middle between two doubles and two decimal places among them.
"""

# no torture: there are a hundred thousand operations
# hot: powers, int_powers, of_two, places, quotients, divided, lengths, by_pow, bases, remainders
import math
import random
import struct

from support import FLOATS, INTS, describe, show, table

random.seed(5)
BITS = [struct.unpack("d", struct.pack("Q", random.getrandbits(64)))[0] for _ in range(2000)]
NEAR = [random.uniform(-2, 2) * 10 ** random.randint(-8, 8) for _ in range(8000)]
CENTS = [random.randint(-(10**6), 10**6) / 1000 for _ in range(3000)] + [
    n / 8 for n in range(-80, 80)
]
POWERS = "squares roots cubes inverses odd minus half_minus".split()


def powers(values):
    found = []
    for x in values:
        try:
            y = x * 1.0
            found.append((y**2, y**2.0, y**3, y**-1, y**-2, y**-3.0, y**0, y**1))
            y = abs(y)
            found.append((y**0.5, y**-0.5, y**1.5, y**-1.5, y**2.5, x**2))
        except (OverflowError, ZeroDivisionError) as error:
            found.append(str(error))
    return hash(tuple(map(describe, found)))


def int_powers(values):
    found = []
    for x in values:
        y = x + 0
        found.append((y**1, y**2, y**3, y**4, y**5, y**7, y**8, y**13, y**16, y**17, y**0, x**2))
        if x:
            found.append((y**-1, y**-2))
    return hash(tuple(map(describe, found)))


def of_two(n):
    found = []
    for i in range(n):
        try:
            found.append((2**i, (-3) ** i, 10**i, i**i, 2 ** (i - 5), 1**i, (-1) ** i, 0**i))
        except ZeroDivisionError as error:
            found.append(str(error))
    return hash(tuple(map(describe, found))), found[10]


def bases(values, exponents):
    found = []
    for x in values:
        for y in exponents:
            try:
                found.append((x**y, (x * 1.0) ** y))
            except (OverflowError, ZeroDivisionError) as error:
                found.append(str(error))
    return hash(tuple(map(describe, found)))


def places(values):
    found = []
    for x in values:
        found.append(
            (round(x, 0), round(x, 1), round(x, 2), round(x, 3), round(x, 6), round(x, 15))
        )
        found.append((round(x * 1.0, 16), round(x, -1), round(-x, 2), round(x, 400)))
    return hash(tuple(map(describe, found)))


def quotients(values, divisors):
    found = []
    for x in values:
        for y in divisors:
            try:
                found.append((x // y, x % y, (x * 1.0) // y, y % (x + 0.5)))
                found.append(divmod(x, y))
            except (ZeroDivisionError, OverflowError) as error:
                found.append(str(error))
    return hash(tuple(map(describe, found)))


def divided(values, divisors):
    found = []
    for x in values:
        for y in divisors:
            try:
                q, r = divmod(x, y)
                found.append((q, r))
                q, r = divmod(x + 1, 7)
                found.append((q, r))
            except ZeroDivisionError as error:
                found.append(str(error))
    return hash(tuple(map(describe, found)))


def remainders(n):
    total = 0.0
    for i in range(n):
        x = i * 0.37 - 20
        total += x % 1 + x % -1.5 + x // 0.25 + (i % 2.5) * (x // 3) + 0.0 % (i + 1)
    return total


def lengths(values):
    found = []
    for x in values:
        y = x * 0.75
        found.append((math.hypot(x, y), math.hypot(y, 3), math.hypot(x, y, 1.0)))
    return hash(tuple(map(describe, found)))


def by_pow(values):
    found = []
    for x in values:
        y = x * 1.0
        try:
            found.append((pow(x, 2), pow(y, 2), pow(y, 3.0), pow(y, 2, None), pow(abs(y), 0.5)))
        except OverflowError as error:
            found.append(str(error))
    return hash(tuple(map(describe, found)))


for values in BITS, NEAR, CENTS, FLOATS, INTS, INTS + FLOATS:
    show(powers, values)
    show(places, values)
    show(by_pow, values)
    show(lengths, values)
for values in INTS, list(range(-300, 300)), INTS + [True, False]:
    show(int_powers, values)
show(of_two, 80)
EXPONENTS = [0, 1, 2, 3, -1, 0.5, 2.0, 2.5, 63, 64, -2.0, 1e300, 3.0, 2.0**31]
show(bases, FLOATS, EXPONENTS)
show(bases, CENTS[:300], EXPONENTS)
show(bases, INTS, [0, 1, 2, 3, 62, 63])
show(quotients, FLOATS + INTS[:20], FLOATS + INTS[:20])
show(quotients, CENTS[:400], [0.1, 0.25, 1, 3, -0.7, 7.5])
show(quotients, BITS[:200], BITS[200:250])
show(divided, INTS, INTS)
show(divided, [2.5, -7.5, 7], [2, 0.5, -3])
show(remainders, 300)
table(lambda a, b: (a**b, a // 2.0), [1.5, -1.5], [2, 0.5])
