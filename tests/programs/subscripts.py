"""Subscripts and stores on lists, tuples, dicts, strings, bytes, and classes that define them."""

# hot: get, put, fill, last, nested, matrix, swap, count, augmented, key, sieve, reverse
from array import array

from support import show, table


def get(items, i):
    return items[i]


def put(items, i, value):
    items[i] = value
    return items


def fill(items, n):
    for i in range(n):
        items[i] = i * i
    return items


def last(items):
    return items[-1], items[-len(items)]


def nested(items, i, j):
    items[i][j] = items[j][i]
    return items[i][j]


def matrix(n):
    rows = []
    for i in range(n):
        rows.append([0.0] * n)
    for i in range(n):
        for j in range(n):
            rows[i][j] = i * 1.5 - j
    trace = 0.0
    for i in range(n):
        trace += rows[i][i] * rows[n - 1 - i][i]
    return trace, rows[1]


def swap(items, i, j):
    items[i], items[j] = items[j], items[i]
    return items


def count(words):
    table = dict()
    for word in words:
        if word in table:
            table[word] += 1
        else:
            table[word] = 1
    return table


def augmented(items, i):
    items[i] += 1
    items[i] *= 2
    items[i] -= 0.5
    return items


def key(table, k):
    return table[k], table[k] is table[k]


def sieve(n):
    flags = [True] * n
    flags[0] = flags[1] = False
    for i in range(2, n):
        if flags[i]:
            j = i * i
            while j < n:
                flags[j] = False
                j += i
    return sum(flags), flags


def reverse(items):
    i = 0
    j = len(items) - 1
    while i < j:
        items[i], items[j] = items[j], items[i]
        i += 1
        j -= 1
    return items


class Grid:
    def __init__(self):
        self.cells = dict()

    def __repr__(self):
        return f"Grid({sorted(self.cells.items())})"

    def __getitem__(self, at):
        return self.cells.get(at, "empty")

    def __setitem__(self, at, value):
        self.cells[at] = value


class Default(dict):
    def __missing__(self, key):
        return f"missing {key}"


indices = [0, 1, -1, 2, 3, -3, -4, True, 2**63, -(2**64), 1.0, "a", None]
for make in (lambda: [1, 2.5, "c"], lambda: (1, 2.5, "c"), lambda: "abc", lambda: b"abc"):
    for i in indices:
        show(get, make(), i)
        show(put, make(), i, "new")
for make in (
    lambda: {1: "one", "a": 2, 1.5: 3, None: 4},
    Default,
    Grid,
    lambda: array("i", [1, 2, 3]),
):
    for i in (*indices, [], 1.5):
        show(get, make(), i)
        show(put, make(), i, 7)
show(get, Grid(), (1, 2))
show(get, range(10, 20), 3)
show(get, range(10, 20), 30)
show(get, list, int)
show(get, 5, 0)
show(put, 5, 0, 0)
show(fill, [None] * 20, 20)
show(fill, [None] * 5, 20)
show(fill, dict(), 20)
show(fill, Grid(), 4)
show(last, [1, 2, 3])
show(last, "ab")
show(last, [])
show(nested, [[1, 2], [3, 4]], 0, 1)
show(nested, [[1], [2]], 0, 1)
show(matrix, 8)
show(swap, [1, 2.5], 0, 1)
show(swap, [1, 2, 3], 0, 3)
show(count, "a b a c b a".split())
show(augmented, [1, 2.5, 2**62, "x"], 0)
show(augmented, [1, 2.5, 2**62, "x"], 1)
show(augmented, [1, 2.5, 2**62, "x"], 2)
show(augmented, [1, 2.5, 2**62, "x"], 3)
show(augmented, {"k": 5}, "k")
show(augmented, (1, 2), 0)
show(key, {1: 2.5}, 1)
show(key, {1: 2.5}, 1.0)
show(key, {1: 2.5}, True)
show(key, {1: 2.5}, 2)
show(sieve, 100)
show(reverse, [1, 2.0, "c", None, 5])
