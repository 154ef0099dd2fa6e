"""Classes with a __new__ in Python, and classes that a builtin one's __new__ makes instances of, while all
that changes; what is held meanwhile, exceptions at each point of the call, finalisers."""

# hot: New.__new__, Both.__new__, Both.__init__, Rest.__new__, Named.__init__, Failure.__init__, Items.__init__, made, one, held, failing, changing, others, dropped, errors_with_super, deep, called_otherwise
import collections
import ctypes
import sys
from abc import ABC, abstractmethod

from support import show


class New:
    def __new__(cls, a=1, b=2):
        self = object.__new__(cls)
        self.items = [a, b]
        for _ in ():
            pass
        return self


class Both:
    def __new__(cls, a, b=2):
        self = super().__new__(cls)
        self.items = [a, b]
        for _ in ():
            pass
        return self

    def __init__(self, a, b=3):
        self.items += [a, b]
        for _ in ():
            pass


class Rest:
    def __new__(cls, *rest, **names):
        self = object.__new__(cls)
        self.items = [rest, sorted(names.items())]
        return self


class Named(Rest):
    def __init__(self, *rest, key=None):
        self.items += [rest, key]
        for _ in ():
            pass


class One:
    only = None

    def __new__(cls):
        if cls.only is None:
            cls.only = object.__new__(cls)
        return cls.only


class Number(int):
    def __new__(cls, value, name="?"):
        self = int.__new__(cls, value)
        self.items = name
        return self


class Point(tuple):
    __slots__ = ()

    def __new__(cls, a, b):
        return tuple.__new__(cls, (a, b))

    items = property(list)


class Failure(Exception):
    def __init__(self, a, b=None):
        self.items = [a, b, self.args]
        for _ in ():
            pass
        if a == "raise":
            raise ValueError(b)
        if a == "wrong":
            return 5


class Told(Exception):
    def __init__(self, message, *rest, code=1):
        super().__init__(message)
        self.items = [message, rest, code, self.args]


class Items(list):
    def __init__(self, a, b=()):
        super().__init__(b)
        self.items = [a, len(self)]
        for _ in ():
            pass


class Table(dict):
    def __init__(self, a, **names):
        dict.__init__(self, names)
        self.items = [a, len(self)]


class Few(set):
    def __init__(self, *a):
        set.__init__(self, a)
        self.items = sorted(a)


class Nothing:
    pass


Pair = collections.namedtuple("Pair", "first second", defaults=(7,))


def made(n):
    found = []
    for i in range(n):
        for item in (
            New(), New(i), New(i, 3), New(b=i), New(a=1, b=i * 0.5), Both(i), Both(1.5, i), Both(a=1, b=i), Both(b=i, a=1),
            Rest(), Rest(i, 2), Rest(x=i), Rest(1, y=2, x=i), Named(), Named(i, key=i), Named(1, 2, key=3),
            Number(i), Number(i, "n"), Point(i, 0.5), Failure(i), Failure(i, [1]), Told("m"), Told("m", i, code=2),
            Items(i), Items(i, (1, 2)), Table(i), Table(i, x=1), Few(), Few(i, 1),
        ):
            found.append((type(item).__name__, item.items))
        found.append((Pair(i), Pair(1, i), Pair(first=i, second=2), Pair(second=1, first=0.5), vars(Nothing())))
    return found


def one(n):
    found = {id(One()) for _ in range(n)}
    return len(found), One() is One.only


class Held:
    def __new__(cls, a, b):
        self = object.__new__(cls)
        self.new = sys.getrefcount(a), sys.getrefcount(b), sys.getrefcount(Held.__new__) - base_of_new
        return self

    def __init__(self, a, b):
        self.init = sys.getrefcount(a), sys.getrefcount(self)


class HeldError(Exception):
    def __init__(self, a, b, *rest):
        first = sys.getrefcount(a), sys.getrefcount(b), sys.getrefcount(self.args)
        self.args = ()
        self.init = first, sys.getrefcount(a), sys.getrefcount(b), sys.getrefcount(self)


class HeldList(list):
    def __init__(self, a, *, b=()):
        self.init = sys.getrefcount(a), sys.getrefcount(self)


base_of_new = sys.getrefcount(Held.__new__)


def held(n):
    for _ in range(n):
        a, b = object(), [1]
        found = Held(a, b), Held(a, b=b), HeldError(a, b), HeldError(a, b, a, 5), HeldList(a), HeldList(a, b=b)
        seen = [(getattr(each, "new", None), each.init) for each in found]
        del found
        seen.append((sys.getrefcount(a), sys.getrefcount(b)))
    return seen


def failing():
    for text in (
        "New(1, 2, 3)", "New(c=1)", "Both()", "Both(1, 2, 3)", "Both(1, a=2)", "Number()", "Number('x')", "Failure()",
        "Failure('raise', 2)", "Failure('wrong')", "Failure(1, 2, 3)", "Told()", "Told(1, cod=2)", "Items()", "Items(1, 2)",
        "Table()", "Few([])", "Pair()", "Pair(1, 2, 3)", "Nothing(1)", "Nothing(a=1)", "Named(keys=1)", "Open()",
        "Half(1)", "Closed(1)", "Point(1)", "Failure(a=1)", "Told(message='x')",
    ):
        show(eval(f"lambda: [{text} for _ in range(5)]"))


class Open(ABC):
    def __new__(cls, *a):
        return super().__new__(cls)

    @abstractmethod
    def method(self): ...


class Closed(Open):
    def method(self): ...

    def __repr__(self):
        return "closed"


class Half:
    def __new__(cls, a):
        raise KeyError(a)


