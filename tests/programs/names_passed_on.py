# hot: passes, wraps, given, unbound, deep, loop, from_list
"""f(*a, **k) with an empty k, which makes no dictionary: until k is not empty, or no dictionary, or the
function is another."""

import sys
from support import show


class Odd(dict):
    pass


class Mapping:
    def keys(self):
        return ["x"]

    def __getitem__(self, key):
        return key * 2


class Noted:
    def __init__(self, *a, **k):
        self.given = (a, k)

    def method(self, *a, **k):
        return a, k


def plain(a, b=2):
    return a, b


def rest(*a, **k):
    k["added"] = len(a)
    return a, k


def only(a, *, x=1):
    return a, x


def keeps(**k):
    return k


def generates(a):
    yield a
    yield -1


def fails(a):
    raise ValueError(a)


def looks(a):
    frame = sys._getframe(1)
    return frame.f_lineno - frame.f_code.co_firstlineno, frame.f_lasti, sorted(frame.f_locals)


def passes(f, *a, **k):
    return f(*a, **k)


def wraps(f):
    def wrapper(*a, **k):
        result = f(*a, **k)
        return result, len(k)

    return wrapper


def given(f, a, k):
    return f(*a, **k)


def unbound(f, flag):
    if flag:
        k = {}
    return f(*(1,), **k)


def loop(f, n, k):
    found = []
    for i in range(n):
        if i == 4:
            k["x"] = i
        if i == 6:
            k.clear()
        if i == 8:
            k = Odd()
        if i == 10:
            k = {}
        if i == 11:
            f = rest
        found.append(f(*(i,), **k))
    return found


def from_list(f, n):
    k = {}
    found = []
    for i in range(n):
        found.append(f(*[i, i + 0.5][: 1 + i % 2], **k))
    return found


def deep(n, **k):
    return 0 if n == 0 else 1 + deep(*(n - 1,), **k)


wrapped = [wraps(f) for f in (plain, rest, only, fails, looks)]
for _ in range(6):
    for f in (plain, rest, only, fails, looks, len, Noted, Noted().method, print, int):
        result = None
        try:
            result = passes(f, 1)
        except TypeError as error:
            print(error, error.__traceback__.tb_next.tb_lineno)
        except ValueError as error:
            print("value", error, error.__traceback__.tb_next.tb_lasti)
        print(result.given if isinstance(result, Noted) else result)
    print(list(passes(generates, 3)), passes(keeps))
    for f in wrapped:
        show(f, 5)
        show(lambda: f(5, x=6))
        show(f)
    for names in ({}, {"b": 3}, Odd(), Mapping(), None, {"a": 1}, {1: 2}):
        show(given, plain, (1,), names)
        show(given, rest, [1, 2], names)
        show(given, len, ("abc",), names)
    show(unbound, plain, True)
    show(unbound, plain, False)
    print(loop(only, 14, {}))
    print(from_list(plain, 6))
    print(deep(30), deep(20))
try:
    deep(10**5)
except RecursionError:
    print("too deep")
plain.__code__ = rest.__code__
print(passes(plain, 1), wrapped[0](2), given(plain, (1,), {}))
