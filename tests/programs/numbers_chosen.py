"""min, max and abs return one of their arguments, and which one can be seen: of locals, temporaries,
constants, elements and results; where the names mean something else; where types change.
"""

# hot: least, greatest, of_three, same_as, of_elements, stored_over, kept, absolute, signed
# hot: clamped, used_up, in_branches, changing, of_results, running, mixed, distances, deep, own
import builtins
import sys

from support import INF, NAN, describe, show, table

VALUES = [0, 1, -1, 256, 257, -5, -6, 10**6, 2**31, 2**60, -(2**62), 2**63 - 1, -(2**63), 10**30]
DOUBLES = [0.0, -0.0, 1.5, -1.5, 1e308, 5e-324, INF, -INF, NAN]


class Int(int):
    def __lt__(self, other):
        return False

    def __abs__(self):
        return "own"


class Float(float):
    pass


def least(a, b):
    return min(a, b), min(a + 1, b), min(b * 2, a * 3)


def greatest(a, b):
    return max(a, b), max(a + 1, b), max(b * 2, a * 3)


def of_three(a, b, c):
    return min(a + 1, b + 1, c * 1), max(a + 1, b + 1, c * 1), min(a, b, c), max(a, b, c, 0)


def same_as(a, b):
    """Which one of two raw locals, and of their copies."""
    a = a + 0
    b = b + 0
    c = a
    lesser = min(a, b)
    greater = max(c, b)
    return lesser is a, lesser is b, greater is a, greater is c, greater is b, [lesser, greater]


def of_elements(items):
    found = items[0]
    for i in range(len(items)):
        found = max(found, items[i])
    least = items[0]
    for item in items:
        least = min(least, item)
    return found, least, [x is found for x in items], [x is least for x in items]


def stored_over(n):
    lowest = n
    for i in range(n):
        lowest = min(lowest, (i - 50) * (i - 50))
        lowest = max(lowest, -3)
    return lowest


def kept(a, b):
    a = a * 1
    holder = [a]
    for _ in range(3):
        found = max(a, b)
        holder.append(found)
        a = min(a, found)
    return [x is a for x in holder], [x is holder[0] for x in holder], holder


def absolute(x):
    y = x + 0
    z = abs(y)
    w = abs(x)
    return z, z is y, w, w is x, abs(x) + 1, abs(x * 1), abs(y) is y


def signed(x):
    total = 0
    for i in range(-3, 4):
        total += abs(i * x) - abs(x) * 2
    return total, abs(total - 5)


def clamped(x):
    return max(0.0, min(1.0, x)), max(0, min(255, int(x * 255))), min(max(x, -1.0), 1.0)


def used_up(a, b):
    return min(a, b) + 1, max(a, b) < 3, -min(a, b), 2 * max(a, b) - min(a, b) * 3


def in_branches(a, b):
    if min(a, b) > 2:
        return "both"
    return "one" if max(a, b) > 2 else "none"


def changing(items):
    found = []
    for a in items:
        for b in items:
            try:
                found.append((min(a, b), max(b, a), abs(a)))
            except TypeError as error:
                found.append(str(error))
    return found


def of_results(items):
    """Boxed temporaries, of which one is the result and the other goes."""
    total = 0
    before = sys.getrefcount(items[0]), sys.getrefcount(items[-1])
    for _ in range(50):
        total += max(items[0], items[-1]) + min(items.__getitem__(0), items.__getitem__(-1))
        chosen = max(items.__getitem__(0), items.__getitem__(-1))
    after = sys.getrefcount(items[0]), sys.getrefcount(items[-1])
    return (
        total,
        chosen is items[0],
        chosen is items[-1],
        after[0] - before[0],
        after[1] - before[1],
    )


def running(items):
    best = current = 0
    for x in items:
        current = max(current + x, 0)
        best = max(best, current)
    return best, current


def mixed(a, b):
    return max(a, 2), max(a, 2.0), min(b, True), max(True, b), min(1, 1.0), max(1.0, 1)


def distances(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a):
        current = [i + 1]
        for j, y in enumerate(b):
            cost = previous[j] + (x != y)
            current.append(min(cost, current[j] + 1, previous[j + 1] + 1))
        previous = current
    return previous[-1]


def deep(x, n):
    return max(x, 1) if n == 0 else max(deep(x, n - 1), abs(x)) + 1


def own(x):
    return max(x, 3), min(x, 3), abs(x)


table(least, VALUES, VALUES)
table(greatest, DOUBLES, DOUBLES)
table(least, DOUBLES, DOUBLES)
table(same_as, [3, 300, 400.5], [4, 300, 300.0, 400.5])
table(of_three, [1, 500], [2, 300], [3, 400])
show(of_elements, [1000, 2000, 500, 2000, 500])
show(of_elements, [1.5, 2.5, -0.0, 0.0, 2.5, NAN, 3.0])
show(of_elements, [1000, 2.5, "x"])
show(stored_over, 100)
table(kept, [1.5, 700, 2**62], [2.5, 600, 2**70])
for value in VALUES + DOUBLES:
    show(absolute, value)
    show(signed, value)
show(absolute, Int(-3))
show(absolute, True)
for value in [0.5, -0.5, 1.5, -3.5, 0.0, -0.0, 1.0]:
    show(clamped, value)
show(clamped, NAN)
table(used_up, [1, 300, 2.5], [2, 400, 3.5])
table(in_branches, [1, 3, 2.5], [2, 4, 1.5])
show(changing, [1, 2.5, True, Int(2), Float(1.5), "a", 10**30, None])
show(of_results, [1000, 2000])
show(of_results, [3000.5, 2000.5])
show(running, [3, -5, 4, 10**18, -2, 10**19, 1])
show(running, [0.5, -0.25, 1.5])
table(mixed, [1, 2, 3], [True, False, 1.0, 0])
show(distances, "kitten sitting", "sitting kitten")
show(deep, -5, 20)
show(deep, 2.5, 20)


class Number:
    def __init__(self, value):
        self.value = value

    def __gt__(self, other):
        print("compared", self.value)
        return self.value > other

    def __lt__(self, other):
        return self.value < other

    def __abs__(self):
        return f"abs {self.value}"


originals = builtins.max, builtins.abs
for step in range(4):
    show(own, 5)
    show(own, 2.5)
    print(describe(own(Number(2))[2]))
    if step == 1:
        builtins.max = lambda a, b: ("max", a, b)
        builtins.abs = lambda a: ("abs", a)
    if step == 2:
        builtins.max, builtins.abs = originals
