"""Attributes and globals: found where they were found before."""

GLOBAL = 3


class Point:
    kind = 7

    def __init__(self, x, y):
        self.x = x
        self.y = y

    @property
    def total(self):
        return self.x + self.y

    def __len__(self):
        return self.x


class Slots:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Fallback:
    def __getattr__(self, name):
        return 5


class Namespace:
    pass


def attribute_load(n):
    point, total = Point(1, 2), 0
    for _ in range(n):
        total += point.x
    return total


def attribute_store(n):
    point = Point(1, 2)
    for i in range(n):
        point.x = i
    return point.x


def attribute_in_place(n):
    point = Point(1, 2)
    for _ in range(n):
        point.x += 1
    return point.x


def attribute_float_in_place(n):
    point = Point(1.0, 2.0)
    for _ in range(n):
        point.x += 0.5
    return point.x


def attribute_new(n):
    last = None
    for i in range(n):
        last = Namespace()
        last.first = i
        last.second = i
    return last.first, last.second


def slot_load(n):
    slots, total = Slots(1, 2), 0
    for _ in range(n):
        total += slots.y
    return total


def slot_store(n):
    slots = Slots(1, 2)
    for i in range(n):
        slots.x = i
    return slots.x


def class_attribute(n):
    point, total = Point(1, 2), 0
    for _ in range(n):
        total += point.kind
    return total


def module_attribute(n):
    import math

    total = 0.0
    for _ in range(n):
        total += math.pi
    return total


def property_load(n):
    point, total = Point(1, 2), 0
    for _ in range(n):
        total += point.total
    return total


def getattr_fallback(n):
    thing, total = Fallback(), 0
    for _ in range(n):
        total += thing.anything
    return total


def getattr_builtin(n):
    point, total = Point(1, 2), 0
    for _ in range(n):
        total += getattr(point, "x")
    return total


def global_load(n):
    total = 0
    for _ in range(n):
        total += GLOBAL
    return total


def global_store(n):
    global GLOBAL
    for i in range(n):
        GLOBAL = i
    GLOBAL = 3
    return n
