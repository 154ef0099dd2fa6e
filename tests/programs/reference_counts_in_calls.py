"""Reference counts seen by callees: Python functions, methods, C functions, constructors."""
# hot: positional, defaulted, keyword, method, c_function, constructed, nested, deep, twice, bound
from sys import getrefcount

from support import show


class Thing:
    def __repr__(self):
        return "Thing()"

    def me(self):
        return getrefcount(self)

    def me_and(self, other):
        return getrefcount(self), getrefcount(other)


class Holder:
    def __init__(self, thing):
        self.inside = getrefcount(thing)
        self.me = getrefcount(self)
        self.thing = thing


def leaf(x, y=None, z=None):
    return getrefcount(x), getrefcount(y) if y is not None else 0, getrefcount(z) if z is not None else 0


def positional(x):
    return leaf(x), leaf(x, x), leaf(x, x, x)


def defaulted(x, y=Thing()):
    return leaf(x, y), leaf(y), getrefcount(y)


def keyword(x):
    return leaf(x=x), leaf(y=x, x=x), leaf(x, z=x)


def method(x):
    return x.me(), x.me_and(x), x.me_and([x][0])


def c_function(x):
    return getrefcount(x), max(getrefcount(x), 0), [getrefcount(x)], list(map(getrefcount, [x, x]))


def constructed(x):
    h = Holder(x)
    return h.inside, h.me, getrefcount(x), getrefcount(h), getrefcount(h.thing)


def nested(x):
    return leaf(leaf(x), leaf(x), x), leaf([x], (x, x))


def deep(x, n):
    if n == 0:
        return getrefcount(x)
    return deep(x, n - 1)


def twice(x):
    a = leaf(x)
    b = leaf(x)
    return a == b, a, b


def bound(x):
    m = x.me
    return m(), m(), getrefcount(m), getrefcount(x)


for _ in range(3):
    thing = Thing()
    show(positional, thing)
    show(defaulted, thing)
    show(defaulted, thing, thing)
    show(keyword, thing)
    show(method, thing)
    show(c_function, thing)
    show(constructed, thing)
    show(nested, thing)
    show(deep, thing, 0)
    show(deep, thing, 10)
    show(twice, thing)
    show(bound, thing)
    print(getrefcount(thing))
