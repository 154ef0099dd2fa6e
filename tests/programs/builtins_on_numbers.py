"""divmod whose result is taken apart at once, pow with a modulus, min and max of ints and floats: on
every kind of number, raw and as objects; which object they return."""

# hot: divide, divide_raw, modular, modular_raw, least, greatest, least_raw, sign, clamp, same
from support import EDGES, INF, NAN, SMALL, show, table


class Float(float):
    def __divmod__(self, other):
        return "mine", other

    def __lt__(self, other):
        return True


class Int(int):
    def __pow__(self, other, modulus=None):
        return "mine"

    def __gt__(self, other):
        return True


def divide(a, b):
    q, r = divmod(a, b)
    return q, r


def divide_raw(n, step, by):
    """The operands have no boxes; zero comes in the middle."""
    x, out = -3.5, []
    for i in range(n):
        q, r = divmod(x + i, by)
        x += step
        out.append((q, r))
        q, r = divmod(i, x)
        out.append((q, r, x))
        if i == 5:
            by -= 0.75
    return out


def modular(a, b, c):
    return pow(a, b, c)


def modular_raw(n, m):
    s = 0
    for i in range(n):
        s += pow(i - 3, i, m - i) + pow(i * i, 3, m)
    return s


def least(a, b):
    c = min(a, b)
    return c, c is a, c is b


def greatest(a, b):
    c = max(a, b)
    return c, c is a, c is b


def least_raw(n, limit):
    s = []
    for i in range(n):
        s += [min(limit, i * 0.5), max(i * 0.25, 3), min(i, 2.5), max(2**53 + i, 2.0**53)]
    return s


def clamp(n, low, high):
    s = 0
    for i in range(n):
        s += max(low, min(high, i * 0.5 - 2))
    return s


def sign(n):
    s = []
    for i in range(n):
        x = 0.0 * (i - 2)
        s += [max(x, 0), max(0, x), min(x, 0), min(0, x), max(x, False), min(True, x)]
    return s


def same(items):
    """What comes out is the very object."""
    out = []
    for a in items:
        for b in items:
            out.append((max(a, b) is a, max(a, b) is b, min(a, b) is a, min(a, b) is b))
    return out


FLOATS = [0.0, -0.0, 0.7, -0.7, 3.5, -1e300, 5e-324, INF, -INF, NAN, 2.0**53]
for _ in range(3):
    table(divide, FLOATS, FLOATS)
    table(divide, FLOATS, SMALL)
    table(divide, SMALL, FLOATS)
    table(divide, [Float(1.5), 1.5, 7, True, 2**70, "x"], [Float(0.5), 0.5, 2, True, 2**65, 1j])
    show(divide_raw, 4, 0.5, 0.75)
    show(divide_raw, 9, 0.5, 0.75)
    show(divide_raw, 9, 0.5, 0)
    show(divide_raw, 20, 0.5, NAN)
    table(modular, SMALL, [0, 1, 2, 7, -1, 63], [1, 2, 7, 257, -5, 0, 2**31, None])
    table(modular, EDGES[:6], [3, 2**62], [2**61 - 1, 2**62 + 1, 3, -7])
    table(modular, [2.0, Int(3), True, "x"], [2, 2.0, Int(2)], [5, 5.0, True])
    show(modular_raw, 12, 1000)
    show(modular_raw, 12, 2**62)
    show(modular_raw, 12, 9)
    table(least, FLOATS + SMALL, FLOATS + [2**53 + 1, -(2**70), True, Float(2.5), Int(1)])
    table(greatest, FLOATS + SMALL, FLOATS + [2**53 + 1, -(2**70), True, Float(2.5), Int(1)])
    show(least_raw, 9, 2)
    show(least_raw, 9, 2.25)
    show(least_raw, 9, 2**60 + 1)
    show(least_raw, 9, "x")
    show(clamp, 12, 0, 1)
    show(clamp, 12, 0.5, 2)
    show(clamp, 12, 2**53 + 1, 0.5)
    show(clamp, 12, NAN, 1)
    show(sign, 6)
    show(same, [1000, 1000.0, 1001.5, 1001, NAN, 2**53, 2.0**53])
