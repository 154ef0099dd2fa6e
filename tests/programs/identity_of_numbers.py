"""`is` on numbers: what is one object in the interpreter is one object here."""

# hot: copied, swapped, stored, through_loop, kept, passed, small, moved, from_list, returned, by_id
from support import NAN, show


def copied(x):
    a = x + 0.5
    b = a
    return a is b, b is a, a == b


def swapped(x, y):
    a = x * 2.0
    b = y * 2.0
    c = a
    a, b = b, a
    return c is b, c is a, a is b


def stored(x):
    value = x + 1000
    box = [value, value]
    pair = (value, box[0])
    return box[0] is box[1], pair[0] is value, pair[1] is box[0], pair[0] is pair[1]


def through_loop(n):
    total = 0.0
    last = total
    same = 0
    for i in range(n):
        if last is total:
            same += 1
        last = total
        total = total + 1.5
    return same, last is total, total


def kept(items):
    best = items[0]
    for item in items:
        if item > best:
            best = item
    return best is items[2], best


def identity(x):
    return x


def passed(x):
    value = x * 3 + 1000
    again = identity(value)
    return again is value, identity(again) is identity(value)


def small(n):
    same = 0
    for i in range(-10, n):
        j = i + 1 - 1
        if j is i:
            same += 1
    return same


def moved(x):
    a = x + 1.0
    b = a
    a = a + 1.0
    c = b
    return c is b, c is a, a, b


def from_list(items, i):
    a = items[i]
    b = items[i]
    return a is b, a is items[i]


def returned(x):
    y = x
    return y


for v in (1, 2.5, 10**20, 2**62):
    show(copied, v)
    show(stored, v)
    show(passed, v)
    show(moved, v)
show(swapped, 1.0, 2.0)
show(swapped, 1, 2)
show(through_loop, 50)
show(kept, [1.0, 2.0, 9.5, 3.0])
show(kept, [1000, 2000, 9000, 3000])
show(small, 300)
show(from_list, [1.5, 2.5], 1)
show(from_list, [1000, 2000], 1)
x = 12345.678
print(returned(x) is x, returned(NAN) is NAN, NAN in [NAN], NAN in [returned(NAN)])
n = 10**18
print(returned(n) is n)


def nothing(*values):
    return values[:0]


def by_id(n):
    """The id of a number in a local is the same before and after somebody may have looked, and in
    all that hold it; a new value has another one while the old one is held."""
    x, k = 0.5, 10**6
    kept, found, copies = [], set(), []
    for i in range(n):
        x = x * 1.25 + i
        k += 1000
        first = id(x), id(k)
        nothing(k, kept.append(x))
        found.add(("same", first == (id(x), id(k)), id(kept[-1]) == first[0]))
        copies.append(x + 0.0)
        y, old = x, k
        x += 0.0
        k += 1
        nothing()
        found.add(("new", id(x) == id(y), id(k) == id(old), id(y) == first[0], id(old) == first[1]))
        for number in (x, k, i, i - 3):
            found.add(("item", id(number) == id(x), number is k, (number is i) == (number == i)))
    return sorted(found), kept == copies, len(set(map(id, kept)))


for _ in range(3):
    show(by_id, 60)
