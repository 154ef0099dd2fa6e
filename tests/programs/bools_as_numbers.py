"""Bools where numbers are computed with: as operands of every operator, counted, negated, compared; and the
truth of numbers as an object.
"""

# hot: counted, arithmetic, bits, signs, compared, truth, negated, toggled, kept, chained, divided
# hot: conditions, changing, indices, sums
from support import FLOATS, INF, INTS, NAN, show, table


def counted(items, limit):
    n = 0
    for x in items:
        n += x > limit
    m = 0
    for x in items:
        m += (x > limit) - (x < limit)
    return n, m


def arithmetic(a, b):
    return a + b, a - b, a * b, b + a, b - a, a + 1, 2 * b, a - 0.5, a**b, 3**a


def bits(a, b):
    c = a & b
    d = a | b
    e = a ^ b
    return c, d, e, c is (a and b), a & 3, 5 | b, a ^ -1, a << 3, 8 >> b, (a & b) + 1, ~(a ^ b)


def signs(a):
    return -a, +a, ~a, not a, -(a + 0), +(not a)


def compared(a, b):
    return a < b, a == b, a > 0, 1 >= b, a != 0.5, (a < b) == (b > a), (a == b) + (a != b)


def truth(x):
    y = x + 0
    return bool(x), bool(y), bool(x * 2), not y, not x * 1, bool(not y)


def negated(items):
    n = 0
    for x in items:
        y = x * 1
        if not y:
            n += 1
        z = not y
        n += z
    return n


def toggled(n):
    on = False
    changes = []
    for i in range(n):
        on = not on
        if i % 7 == 3:
            on ^= True
        changes.append(on)
    return changes


def kept(a, b):
    """What is True stays True, whatever was computed with it."""
    c = a > b
    n = c + 1
    d = c
    n += d
    return c, d, c is d, n, [c], c is (a > b)


def chained(x):
    return 0 <= x < 10, 0 < x <= 10.5, -1 < x != 3, (0 <= x < 10) + (x > 5)


def divided(a, b):
    try:
        return a // b, a % b, a / b, divmod(a, b)
    except ZeroDivisionError as error:
        return str(error)


def conditions(x, y):
    a = x > 1 and y > 1
    b = x > 1 or y > 1
    c = x and y
    d = x or y
    return a, b, c, d, (x > 1 and y) + 1, (x or 5) * 2, not (x and y)


def changing(items):
    total = 0
    for x in items:
        total = total + x
    return total


def indices(items):
    n = [0, 0]
    for x in items:
        n[x > 2] += 1
    return n, items[True], items[False]


def sums(items):
    return sum(x > 2 for x in items), sum([x > 2 for x in items]), sum(items)


show(counted, list(range(20)), 7)
show(counted, [0.5, 2.5, NAN, INF, 3], 2)
table(arithmetic, [True, False], [True, False])
table(arithmetic, [True, False], [2, 2**62, 2.5, -1])
table(bits, [True, False], [True, False])
table(bits, [True, 6], [False, 3])
for value in [True, False, 5, 2.5, 0]:
    table(signs, [value])
table(compared, [True, False], [True, False, 1, 0.5, 2**70])
for value in INTS + FLOATS + [True, False]:
    show(truth, value)
    show(chained, value)
show(negated, [0, 1, 0.0, -0.0, NAN, 2**70, True, False])
show(toggled, 30)
table(kept, [1, 2.5], [0, 3])
table(divided, [True, False, 7], [True, False, 2])
table(conditions, [0, 1, 2, 0.0, 2.5, True], [0, 3, -0.0, 2.5])
show(changing, [1, True, 2.5, False, 10**30, True])
show(changing, [True] * 5 + [False] * 5)
show(indices, [1, 2, 3, 4])
show(sums, [1, 2, 3, 4])
