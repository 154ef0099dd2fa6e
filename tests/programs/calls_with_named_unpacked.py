"""f(*arguments, **named) with keywords: every kind of parameter, calls that are errors, what changes."""

# hot: forward, keywords_only, counts, dies, deep, changing, generators, methods, plenty
import gc
import sys

from support import show


class Text(str):
    pass


class Died:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append((self.name, sys._getframe(1).f_code.co_name))


log = []


def plain(a, b=2, c=3):
    return a, b, c


def only(a, *, b, c=5):
    return a, b, c


def rest(a, *more, b=1, **named):
    return a, more, b, named


def positional(a, b, /, c=1, **named):
    return a, b, c, named


def nothing():
    return "nothing"


def all_of_it(*more, **named):
    named["extra"] = more
    return named


def forward(function, *arguments, **named):
    return function(*arguments, **named)


def keywords_only(function, named):
    return function(**named)


CALLS = [
    ((), {}),
    ((1,), {}),
    ((1,), {"b": 5}),
    ((), {"a": 1, "b": 2}),
    ((), {"c": 1, "b": 2, "a": 3}),
    ((1, 2), {"b": 5}),
    ((1, 2, 3, 4), {}),
    ((1, 2), {"d": 5, "c": 4}),
    ((1,), {"self": 1}),
    ((), {"z": 1}),
    ((1, 2), {Text("c"): 7}),
    ((1,), {"b": [], "x1": 1, "x2": 2, "x3": 3}),
]


def tries(times):
    for _ in range(times):
        for function in (plain, only, rest, positional, nothing, all_of_it, len, dict):
            for arguments, named in CALLS:
                try:
                    result = forward(function, *arguments, **named)
                    yield function.__name__, result
                except TypeError as e:
                    yield str(e)
                try:
                    result = keywords_only(function, named)
                    yield result
                except TypeError as e:
                    yield str(e)


def counted(a, b=[], *more, **named):
    return (
        sys.getrefcount(a),
        sys.getrefcount(b),
        [sys.getrefcount(x) for x in more],
        [sys.getrefcount(x) for x in named.values()],
    )


def counts(n):
    out = []
    for _ in range(n):
        x, y, z = [], {}, object()
        out.append(counted(*(x,), **{"b": y}))
        out.append(counted(*(x, y), **{"c": z}))
        out.append(counted(*(x, y, z, z)))
        out.append(counted(**{"a": x, "k": x}))
        out.append((sys.getrefcount(x), sys.getrefcount(y), sys.getrefcount(z)))
    return out


def drops(a, b, **named):
    del a
    b = None
    named.clear()
    log.append("in drops")
    return named


def dies(n):
    for i in range(n):
        drops(*(Died((i, "a")),), **{"b": Died((i, "b")), "c": Died((i, "c"))})
        log.append("after")
    out, log[:] = log[:], []
    return out


def deep(n, **named):
    if n == 0:
        return named
    return deep(*(n - 1,), **named)


def changing(n):
    def f(a, b=1, **named):
        return "old", a, b, named

    def g(a, *, b=3, **named):
        return "new", a, b, named

    out = []
    for i in range(n):
        if i == 10:
            f.__defaults__ = ("changed",)
        if i == 20:
            f.__code__, f.__kwdefaults__ = g.__code__, {"b": 9}
        if i == 30:
            f.__kwdefaults__ = None
        try:
            out.append(f(*(i,), **({"z": i} if i % 2 else {"b": i} if i % 3 else {"z": 2})))
        except TypeError as e:
            out.append(str(e))
    return out


def generators(n):
    def g(a, *, b):
        yield a
        yield b

    async def c(a, **named):
        return a, named

    out = []
    for i in range(n):
        out += g(*(i,), **{"b": -i})
        coroutine = c(*(i,), **{"b": -i})
        try:
            coroutine.send(None)
        except StopIteration as e:
            out.append(e.value)
    return out


class Class:
    def __init__(self, a, **named):
        self.a = a
        self.named = named

    def method(self, *more, k=1, **named):
        return self.a, more, k, named


def methods(n):
    out = []
    for i in range(n):
        instance = Class(*(i,), **{"x": i})
        out.append(instance.method(*(1, 2), **{"k": i, "l": 5}))
        out.append(Class.method(*(instance,), **{"q": i}))
        out.append(instance.named)
    return out


def looks(a, **named):
    """The collector runs, and somebody goes through all dictionaries there are."""
    gc.collect()
    for thing in gc.get_objects():
        if type(thing) is dict and len(thing) == 2 and "marker" in thing and thing is not named:
            thing.clear()
    return a, named


def looked_at(n):
    return [looks(*([],), **{"marker": [i], "b": [i]}) for i in range(n)]


def plenty(n):
    named = {f"k{i}": i for i in range(80)}
    total = 0
    for i in range(n):
        total += len(forward(all_of_it, *range(i * 10), **named))
        total += len(forward(all_of_it, *range(i), **{"a": 1}))
    return total


for line in tries(3):
    print(line)
show(counts, 40)
show(dies, 30)
show(deep, 300)
show(deep, 200)
for depth in (50, 60):
    show(lambda: deep(depth, x=1, y=[2]))
limit = sys.getrecursionlimit()
sys.setrecursionlimit(200)
try:
    deep(1000, x=1)
except RecursionError as e:
    print(e)
sys.setrecursionlimit(limit)
show(changing, 50)
show(generators, 40)
show(methods, 40)
show(looked_at, 12)
show(plenty, 12)
