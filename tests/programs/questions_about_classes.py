"""isinstance and callable where objects, classes and what they say of themselves change in mid-loop."""

# hot: which, is_number, branches, asked, negated, callables, lengths, mixed, temporary, kinds, known
import abc
import builtins
import enum
import types

from support import show


class Base:
    pass


class Derived(Base):
    def __call__(self):
        return 1


class Liar:
    @property
    def __class__(self):
        return Base


class Quiet:
    def __getattribute__(self, name):
        if name == "__class__":
            print("asked")
            return int
        return object.__getattribute__(self, name)


class Open(abc.ABC):
    @abc.abstractmethod
    def method(self): ...


Open.register(Base)


class Meta(type):
    def __instancecheck__(cls, instance):
        print("check", type(instance).__name__)
        return isinstance(instance, int)


class Any(metaclass=Meta):
    pass


class Plain(type):
    pass


class Simple(metaclass=Plain):
    pass


class Colour(enum.Enum):
    RED = 1


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


OBJECTS = [
    1,
    True,
    1.5,
    "a",
    None,
    [],
    (),
    {},
    Base(),
    Derived(),
    Liar(),
    Quiet(),
    Simple(),
    Colour.RED,
    Any(),
    int,
    Base,
    Open,
    len,
    type,
    types,
    (lambda: 0),
    2**80,
    object(),
]
CLASSES = [
    int,
    float,
    str,
    object,
    Base,
    Derived,
    Open,
    Any,
    Simple,
    Colour,
    type,
    types.ModuleType,
    (int, Base),
    ((str,), Derived),
    int | str,
    bool,
    type(None),
    5,
    (5,),
    (),
]


def which(objects, wanted):
    found = []
    for item in objects:
        try:
            found.append(isinstance(item, wanted))
        except TypeError as error:
            found.append(str(error))
    return found


def is_number(objects):
    total = 0
    for item in objects:
        if isinstance(item, int):
            total += item
        elif isinstance(item, (float, complex)):
            total -= item
        elif not isinstance(item, str):
            total += 1000
    return total


def branches(n):
    seen = []
    item = 1
    for i in range(n):
        if isinstance(item, int) and i % 3 or isinstance(item, str):
            seen.append((i, item))
        item = [i, "a", i * 1.5, None, 2**70][i % 5]
    return seen


def asked(n):
    """The class comes to inherit, and to be another one."""

    class A:
        pass

    class B:
        pass

    class C(B):
        pass

    item, results = C(), []
    for i in range(n):
        results.append((isinstance(item, A), isinstance(item, B), callable(item)))
        if i == 10:
            C.__bases__ = (A,)
        if i == 15:
            item.__class__ = B
        if i == 20:
            B.__call__ = lambda self: 1
        if i == 25:
            C.__bases__ = (B,)
        if i == 30:
            item.__class__ = C
            B.attribute = i
        if i == 35:
            C.__class__ = property(lambda self: int)
        if i == 40:
            A = int
        if i == 45:
            del B.__call__
    return results


def negated(objects):
    return [not isinstance(item, str) for item in objects] + [
        isinstance(item, str) and 5 for item in objects
    ]


def callables(objects):
    return [callable(item) for item in objects]


def lengths(objects):
    total = 0
    for item in objects:
        total += len(item)
    return total


def mixed(n):
    """The builtin itself is replaced."""
    results = []
    for i in range(n):
        if i == 5:
            builtins.isinstance = lambda item, wanted: (item, wanted.__name__)
        if i == 10:
            del builtins.isinstance
        if i == 12:
            builtins.isinstance = original
        try:
            results.append(isinstance(i, str))
        except NameError as error:
            results.append(str(error))
    return results


original = isinstance


def temporary(n):
    for i in range(n):
        if isinstance(Noisy(i), Noisy):
            print("after", i)
        print(isinstance(i, type(f"C{i}", (), {})), callable(Noisy("c")), type(Noisy("t")).__name__)


def kinds(objects):
    return [type(item) is int or type(item).__name__ for item in objects]


def known(n, x):
    total = 0
    for i in range(n):
        if isinstance(i, int) and isinstance(x, int):
            x += i
        if isinstance(total, (int, float)) and not isinstance(x, float):
            total += x
        if i == n // 2:
            x = float(x)
    return total, x


for wanted in CLASSES:
    show(lambda: [which([item] * 3, wanted) for item in OBJECTS])
    show(which, OBJECTS * 2, wanted)
show(is_number, [1, 2.5, "a", True, None, 2**70, 1j, Base(), 4] * 4)
show(branches, 40)
show(asked, 50)
show(negated, OBJECTS * 2)
show(callables, OBJECTS * 3)
show(callables, [Derived()] * 5 + [Base()] * 5)
show(lengths, ["abc", b"a", [1], (1, 2), {1: 2}, {1}, frozenset(), range(5), "\u1234"] * 3)
show(mixed, 20)
show(temporary, 4)
show(kinds, OBJECTS)
show(known, 40, 3)
