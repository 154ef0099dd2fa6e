"""C code that calls Python functions enters their compiled code directly."""

from __future__ import annotations

import importlib.util

import pytest
from running import Same

pytestmark = pytest.mark.interpreter


def test_every_way_in_from_c(same: Same) -> None:
    same(
        """
import ctypes, functools, itertools, operator, re, signal, string, sys, threading, weakref
def entered(): return [function for function in HOT]
def key(x): return -x
def add(a, b): return a + b
def even(x): return x % 2 == 0
def substitute(match): return match[0].upper()
def compare(a, b): return (a > b) - (a < b)
def plus(a, b): return a + b
def by_min(x): return (x * 7) % 11
def by_max(x): return x * 0.5
def groups(x): return x // 3
def starred(a, b=2, *rest, c=3, **named): return a, b, rest, c, named
def called(a, b=5): return a * b
def sentinel():
    state.append(1)
    return len(state)
def default(): return 7
def finalised(reference): log.append("gone")
state, log = [], []
class Thing:
    def __init__(self, n): self.n = n
    def __del__(self): log.append(self.n)
    def __repr__(self): return f"<{self.n}>"
    def __str__(self): return f"{self.n}!"
    def __eq__(self, other): return self.n == other.n
    def __lt__(self, other): return self.n < other.n
    def __hash__(self): return self.n * 3
    def __len__(self): return self.n
    def __bool__(self): return self.n > 1
    def __getitem__(self, i): return i * self.n
    def __setitem__(self, i, value): log.append((i, value))
    def __delitem__(self, i): log.append(i)
    def __contains__(self, x): return x == self.n
    def __iter__(self): return iter([self.n])
    def __call__(self, x): return x + self.n
    def __getattr__(self, name): return name
    def __index__(self): return self.n
    def __int__(self): return self.n
    def __float__(self): return self.n * 1.0
    def __format__(self, spec): return f"{spec}:{self.n}"
    def __neg__(self): return -self.n
    def __iadd__(self, other): return self.n + other
    def __radd__(self, other): return other - self.n
    def __reversed__(self): return [1]
    def __enter__(self): return self.n
    def __exit__(self, *details): return True
    def __set_name__(self, owner, name): log.append(name)
    def __get__(self, instance, owner): return self.n
    def __set__(self, instance, value): log.append(value)
    def __delete__(self, instance): log.append("deleted")
    def __reduce__(self): return Thing, (self.n,)
    def __sizeof__(self): return 100
    def __dir__(self): return ["a"]
    def __round__(self, n=None): return n
    def __copy__(self): return 5
class Slots:
    def __setattr__(self, name, value): object.__setattr__(self, name, value + 1)
    def __delattr__(self, name): log.append(name)
    def __getattribute__(self, name): return object.__getattribute__(self, name)
    @property
    def value(self): return 1
    @value.setter
    def value(self, new): log.append(new)
    @classmethod
    def made(cls): return cls.__name__
    @staticmethod
    def stat(x): return x
    def __init_subclass__(cls): log.append(cls.__name__)
    def __class_getitem__(cls, item): return item
class Meta(type):
    def __call__(cls, x): return x * 2
    def __instancecheck__(cls, instance): return True
    def __prepare__(name, bases): return {"prepared": 1}
    def mro(cls): return type.mro(cls)
def everything():
    out = [sorted([3, 1, 2], key=key), [*map(add, [1, 2], [3, 4])], [*filter(even, range(6))],
           functools.reduce(plus, range(5)), re.sub("[ab]", substitute, "abcab"),
           sorted([3, 1, 2], key=functools.cmp_to_key(compare)), min([1, 2, 3], key=by_min),
           max(1, 2, 3, key=by_max), [(k, [*g]) for k, g in itertools.groupby(range(7), groups)],
           functools.partial(starred, 1, c=4)(2, 3, d=5), [*iter(sentinel, 3 + len(state))],
           [*itertools.starmap(called, [(1, 2), (3,)])]]
    import collections
    out.append(collections.defaultdict(default)["x"])
    thing, other = Thing(3), Thing(4)
    out += [repr(thing), str(thing), thing == other, thing < other, {thing: 1}[Thing(3)],
            len(thing), bool(thing), operator.getitem(thing, 4), 3 in [*map(int, [thing])],
            operator.contains(thing, 3), [*thing], [*map(thing, [1, 2])], getattr(thing, "name"),
            [9] * operator.index(thing),
            float(thing), format(thing, "x"), operator.neg(thing), operator.iadd(Thing(1), 5),
            sum([thing]), reversed(thing), sys.getsizeof(thing) > 0, dir(thing), round(thing, 2),
            operator.index(thing), hash(thing), f"{thing:y}"]
    operator.setitem(thing, 1, 2)
    operator.delitem(thing, 1)
    import copy, pickle
    out += [copy.copy(thing), pickle.loads(pickle.dumps(thing)).n]
    slots = Slots()
    setattr(slots, "x", 1)
    delattr(slots, "x")
    setattr(slots, "y", 2)
    out += [slots.x, operator.attrgetter("value")(slots), [*map(Slots.stat, [1])], Slots[4],
            operator.methodcaller("made")(slots), Slots.made()]
    class Owner(Slots):
        attribute = thing
    out += [Owner.attribute, operator.attrgetter("attribute")(Owner())]
    class Made(metaclass=Meta): pass
    out += [Made(4), isinstance(3, Made), Made.prepared]
    with thing as n: raise KeyError
    reference = weakref.ref(other, finalised)
    del other
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(key)
    out += [callback(5), n]
    libc = ctypes.CDLL(None)
    array = (ctypes.c_int * 5)(3, 1, 2, 5, 4)
    Compare = ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
    libc.qsort(array, 5, 4, Compare(by_pointers))
    out.append([*array])
    return out
def by_pointers(a, b): return a[0] - b[0]
import io, contextlib
import gc
gc.disable()  # classes die in cycles: when they are found depends on how much is allocated
print(everything() == everything())
del log[:]
for line in map(repr, everything()): print(line)
print(log)
HOT = [key, add, even, substitute, compare, plus, by_min, by_max, groups, starred, called, sentinel,
       default, finalised, by_pointers, everything]
HOT += [f for cls in (Thing, Slots, Meta) for name, f in vars(cls).items()
        if type(f) is type(key) and name not in ("__int__", "__sizeof__", "__copy__", "mro",
                                                 "__reduce__", "__set__", "__delete__", "__bool__")]
HOT += [Slots.value.fget]
"""
    )


