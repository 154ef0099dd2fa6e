"""Sequence unpacking: tuples, lists, strings, iterators, nested, in loops, of wrong length."""

# hot: two, three, nested, in_loop, swap_items, from_call, chained, deep, single
from support import describe


def two(x):
    a, b = x
    return b, a


def three(x):
    a, b, c = x
    return c, b, a


def nested(x):
    (a, b), (c, (d, e)) = x
    return a, b, c, d, e


def in_loop(items):
    total = 0
    for i, (x, y) in enumerate(items):
        total += i * x - y
    return total


def swap_items(items):
    items[0], items[1], items[2] = items[2], items[0], items[1]
    return items


def pair(x):
    return x + 1, x * 2.5


def from_call(n):
    total = 0
    for i in range(n):
        a, b = pair(i)
        total += a * b
    return total


def chained(x):
    a = b, c = x
    return a, b, c


def deep(n):
    a, b, c, d = 0, 1, 2, 3
    for _ in range(n):
        a, b, c, d = d, a + b, b, c
    return a, b, c, d


def single(x):
    (a,) = x
    return a


def attempt(f, x):
    try:
        print(f.__name__, describe(f(x)))
    except Exception as error:
        print(f.__name__, type(error).__name__, error)


class Liar:
    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return 2

    def __iter__(self):
        return iter(self.items)

    def __repr__(self):
        return "Liar()"


class Twisted(tuple):
    def __iter__(self):
        return iter([7, 8])


for x in (
    (1, 2),
    [1.5, None],
    "ab",
    {1: 0, 2: 0},
    (1,),
    (1, 2, 3),
    [],
    5,
    None,
    Liar(1, 2),
    Liar(1),
    Twisted((1, 2, 3)),
):
    for f in (two, three, single, chained):
        attempt(f, x)
for x in (iter((1, 2)), iter([1]), iter(range(3)), map(str, [1, 2])):
    attempt(two, x)
for x in (((1, 2), (3, (4, 5))), ("ab", ("c", "de")), ((1, 2), (3, 4)), [[1, 2], [3, [4, 5]]]):
    attempt(nested, x)
for x in ([(1, 2), (3, 4.5)], [(1, 2), (3,)], {(1, 2): 0}.items(), [[1, 2], "ab"]):
    attempt(in_loop, x)
attempt(swap_items, [1, 2, 3])
attempt(swap_items, [1, 2])
for n in (0, 10, 100):
    attempt(from_call, n)
    attempt(deep, n)
