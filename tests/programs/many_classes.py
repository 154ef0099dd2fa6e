"""Attributes at sites that meet more classes than a chain of guards holds, and classes, instances
and descriptors that change there."""

# hot: values, methods, stores, shadowed, bound, members, of_classes, one_name, deleted, replaced
import enum
import gc
import types


class Base:
    kind = "class"
    static = staticmethod(lambda x: ("static", x))

    def method(self, n):
        return (type(self).__name__, n)

    @classmethod
    def named(cls, n):
        return (cls.__name__, n)

    @property
    def double(self):
        return self.value * 2


def make(number, **body):
    def __init__(self, value):
        if number % 2:
            self.first = number
        self.value = value

    return type(f"C{number}", (Base,), {"__init__": __init__, **body})


class Slotted(Base):
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


class OfList(list, Base):
    value = "of list"


class OfInt(int, Base):
    def __init__(self, value):
        self.value = value


class OfError(ValueError, Base):
    def __init__(self, value):
        self.value = value


class Asking(Base):
    def __init__(self, value):
        self.__dict__["value"] = value

    def __getattr__(self, name):
        return ("asked", name)


class Own:
    """No Base: what the others have from it, it has itself, or not."""

    def __init__(self, value):
        self.value = value
        self.method = lambda n: ("own", n)
        self.kind = "own"


CLASSES = [make(i) for i in range(9)] + [Slotted, OfInt, OfError, Asking, Own]


def instances():
    found = [c(i) for i, c in enumerate(CLASSES)] + [OfList()]
    found[3].__dict__  # has a dictionary from now on
    found[5].__dict__.update((f"x{i}", i) for i in range(40))
    found[5].__dict__[7] = "no str"
    return found


def values(objects):
    result = []
    for o in objects:
        try:
            result.append((o.value, o.kind, o.double if o.value != "of list" else None))
        except AttributeError as error:
            result.append(str(error))
    return result


def methods(objects):
    result = []
    for o in objects:
        try:
            result.append((o.method(1), o.named(2), o.static(3)))
        except AttributeError as error:
            result.append(str(error))
    return result


def stores(objects, what):
    for o in objects:
        o.value = what
        o.kind = "instance" if what else "none"
    return [(type(o).__name__, list(o.__dict__.items())[:3]) for o in objects if type(o) is not Own]


def bound(objects):
    result = []
    for o in objects:
        if hasattr(o, "named"):
            method, named, static = o.method, o.named, o.static
            result.append(
                (method(1), named(2), static(3), method is not o.method, method == o.method)
            )
    return result


def members(frames):
    return [
        (f.f_code.co_name, f.f_back is None, f.f_code.co_consts is None, f.__class__)
        for f in frames
    ]


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Meta(type):
    on_meta = "meta"

    @property
    def given(cls):
        return ("given", cls.__name__)

    def called(cls):
        return cls.__name__


META = [
    Meta(f"M{i}", (), {"value": i, "kind": staticmethod(len), "f": lambda self: self})
    for i in range(7)
]


def of_classes(classes):
    result = []
    for c in classes:
        result.append(
            (
                c.__name__,
                c.value,
                c.kind("abc"),
                c.on_meta,
                c.given,
                c.called(),
                c.f(3),
                c.__mro__[-1],
            )
        )
    return result, Colour.RED.value, Colour.BLUE.name


class Data:
    def __init__(self, text):
        self.text = text


def one_name(objects):
    return [o.thing for o in objects]


def call_things(objects):
    return [o.thing() for o in objects]


def shadowed():
    """What a class has of a name becomes a descriptor, and none again."""
    thing = Data("thing")
    objects = [type(f"S{i}", (), {"thing": thing})() for i in range(8)]
    for o in objects[::2]:
        o.thing = "own"
    result = []
    for turn in range(40):
        if turn == 10:
            Data.__get__ = lambda self, owner, cls: ("got", self.text)
        elif turn == 15:
            Data.__set__ = lambda self, owner, value: None
        elif turn == 20:
            del Data.__set__
        elif turn == 25:
            del Data.__get__
        elif turn == 30:
            thing.__class__ = Getting
        elif turn == 35:
            thing.__class__ = Data
        result.append(
            [
                "got" if type(t) is tuple else t if type(t) is str else "thing"
                for t in one_name(objects)
            ]
        )
    return result


