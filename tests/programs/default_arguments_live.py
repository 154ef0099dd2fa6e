"""Functions that replace their own code, defaults and globals while they run."""

# hot: caller, recursive, use
import types

from support import show


def target(x, y=10):
    return x + y


def replacement(x, y=100):
    return x * y


def caller(n):
    seen = []
    for i in range(n):
        if i == 3:
            target.__code__ = replacement.__code__
        if i == 5:
            target.__defaults__ = (7,)
        if i == 7:
            target.__defaults__ = None
            target.__kwdefaults__ = None
        if i < 7:
            seen.append(target(i))
        else:
            seen.append(target(i, i))
    return seen


def recursive(n):
    if n == 0:
        return 0
    if n == 5:
        recursive.__code__ = stop.__code__
    return 1 + recursive(n - 1)


def stop(n):
    return 1000


elsewhere = {"__builtins__": {"abs": lambda x: "odd abs"}}


def use(x):
    return abs(x)


show(caller, 10)
original = recursive.__code__
show(recursive, 10)
recursive.__code__ = original
show(recursive, 4)
show(use, -3)
moved = types.FunctionType(use.__code__, elsewhere, "moved")
show(moved, -3)
show(use, -3)
