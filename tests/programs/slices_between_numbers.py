"""Slices of lists and strings between numbers that the compiler knows: every bound, steps of 1 and -1,
slices put into lists, what goes with them, what others hold."""

# hot: sizes_of_lists, dying_in_lists, take, take_to, take_from, take_back, whole, put, put_reversed, put_kept, put_same, put_other, flips, temporary, finalised, texts, changing, sizes, huge, owned
import sys

from support import show


def take(items, i, j):
    return items[i:j]


def take_to(items, j):
    return items[:j], items[None:j]


def take_from(items, i):
    return items[i:], items[i::1]


def take_back(items, i, j):
    return items[i:j:-1], items[i::-1], items[:j:-1], items[::-1]


def whole(items):
    copy = items[:]
    return copy == items, copy is items, copy


def put(items, i, j):
    items[i:j] = items[j:]
    return items


def put_reversed(items, k):
    items[: k + 1] = items[k::-1]
    return items


def put_kept(items, k):
    items[:k] = kept = items[k - 1 :: -1]
    return items, kept


def put_same(items, k):
    items[:k] = items
    return items


def put_other(items, value):
    items[1:3] = value
    return items


def flips(perm):
    n = 0
    k = perm[0]
    while k:
        perm[: k + 1] = perm[k::-1]
        n += 1
        k = perm[0]
    return n, perm


def make(n):
    return list(range(n))


def temporary(n):
    total = 0.5
    for i in range(n):
        total = total + len(make(n)[i : i + 2]) + make(i + 1)[:1][0]
        make(n)[i:n] = make(n - i)[:]
        "".join(["a", "b", str(i)])[1:]
    return total


class Dying:
    def __init__(self, name, items=None):
        self.name, self.items = name, items

    def __del__(self):
        print("died", self.name, None if self.items is None else len(self.items))
        if self.items:
            self.items.pop()

    def __repr__(self):
        return self.name


def finalised(n):
    for i in range(n):
        items = [Dying(f"a{i}"), Dying(f"b{i}"), i]
        items[:2] = [Dying(f"c{i}"), i + 0.5][:]
        print("put", items)
        items[:1] = [i][:]
        print("again", items)
        items = [Dying("x"), 1, 2]
        items[0].items = items
        items[:3] = items[::-1]
        print("reversed", items)
        items[-1:] = [5][:]
        print(items)


def texts(text, n):
    found = []
    for i in range(-n, n):
        found.append(text[i:] + "|" + text[:i] + "|" + text[i : i + 2] + "|" + text[i:-1])
    return found


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        print("index", self.value)
        return self.value

    def __repr__(self):
        return "Index"


class Items(list):
    def __getitem__(self, key):
        return ("got", key)

    def __setitem__(self, key, value):
        print("set", key, value)


def changing(containers, bounds):
    found = []
    for container in containers:
        for bound in bounds:
            try:
                found.append(container[bound:3])
                found.append(container[1:bound])
                container[bound:2] = container[bound:2]
                found.append(container[:])
            except TypeError as error:
                found.append(str(error))
    return found


def sizes(n):
    found = []
    for i in range(n):
        part = list(range(n))[i:]
        found.append(sys.getsizeof(part))
        part[:1] = [0, 1, 2][:]
        found.append((sys.getsizeof(part), sys.getsizeof([][:])))
    return found


def huge(items, n):
    return items[-n:n], items[n:], items[:n], items[-n:], items[n::-1], items[:-n:-1]


def owned(n):
    value = object()
    items = [value] * 4
    before = sys.getrefcount(value)
    counts = []
    for i in range(n):
        part = items[1:]
        counts.append(sys.getrefcount(value) - before)
        items[:2] = items[1::-1]
        counts.append(sys.getrefcount(value) - before)
        part[1:] = items[:2]
        counts.append(sys.getrefcount(value) - before)
        part = None
        counts.append(sys.getrefcount(value) - before)
    return set(counts)


for items in (
    [],
    [1],
    list("abcdef"),
    list(range(20)),
    (1, 2, 3),
    "text",
    "äöü\N{SNOWMAN}x",
    b"bytes",
    range(9),
):
    for i in (0, 1, 2, -1, -3, 5, 100, -100, True):
        for j in (0, 2, -1, 4, -100, 2**40):
            show(take, items, i, j)
        show(take_to, items, i)
        show(take_from, items, i)
        show(take_back, items, i, -i)
    show(whole, items)
for k in range(8):
    show(put_reversed, list(range(6)), k)
    show(put_kept, list(range(6)), k)
    show(put_same, list(range(6)), k)
    for j in range(8):
        show(put, list(range(6)), k, j)
for value in ([7, 8], [7], [], [1, 2, 3], (5, 6), "ab", range(2), iter([1, 2]), 5, {1: 2}):
    show(put_other, list(range(5)), value)
    show(put_other, list(range(2)), value)
print(flips([3, 1, 4, 2, 0]), flips([5, 4, 3, 2, 1, 0]), flips([0, 1]), flips([3.0, 1, 2, 0][3:]))
print(temporary(12))
finalised(3)
print(texts("hello", 7), texts("\N{SNOWMAN}ä", 3), texts("", 2))
print(
    changing(
        [[1, 2, 3, 4], Items([1, 2, 3]), [5, 6], (1, 2, 3), "text", bytearray(b"abc"), [0] * 5],
        [0, 1, None, Index(1), True, 2**70, -(2**70), 1.5, "a"],
    )
)
print(sizes(12))
for n in (2**31, 2**61, 2**62, 2**63 - 1, 2**63, 2**64, 10**30):
    print(huge([1, 2, 3], n), huge("abc", n), huge((1, 2), n))
print(owned(20))


def sizes_of_lists(n):
    """Lists that are made in the place of others have the size and the items of their own."""
    seen = []
    for i in range(n):
        items = list(range(1000, 1000 + n))
        part = items[i::-1]
        items[: i + 1] = part
        last = items[i:]
        items[i:] = items[i:]
        last.append(i)
        part = last[:2]
        seen.append((sys.getsizeof(part) - sys.getsizeof([]), part, len(last), items))
    return seen


class Dying:
    """Says so."""

    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dies", self.name)


def dying_in_lists(n):
    for i in range(n):
        one = Dying(i)
        items = [1, one, 2.5, "a" * i, one]
        del one
        part = items[1:4]
        items[0:3] = items[2::-1]
        part = part[:]
        items = part[:1]
        print(i, len(part), len(items))
        part = None


show(sizes_of_lists, 20)
show(dying_in_lists, 4)
