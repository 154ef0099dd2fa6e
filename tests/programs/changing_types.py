"""One piece of code that sees many types, one after the other and mixed, past any limit of versions."""

# hot: twice, total, walk, compare, pipeline, flip, longest, phases
from fractions import Fraction

from support import show


def twice(x):
    return x + x


def total(items):
    result = items[0]
    for item in items:
        result = result + item
    return result


def walk(n):
    x = 0
    for i in range(n):
        if i == 10:
            x = x + 0.5
        elif i == 20:
            x = int(x)
        elif i == 30:
            x = x * 2**60
        elif i == 40:
            x = str(x)
        elif i == 50:
            x = [x]
        elif i == 55:
            x = len(x)
        x = x + x if i % 7 else x
    return x


def compare(a, b):
    if a < b:
        return "<"
    return ">="


def pipeline(a, b, c, d):
    e = a * b
    f = c * d
    g = e + f
    h = e - f
    return g * h, g == h, e, f


def flip(n, a, b):
    for _ in range(n):
        a, b = b, a + a
    return a, b


def longest(items):
    best = None
    for item in items:
        if best is None or len(str(item)) > len(str(best)):
            best = item
    return best


def phases(n):
    seen = []
    x = 1
    for phase in range(5):
        for i in range(n):
            x = x * 3 - i
            if x > 10**6:
                x = x % 1000
        seen.append(x)
        x = x * 1.0 if phase % 2 == 0 else int(x)
    return seen


things = [1, 2.5, "a", 10**20, True, [1], (2,), 1j, Fraction(1, 3), b"z"]
for _ in range(3):
    for thing in things:
        show(twice, thing)
for a in things[:5]:
    for b in things[:5]:
        show(compare, a, b)
        show(total, [a, b, a])
for args in (
    (1, 2, 3, 4),
    (1.0, 2, 3, 4),
    (1, 2.0, 3, 4),
    (1, 2, 3.0, 4),
    (1, 2, 3, 4.0),
    (1.0, 2.0, 3.0, 4.0),
):
    show(pipeline, *args)
    show(pipeline, *reversed(args))
for a, b, c, d in ((Fraction(1, 2), 1, 2.0, True), (2**62, 2, 2**62, 4), (1j, 2, 3, 4)):
    show(pipeline, a, b, c, d)
show(walk, 9)
show(walk, 19)
show(walk, 35)
show(walk, 48)
show(walk, 60)
show(flip, 10, 1, 2.5)
show(flip, 10, "a", "b")
show(flip, 70, 1, 1)
show(longest, ["aa", 12345, None, 2.25])
show(phases, 40)