def test_exceptions_pass_through_c(same: Same) -> None:
    same(
        """
import ctypes, functools, re, sys
class Stop(Exception): pass
def bad(*arguments):
    if len(arguments) >= 1: raise Stop(len(arguments))
class Thing:
    __eq__ = __lt__ = __hash__ = __len__ = __iter__ = __repr__ = __getattr__ = bad
HOT = [bad]
def tries():
    yield lambda: sorted([1, 2], key=bad)
    yield lambda: [*map(bad, [1])]
    yield lambda: functools.reduce(bad, [1, 2])
    yield lambda: re.sub("a", bad, "a")
    yield lambda: min([1], key=bad)
    for function in (hash, len, iter, repr): yield lambda: function(Thing())
    yield lambda: Thing() == 1
    yield lambda: Thing().x
def loop(n):
    caught = []
    for i in range(n):
        for attempt in tries():
            try:
                attempt()
            except Stop as error:
                tb, lines = error.__traceback__, []
                while tb: lines.append((tb.tb_lineno, tb.tb_frame.f_code.co_name)); tb = tb.tb_next
                caught.append((error.args, lines))
    return caught
HOT.append(loop)
for line in loop(3): print(line)
sys.unraisablehook = lambda u: print("unraisable", u.exc_type.__name__, u.exc_value)
class Dying:
    def __del__(self): raise Stop("del")
HOT.append(Dying.__del__)
for i in range(3): Dying()
callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(bad)
callback(1)
"""
    )


@pytest.mark.skipif(importlib.util.find_spec("numpy") is None, reason="NumPy is not here")
def test_numpy_calls_back(same: Same) -> None:
    same(
        """
import numpy as np
def add(a, b): return a + b * 2
def square(x): return x * x
def along(row): return row.sum() * 0.5
def index(i, j): return i * 10 + j
def loop(n):
    a = np.arange(n) * 1.5
    total = 0.0
    for i in range(n):
        total += a[i]
        a[i] = total
    return total, a, float(a.mean())
HOT = [add, square, along, index, loop]
for _ in range(2):
    print(np.frompyfunc(add, 2, 1)(np.arange(5), 3), np.vectorize(square)(np.arange(4.0)))
    print(np.frompyfunc(add, 2, 1).reduce(np.arange(6, dtype=object)))
    print(np.apply_along_axis(along, 1, np.ones((3, 4))), np.fromfunction(index, (2, 3)))
    print(loop(10))
    a = np.arange(3)
    a.resize(5)  # refused if anything but `a` seems to hold the array
    print(a)
"""
    )
