"""Calls of functions with keyword-only parameters, *args, **kwargs, whose signature changes in mid-loop."""

# hot: loop, named, rest, methods, mistakes, changing, deep, Base.m, generators, dying
import gc
import sys

from support import show


def only(a, *, b=1, c=2):
    return a, b, c


def anything(*arguments, **names):
    return arguments, names


def between(a, b=2, c=3, *rest, d, e=5, **names):
    return a, b, c, rest, d, e, names


def middle(a, b="b", c="c"):
    return a, b, c


def positional(a, /, b=0, **names):
    return a, b, names


class Base:
    def m(self, *arguments, x=None, **names):
        return type(self).__name__, arguments, x, names

    @classmethod
    def c(cls, *arguments, y=1):
        return cls.__name__, arguments, y

    @staticmethod
    def s(*, z=1, **names):
        return z, names

    def __call__(self, *arguments, **names):
        return arguments, names


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


def loop(n):
    results = []
    for i in range(n):
        results.append(
            (
                only(i),
                only(i, b=i),
                only(c=i, a=1),
                only(b=1, a=2, c=3),
                middle(i, c=1.5),
                middle(c=i, a=i),
            )
        )
    return results[-1], len(results)


def named(n):
    results = []
    for i in range(n):
        results.append(
            (
                anything(),
                anything(i),
                anything(1, i, x=i),
                anything(z=1, y=i * 1.5),
                positional(1, a=2, b=i),
            )
        )
    return results[-1], sum(len(r[2][0]) for r in results)


def rest(n):
    results = []
    for i in range(n):
        results.append(
            (
                between(1, d=i),
                between(1, 2, 3, 4, i, d=6, f=7),
                between(e=1, d=2, a=i),
                between(i, c=i, d=0),
            )
        )
    return results[-1]


def methods(n):
    results = []
    item = Base()
    bound = item.m
    for i in range(n):
        results.append(
            (
                item.m(),
                item.m(i, x=1),
                item.m(q=i),
                bound(1, 2),
                bound(x=i),
                Base.c(i),
                Base.c(y=2),
                item.s(z=i),
                Base.s(w=1),
                item(1, i, k=2),
            )
        )
    return results[-1]


def mistakes(n):
    results = []
    for i in range(n):
        for call in (
            lambda: only(1, 2),
            lambda: only(),
            lambda: only(1, d=2),
            lambda: only(1, a=2),
            lambda: between(1),
            lambda: between(1, 2, b=3, d=1),
            lambda: positional(a=1),
            lambda: middle(1, d=2),
            lambda: anything(1, **{"x": 1}, x=2),
        ):
            try:
                results.append(call())
            except TypeError as error:
                results.append(str(error))
    return results


def changing(n):
    results = []

    def f(a, *, b=1):
        return a, b

    for i in range(n):
        try:
            results.append(f(i, b=2) if i % 2 else f(i))
        except TypeError as error:
            results.append(str(error))
        if i == 8:
            f.__kwdefaults__ = {"b": "new"}
        if i == 12:
            f.__kwdefaults__ = None
        if i == 20:
            f.__kwdefaults__ = {"b": i}
            f.__code__ = (lambda a, *, b: [a, b]).__code__
        if i == 26:
            f.__code__ = (lambda *a, **b: (a, b)).__code__
        if i == 32:
            f.__code__ = (lambda a, b=5: (a, b)).__code__
        if i == 36:
            f.__defaults__ = ("d",)
        if i == 42:
            f = dict
    return results


def deep(n, *rest, limit=None, **names):
    try:
        return deep(n + 1, *rest, n, limit=limit) if n % 3 else deep(n + 1, n, limit=limit, **names)
    except RecursionError as error:
        return type(error)


def straight(n, *, step):
    return straight(n + step, step=step)


def generators(n):
    def items(*arguments, times=1):
        for _ in range(times):
            yield from arguments

    return [list(items(1, i, times=i % 3)) for i in range(n)]


def dying(n):
    for i in range(n):
        anything(Noisy("rest"), x=Noisy("named"))
        only(Noisy("a"), b=Noisy("b"))
    return gc.collect() >= 0


def collected(*rest, **names):
    return rest, names


for _ in range(2):
    show(loop, 40)
    show(named, 40)
    show(rest, 40)
    show(methods, 40)
    show(mistakes, 4)
    show(changing, 50)
    show(generators, 7)
    show(dying, 3)
    print(deep(0))
try:
    straight(0, step=1)
except RecursionError as error:
    depth = 0
    traceback = error.__traceback__
    while traceback:
        traceback, depth = traceback.tb_next, depth + 1
    print(depth, sys.getrecursionlimit())
threshold = gc.get_threshold()
gc.set_threshold(1)
show(named, 30)
show(lambda: [collected(i, [i], x=(i,)) for i in range(30)])
gc.set_threshold(*threshold)
