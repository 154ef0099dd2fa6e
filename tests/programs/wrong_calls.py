"""Wrong calls: the types and texts of the errors, who is in the traceback, and that the caller goes on."""

# hot: call, star, double_star, both, mixed, method, caught, merged, unpacked, recover
from support import describe


def show(function, *arguments):
    """One line for each call: there are thousands."""
    try:
        result = describe(function(*arguments))
    except Exception as error:
        lines = []
        trace = error.__traceback__.tb_next
        while trace is not None:
            lines.append(trace.tb_lineno)
            trace = trace.tb_next
        result = f"{type(error).__name__}: {error} {lines}"
    print(function.__name__, *map(name_of, arguments), "->", result)


def name_of(value):
    return getattr(value, "__name__", type(value).__name__)


def none():
    return ()


def one(a):
    return a


def two(a, b=2):
    return a, b


def many(a, b, /, c, d=4, *, e, f=6):
    return a, b, c, d, e, f


def keywords(*, a, b, c=3):
    return a, b, c


def positional(a, b=2, /):
    return a, b


def rest(a, *args, **kwargs):
    return a, args, kwargs


class Class:
    def __init__(self, a, b=2):
        self.ab = a, b

    def method(self, a, b=2):
        return a, b

    @classmethod
    def of_class(cls, a):
        return a

    @staticmethod
    def static(a):
        return a

    def __call__(self, a):
        return a

    def __repr__(self):
        return "<object>"


class NoSelf:
    def method():
        return 1


def call(f, kind):
    if kind == 0:
        return f()
    if kind == 1:
        return f(1)
    if kind == 2:
        return f(1, 2)
    if kind == 3:
        return f(1, 2, 3, 4, 5, 6, 7)
    if kind == 4:
        return f(a=1)
    if kind == 5:
        return f(1, a=2)
    if kind == 6:
        return f(1, 2, 3, e=5)
    if kind == 7:
        return f(1, 2, c=3, e=5, unknown=6)
    if kind == 8:
        return f(b=1, a=2)
    if kind == 9:
        return f(1, bb=3)
    return f(1, 2, d=4)


def star(f, arguments):
    return f(*arguments)


def double_star(f, keywords):
    return f(**keywords)


def both(f, arguments, keywords):
    return f(*arguments, **keywords)


def mixed(f, arguments, keywords):
    return f(1, *arguments, b=5, **keywords)


def merged(f, first, second):
    return f(**first, **second)


def method(instance, kind):
    if kind == 0:
        return instance.method()
    if kind == 1:
        return instance.method(1, 2, 3)
    if kind == 2:
        return instance.of_class()
    if kind == 3:
        return instance.static()
    if kind == 4:
        return instance(1, 2)
    if kind == 5:
        return instance.method(a=1, c=2)
    if kind == 6:
        return instance.missing(1)
    return instance.method(1, a=2)


def caught(n):
    """The error is the rule."""
    texts = []
    for i in range(n):
        try:
            if i % 3 == 0:
                two(i, i, i)
            elif i % 3 == 1:
                keywords(a=i)
            else:
                i()
        except TypeError as error:
            texts.append(str(error))
    return len(texts), sorted(set(texts))


def recover(n):
    total = 0.5
    for i in range(n):
        try:
            total += one(*[i] * (i % 3))
        except TypeError:
            total *= 2
    return total


class Keys:
    def __init__(self, *names):
        self.names = names

    def keys(self):
        return self.names

    def __getitem__(self, name):
        if name == "bad":
            raise KeyError("bad", 2)
        if isinstance(name, int) and name > 1:
            raise IndexError  # where it is taken for a sequence
        return name * 2


class BadKeys:
    def keys(self):
        raise AttributeError("inside")

    def __getitem__(self, name):
        raise IndexError


class BadItem:
    def keys(self):
        return ["a"]

    def __getitem__(self, name):
        raise KeyError(name)


class Iterable:
    def __init__(self, fail):
        self.fail = fail

    def __iter__(self):
        yield 1
        if self.fail:
            raise TypeError("inside")


class Sequence:
    def __getitem__(self, index):
        if index == 2:
            raise IndexError
        return index


class BadIter:
    def __iter__(self):
        raise TypeError("iter")


def unpacked(value, kind):
    if kind == 0:
        return [*value]
    if kind == 1:
        return (*value, 1)
    if kind == 2:
        return {*value}
    if kind == 3:
        return {**value}
    if kind == 4:
        return {"a": 1, **value, "b": 2}
    if kind == 5:
        a, b = value
        return a, b
    if kind == 6:
        a, *b, c = value
        return a, b, c
    if kind == 7:
        return [x for x, y in value]
    (a, b), c = value
    return a, b, c


FUNCTIONS = [
    none,
    one,
    two,
    many,
    keywords,
    positional,
    rest,
    Class,
    Class(1).method,
    Class.of_class,
    Class.static,
    Class(1),
    NoSelf().method,
    len,
    int,
    dict,
    ",".join,
    [].append,
    max,
    lambda a, b=1, *, c: (a, b, c),
    5,
    None,
    "text",
    NoSelf,
    isinstance,
]
for f in FUNCTIONS:
    for kind in range(11):
        show(call, f, kind)
    for arguments in (
        (),
        (1,),
        [1, 2],
        {1: 2},
        "ab",
        5,
        None,
        Iterable(False),
        Iterable(True),
        Sequence(),
        BadIter(),
        iter((1,)),
        range(9),
    ):
        show(star, f, arguments)
    for words in (
        {},
        {"a": 1},
        {"x": 1},
        Keys("a", "b"),
        Keys("bad"),
        BadKeys(),
        BadItem(),
        5,
        None,
        [("a", 1)],
        {1: 2},
        {"a": 1, 5: 6},
        Keys(1),
    ):
        show(double_star, f, words)
        show(both, f, (1,), words)
        show(mixed, f, [2], words)
        show(mixed, f, 7, words)
        show(merged, f, {"a": 0}, words)
        show(merged, f, words, {"b": 0})
for _ in range(2):
    for instance in (Class(1), NoSelf(), 5):
        for kind in range(8):
            show(method, instance, kind)
    show(caught, 40)
    show(recover, 20)
    for value in (
        (),
        (1,),
        (1, 2),
        [1, 2, 3],
        "abc",
        5,
        None,
        {"a": 1},
        {1: 2},
        Keys("a"),
        BadKeys(),
        BadItem(),
        Iterable(True),
        Iterable(False),
        Sequence(),
        BadIter(),
        iter((1, 2)),
        [(1, 2)],
        [(1, 2), 3],
        ((1, 2), 3),
        range(3),
        [[]],
        ({}, 1),
        Keys("bad"),
    ):
        for kind in range(9):
            show(unpacked, value, kind)
