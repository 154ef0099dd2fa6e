"""Attributes and methods."""

from __future__ import annotations

ATTRIBUTES = """
class C:
    k = 1
    def __init__(self, v): self.v = v
    def m(self, a=0): return self.v, a
    @classmethod
    def made(cls, a): return cls.__name__, a
    def static(a): return a
    @property
    def p(self): return self.v * 2
    @p.setter
    def p(self, value): self.v = value
    @p.deleter
    def p(self): raise OSError("p")
class Slots:
    __slots__ = ("v",)
    def m(self, a=0): return a
class Any:
    def __getattr__(self, name):
        if name == "q": raise KeyError(name)
        return name
    def __setattr__(self, name, value): raise OSError(name, value)
    def __delattr__(self, name): raise OSError(name)
import math

def get(o): return o.v
def handled(o):
    t = 1.5
    try:
        t += 1
        return o.v, o.p
    except Exception as e:
        return caught(e), t
def owned(o): return own(o).v
def put(o, v):
    o.v = v
    o.v = v + 1
    o.v = o.v * 2.5
    own(o).v = 3
    return o.v
def puts(o, v):
    t = v + 1
    try:
        o.p = t
        o.q = t * 2
        del o.p
    except Exception as e:
        return caught(e), t
    return o.q
def delete(o):
    del o.v
    return 1
def deletes(o):
    try:
        del o.v
        del own(o).v
    except Exception as e:
        return caught(e)
def method(o, x): return o.m(x), o.m(x + 1), own(o).m(), o.m(a=x * 2)
def methods(o, x):
    try: return o.m(x + 1)
    except Exception as e: return caught(e), x
class Hinted:
    "More attributes than the keys that instances share have room for."
    def __init__(self, v):
        for k in range(40): setattr(self, f"a{k}", k)
        self.v = v
def hinted(n):
    o = Hinted(1)
    t = 0
    for k in range(n):
        o.v = k + t
        t += o.v
    return t, o.v
def strings(n):
    s = ""
    for k in range(n):
        s += "ab"
        s = s + "c"
    return s
class Dicted(C):
    def __init__(self): self.__dict__ = {"v": 2}
def of_class(n): return [C.made(k) for k in range(n)]
def of_dicted(n):
    o = Dicted()
    return [o.m(k) for k in range(n)]
def shadow(o):
    o.m = lambda a=0: ("mine", a)
    return o.m(4)
def appended(o, x): return o.append(x), o.append(x + 1)
class Appends: pass
from collections import deque
def builtins(x):
    o = Appends()
    o.append = [].append
    p = Appends()
    p.append = len
    for v in ([], deque(), [1], o, bytearray(), o, [], p, o, 5, deque()):
        out.append(attempt(appended, v, x))
for x in 1, 1 << 70: builtins(x)
def literals(x): return (1.5).is_integer(), (x + 1).bit_length(), (x * 2.0).hex(), "a".upper(), math.sqrt(4)
def builtin(): return [].append(1), {}.items(), "".join, math.pi, int.real

class Slotted(Slots):
    def __init__(self): self.v = 1
for make in (lambda: C(1), lambda: C(2.5), Slots, Slotted, Any, lambda: C, lambda: math, lambda: None, lambda: 5):
    out.append(attempt(get, make()))
    out.append(attempt(owned, make()))
    out.append(attempt(handled, make()))
    out.append(attempt(put, make() if make() is not C and make() is not math else C(0), 3))
    out.append(attempt(method, make(), 1))
    out.append(attempt(methods, make(), 1))
    if make() is not C and make() is not math:
        out.append(attempt(puts, make(), 4))
        out.append(attempt(delete, make()))
        out.append(attempt(deletes, make()))
        out.append(attempt(shadow, make()))
for function in hinted, strings, of_class, of_dicted: out.append(attempt(function, 30))
out.append(attempt(lambda: [C.static(k) for k in range(30)]))
out.append(attempt(literals, 3))
out.append(attempt(literals, 1 << 70))
out.append(attempt(builtin))
"""
