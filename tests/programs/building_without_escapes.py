"""Tuples and lists made and dropped in the middle of raw arithmetic."""

# hot: tuples, lists, replaced, many, finalised, repeated, sizes, shared, swaps
import gc

from support import show


def tuples(n):
    total = 0
    x = 0.25
    for i in range(n):
        pair = (i, x)
        x = x * 0.5 + pair[0]
        total += pair[0] + i
        (i, x)
    return total, x, pair


def lists(n):
    total = 0
    x = 0.25
    for i in range(n):
        pair = [i, x, total]
        pair.append(x)
        x = x * 0.5 + pair[0]
        total += len(pair) + i
        [i, [x]]
        [[], [], pair]
    return total, x, pair


def replaced(n, thing):
    found = ()
    total = 0
    for i in range(n):
        total = total + i
        found = (found, total, thing)
        if i % 5 == 0:
            found = found[1:]
    return found, total


def many(a, b):
    return (
        (a,), (a, b), (a, b, a), (a, b, a, b), (a,) * 5, (a, b, a, b, a, b), (a, b, a, b, a, b, 1),
        (a, b, 1, 2, 3, 4, 5, 6), (a, b, 1, 2, 3, 4, 5, 6, 7), (a, b, 1, 2, 3, 4, 5, 6, 7, 8),
        [], [a], [a, b], [a, b, 1, 2, 3, 4, 5, 6, 7, 8, 9, a],
    )  # fmt: skip


class Dying:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("died", self.name)


def finalised(n):
    total = 0.5
    pair = None
    for i in range(n):
        total = total * 2.0
        pair = (Dying(i), total)
        [Dying(-i), pair]
        print("made", i)
    return total


def repeated(n):
    total = 0
    for i in range(n):
        total = total + i
        thing = Dying(f"again {i}")
        three = (thing, thing, thing)
        thing = None
        three = [three, i]
        three = None
        print("gone", i)
    return total


def sizes(n):
    return [len((i, n, i)) + len([n, i]) for i in range(n)], [(i,) for i in range(n)]


def shared(n):
    first = (n, n)
    total = n
    for i in range(n):
        total = total + i
        second = [first, first]
        first = (i, second)
        if i % 3 == 0:
            first = second = (total,)
    return first, second, total


def swaps(a, b, n):
    total = 0.0
    for i in range(n):
        total = total + i
        a, b = b, (a, i)
        if i % 4 == 3:
            a = b = 0
    return a, b, total


for _ in range(3):
    print(tuples(20), lists(20), replaced(11, "x"), many(1.5, "b"), sizes(5), shared(9))
    print(swaps(1, 2, 11), finalised(3), repeated(3))
print([gc.is_tracked(made) for made in many([], [])])
full = [many(i, i) for i in range(300)]
print(len(full), full[7][8], full[-1][-1])
del full
full = [[i] for i in range(300)]
del full
print(many(3, 4))
show(tuples, 1.5)