class Getting:
    def __get__(self, owner, cls):
        return ("got", 1)


def one_of(o):
    return o.thing


def shadowed_in_one():
    """The same at a site that has met one class."""
    thing = Data("one")
    o, p = type("One", (), {"thing": thing})(), type("Two", (), {"thing": thing})()
    p.thing = "own"
    result = []
    for turn in range(60):
        if turn == 20:
            Data.__get__ = lambda self, owner, cls: ("got", self.text)
        elif turn == 30:
            Data.__set__ = lambda self, owner, value: None
        elif turn == 40:
            del Data.__set__, Data.__get__
        elif turn == 50:
            thing.__class__ = Getting
        result.append([t if type(t) in (tuple, str) else "thing" for t in (one_of(o), one_of(p))])
    return result


def deleted(objects):
    result = []
    for turn in range(30):
        if turn == 10:
            for o in objects:
                del o.value
        elif turn == 15:
            Base.value = "of base"
        elif turn == 20:
            del Base.value
        elif turn == 25:
            for o in objects:
                o.value = turn
        result.append(values(objects))
    return result


def replaced(objects):
    """Dictionaries and classes of instances are exchanged."""
    result = []
    for turn in range(30):
        if turn == 10:
            for o in objects:
                o.__dict__ = {"value": "new", "method": lambda n: ("from the dictionary", n)}
        elif turn == 15:
            for o in objects:
                o.__dict__.clear()
        elif turn == 20:
            for o in objects:
                o.__class__ = Own
                o.method = lambda n: ("own", n)
        elif turn == 25:
            for i, o in enumerate(objects):
                o.__class__ = CLASSES[i]
        result.append((values(objects), methods(objects)))
    return result


def dying():
    """Classes die, and others get their places."""
    result = []
    for turn in range(60):

        class Dies(Base):
            kind = turn

            def method(self, n, turn=turn):
                return (turn, n)

        o = Dies()
        o.value = turn
        result.append((values([o]), methods([o]), stores([o], turn)))
        del o, Dies
        if turn % 7 == 0:
            gc.collect()
    return result


def frames():
    import sys

    def inner():
        frame = sys._getframe()
        return [frame, frame, frame]

    return inner()


class Watching:
    """Its finaliser runs where an attribute is overwritten."""

    log = []

    def __init__(self, owner):
        self.owner = owner

    def __del__(self):
        Watching.log.append(self.owner.value)


def overwritten(objects):
    for turn in range(20):
        for o in objects:
            o.value = Watching(o)
        for o in objects:
            o.value = turn
    return len(Watching.log), Watching.log[-1]


def tracked():
    """A dictionary of an instance that had numbers only takes part in a cycle."""
    died = []

    class Node:
        def __del__(self):
            died.append(self.number)

    for i in range(50):
        a, b = Node(), Node()
        a.number, b.number = i, -i
        a.other = b.other = 0
        a.__dict__, b.__dict__
        a.other, b.other = b, a
    del a, b
    gc.collect()
    return sorted(died)[:3], len(died)


def main():
    for turn in range(30):
        for f in (values, methods, bound):
            result = f(instances())
            if turn in (0, 29):
                print(*result, sep="\n")
    for turn in range(30):
        result = stores(instances(), turn)
        of = of_classes(META)
        if turn in (0, 29):
            print(*result, sep="\n")
            print(of)
        seen = members(frames())
    print(seen)
    print(*shadowed(), sep="\n")
    print(*shadowed_in_one(), sep="\n")
    plain = [c(i) for i, c in enumerate(CLASSES[:9])]
    for rows in (deleted(plain), replaced(plain), dying()):
        for row in rows:
            print(row)
    print(overwritten([c(i) for i, c in enumerate(CLASSES[:9])]))
    print(tracked())
    print(isinstance(types.FunctionType.__code__, types.GetSetDescriptorType))


main()
