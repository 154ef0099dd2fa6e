# hot: used, made, swallowed, nested, yielded, deep, Plain.__enter__, Rest.__exit__
"""`with` of managers of many classes at one place, whose methods change, fail, or take their arguments in
other ways."""

import contextlib
from support import show

log = []


class Plain:
    def __init__(self, name="plain"):
        self.name = name

    def __enter__(self):
        log.append(("enter", self.name))
        return self

    def __exit__(self, kind, value, traceback):
        log.append(("exit", self.name, kind, traceback is None))

    def __del__(self):
        log.append(("gone", self.name))


class Rest(Plain):
    def __exit__(self, *rest):
        log.append(("exit", self.name, len(rest), rest[0]))
        return True


class Defaults(Plain):
    def __exit__(self, kind=1, value=2, traceback=3, more=4, *, only=5, **names):
        log.append(("exit", self.name, kind, more, only, names))


class Few(Plain):
    def __exit__(self, kind):
        log.append("never")


class Enters(Plain):
    def __enter__(self, more=2):
        log.append(("enter", more))
        return more

    __exit__ = lambda self, *a: log.append("lambda")


class Static(Plain):
    @staticmethod
    def __enter__():
        log.append("static")
        return "static"

    @classmethod
    def __exit__(cls, *rest):
        log.append(("class", cls.__name__, rest[0]))


class Fails(Plain):
    def __enter__(self):
        raise OSError("enter")


class FailsLater(Plain):
    def __exit__(self, *rest):
        raise KeyError("exit", rest[0])


class Required(Plain):
    def __exit__(self, a, b, c, *, d):
        log.append("never")


class Callable:
    def __call__(self, *rest):
        log.append(("called", len(rest)))


class Called(Plain):
    __exit__ = Callable()


class NoExit:
    __enter__ = Plain.__enter__


class NoEnter:
    __exit__ = Plain.__exit__


class Slotted:
    __slots__ = ("name",)
    __enter__ = Plain.__enter__
    __exit__ = Plain.__exit__

    def __init__(self):
        self.name = "slotted"


class Yields(Plain):
    def __enter__(self):
        yield 1

    def __exit__(self, *rest):
        yield 2


kinds = [
    Plain,
    Rest,
    Defaults,
    Few,
    Enters,
    Static,
    Fails,
    FailsLater,
    Required,
    Called,
    NoExit,
    NoEnter,
    Slotted,
    Yields,
    int,
]


def used(manager, x):
    with manager as given:
        log.append((type(given).__name__, 10 // x))
    return x


def made(n, kind):
    total = 0.5
    for i in range(n):
        with kind(i) as item:
            total += i * 0.25
        total += i
    return total


def swallowed(n, kind):
    total = 0
    for i in range(n):
        with kind():
            total += i
            if i % 3 == 1:
                raise ValueError(i)
            if i % 3 == 2:
                continue
            total += 10
    return total


def nested(n):
    for i in range(n):
        with Plain("a") as a, Rest("b") as b:
            with Slotted():
                log.append((a.name, b.name))
                if i == 3:
                    return "returned"
                if i == 2:
                    {}[i]
    return "end"


def yielded(n, manager):
    for i in range(n):
        with manager:
            yield i


def deep(n):
    with Plain(n):
        return 0 if n == 0 else 1 + deep(n - 1)


@contextlib.contextmanager
def managed(x):
    log.append("before")
    try:
        yield x
    except ZeroDivisionError:
        log.append("caught")
    finally:
        log.append("after")


class Changing:
    def __init__(self, step):
        self.step = step

    def __enter__(self):
        if self.step == 4:
            Changing.__exit__ = lambda self, a, b, c: log.append("changed")
        if self.step == 7:
            Changing.__enter__ = lambda self: log.append("other enter")
        return self

    def __exit__(self, *rest):
        log.append(len(rest))

    def give(self):
        if self.step == 9:
            self.__class__ = Plain
            self.name = "now plain"
        if self.step == 10:
            Changing.__exit__.__code__ = Plain.__exit__.__code__
            self.name = "other code"
        if self.step == 12:
            del Changing.__exit__


def changing(n):
    for i in range(n):
        with Changing(i) as manager:
            (manager or Changing(0)).give()


def out():
    print(log)
    log.clear()


for _ in range(4):
    for kind in kinds:
        for x in (1, 0, 2):
            show(lambda: used(kind(), x))
    out()
    for kind in (Plain, Rest, Enters, Slotted, Defaults):
        if kind is not Slotted:
            show(made, 6, kind)
        show(swallowed, 6, kind)
    show(nested, 3)
    show(nested, 5)
    out()
    print(list(yielded(4, Plain("y"))))
    it = yielded(4, Plain("left"))
    next(it)
    del it
    show(used, managed(1), 1)
    show(used, managed(1), 0)
    show(used, contextlib.suppress(ZeroDivisionError), 0)
    out()
show(changing, 14)
out()
print(deep(40))
log.clear()
try:
    deep(10**5)
except RecursionError as error:
    print(error)
log.clear()
