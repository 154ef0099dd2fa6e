"""Functions made and called."""

from __future__ import annotations

FUNCTIONS = """
def make(i, x):
    t = i + 1
    u = x * 2.0
    def f(a, b: "ann" = t, /, c: u = u, *args: int, d=own(i), e: t = t, **kwargs: 5) -> u:
        "doc"
        return a, b, c, d, e, t
    g = lambda a=t, *, b=u: (a, b, u)
    return f, g
def describe(f): return (f.__name__, f.__qualname__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__annotations__,
                         f.__module__, f.__closure__ and [c.cell_contents for c in f.__closure__])
def decorated(k):
    def deco(f):
        out.append(f.__name__)
        return lambda *a: (k, f(*a))
    @deco
    @deco
    def inner(x): return x + k
    return inner(2)
def fails(k):
    t = k + 1
    try:
        @k
        def inner(a=t): pass
    except Exception as e:
        return caught(e), t
for i, x in ((1, 2.5), (1 << 70, 3), (True, 0.5)):
    f, g = make(i, x)
    out.append(show(describe(f)))
    out.append(show(describe(g)))
    out.append([show(f(1)), show(f(1, 2, 3, 4, d=5)), show(g()), show(g(b=1))])
out.append(attempt(decorated, 2.5))
out.append(attempt(fails, 3))
"""

CALLS = """
class C:
    k = 3
    def __init__(self, v=0): self.v = v
    def method(self, a, b=2): return self.v, a, b
    @classmethod
    def made(cls, a): return cls.__name__, a
    @staticmethod
    def static(a, *, key=5): return a, key
    def __call__(self, *args, **kwargs): return self.v, args, kwargs
    def __getattr__(self, name): raise AttributeError("no " + name)
class Abstract:
    __slots__ = ("x",)
    def __init__(self, x): self.x = x
    def __repr__(self): return f"Abstract({self.x})"

def plain(a, b, c=3): return a + b, c
def positional(a, b=2, /, c=3): return a, b, c
def keyword(a, *, b, c=4): return a, b, c
def star(*args, k=1, **kwargs): return args, k, kwargs
def fails(a): return a / 0
def deep(n): return n if n == 0 else deep(n - 1) + 1

def f(g, i, x):
    t = i + 1
    return g(1, 2), g(t, x * 2.0), g(own(i), own(x)), g(t, b=x + 0.5), t

def h(g, *args, **kwargs):
    t = 1.5
    try:
        t += 1
        return g(*args, **kwargs)
    except Exception as e:
        return caught(e), t

def calls(x):
    r = [len([1, 2]), abs(-x), isinstance(x, float), max(1, x), str(x), int(x), tuple([x]), C(x).v]
    r += [C.made(x), C.static(x, key=1), C(1).method(x), C(1).method(b=x, a=1), C(2)(x, k=x)]
    r += ["a,b".split(","), "a".join(["b", "c"]), [3, 1].sort(), {}.get(x), {1: 2}.pop(1, x)]
    r += [print, type(x), Abstract(x), sorted([2, 1], key=lambda v: -v), dict(a=1, b=x), ord("a")]
    r += [divmod(7, 2), pow(2, 3, mod=5), range(3), slice(x), "%s" % x, "{}".format(x), x.__class__]
    return [show(v) for v in r]

def kinds(g):
    seen = []
    for arguments in ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)):
        try: seen.append(show(g(*arguments)))
        except Exception as e: seen.append(caught(e))
    return seen

def wrong(g, n):
    try:
        if n == 0: return g()
        if n == 1: return g(1)
        if n == 2: return g(1, 2)
        if n == 3: return g(1, 2, 3, 4, 5, 6)
        if n == 4: return g(1, a=2)
        if n == 5: return g(1, wrong=2)
        if n == 6: return g(a=1, b=2)
        if n == 7: return g(1, b=2, c=3)
    except Exception as e:
        return caught(e), n + 1

for g in plain, positional, star, C(1), C(1).method, print, (lambda a, b: (b, a)):
    out.append(attempt(f, g, 3, 1.5))
for g in plain, positional, keyword, star, C, C(1), C(1).method, C.made, fails, len, 7, None, "s":
    out.append(kinds(g))
    for n in range(8): out.append(attempt(wrong, g, n))
    out.append(attempt(h, g, 1, 2))
    out.append(attempt(h, g, 1, b=2))
    out.append(attempt(h, g, **{"a": 1, "b": 2}))
for x in 2.5, 2, True: out.append(attempt(calls, x))
out.append(attempt(fails, 2))
out.append(attempt(deep, 50))
out.append(attempt(h, fails, 2.5))
"""

CALLS_EX = (
    CALLS
    + """
class Mapping:
    def __init__(self, **kw): self.kw = kw
    __iter__ = None
    def keys(self): return self.kw
    def __getitem__(self, key): return self.kw[key]
class Bad:
    def __iter__(self): raise OSError("iter")
    def keys(self): raise OSError("keys")

def both(g, args, kwargs):
    t = 0.5
    try:
        t += 1
        return g(*args, **kwargs)
    except Exception as e:
        return caught(e), t
def more(g, args, kwargs): return g(0, *args, k=5, **kwargs)
def onlystar(g, args): return g(*args)
def literal(i): return star(*(i + 1, i * 2.0), *[own(i)], **{"z": i + 2}, **Mapping(y=i))

for g in plain, star, keyword, C, dict, print, 7, fails:
    for args, kwargs in (((1, 2), {}), ([1, 2], {"c": 5}), (range(2), Mapping(c=1)), ((), {"a": 1, "b": 2}),
                         ((1,), {"a": 2}), ((1,), {"k": 2}), ((1,), {1: 2}), (5, {}), ((), 5), (Bad(), {}),
                         ((), Bad()), (iter([3, 4]), {}), ({6: 7}, {"b": 1}), ("ab", {})):
        out.append(attempt(both, g, args, kwargs))
        out.append(attempt(more, g, args, kwargs))
    out.append(attempt(onlystar, g, (1, 2)))
    out.append(attempt(onlystar, g, 3))
    out.append(attempt(onlystar, g, [1]))
out.append(attempt(literal, 3))
"""
)
