"""match statements."""

from __future__ import annotations

MATCH = """
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
class Wrong: __match_args__ = [1]
class WrongItem: __match_args__ = (1,)
class Twice: __match_args__ = ("x", "x"); x = 1
class Plain: z = 1
class Raises:
    __match_args__ = ("x",)
    @property
    def x(self): raise OSError("x")
class Keys(dict):
    def get(self, key, default=None): raise LookupError(key)
from collections import OrderedDict, UserDict, deque
import collections.abc
class Lengthless(collections.abc.Sequence):
    def __len__(self): raise OSError("len")
    def __getitem__(self, i): raise IndexError(i)

def f(v, k=1):
    t = k + 1
    match v:
        case 1 | 2.5: return "number", t
        case True: return "true"
        case "s": return "str"
        case [a, b]: return "two", a, b, t
        case [a, *rest, 9]: return "star", a, rest
        case [_, _, _, *_]: return "three"
        case {"k": value, "l": other, **rest}: return "mapping", value, other, rest
        case {"k": value}: return "key", value
        case {}: return "empty"
        case Point(x=0, y=y): return "origin", y
        case Point(x, y) if x == y: return "diagonal", x
        case Point(x, y): return "point", x, y
        case int(n) | float(n): return "n", n
        case str() as s: return "text", s
        case Plain(z=z): return "plain", z
        case None: return "none"
        case _: return "else", t

def g(v, kind):
    t = 1.5
    try:
        t += 1
        match v:
            case kind(a, b): return "both", a, b
            case kind(a): return "one", a
        return "none"
    except Exception as e:
        return caught(e), t

def keys(v, a):
    try:
        match v:
            case {a.x: one, a.y: two}: return one, two
        return None
    except Exception as e:
        return caught(e)

for v in (1, 2.5, True, 7, 1.25, "s", "t", None, b"bytes", [1, 2], (1, 2), [1, 2, 9], [1, 2, 3], [],
          deque([1, 2]), range(2), {"k": 1}, {"k": 1, "l": 2, "m": 3}, {}, UserDict(k=4), Point(0, 1),
          Point(2, 2), Point(2, 3), Plain(), object, Lengthless(), Keys(k=1), Raises(),
          OrderedDict(l=1, k=2), bytearray(b"12"), {1, 2}):
    out.append(attempt(f, v))
for v, kind in ((Point(1, 2), Point), (5, int), ("s", str), (Wrong(), Wrong), (Plain(), Plain),
                (WrongItem(), WrongItem), (Twice(), Twice), (Raises(), Raises), (5, 5), (5, "int"),
                ([1], list), (True, bool), (5, str)):
    out.append(attempt(g, v, kind))
for v in ({1: 2, 2: 3}, {1: 2}, Keys({1: 2}), 7, UserDict({1: 1, 2: 2})):
    out.append(attempt(keys, v, Point(1, 2)))
    out.append(attempt(keys, v, Point(1, 1)))
    out.append(attempt(keys, v, Point([], 1)))
"""
