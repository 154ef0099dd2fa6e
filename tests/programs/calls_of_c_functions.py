"""Calls of functions and methods of C, of every convention, where what is called changes in mid-loop."""

# hot: one, two, method, with_names, bound, in_order, explicit, deepest, count_references
import math
import sys

from support import show


class Words(list):
    """A subclass: its instances are not of the method's own type."""


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)

    def __eq__(self, other):
        return False


def one(functions, value):
    results = []
    for function in functions:
        try:
            results.append(function(value))
        except Exception as error:
            results.append((type(error).__name__, str(error)))
    return results


def two(functions, a, b):
    results = []
    for function in functions:
        try:
            results.append(function(a, b))
        except Exception as error:
            results.append((type(error).__name__, str(error)))
    return results


def method(objects):
    results = []
    for item in objects:
        try:
            results.append((item.copy(), item.pop(), item.clear(), len(item)))
        except Exception as error:
            results.append((type(error).__name__, str(error)))
    return results


def with_names(items, texts):
    results = []
    for text in texts:
        try:
            results.append((items.sort(reverse=True), items[0], text.split(sep="a", maxsplit=1)))
            results.append((sorted(items, key=abs), text.encode("ascii", errors="replace")))
        except Exception as error:
            results.append((type(error).__name__, str(error)))
    return results


def bound(n):
    """The callable's last reference goes with the call."""
    total = 0
    for i in range(n):
        total += getattr([i, i + 1], "pop")() + [3, i].index(i) + "abc".find("c")
    return total


def in_order(n):
    """What dies in the call dies in the interpreter's order."""
    for i in range(n):
        print([Noisy("self")].count(Noisy("argument")), isinstance(Noisy("x"), int))
        print(len([Noisy("first"), Noisy("second")]), [Noisy("left")].__contains__(Noisy("right")))


def explicit(texts):
    """Methods of a type, called as functions."""
    results = []
    for text in texts:
        try:
            results.append(
                (
                    str.upper(text),
                    str.replace(text, "a", "b"),
                    str.join(text, "xyz"),
                    str.split(text),
                )
            )
        except Exception as error:
            results.append((type(error).__name__, str(error)))
    return results


def deepest(n):
    """A level of recursion in each call of a function of one argument."""
    try:
        return recurse(n)
    except RecursionError as error:
        return type(error)


class Deep:
    def __init__(self, n):
        self.n = n

    def __length_hint__(self):
        return 0

    def __index__(self):
        return 0 if self.n < 1 else math.factorial(Deep(self.n - 1)) + 1


def recurse(n):
    return math.factorial(Deep(n))


def count_references(n):
    seen = []
    item = object()
    for i in range(n):
        seen.append(
            (sys.getrefcount(item), sys.getrefcount([item]), sys.getrefcount(i * 1000 + 300))
        )
    return seen


functions = [
    abs,
    math.sqrt,
    math.floor,
    ord,
    len,
    repr,
    "".join,
    [].append,
    hash,
    callable,
    print,
    max,
    iter,
    abs,
    abs,
]
show(lambda: one(functions * 2, 5)[:14])
show(lambda: one([f for f in functions if f is not iter] * 2, "a"))
show(
    two,
    [
        pow,
        divmod,
        isinstance,
        getattr,
        math.hypot,
        min,
        max,
        "abc".replace,
        [].insert,
        dict.fromkeys,
        pow,
    ]
    * 2,
    7,
    2,
)
show(
    two,
    [isinstance, hasattr, getattr, math.atan2, {}.setdefault, {}.get, "x".startswith] * 2,
    "upper",
    str,
)
show(method, [[1, 2], {1}, [3], {"a": 1}, Words([1, 2]), bytearray(b"ab"), [], [5], Words([7]), 5])
show(with_names, [3, -9, 4], ["banana", "a", "\xe9a", 5, "cab"])
show(bound, 50)
show(in_order, 3)
show(explicit, ["abc", "x y", Words(), 5, "", "aa"])
sys.setrecursionlimit(120)
for n in (1, 5, 60, 200):
    show(deepest, n)
sys.setrecursionlimit(1000)
show(count_references, 5)
