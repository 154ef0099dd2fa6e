"""f(*arguments) and f(*arguments, **named), whose operands change from call to call."""

# hot: calls, calls_named, passes, refers, drops, deep, replaces, generates
import sys

from support import show


class Died:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)


class Pair(tuple):
    pass


class Named(dict):
    def __getitem__(self, key):
        return "own"

    def keys(self):
        return ["b"]


log = []


def plain(a, b=2, c=3):
    for _ in ():
        pass
    return a, b, c


def other(a, b=5):
    return b, a


def rest(a, *rest, k=1, **named):
    return a, rest, k, named


def generates(a, b=2):
    yield a
    yield b


def calls(f, arguments):
    return f(*arguments)


def calls_named(f, arguments, named):
    return f(*arguments, **named)


def passes(*arguments, **named):
    return plain(*arguments, **named)


def refers(value, *more):
    return sys.getrefcount(value), len(more)


def drops(i):
    first = calls(lambda a, b: log.append("called"), (Died(i), Died(-i)))
    log.append("between")
    return first, calls_named(lambda a: a.name, (Died("last"),), {})


def deep(n, *arguments):
    return deep(*(n - 1, *arguments)) if n > 0 else arguments


def through(n, limit):
    return through(*(n + 1, limit)) if n < limit else sys._getframe().f_back.f_lineno


def endless(n):
    try:
        return endless(*(n + 1,))
    except RecursionError:
        return n


def replaces(arguments):
    plain.__code__ = other.__code__ if plain.__code__ is original else original
    return plain(*arguments)


functions = (plain, other, rest, max, dict.get, Died.__init__, generates, Pair, str, print, 5)
tuples = (
    (1,),
    (1, 2),
    (1, 2, 3),
    (),
    (1, 2, 3, 4),
    [1, 2],
    "ab",
    Pair((1, 2)),
    ({}, 1),
    range(2),
    None,
)
for f in functions:
    for arguments in tuples:
        for _ in range(2):
            show(lambda: str(calls(f, arguments)).split(" at ")[0])
for f in (plain, rest, other, dict, sorted):
    for arguments in ((1,), (1, 2), [1], ()):
        for named in ({}, {"b": 3}, {"c": 4, "b": 1}, {"zz": 1}, Named(), Named(b=1), None, {1: 2}):
            show(calls_named, f, arguments, named)
print(
    [passes(i, i) for i in range(60)][-1], [passes(i, c=1) for i in range(60)][-1], passes(1, 2, 3)
)
show(passes)
show(lambda: passes(1, a=2))
value = object()
numbers = [
    (refers(*(value, 1)), calls(refers, (value,)), calls_named(refers, (value,), {}))
    for _ in range(60)
]
print(numbers[0] == numbers[-1], numbers[-1])
shared = (value, 1)
before = sys.getrefcount(shared), sys.getrefcount(value), sys.getrefcount(plain)
for _ in range(60):
    calls(plain, shared), calls_named(plain, shared, {})
print(before == (sys.getrefcount(shared), sys.getrefcount(value), sys.getrefcount(plain)))
print([drops(i) for i in range(60)][-1], log[-8:])
print(deep(30, 1, 2), through(0, 50), [list(generates(*(i,))) for i in range(60)][-1])
sys.setrecursionlimit(300)
print(endless(0) == endless(0))
sys.setrecursionlimit(1000)
original = plain.__code__
print([replaces((i,)) for i in range(60)][-2:], [replaces((i, 1)) for i in range(60)][-2:])
plain.__code__ = original
plain.__defaults__ = (7,)
show(calls, plain, (1, 2))
show(calls, plain, (1,))
plain.__defaults__ = None
show(calls, plain, (1, 2))
events = []
sys.setprofile(lambda frame, event, argument: events.append((event, frame.f_code.co_name)))
calls(other, (1, 2))
sys.setprofile(None)
print(events)
