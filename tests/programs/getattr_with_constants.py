"""getattr() and hasattr() with a name in the source: what there is, what there isn't, what changes."""

# hot: get, ask, default, changing, temporary, replaced, modules, dying
import builtins
import math
import sys

from support import show


class Plain:
    kind = "plain"

    def __init__(self, x):
        self.x = x

    def method(self):
        return self.x


class Slots:
    __slots__ = ("x",)

    def __init__(self, x):
        self.x = x


class Property:
    @property
    def x(self):
        return "property"

    kind = property(lambda self: 1 / 0)


class Dynamic:
    def __getattr__(self, name):
        if name == "x":
            return "made up"
        raise AttributeError(name)


class Raising:
    def __getattribute__(self, name):
        raise ValueError(name)


class Loud:
    def __init__(self, log):
        self.log = log
        self.x = []

    def __del__(self):
        self.log.append("gone")


def objects():
    bare = Plain(5)
    del bare.x
    other = Plain(6)
    other.__dict__["kind"] = "own"
    return [Plain(1), Slots(2), Property(), Dynamic(), bare, other, Plain, 7, None, math, Raising()]


def get(items):
    out = []
    for item in items:
        try:
            out.append(getattr(item, "x"))
        except (AttributeError, ValueError) as e:
            out.append(repr(e))
        try:
            out.append(getattr(item, "kind"))
        except (AttributeError, ValueError, ZeroDivisionError) as e:
            out.append(repr(e))
    return out


def ask(items):
    out = []
    for item in items:
        try:
            out.append((hasattr(item, "x"), hasattr(item, "kind"), hasattr(item, "__len__")))
        except (ValueError, ZeroDivisionError) as e:
            out.append(repr(e))
        if hasattr(item, "method"):
            out.append("method")
    return out


def default(items):
    out = []
    for i, item in enumerate(items):
        try:
            out.append(
                (getattr(item, "x", None), getattr(item, "kind", i), getattr(item, "z", [i]))
            )
        except (ValueError, ZeroDivisionError) as e:
            out.append(repr(e))
    return out


def changing(n):
    class C:
        x = 1

    c = C()
    out = []
    for i in range(n):
        if i == 10:
            C.x = 2
        if i == 20:
            c.x = 3
        if i == 30:
            del c.x
        if i == 40:
            C.x = property(lambda self: "p")
        if i == 50:
            del C.x
        if i == 60:
            c.__class__ = type("D", (), {"x": "other"})
        out.append((getattr(c, "x", None), hasattr(c, "x")))
    return out


def temporary(n):
    """The object dies with the call; what was loaded lives."""
    out = []
    for i in range(n):
        out.append(getattr(Plain([i]), "x"))
        out.append(hasattr(Plain([i]), "x"))
    return out


def dying(n):
    log = []
    for i in range(n):
        x = getattr(Loud(log), "x")
        log.append((i, x, hasattr(Loud(log), "x")))
    return log, sys.getrefcount(x)


def replaced(n):
    out = []
    p = Plain(1)
    for i in range(n):
        if i == n // 2:
            builtins.getattr = lambda *a: a[1:]
            builtins.hasattr = lambda *a: "asked"
        out.append((getattr(p, "x"), getattr(p, "x", 2), hasattr(p, "x")))
    return out


def modules(n):
    out = []
    for i in range(n):
        if i == 10:
            math.extra = 5
        out.append((getattr(math, "pi"), hasattr(math, "extra"), getattr(math, "extra", None)))
    del math.extra
    return out


def wrong(item):
    return getattr(item), hasattr(item, "a", "b")


for _ in range(4):
    show(get, objects()[:-1])
    show(get, [Plain(i) for i in range(20)])
    show(ask, objects()[:-1])
    show(ask, [Plain(i) for i in range(20)])
    show(default, objects())
    show(get, [Raising()])
    show(ask, [Raising()])
show(changing, 70)
show(temporary, 30)
show(dying, 20)
show(modules, 30)
show(wrong, 1)
get_, has_ = getattr, hasattr
try:
    out = replaced(40)
finally:
    builtins.getattr, builtins.hasattr = get_, has_
print(out)
