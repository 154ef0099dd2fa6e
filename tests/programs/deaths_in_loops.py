"""Containers, instances and iterators that die while numbers are in registers: at once, and what they held with them."""

# hot: sets, frozensets, dictionaries, lists, tuples, instances, slotted, ranges, iterators, left_early, left_where_it_was, strings
import sys
import weakref

from support import show


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        frame = sys._getframe(1)
        print(
            "  del",
            self.name,
            sorted(k for k in frame.f_locals if len(k) == 1),
            frame.f_locals["n"],
        )


class Plain:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Slotted:
    __slots__ = ("x", "y", "__weakref__")

    def __init__(self, x, y):
        self.x = x
        self.y = y


def told(reference):
    print("  gone", sys._getframe(1).f_locals["n"])


def sets(make, items):
    n = 0
    for i in range(60):
        n += len({*items, i}) + len(set(items))
        if i % 20 == 7:
            n += len({make(i), i})
    return n


def frozensets(make, items):
    n = 0
    for i in range(60):
        n += len(frozenset(items) - frozenset((2,)))
        if i % 20 == 7:
            n += len(frozenset([make(i)]))
    return n


def dictionaries(make, items):
    n = 0
    for i in range(60):
        n += len({i: items, "a": i, (): 2.5}) + len(dict.fromkeys(items))
        if i % 20 == 7:
            n += len({1: make(i)}) + len({make(i): 1}) + len({"a": 1, "b": make(i)})
    return n


def lists(make, items):
    n = 0
    for i in range(60):
        n += len([items, n, 2.5, "x"] * 8) + len([n] * 100) + [1.5, items, 3][2]
        if i % 20 == 7:
            n += len([make(i)] * 5) + len([make(i), 2]) + len([[make(i)]]) + len([make(i)] * 70)
    return n


def tuples(make, items):
    n = 0
    for i in range(60):
        n += len((items, n, 2.5, "x") * 8) + (1.5, items, 3)[2]
        if i % 20 == 7:
            n += len((make(i), i) * 5) + (make(i), 2)[1] + len(((make(i),), 1))
    return n


def instances(make, items, kind):
    n = 0
    for i in range(60):
        n += kind(i, items).x + kind(n, n).x % 7
        if i % 20 == 7:
            n += kind(i, make(i)).x + kind(i, [make(i)]).x
        if i % 20 == 9:
            shared = make(i)
            n += kind(i, shared).x
            del shared
    return n


def slotted(make, items):
    n = 0
    for i in range(60):
        one = Slotted(i, items)
        n += one.x
        if i % 20 == 7:
            watch = weakref.ref(one, told)
            one = None
            n += watch() is None
    return n


def ranges(items):
    n = 0
    kept = [iter(range(3)) for _ in range(20)]
    for i in range(60):
        for j in range(i):
            if j > 3:
                break
            n += j
        for j in kept[i % 20]:
            n += j
        kept[i % 20] = iter(range(3))
    return n


def iterators(make, items):
    n = 0
    kept = [iter(items) for _ in range(20)]
    for i in range(60):
        kept[i % 20] = iter([i])
        for j in [make(i)] if i % 20 == 7 else items:
            n += 1
            if n % 3 == 0:
                break
    return n


def left_early(make, items):
    n = 0
    for i in range(40):
        for j in {i, n}:
            n += 1
            break
        for j in {i: 1, "k": make(i) if i % 20 == 7 else 2}.values():
            n += 1
            break
        for j in enumerate(items):
            n += 1
            break
        for j in map(str, items):
            n += 1
            break
    return n


def left_where_it_was(table, items):
    n = 0
    before = sys.getrefcount(table), sys.getrefcount(items)
    for i in range(60):
        for j in table:
            n += j
            break
        for j in table.values():
            n += j
            break
        for j, k in table.items():
            n += j * k
            break
        for j in items:
            n += j
            break
        for j in reversed([*items]):
            n += j
            break
    return n, before == (sys.getrefcount(table), sys.getrefcount(items))


def strings(items):
    n = 0
    for i in range(60):
        n += len(bytes(i)) + len(b"%d" % i) + len(str(i) + "x")
    return n


def watched_sets(items):
    n = 0
    for i in range(40):
        one = frozenset(items)
        n += len(one)
        if i % 20 == 7:
            watch = weakref.ref(one, told)
            del one
            n += watch() is None
    return n


items = [1, 2, 3, 4]
for function in (sets, frozensets, dictionaries, lists, tuples, iterators, left_early, slotted):
    show(function, Loud, items)
    show(function, Loud, ("a", 2.5, None))
for kind in (Plain, Slotted):
    show(instances, Loud, items, kind)
    show(instances, Loud, (), kind)
show(left_where_it_was, {1: 2, 3: 4}, {5, 6})
show(ranges, items)
show(strings, items)
show(watched_sets, items)
