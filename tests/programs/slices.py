"""Slices of lists, tuples, strings, bytes and of what defines them otherwise; stores and deletions."""

# hot: get, get_step, put, put_step, remove, rotate, flip, head, tail, mixed, kept
import sys

from support import show, table


def get(items, a, b):
    return items[a:b]


def get_step(items, a, b, step):
    return items[a:b:step]


def put(items, a, b, value):
    items[a:b] = value
    return items


def put_step(items, a, b, step, value):
    items[a:b:step] = value
    return items


def remove(items, a, b):
    del items[a:b]
    return items


def rotate(items, n):
    for i in range(n):
        items[i:] = items[i + 1 :] + items[i : i + 1]
    return items


def flip(items, k):
    flips = 0
    while items[0]:
        k = items[0]
        items[: k + 1] = items[k::-1]
        flips += 1
    return flips, items


def head(items, n):
    total = []
    for i in range(n):
        total.append(items[:i])
    return total


def tail(items, n):
    total = []
    for i in range(n):
        total.append(items[-i:])
    return total


def mixed(containers):
    result = []
    for container in containers:
        result.append(container[1:3])
        result.append(container[::-1])
        result.append(container[:])
    return result


BOUNDS = [None, 0, 1, 2, 4, 5, 7, -1, -2, -5, -6, -9, 10**30, -(10**30), True, sys.maxsize]
SEQUENCES = [
    [10, 20, 30, 40, 50],
    (10, 20, 30, 40, 50),
    "abcde",
    "äbcdé",
    "a\N{SNOWMAN}c\N{ROCKET}e",
    b"abcde",
    bytearray(b"abcde"),
    range(10, 60, 10),
    [],
    (),
    "",
    b"",
]
for a in BOUNDS:
    for b in BOUNDS:
        print(a, b, [get(sequence, a, b) for sequence in SEQUENCES])
        print(put([1, 2, 3, 4, 5], a, b, [7, 8]), put([1, 2, 3, 4, 5], a, b, ()))
        print(remove([1, 2, 3, 4, 5], a, b))
    for step in (None, 1, 2, -1, -2, 9, -(10**30), 10**30, True, -sys.maxsize - 1):
        print(a, step, [get_step(sequence, a, -1, step) for sequence in SEQUENCES])
        print(a, step, [get_step(sequence, a, None, step) for sequence in SEQUENCES])
print(rotate(list(range(12)), 12))
print(flip([4, 2, 5, 1, 3, 0], 0), flip([8, 3, 1, 2, 5, 4, 7, 6, 0], 0))
print(head([1, 2, 3], 6), tail([1, 2, 3], 6), head("abc", 6), tail(b"abc", 6), tail((1, 2), 5))
print(mixed(SEQUENCES))


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        print("index", self.value)
        return self.value

    def __repr__(self):
        return f"Index({self.value})"


class Watched(list):
    def __getitem__(self, key):
        print("get", key)
        return list.__getitem__(self, key)

    def __setitem__(self, key, value):
        print("set", key, value)
        list.__setitem__(self, key, value)

    def __delitem__(self, key):
        print("del", key)
        list.__delitem__(self, key)


class Plain(list):
    pass


class Own:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print(key, value)

    def __delitem__(self, key):
        print("del", key)


class Text(str):
    pass


for container in ([1, 2, 3], Watched([1, 2, 3]), Plain([1, 2, 3]), Own()):
    print(get(container, Index(0), Index(2)), get_step(container, None, None, Index(-1)))
    print(type(get(container, 0, 2)))
    show(put, container, Index(0), 1, [9, 9])
    show(put_step, container, None, None, Index(2), [0, 0])
    show(remove, container, 0, Index(1))
print(type(get(Text("abc"), 0, 2)), type(get(Text("abc"), 0, 3)))

# What CPython gives back itself, and what it copies.
for sequence in SEQUENCES:
    print(get(sequence, 0, 9) is sequence, get_step(sequence, None, None, 1) is sequence)
EMPTY = str(), tuple()
print(get("abc", 1, 2) is get("xbz", 1, 2))
print(get("abc", 2, 1) is EMPTY[0], get((1,), 1, 1) is EMPTY[1])
print(sys.getsizeof(get([1] * 9, 2, 7)), sys.getsizeof(get_step([1] * 9, None, None, -1)))

# Errors, the slice's and the container's, where they are.
for container in ([1, 2, 3], (1, 2, 3), "abc", b"abc", {}, 5, None, Own()):
    show(get, container, "a", 1)
    show(get, container, 1.5, None)
    show(get_step, container, None, None, 0)
    show(put, container, 0, 1, [5])
    show(put, container, 0, 1, 5)
    show(put_step, container, 0, 3, 2, [5])
    show(remove, container, 0, 1)
    show(remove, container, "a", 1)


def own_items(items):
    items[1:2] = items
    items[:] = items
    items[:1] = items[:]
    return items


print(own_items([1, 2, 3]))
print(put([1, 2, 3], 1, 2, (x for x in "generated")))
show(put, [1, 2, 3], 1, 2, (1 // x for x in (1, 0)))


# The last reference to an item goes with the store: the list is whole by then.
class Dying:
    def __init__(self, name, items):
        self.name, self.items = name, items

    def __del__(self):
        print("died", self.name, len(self.items), sys.getrefcount(NEW))
        self.items.append(self.name)


NEW = object()


def kept(items):
    for i in range(3):
        items.append(Dying(i, items))
    items[0:3] = [NEW, NEW, NEW]
    print([item if isinstance(item, int) else "-" for item in items])
    items[:] = []
    return items


print(kept([]), sys.getrefcount(NEW))


show(
    lambda items: items[
        1:
        "two"
    ],
    [1, 2, 3],
)  # fmt: skip
table(get_step, SEQUENCES, (None, 3), (None, -2), (2, -3, None))
