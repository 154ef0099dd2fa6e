"""Calls of C functions of every convention, types, methods of builtins, in loops."""

# hot: maths, types, lists, strings, dicts, keywords, minmax, conversions, errors
from math import floor, hypot, pi, sin, sqrt

from support import show


def maths(n):
    total = 0.0
    for i in range(n):
        total += sqrt(i) * sin(i * pi / 7) + hypot(i, 3) + floor(i / 3) + abs(-i) + round(i / 7, 2)
    return total


def types(x):
    return int(x), float(x), str(x), bool(x), complex(x), tuple([x]), list((x,)), type(x).__name__


def lists(n):
    items = []
    for i in range(n):
        items.append(i * i % 7)
    items.sort()
    items.reverse()
    items.insert(0, 99)
    items.extend((1, 2))
    last = items.pop()
    return items, last, items.count(1), items.index(99), len(items), sum(items), sorted(items)


def strings(text, n):
    words = []
    for word in text.split():
        words.append(word.upper().center(n, "*"))
    return (
        ",".join(words),
        text.replace("a", "b"),
        text.startswith("the"),
        len(text),
        text.find("q"),
    )


def dicts(n):
    table = dict()
    for i in range(n):
        key = i % 5
        table[key] = table.get(key, 0) + i
    return (
        sorted(table.items()),
        list(table.keys()),
        len(table),
        table.pop(3),
        table.setdefault(9, 1),
    )


def keywords(items):
    return (
        sorted(items, reverse=True),
        sorted(items, key=abs),
        int("ff", base=16),
        print("a", "b", sep="-", end="!\n"),
    )


def minmax(a, b):
    small = min(a, b)
    large = max(a, b)
    return small is a, large is b, small, large, min([a, b]), max(a, b, key=abs), min([], default=a)


def conversions(x):
    y = float(x)
    z = int(y)
    return (
        y,
        z,
        y is x,
        z is x,
        int(z) is z,
        float(y) is y,
        abs(z),
        round(y),
        divmod(z, 7),
        pow(z, 2),
    )


def errors(f, *rest):
    return f(1, 2, 3)


show(maths, 60)
for x in (0, 7, 2.5, True, "12", -3.0):
    show(types, x)
show(lists, 20)
show(strings, "the quick brown fox jumps over a lazy dog", 7)
show(dicts, 33)
show(keywords, [3, -5, 1])
show(minmax, 1, 2)
show(minmax, 1000, 1000)
show(minmax, 2.5, 1)
show(minmax, float("nan"), 1.0)
show(minmax, 0.0, -0.0)
for x in (5, 7.9, -7.9, 2**70, 10**18, 1e18):
    show(conversions, x)
for f in (len, abs, int, float, sqrt, hypot, [].append, "".join, dict, type):
    try:
        print(errors(f))
    except Exception as error:
        print(type(error).__name__, error)
