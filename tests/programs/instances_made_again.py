"""Instances that die and are made again: everything in them is as new, and what they held goes when and in the order
that it does in the interpreter."""

# hot: fresh, slotted, both, watched, with_dictionary, order, finaliser_added, chained, nested, many, cycles, grown
# hot: other_class, local_classes, resurrected, wide, interfering, Node.__init__, Pair.__init__, Slots.__init__
import gc
import sys
import weakref

from support import show


class Loud:
    log = []

    def __init__(self, name):
        self.name = name

    def __del__(self):
        Loud.log.append(self.name)


def logged():
    log = list(Loud.log)
    Loud.log.clear()
    return log


class Node:
    def __init__(self, value=None, next=None):
        self.value = value
        self.next = next


class Pair:
    def __init__(self, a, b, more=False):
        if more:
            self.more = a, b
        self.a = a
        self.b = b


class Slots:
    __slots__ = ("z", "a", "m")

    def __init__(self, a, full=True):
        self.a = a
        if full:
            self.z = a
            self.m = a


class MoreSlots(Slots):
    __slots__ = ("b",)

    def __init__(self, a):
        Slots.__init__(self, a)
        self.b = Loud("b")


class SlotsAndDict(Slots):
    def __init__(self, a):
        self.a = a
        self.other = a


class WeakSlots:
    __slots__ = ("a", "__weakref__")

    def __init__(self, a):
        self.a = a


def fresh(n):
    results = []
    for i in range(n):
        item = Pair(i, i + 0.5, i % 3 == 0)
        results.append((hasattr(item, "more"), hasattr(item, "next"), sorted(vars(Pair(i, i)))))
        item.later = i
    return results[-4:], vars(item)


def slotted(n):
    results = []
    for i in range(n):
        item = Slots(Loud(i), i % 2 == 0)
        results.append((hasattr(item, "z"), hasattr(item, "m")))
        if i % 5 == 0:
            del item.a
        item = None
        results.append(logged())
        results.append(WeakSlots(i).a)
        MoreSlots(Loud("m"))
        results.append(logged())
    return results


def both(n):
    results = []
    for i in range(n):
        item = SlotsAndDict(Loud(i))
        item.third = Loud("third")
        if i % 4 == 0:
            item.__dict__["fourth"] = Loud("fourth")
        item = None
        results.append(logged())
    return results


def watched(n):
    """Weak references, with callbacks that make instances."""
    results = []
    for i in range(n):
        item, other = Node(i), WeakSlots(i)
        called = []
        references = [
            weakref.ref(item, lambda _: called.append(Node(1).value)),
            weakref.ref(other, called.append),
        ]
        item = other = None
        results.append((len(called), [reference() for reference in references]))
    return results[-2:]


def with_dictionary(n):
    results = []
    for i in range(n):
        item = Pair(Loud("a"), Loud("b"))
        kept = item.__dict__ if i % 2 else None
        item = Pair(1, 2)
        results.append((logged(), kept and sorted(kept)))
        kept = None
        results.append(logged())
    return results


def order(n):
    results = []
    for i in range(n):
        first, second = Loud(1), Loud(2)
        item = Pair(None, None)
        item.b, item.a = second, first
        first = second = None
        item = None
        results.append(logged())
    return results[-2:]


class Changing:
    def __init__(self, x):
        self.x = x


def finaliser_added(n):
    results = []
    for i in range(n):
        Changing(i)
        if i == n // 3:
            Changing.__del__ = lambda self: Loud.log.append(("late", self.x))
        if i == 2 * n // 3:
            del Changing.__del__
    return logged()


def chained(n):
    """Longer than C code may nest."""
    head = None
    for i in range(n):
        head = Node(Loud(i) if i % 100 == 0 else i, head)
    head = None
    return logged()


def nested(n):
    for i in range(n):
        Pair(Pair(Pair(Loud(i), 2), Node(Node(Loud(-i)))), [Node(i), (Slots(i),)])
    return logged()[-6:]


def many(n):
    for _ in range(5):
        items = [Node(i, Pair(i, i)) for i in range(n)]
        items = [item.next.a for item in items]
    return sum(items)


def cycles(n):
    gc.collect()
    for i in range(n):
        item = Node(Loud(i))
        item.next = Pair(item, Node(item))
        item = None
    gc.collect()
    return len(logged())


def grown(n):
    """The class's keys grow while instances of it are kept."""
    results = []
    for i in range(n):
        item = Node(i)
        if i > n // 2:
            for name in "abcdefgh"[: i % 9]:
                setattr(item, name, Loud(name))
        results.append(sorted(vars(item)) if i % 7 == 0 else None)
        item = Node(1)
        results.append(logged())
    return results[-12:]


def other_class(n):
    for i in range(n):
        item = Node(Loud("node"))
        item.__class__ = Pair if i % 2 else Node
        item.a = i
        item = None
    return logged()[-3:], sorted(vars(Node(1))), sorted(vars(Pair(1, 2)))


def local_classes(n):
    deaths = []
    for i in range(n):

        class Local:
            def __init__(self, x):
                self.x = x

        reference = weakref.ref(Local, lambda _: deaths.append(1))
        for _ in range(6):
            Local(Local(i))
        del Local
        gc.collect()
        deaths.append(reference() is None)
    return deaths


class Lazarus:
    kept = []

    def __init__(self, x):
        self.x = x


class Keeper:
    def __init__(self, owner):
        self.owner = owner

    def __del__(self):
        Lazarus.kept.append(self)


def resurrected(n):
    for i in range(n):
        Lazarus(Keeper(i))
    return [keeper.owner for keeper in Lazarus.kept[-3:]]


class Wide:
    def __init__(self, x):
        self.a = self.b = self.c = self.d = self.e = self.f = self.g = self.h = self.i = self.j = x


def wide(n):
    for i in range(n):
        Wide(Loud(i) if i % 10 == 0 else i)
    return logged()[-2:], len(vars(Wide(1)))


class Interfering:
    def __init__(self, x):
        self.x = x

    def __del__(self):
        for _ in range(12):
            Pair(1, 2)
        Pair.extra = self.x
        if self.x % 4 == 0:
            Pair.__del__ = lambda self: None
        elif self.x % 4 == 1 and "__del__" in vars(Pair):
            del Pair.__del__


def interfering(n):
    for i in range(n):
        Pair(Interfering(i), Loud(i))
        Pair(Loud(i), Interfering(i))
    return logged()[-5:], Pair.extra


def counts(n):
    """The collector's counter, and the class's references."""
    gc.collect()
    gc.disable()
    before = gc.get_count()[0], sys.getrefcount(Node)
    for i in range(n):
        Node(Node(i))
    items = [Node(i) for i in range(10)]
    after = gc.get_count()[0], sys.getrefcount(Node)
    del items
    last = gc.get_count()[0], sys.getrefcount(Node)
    gc.enable()
    return after[1] - before[1], last[1] - before[1], after[0] - last[0] > 5


def main():
    for n in (3, 24):
        for function in (
            fresh,
            slotted,
            both,
            watched,
            with_dictionary,
            order,
            finaliser_added,
            nested,
            cycles,
            grown,
            other_class,
            resurrected,
            wide,
            counts,
            interfering,
        ):
            show(function, n)
    show(local_classes, 5)
    show(many, 40)
    show(chained, 2500)
    show(cycles, 60)


main()