class Odd:
    """Whose __new__ makes something else each time."""

    answers = []

    def __new__(cls, a):
        answer = cls.answers[a % len(cls.answers)]
        return answer(cls) if isinstance(answer, type(made)) else answer

    def __init__(self, a):
        Odd.log.append(("init", type(self).__name__, a))


class Odder(Odd):
    def __init__(self, *a):
        Odd.log.append(("odder", type(self).__name__, a))


class Builtin(Odd, list):
    __init__ = list.__init__


Odd.log = []
Odd.answers = [
    lambda cls: object.__new__(cls), 5, None, lambda cls: object.__new__(Odder), lambda cls: cls, "text",
    lambda cls: object.__new__(Nothing), lambda cls: list.__new__(Builtin),
]


def others(n):
    found = []
    for i in range(n):
        try:
            found.append(type(Odd(i)).__name__)
            found.append(type(Odder(i)).__name__)
            found.append(type(Odd(a=i)).__name__)
        except TypeError as error:
            found.append(str(error))
    return found, Odd.log


def changing(n):
    results = []
    keep = vars(New)["__new__"], Both.__init__, vars(Both)["__new__"]
    for i in range(n):
        try:
            results.append([
                getattr(New(i), "items", "none"), getattr(Both(i), "items", "none"), Failure(i).args, Items(i),
            ])
        except (TypeError, AttributeError) as error:
            results.append((str(error), error.__traceback__.tb_lineno))
        if i == 4:
            New.__new__.__defaults__ = (8, 9)
        if i == 6:
            New.__new__.__code__ = (lambda cls, a, b: [cls.__name__, a, b]).__code__
        if i == 8:
            New.__new__ = lambda cls, *a: object.__new__(Nothing)
        if i == 10:
            New.__new__ = keep[0]
        if i == 12:
            del Both.__init__
        if i == 14:
            Both.__init__ = lambda self, *a: setattr(self, "items", a)
            Failure.__new__ = lambda cls, a: Exception.__new__(cls, a, "new")
        if i == 16:
            del Both.__new__
            del Failure.__init__
        if i == 18:
            Both.__init__ = keep[1]
            Both.__new__ = keep[2]
            keep[2].__init__(lambda cls, a: object.__new__(cls))  # the staticmethod takes another function
            del Failure.__new__
        if i == 20:
            New.__new__ = object.__new__
        if i == 22:
            New.__init__ = lambda self, a: None
        if i == 24:
            Items.__new__ = lambda cls, a: list.__new__(cls, a)
        if i == 26:
            Items.__init__ = list.__init__
    return results


class Changes:
    """Whose class changes while __new__ runs."""

    def __new__(cls, step):
        self = object.__new__(cls)
        if step % 4 == 1:
            cls.__init__ = lambda self, step: Loud.log.append(("other init", step))
        if step % 4 == 2:
            self.__class__ = Other
        if step % 4 == 3:
            del cls.__init__
            cls.__init__ = first_init
        return self

    def __init__(self, step):
        Loud.log.append(("init", step))


class Other(Changes):
    def __init__(self, step):
        Loud.log.append(("other class", step))


first_init = Changes.__init__


class Loud:
    log = []

    def __init__(self, name):
        self.name = name

    def __del__(self):
        Loud.log.append(self.name)


class Replaces(Exception):
    def __init__(self, *loud):
        self.args = (Loud("inner"),)
        Loud.log.append("replaced")


def dropped(n):
    results = []
    for i in range(n):
        New(Loud("a"), Loud("b")).items
        Both(Loud("c"), b=Loud("d"))
        Failure(Loud("e"), Loud("f"))
        Items(Loud("g"), [Loud("h")])
        Rest(Loud(1), Loud(2), x=Loud(3))
        Replaces(Loud("i"), Loud("j"))
        Changes(i)
        for make in (Half, Point, Failure):
            try:
                make(Loud("k"), *[Loud("l")] * (make is Failure), *[Loud("m")] * (make is Failure))
            except (TypeError, KeyError) as error:
                Loud.log.append(type(error).__name__)
        try:
            Half(Loud("x"))
        except KeyError:
            Loud.log.append("half")
        results.append(tuple(Loud.log))
        Loud.log.clear()
    return results


def errors_with_super(n):
    found = []
    for i in range(n):
        try:
            raise Told("told", i, code=i)
        except Told as error:
            found.append((str(error), error.items, error.args, error.__traceback__.tb_lineno))
        try:
            if i % 2:
                raise Failure("raise", i)
            raise Failure(i)
        except (Failure, ValueError) as error:
            found.append((repr(error), repr(error.__context__)))
    return found[-4:]


class Deep:
    depth = 0

    def __new__(cls, n):
        Deep.depth = n
        return Deep(n + 1) if n < 10**6 else object.__new__(cls)


def deep():
    try:
        Deep(0)
    except RecursionError:
        return Deep.depth


class Plain:
    def __init__(self, a=0):
        self.a = a


class Made(New):
    pass


def called_otherwise(n):
    """Extension modules may say of a class how it is called (tp_vectorcall, the last of the fields)."""
    takes = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)
    call = takes(lambda cls, arguments, count, names: f"{cls.__name__} called")
    for cls in Plain, Made:
        ctypes.c_void_p.from_address(id(cls) + 400).value = ctypes.cast(call, ctypes.c_void_p).value
    found = [(Plain(), Made()) for _ in range(n)]
    for cls in Plain, Made:
        ctypes.c_void_p.from_address(id(cls) + 400).value = None
    return found[-1]


print(made(6)[-30:])
print(one(9))
print(held(9))
failing()
print(others(40))
print(dropped(9))
print(changing(30))
print(errors_with_super(12))
print(deep(), deep())
print(called_otherwise(20))
