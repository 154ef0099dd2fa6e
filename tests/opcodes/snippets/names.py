"""Local and global names, cells, modules and classes."""

from __future__ import annotations

FAST = """
def f(a, b, flag):
    c = a
    a = b
    b = c + 1
    c = b * 2.0
    d = e = c
    a, b = b, a
    del c
    if flag: c = 5
    c
    return a, b, c, d, e
def unbound(flag):
    if flag: x = flag + 1
    try:
        y = x
        x = 2.5
        del x
        del x
    except UnboundLocalError as e:
        return caught(e), flag
    return y
def plain(flag):
    if flag: x = 1
    return x
def dropped(n):
    for i in range(n):
        x = i + 0.5
        del x
    del i
    return [x for x in (1, 2)], i
def loop(n):
    a = 0
    b = 1.0
    while n > 0:
        a, b, n = a + n, b * 1.5, n - 1
    return a, b, n
class D:
    def __del__(self): out.append("gone")
def finalised():
    d = D()
    out.append("before")
    d = 1
    out.append("after")
    d = D()
    del d
    out.append("end")
    return own(D()) and 3
for a, b in ((1, 2), (1.5, 2), ("s", 2), ([1], 1 << 70)):
    out.append(attempt(f, a, b, True))
    out.append(attempt(f, a, b, False))
out.append(attempt(finalised))
for flag in 0, 1, 2.5:
    out.append(attempt(unbound, flag))
    out.append(attempt(plain, flag))
out.append(attempt(dropped, 3))
out.append(attempt(loop, 10))
"""

NAMES = """
n = 1
n += 1.5
out.append(n)
m = n * 2
del n
try:
    n
except NameError as e:
    out.append(caught(e))
try:
    del n
except NameError as e:
    out.append(caught(e))
for k in range(3):
    n = k + 0.5
out.append([n, k, len])
len = n
out.append(len)
del len
out.append(show(len))
class Namespace(dict):
    def __missing__(self, key): return key * 2
class Odd(dict):
    def __getitem__(self, key): raise OSError(key)
    def __setitem__(self, key, value): raise OSError(key, value)
    def __delitem__(self, key): raise OSError(key)
names = single("a = missing + 'x'; b = a; del b; b")
out.append(attempt(bare, single("a = missing"), {}, Namespace()))
out.append(attempt(bare, single("a = 1; del a; del a"), {}))
out.append(attempt(bare, single("missing"), {}, Odd()))
out.append(attempt(bare, single("missing = 1.5"), {}, Odd()))
out.append(attempt(bare, single("del missing"), {}, Odd()))
out.append(attempt(bare, single("pass; del missing"), {}, {}))
class C:
    x = n + 1
    y = x * 2
    x = y
    del y
    try: y
    except NameError as e: z = caught(e)
out.append([C.x, C.z, hasattr(C, "y")])
"""

GLOBALS = """
def put(v):
    global g, h
    g = v
    h = v + 1
    g = h * 2.0
    return g, h
def take(): return g, h, len, own
def drop():
    global g
    del g
def missing():
    try:
        return nowhere
    except NameError as e:
        return caught(e)
def raises(): return nowhere(1)
def calls(): return len([1]) + abs(-2)
for v in 1, 2.5, 1 << 70:
    out.append(attempt(take))
    out.append(attempt(put, v))
    out.append(show(take()))
    out.append(attempt(drop))
    out.append(attempt(drop))
    out.append(attempt(missing))
    out.append(attempt(raises))
    out.append(calls())
    len = lambda v: 100
    out.append(calls())
    nowhere = 5
    out.append(attempt(missing))
    out.append(attempt(raises))
    del len, nowhere
out.append(attempt(put, "s"))
def handled():
    global g
    try: del g
    except NameError as e: return caught(e)
out.append([handled(), handled()])
"""

