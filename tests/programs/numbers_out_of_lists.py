"""Items of lists that are numbers: what is found at one place changes its type, comes in subclasses, is
looked at by the other operand, waits while others are computed, or is not there."""

# hot: add, mixed, looks, deep, power, nested, compare, twice, in_place, negate, absent, ints, truth
import math
import sys

from support import show


class Float(float):
    pass


class Int(int):
    pass


class Looks:
    """As the other operand it sees which object it gets, and how many references there are."""

    def __init__(self, items):
        self.items = items
        self.seen = []

    def __radd__(self, other):
        self.seen.append((self.items.index(other), sys.getrefcount(other)))
        self.items[0] = None
        return 0.5

    __rmul__ = __rsub__ = __radd__

    def __gt__(self, other):
        self.seen.append((any(other is item for item in self.items), sys.getrefcount(other)))
        return True


def add(items, n):
    s = 0
    for i in range(n):
        s = s + items[i]
    return s


def mixed(a, b, n):
    out = []
    for i in range(n):
        out += [a[i] * b[i], a[i] - b[n - 1 - i], b[i] / 2, 1.5 + a[i], a[-1] + b[-i]]
    return out


def looks(items, others, n):
    s = 0.0
    for i in range(n):
        s += items[i] * 2 + (items[i] + others[i])
        if items[i] < others[i]:
            s += 1
    return s


def deep(a, n):
    """More numbers wait than there are registers."""
    s = 0
    for i in range(n):
        s += a[0] - (a[1] - (a[2] - (a[3] - (a[4] - (a[5] - (a[6] - (a[7] - (a[8] - a[i]))))))))
        s -= a[0] * (a[1] + (a[2] * (a[3] + (a[4] * (a[5] + (a[6] * (a[7] + a[8] * a[i])))))))
    return s


def power(a, b, n):
    """C functions are called while items wait."""
    s = 0.0
    for i in range(n):
        s += a[i] * b[i] ** 1.5 + a[i] % b[i] - a[i] // 0.7
        s += math.sin(a[i]) * a[i] + max(a[i], b[i]) - abs(b[i])
    return s


def nested(rows, n):
    s = 0
    for i in range(n):
        for j in range(n):
            s += rows[i][j] * rows[j][i] - rows[0][i]
    return s


def compare(a, n):
    out = []
    for i in range(n):
        out.append((a[i] < a[n - 1 - i], a[i] == a[i], a[i] != 2, 1 <= a[i] < 3, not a[i]))
    return out


def twice(a, n):
    s = []
    for i in range(n):
        x = y = a[i]
        s.append((x is y, x is a[i], a[i] is a[i], a[i] + x))
    return s


def in_place(a, n, by):
    for i in range(n):
        a[i] += by
        a[i] *= a[n - 1 - i]
        a[n - 1 - i] -= a[i] - by
    return a


def negate(a, n):
    out = []
    for i in range(n):
        out += [-a[i], +a[i] + 0, ~a[i] if isinstance(a[i], int) else 0]
    return out


def absent(a, n):
    s = 0
    for i in range(n):
        try:
            s += a[i] + a[i + 1]
        except IndexError:
            s -= 1
        except TypeError as error:
            s = str(error)
            return s, i
    return s


def ints(a, n):
    """One digit, two, three; sums that overflow."""
    s = 0
    for i in range(n):
        s ^= a[i] * a[i] + (a[i] << 3)
        s += a[i] & 0xFF | a[n - 1 - i]
    return s


def truth(a, n):
    s = 0
    for i in range(n):
        if a[i]:
            s += 1
        while a[i] and s % 3:
            s += 1
    return s


FLOATS = [0.5, -1.5, 2.25, 3.0, -0.0, 7.5, 8.125, 9.0, 1e300]
INTS = [1, -2, 3, 0, 255, 256, 257, 7, 2**29]
KINDS = [
    FLOATS,
    INTS,
    FLOATS[:5] + INTS[5:],
    INTS[:5] + FLOATS[5:],
    [2**30, 2**31, 2**59, 2**60, 2**61, 2**62, 2**63, 2**64, -(2**63)],
    [True, False, 1, 2.5, True, False, 3, 1.5, 2],
    [Float(1.5), 2.5, Int(3), 4, Float(-1.0), 6.5, 7, 8.0, Int(2)],
    [1 + 2j, 2.5, 3, 4.0, 5, 6, 7.0, 8, 9],
    [float("nan"), float("inf"), 1.0, -1.0, 2.0, 3.0, 4.0, 5.0, 0.0],
    [1, 2.0, "x", None, 5, 6.0, 7, 8.0, 9],
]
for _ in range(2):
    for a in KINDS:
        show(add, a, 9)
        show(deep, a, 9)
        show(compare, a, 9)
        show(twice, a, 9)
        show(negate, a, 9)
        show(absent, a, 9)
        show(absent, a, 8)
        show(ints, a, 9)
        show(truth, a, 9)
        show(in_place, list(a), 9, 1)
        show(in_place, list(a), 9, 0.5)
        show(nested, [a] * 9, 9)
        show(nested, [a[i:] + a[:i] for i in range(9)], 9)
        for b in (a, KINDS[0], KINDS[1], KINDS[6]):
            show(mixed, a, b, 9)
            show(power, a, b, 9)
    for value in (1.5, 1000, 2**40):
        items = [value * (i + 1) for i in range(8)]
        seen = Looks(items)
        show(looks, items, [value + i for i in range(8)], 8)
        show(looks, items, [value, value, seen, value, 1, 2.5, seen, 3], 8)
        print(seen.seen, items)
