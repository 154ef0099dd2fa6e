"""Instances, lists and tuples that die while numbers are raw: quietly, if all they hold are numbers
and strings; or not, since what they hold, their class or somebody else has a say."""

# hot: vectors, slots, lists, tuples, mixed, watched, finalised_later, with_dict, same_twice, in_both, nested
import gc
import sys
import weakref

from support import show


class Vector:
    """Plain."""

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Slotted:
    """Plain, too."""

    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Holder:
    """Becomes less plain later."""

    def __init__(self, x):
        self.x = x


class Loud:
    """Shows what can be seen when it dies."""

    def __init__(self, name):
        self.name = name

    def __del__(self):
        names = {k: v for k, v in sys._getframe(1).f_locals.items() if isinstance(v, int | float)}
        print("dies", self.name, sys._getframe(1).f_code.co_name, names)


def vectors(n):
    total = 0.0
    v = Vector(0.5, 1.5)
    for i in range(n):
        total += v.x * 0.5
        v = Vector(total, v.y + i)
    return total, v.x, v.y


def slots(n):
    total = 0
    v = Slotted(1, 2)
    for i in range(n):
        total += v.x
        v = Slotted(i + 1000, v)
        v.y = None
    return total


def lists(n):
    total = 0
    a = [1, 2.5, "x"]
    for i in range(n):
        total += a[0]
        a = [i, total / 3, "y", a[1]][: i % 5 + 1]
    return total, a


def tuples(n):
    total = 0
    a = (1, 2)
    for i in range(n):
        total += a[0]
        a = (i, total)
    return total, a


def mixed(n, make):
    total = 0.5
    a = make(0)
    for i in range(n):
        total += i * 0.5
        a = make(i)
    del a
    return total


def gone(_):
    print("gone", sys._getframe(1).f_locals.get("total"))


def finalised(holder):
    print("finalised", holder.x, sys._getframe(1).f_locals.get("total"))


def watched(n):
    """A weak reference with a callback: it runs while numbers are raw."""
    total = 0.5
    seen = []
    v = Holder(0.0)
    for i in range(n):
        total += v.x
        if i % 7 == 3:
            seen.append(weakref.ref(v, gone))
        v = Holder(i * 0.5)
    return total, len(seen)


def finalised_later(n):
    """The class gets a finaliser in mid-loop, and loses it."""
    total = 0.5
    v = Holder(0.0)
    for i in range(n):
        total += 0.25
        if i == n // 3:
            Holder.__del__ = finalised
        if i == n // 3 + 3:
            del Holder.__del__
        v = Holder(total)
    return total, v.x


def with_dict(n):
    total = 0.5
    v = Vector(1.0, 2.0)
    for i in range(n):
        total += v.x
        v = Vector(total, i)
        if i % 5 == 2:
            v.__dict__["z"] = Loud(i) if i % 10 == 2 else i
    v = None
    return total


def same_twice(n):
    total = 0.5
    a = [0.5, 0.5]
    for i in range(n):
        total += i
        loud = Loud(i) if i % 9 == 1 else i * 1.5
        a = [loud, loud] if i % 2 else (loud, loud, i)
        loud = None
    del a
    return total


class Both(Slotted):
    """Has slots and a dictionary's values."""


def in_both(n):
    total = 0.5
    a = Both(1, 2)
    for i in range(n):
        total += i
        loud = Loud(i) if i % 9 == 1 else i * 1.5
        a = Both(loud, i)
        a.z = loud
        loud = None
    del a
    return total


def nested(n):
    total = 0
    chain = None
    for i in range(n):
        total += i
        chain = Vector(chain, i) if i % 10 else Vector(None, Loud(i))
    chain = None
    return total


show(vectors, 100)
show(slots, 100)
show(lists, 60)
show(tuples, 60)
for make in (
    lambda i: Vector(i, 0.5),
    lambda i: Vector(i, Loud(i)) if i % 20 == 19 else Vector(i, "text"),
    lambda i: [i, Loud(i)] if i % 20 == 19 else [i, i * 1.5],
    lambda i: (i, Loud(i)) if i % 20 == 19 else (i, None, True),
    lambda i: Slotted(i, Loud(i)) if i % 20 == 19 else Slotted(i, b"b"),
    lambda i: list(range(i)),
    lambda i: [None] * i,
    lambda i: {i: i},
):
    show(mixed, 60, make)
show(watched, 40)
show(finalised_later, 60)
show(with_dict, 40)
show(same_twice, 40)
show(in_both, 40)
show(nested, 45)
gc.collect()
alive = [type(o).__name__ for o in gc.get_objects() if isinstance(o, Vector | Holder | Loud)]
print(alive, sys.getrefcount(Vector) > 3)