CELLS = """
def f(n, x):
    t = n + 1
    u = x + 0.5
    def add(k):
        nonlocal t, u
        t += k
        u = u * k
        return t, u
    def read(): return t, u, n
    add(2)
    t = t + 1
    return add(3), read(), [lambda: t for _ in range(2)][1]()

def unbound(early):
    if early: t = 1
    def get(): return t
    try:
        return get()
    except NameError as e:
        return caught(e)

def deleted(x):
    t = x + 1
    def get(): return t
    def drop():
        nonlocal t
        del t
    before = get()
    del t
    seen = [before]
    try:
        t
    except NameError as e:
        seen.append(caught(e))
    try:
        del t
    except NameError as e:
        seen.append(caught(e))
    seen.append(attempt(get))
    seen.append(attempt(drop))
    t = x * 2
    drop()
    seen.append(attempt(get))
    return seen

def own_unbound(flag):
    if flag: t = 1
    seen = lambda: t
    return t

def in_class(x):
    y = x + 1
    class C:
        a = y
        y = 5
        b = y
        del y
        c = y
        def get(self): return y
    return C.a, C.b, C.c, C().get()

def class_unbound(flag):
    if flag: y = 1
    try:
        class C:
            a = y
        return C.a
    except NameError as e:
        return caught(e), (lambda: y).__name__

def deep(a):
    def one(b):
        def two(c):
            def three(): return a + b + c
            return three
        return two
    return one(a + 1)(a * 2)()

def arguments(a, *args, b=1, **kwargs):
    def inner(): return a, args, b, kwargs
    a = a + 1
    return inner()

for n in 1, 2.5:
    out.append(attempt(f, n, 1.5))
    out.append(attempt(deleted, n))
    out.append(attempt(in_class, n))
    out.append(attempt(deep, n))
    out.append(attempt(arguments, n, 2, 3, b=4, c=5))
for flag in True, False:
    out.append(attempt(unbound, flag))
    out.append(attempt(own_unbound, flag))
    out.append(attempt(class_unbound, flag))
"""

CLASSES = """
def f(base, *bases, **keywords):
    x = 1.5
    try:
        class C(base, *bases, **keywords):
            a = x + 1
            b: int = 3
            def method(self): return __class__, self.a, x
        made = C()
        return C.__name__, C.__mro__[1:], made.method()[1:], C.__annotations__
    except Exception as e:
        return caught(e), x

class Meta(type):
    def __new__(meta, name, bases, namespace, **keywords):
        out.append([name, sorted(map(str, namespace)), sorted(keywords)])
        return super().__new__(meta, name, bases, namespace)
    def __init__(self, *arguments, **keywords): super().__init__(*arguments)
    @classmethod
    def __prepare__(meta, name, bases, **keywords): return {"prepared": 1}

class Derived(Exception, metaclass=Meta, key=1):
    name: str
    n = 1
    n += 1
    value: "float" = n * 2.5
    del n

out.append(attempt(f, object))
out.append(attempt(f, int))
out.append(attempt(f, object, metaclass=Meta))
out.append(attempt(f, bool))
out.append(attempt(f, object, int))
out.append(attempt(f, 7))
out.append(attempt(f, object, wrong=1))
out.append([Derived.__annotations__, Derived.value, hasattr(Derived, "n")])
"""

ANNOTATIONS = """
a: int = 1
b: "str"
c: float = a + 1.5
(d): int = 2
class C:
    x: int = 3
    y: list[int]
    def m(self): pass
out.append([C.__annotations__, a, c, d])
del __annotations__
e: int = 1
try:
    exec("f: nowhere = 1", {})
except NameError as error:
    out.append(caught(error).__len__())
space = {}
bare(single("x: int = 1; y: str"), space)
out.append(space["__annotations__"])
class Odd(dict):
    def __getitem__(self, key): raise OSError(key)
out.append(attempt(bare, single("x: int"), {}, Odd()))
class Meta(type):
    @classmethod
    def __prepare__(cls, *a): return Odd()
out.append(attempt(bare, single("class C(metaclass=Meta):\\n    x: int = 1\\n"), {"Meta": Meta}))
"""

