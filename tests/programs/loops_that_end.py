"""How loops over lists, tuples and ranges begin and end: iterators that are shared, that outlive
their loop, that are the last to hold their sequence; ranges of all kinds; other things named range."""

# hot: over, pairs, first_of, count, down, by_two, nested, leaves, shared, drained, deep, grows, two_ends, over_argument, empty, watched
import builtins
import gc
import sys

from support import show


def over(items):
    total = []
    for item in items:
        total.append(item)
    return total


def pairs(items):
    found = 0
    for a in items:
        for b in items:
            if a == b:
                found += 1
    return found


def first_of(items, wanted):
    for item in items:
        if item == wanted:
            break
    else:
        return None
    return item


def count(a, b):
    total = []
    for i in range(a, b):
        total.append(i)
    return total


def down(a, b):
    total = []
    for i in range(a, b, -1):
        total.append(i)
    return total


def by_two(a, b, step):
    total = []
    for i in range(a, b, 2):
        total.append(i)
    for i in range(a, b, step):
        total.append(i)
    return total


def nested(n):
    total = 0
    x = 0.5
    for i in range(n):
        for j in range(i):
            for k in range(1, j):
                x += k * 0.5
            total += j
        x *= 0.5
    return total, x


def leaves(items):
    for i in range(10):
        for item in items:
            if item == i:
                return i, item


def shared(items):
    before = sys.getrefcount(items)
    iterator = iter(items)
    found = []
    for item in iterator:
        found.append(item)
        if len(found) == 2:
            break
    for item in iterator:
        found.append(-item)
    items.append(99)
    return found, list(iterator), sys.getrefcount(items) - before


def drained(items):
    before = sys.getrefcount(items)
    iterator = iter(items)
    for _ in range(2):
        for _item in iterator:
            pass
        items.append(1)
    return len(items), next(iterator, "no more"), sys.getrefcount(items) - before


def deep(a):
    found = []
    for b in a:
        for c in b:
            for d in c:
                for e in (d, d):
                    for f in [e]:
                        for g in range(2):
                            for h in (f, g):
                                for i in [h, h]:
                                    for j in (i,):
                                        for k in range(1):
                                            found.append((j, k))
    return found


def grows(items):
    for item in items:
        if len(items) < 10:
            items.append(item + 1)
    for item in items:
        del items[-1]
    return items


class Dying:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("died", self.name)


def two_ends():
    for item in [Dying("a"), Dying("b")]:
        print(item.name)
    print("over")
    for item in (Dying("c"), Dying("d")):
        print(item.name)
        break
    print("left")


def over_argument(items):
    before = sys.getrefcount(items)
    inside = []
    for _ in items:
        inside.append(sys.getrefcount(items) - before)
    return inside, sys.getrefcount(items) - before


def empty(n):
    found = 0
    for i in range(n):
        for _ in ():
            found += 1
        for _ in []:
            found += 1
        for _ in range(0):
            found += 1
    return found


for items in ([1, 2, 3], (1, 2, 3), [], (), "ab", {5: 6}, range(3), iter([4, 5]), {7}):
    print(over(items), first_of(items, 2))
print(pairs([1, 2, 3]), pairs((1, 1)))
print(leaves([5, 7]), leaves((8,)), leaves([]))
BOUNDS = [0, 3, -3, True, 2**31, 2**40, 2**61, -(2**61), 2**62, 2**63, -(2**63), 10**30, 1.5, "a"]


RANGE = range(1)
for bound in BOUNDS:
    for function in (count, down):
        if isinstance(bound, int):
            print(function(bound - 2, bound + 2), function(bound + 2, bound - 2))
        else:
            show(function, bound, 2)
            show(function, 2, bound)
print(by_two(0, 7, 3), by_two(7, 0, -3), by_two(-(10**30), 5 - 10**30, 2))
show(by_two, 0, 3, 0)
print(nested(9), empty(3))
print(shared([1, 2, 3, 4]), shared([1, 2]), drained([1, 2, 3]), drained([]))
print(len(deep([[[1, 2]], [[3], [4]]])), deep([[[5]]])[:3], grows([1]))
two_ends()
two_ends()
print(over_argument([1, 2]), over_argument((1, 2)))


class Counter:
    """What range is now."""

    def __init__(self, *bounds):
        self.bounds = bounds

    def __iter__(self):
        return iter([*self.bounds, "counted"])


print(count(1, 3))
builtins.range = Counter
print(count(1, 3), down(3, 1))
range = int
show(count, 1, 3)
del range
del builtins.range
show(count, 1, 3)
builtins.range = type(RANGE)
print(count(1, 3))


# An iterator that has ended can't be seen, nor can one that is used again.
def watched(items):
    kept = []
    for item in items:
        kept += [type(o) for o in gc.get_referrers(items) if type(o) is not dict]
    return [kind.__name__ for kind in kept if kind in (type(iter([])), type(iter(())))]


def held(items):
    for item in items:
        for other in items:
            yield item, other


print(watched([[], []]), watched(([], [])))
generator = held([1, 2, 3])
print(next(generator), next(generator), gc.is_tracked(generator))
generator.close()
print(list(held((1, 2))))
