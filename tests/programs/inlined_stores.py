"""Constructors and methods that only store may be inlined; and what gives them up half-way."""
# hot: constructing, setting, dying, failing, changing, slotted, odd

import gc
import sys
import traceback


class Vector:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def zero(self):
        self.x = 0
        self.y = 0.0
        self.z = None
        return self

    def copy_from(self, other):
        self.x = other.a
        self.y = other.b

    def swap(self):
        self.x, self.y = self.y, self.x

    def mixed(self, other):
        self.first = other.nope if other is None else 1
        self.second = other + 1
        return self.y


class Scaled(Vector):
    def __init__(self, x, factor=3):
        self.x = x * factor
        self.factor = factor


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def put(self, value):
        self.a = value
        return self


class Noisy:
    log = []

    def __init__(self, name):
        self.name = name

    def __del__(self):
        frame = sys._getframe(1)
        self.log.append((self.name, frame.f_code.co_name, sorted(frame.f_locals)))


class Pair:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def put(self, left, right):
        self.left = left
        self.right = right


class Guarded:
    def __init__(self, a, b):
        self.a = a
        self.b = b


class Wrong:
    def __init__(self, value):
        self.value = value
        return value


def names(thing):
    return list(thing.__dict__)


def constructing(count):
    out = []
    for i in range(count):
        vector = Vector(i, i * 0.5, [i])
        scaled = Scaled(i), Scaled(i, 2.5), Scaled(factor=i, x=2)
        out.append((vector.x, vector.y, vector.z, names(vector), [s.x for s in scaled]))
        out.append(sys.getrefcount(vector) + sys.getrefcount(vector.z))
        try:
            Vector(i, i)
        except TypeError as error:
            out.append(str(error))
        if i == 30:
            Vector.__init__ = lambda self, *args: self.__dict__.update(x=args[0], y=-1, z=[])
    return out


def setting(count):
    out = []
    vector = Pair(1, 2)
    source = Slotted(5, 6)
    other = Vector(1, 2, 3)
    for i in range(count):
        vector.put(i, i * 0.25)
        out.append((vector.left, vector.right, names(vector)))
        source.a, source.b = i * 1000, "text"
        other.copy_from(source)
        out.append((other.x, other.y, other.x is source.a))
        other.swap()
        out.append((other.zero() is other, other.x, other.y))
        if i == 20:
            vector.extra = 1
        elif i == 25:
            del vector.left
        elif i == 30:
            vector.__dict__ = {"left": 0, "odd": 1}
        elif i == 35:
            vector = Pair(1, 2)
    return out


def dying(count):
    Noisy.log.clear()
    pair = Pair(None, None)
    for i in range(count):
        pair.put(Noisy(i), Noisy(-i))
        if i % 3 == 0:
            pair.put(None, [Noisy("in a list")])
        pair = Pair(Noisy("new"), pair.left)
        Pair(1, Noisy("dropped"))
    del pair
    return Noisy.log


def failing(count):
    out = []
    vector = Vector(1, 2, 3)
    for i in range(count):
        try:
            vector.mixed(i if i % 5 else None)
        except (TypeError, AttributeError):
            out.append([line.strip() for line in traceback.format_exc().splitlines()])
        out.append((getattr(vector, "first", 0), getattr(vector, "second", 0), names(vector)))
        try:
            vector.mixed("text")
        except TypeError as error:
            out.append((str(error), vector.first, getattr(vector, "second", 0)))
        try:
            Scaled(object())
        except TypeError as error:
            out.append(str(error))
        try:
            Wrong(i)
        except TypeError as error:
            out.append(str(error))
        out.append(Wrong(None).value)
    return out


def changing(count):
    out = []
    for i in range(count):
        thing = Guarded(i, i + 1)
        out.append((getattr(thing, "a", "none"), thing.__dict__.get("b"), type(thing).__name__))
        if i == 10:
            Guarded.b = property(lambda self: "property", lambda self, value: out.append(value))
        elif i == 15:
            del Guarded.b
        elif i == 20:
            Guarded.__setattr__ = lambda self, name, value: object.__setattr__(self, name, -value)
        elif i == 25:
            del Guarded.__setattr__
        elif i == 30:
            Guarded.__new__ = lambda cls, *args: object.__new__(Pair)
        elif i == 35:
            Guarded.__new__ = lambda cls, *args: object.__new__(cls)
        elif i == 40:
            Guarded.__init__.__code__ = (lambda self, a, b: self.__dict__.update(a=b)).__code__
    return out


def slotted(count):
    out = []
    for i in range(count):
        thing = Slotted(i * 1.5, Slotted(i, None))
        out.append((thing.put(i).a, thing.b.a, thing.put(thing) is thing))
        thing.a = None
    gc.collect()
    return out


def odd(count):
    out = []
    for i in range(count):
        kind = Pair if i % 2 else Slotted
        thing = kind(i, out)
        out.append((type(thing).__name__, len(thing.right if i % 2 else thing.b)))
        a, b = Pair(i, i), Pair(i, 2.5)
        a.put(b, a)
        out.append((a.left.right, a.right is a))
        a.right = None
    return out


for function in (constructing, setting, dying, failing, changing, slotted, odd):
    print(function.__name__, function(60))
