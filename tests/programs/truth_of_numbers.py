"""Branches on values that turn out to be numbers: locals, items, results; what they become later; and,
or, not, which keep the very object."""

# hot: count_down, of_items, of_results, kept, kept_owned, negated, negated_items, turning, nested, in_loop, of_attributes, deleted
import sys

from support import show

BIG = 2**200
VALUES = [
    *(0, 1, -1, 7, 10**6, 2**30, 2**62, 2**63, -(2**63), BIG, -BIG, 0.0, -0.0, 1.5, float("nan")),
    *(float("inf"), True, False, None, "", "a", [], [0], (), {}, {1: 2}, 0j, 1j, b"", object),
]


class Number(int):
    """An int with a truth of its own."""

    def __bool__(self):
        print("asked", int(self))
        return self > 3


class Real(float):
    """A float that has none."""


class Rude:
    """Neither true nor false."""

    def __bool__(self):
        raise ValueError("rude")


def count_down(k):
    n = 0
    while k:
        k -= 1
        n += 1
    return n, k


def of_items(items):
    found = []
    for i in range(len(items)):
        if items[i]:
            found.append(i)
    return found


def identity(x):
    return x


def of_results(items):
    return [1 if identity(x) else 0 for x in items]


def kept(a, b):
    c = a and b
    d = a or b
    return c is a, c is b, d is a, d is b


def kept_owned(items):
    return [(items[i] and i, items[i] or i) for i in range(len(items))]


def negated(a):
    return not a, not not a


def negated_items(items):
    return [not items[i] for i in range(len(items))]


def turning(n):
    x = n
    seen = []
    for value in VALUES:
        if x:
            seen.append(1)
        elif not x:
            seen.append(0)
        x = value
    return seen


def nested(a, b, c):
    if a and (b or not c):
        return 1
    if a or (b and c):
        return 2
    return 3


def in_loop(n):
    total = 0
    x = n
    while x:
        total += x
        x = x >> 1 if x else 0
        if not x and total < 2**70:
            x = 2**65 if total < 2**64 else 0
    return total


class Holder:
    """Has a number."""

    def __init__(self, value):
        self.value = value


def of_attributes(holders):
    return sum(1 for h in holders if h.value)


def deleted(a, n):
    for i in range(n):
        if a:
            if i == n - 1:
                del a
        else:
            a = i
    return a


for value in VALUES:
    show(kept, value, 5)
    show(kept, 5, value)
    show(negated, value)
for a in VALUES[::4]:
    for b in VALUES[::5]:
        show(nested, a, b, BIG)
        show(nested, a, b, 0)
for n in (0, 1, 500, True, 3.0):
    show(count_down, n)
show(of_items, VALUES)
show(of_items, [*range(20), *VALUES, Number(2), Number(5), Real(0), Real(2)])
show(of_items, [1, 2, Rude()])
show(of_results, VALUES)
show(of_results, [0, 1, 2, 2**63, 2**31, -5, 0.0])
show(kept_owned, VALUES[:25])
show(kept_owned, [0, 300, 0, 70000, 2**64, 0.0, 2.5, Number(2), Number(9)])
show(negated_items, VALUES)
for n in (0, 1, BIG, 0.0, None, Number(2), Rude()):
    show(turning, n)
for n in (1000, 2**40, 0):
    show(in_loop, n)
show(of_attributes, [Holder(v) for v in VALUES])
show(of_attributes, [Holder(v) for v in (1, 0, 2.0, Number(1), Rude())])
for a in (0, 1, 2.5, BIG, ""):
    show(deleted, a, 3)


def counted(k):
    """The object of a number that is asked has the references that it had."""
    before = sys.getrefcount(k)
    if k and not k:
        return None
    return sys.getrefcount(k) - before


for n in (1000.5, 10**9, BIG):
    show(counted, n)