IMPORTS = """
import math, os.path
import collections.abc as abc
from math import pi, sqrt as root
from os import path
def f(x):
    t = x + 1
    import json, xml.dom
    from json import dumps as d, loads
    import os.path as p
    return json.__name__, d(t), loads("2"), p.__name__, xml.dom.__name__
def missing(x):
    t = x + 0.5
    try:
        import nowhere.at.all
    except ImportError as e:
        return caught(e), t
def missing_name(x):
    t = x * 2.5
    try:
        from math import nothing
    except ImportError as e:
        return caught(e).__len__(), str(e)[:20], t
def relative():
    from . import something
def plain(): import nowhere
def hooked():
    space = {"__builtins__": {"__import__": lambda *a: out.append([a[0], a[3], a[4]]) or math}}
    bare(single("import a.b.c; from d import pi; from .. import sqrt"), space)
    return space["pi"]
def failing(): bare(single("import a"), {"__builtins__": {}})
out.append([math.__name__, path.__name__, abc.__name__, pi, root(4.0)])
for x in 1, 2.5:
    out.append(attempt(f, x))
    out.append(attempt(missing, x))
    out.append(attempt(missing_name, x))
    out.append(attempt(relative))
    out.append(attempt(plain))
    out.append(attempt(hooked))
    out.append(attempt(failing))
"""

IMPORT_STAR = """
import sys, types
full = types.ModuleType("full")
full.__all__ = ["a", "_b"]
full.a, full._b, full.c = 1, 2.5, 3
part = types.ModuleType("part")
part.x, part._y = 5, 6
wrong = types.ModuleType("wrong")
wrong.__all__ = ["nothing"]
names = types.ModuleType("names")
names.__all__ = [1]
unnamed = types.ModuleType("unnamed")
setattr(unnamed, "ok", 1)
unnamed.__dict__[3] = 4
class Bad:
    @property
    def __all__(self): raise OSError("all")
for module in full, part, wrong, names, unnamed: sys.modules["snippet_" + module.__name__] = module
sys.modules["snippet_bad"] = Bad()
sys.modules["snippet_none"] = 5
from snippet_full import *
from math import *
out.append([a, _b, pi, "c" in globals()])
from snippet_part import *
out.append([x, "_y" in globals()])
x = x + 1
for name in "wrong", "names", "unnamed", "bad", "none", "absent":
    out.append(attempt(bare, single(f"from snippet_{name} import *"), {}))
try:
    from snippet_wrong import *
except AttributeError as e:
    out.append(caught(e))
for name in [name for name in sys.modules if name.startswith("snippet_")]: del sys.modules[name]
out.append(x * 2.5)
"""

WIDE_NAMES = [f"v{i}" for i in range(300)]

WIDE = (
    f"def f({', '.join(WIDE_NAMES[:3])}):\n"
    + "".join(f"    {name} = v0 + {k}\n" for k, name in enumerate(WIDE_NAMES) if k > 2)
    + "    t = 0\n    for i in range(3):\n"
    + "".join(f"        t += {name} * {k}.5\n" for k, name in enumerate(WIDE_NAMES))
    + "        if i == 1: v299 = t\n        if t == 5: return v298\n"
    + "    try:\n        return t, v299, (lambda: v298)(), v297 // v2\n"
    + "    except Exception as e:\n        return caught(e), v296\n"
    + "".join(f"out.append(attempt(f, 1, 2, {v}))\n" for v in (2, 0, 2.5, "'s'"))
    + "def g():\n    return ["
    + ", ".join(f"'{name}'" for name in WIDE_NAMES)
    + ", "
    + ", ".join(f"own({k}.25)" for k in range(280))
    + "]\nout.append(g()[-1])\n"
    + "def h(n):\n    t = 0\n    while n:\n        n -= 1\n"
    + "".join(f"        t = t + {k}.125\n" for k in range(260))
    + "    return t\nout.append(h(3))\n"
)
