"""Containers made, spread, unpacked and subscripted."""

from __future__ import annotations

COLLECTIONS = """
def f(i, x, a):
    t = i + 1
    u = x * 2.0
    return ([t, u, a, 5, own(a)], (t, u, a, 5, own(a)), {t, u, 5}, {t: u, "k": a, 2.5: own(a)},
            {"one": t, "two": u, "three": a}, [], (), {}, [a], (t,), [t, t], (u, u))
def g(i, a):
    t = i + 0.5
    try:
        return {a: t}, {t, a}
    except Exception as e:
        return caught(e), t
def h(i, a):
    t = i + 1
    try:
        return {t, a}, 1
    except Exception as e:
        return caught(e), t
def identical(x):
    t = x * 2.0
    r = (t, t)
    return r[0] is r[1], [t] == [t], t in (t,), float("nan") in [float("nan")]
def consts(): return {"a": 1, "b": 2.5}, [1, 2, 3], {1, 2, 3}, (1, 2.5)
def starred(*a): return [*a], (*a, 1), {*a}, {**{"k": 1}, "z": 2}
for x in 1.5, 2, 1e300:
    out.append(attempt(f, 3, x, "s"))
    out.append(attempt(f, 1 << 70, x, 2.5))
    out.append(attempt(identical, x))
for a in (1, "k", [], {}, (1, []), 2.5, None):
    out.append(attempt(g, 1, a))
    out.append(attempt(h, 1, a))
out.append(consts())
out.append(attempt(starred, 1, 2.5))
"""

COMPREHENSIONS = """
def f(values, k):
    t = k + 0.5
    try:
        return ([v + k for v in values], {v * 2 for v in values}, {v: v + t for v in values},
                [v for v in values if v != 2 if v], [(v, w) for v in values for w in range(2)])
    except Exception as e:
        return caught(e), t
def nested(n): return [[i * j * 0.5 for j in range(i)] for i in range(n)], {i: [i] for i in range(n)}
def unhashable(values): return {v for v in values}
def unhashable_keys(values): return {v: 1 for v in values}
for values in ([1, 2, 3], (1.5, 2.5), range(4), [], [1, "s"], "ab", 5, [None], [[1]], iter([1, 2]), [1 << 70, True]):
    out.append(attempt(f, values, 1))
    out.append(attempt(unhashable, values))
    out.append(attempt(unhashable_keys, values))
out.append(attempt(nested, 4))
out.append([k for k in range(3)])
"""

SPREAD = """
class Bad:
    def __iter__(self): raise OSError("iter")
    def keys(self): raise OSError("keys")
class Half:
    def __iter__(self):
        yield 1
        raise OSError("half")
class Mapping:
    def __init__(self, *keys): self.names = keys
    __iter__ = None
    def keys(self): return self.names
    def __getitem__(self, key): return key * 2
def lists(v, i):
    t = i + 1.5
    try:
        return [t, *v, i + 1], (i, *v), {t, *v}
    except Exception as e:
        return caught(e), t
def plain(v, i): return [*v], (*own(v), i + 1)
def sets(v): return {*v, 1, *own(v)}
def dicts(v, i):
    t = i + 1
    try:
        return {"a": t, **v, "b": t * 1.5, **own(v)}
    except Exception as e:
        return caught(e), t
def plaindicts(v): return {**v}
def literal(): return [1, 2, 3, 4], {1, 2, 3, 4}, [*"ab", *(1, 2)], {*[1]}
for v in ([1, 2], (1.5,), "ab", {"k": 1}, range(3), Bad(), Half(), 5, None, [[]], iter([1]), {1: 2}, Mapping("x"), Mapping(3),
          Mapping([])):
    for function in lists, plain, dicts:
        if v.__class__.__name__ != "list_iterator" or function is plain:
            out.append(attempt(function, v, 1))
    out.append(attempt(sets, v))
    out.append(attempt(plaindicts, v))
out.append(literal())
"""

MERGE = (
    SPREAD
    + """
def target(*args, **kwargs): return args, kwargs
def f(a, b, i):
    t = i + 0.5
    try:
        return target(t, **a, **b, last=i + 1)
    except Exception as e:
        return caught(e), t
def g(a, b): return target(1, **a, **b)
def h(a, g): return g(**a)
for a in ({}, {"k": 1}, {"k": 1, "j": 2.5}, {1: 2}, Mapping("m"), Mapping(3), Bad(), 5, None, {"last": 1}):
    for b in ({}, {"k": 3}, {"z": 1}, 7):
        out.append(attempt(f, a, b, 1))
        out.append(attempt(g, a, b))
    out.append(attempt(h, a, target))
    out.append(attempt(h, a, 5))
"""
)

UNPACKING = """
class Bad:
    def __iter__(self): raise OSError("iter")
class Half:
    def __iter__(self):
        yield 1
        raise OSError("half")
def two(v):
    a, b = v
    return a, b
def owned(v):
    a, b = own(v)
    return b, a
def one(v):
    (a,) = v
    return a
def none(v):
    () = v
    return 1
def nested(v):
    (a, b), [c, d] = v
    return a, b, c, d
def handled(v, i):
    t = i + 1.5
    try:
        a, b, c = v
    except Exception as e:
        return caught(e), t
    return a, b, c
def constant():
    a, b, c = 1, 2.5, "s"
    return a, b, c
def raw(i, x):
    a, b = i + 1, x * 2
    c, d, e = a + 1, b + 1, a + b
    return a, b, c, d, e
def swap(a, b, c, d):
    a, b = b, a
    a, b, c = c, a, b
    a, b, c, d = d, c, b, a
    return a, b, c, d
def loop(pairs):
    t = 0
    for a, b in pairs: t += a * b
    return t
def star(v):
    a, *b = v
    *c, d = v
    e, *f, g = own(v)
    return a, b, c, d, e, f, g
def starred(v, i):
    t = i + 1
    try:
        a, *b, c = v
        d, e, *f = v
    except Exception as e:
        return caught(e), t
    return a, b, c, d, e, f
def onlystar(v):
    [*a] = v
    return a
for make in (lambda: (1, 2), lambda: [1, 2.5], lambda: "ab", lambda: {1: 2, 3: 4}, lambda: range(2), lambda: (1,), lambda: [1],
             lambda: (1, 2, 3), lambda: [1, 2, 3], lambda: [], lambda: 5, lambda: None, Bad, Half, lambda: iter([1, 2]),
             lambda: ((1, 2), [3, 4]), lambda: (k for k in (1, 2, 3)), lambda: (1, 2, 3, 4), lambda: [[1, 2], "xy"]):
    for function in two, owned, one, none, nested, star, onlystar, constant:
        out.append(attempt(function, *([] if function is constant else [make()])))
    out.append(attempt(handled, make(), 1))
    out.append(attempt(starred, make(), 1))
out.append(attempt(raw, 1, 2.5))
out.append(attempt(raw, 1 << 70, True))
out.append(attempt(swap, 1, 2.5, "s", None))
out.append(attempt(loop, [(1, 2), (2.5, 3), [1, 2]]))
out.append(attempt(loop, [(1, 2), (2.5, 3, 4)]))
"""

SUBSCRIPTS = """
class Any:
    def __getitem__(self, key): return key
    def __setitem__(self, key, value): out.append([show(key), show(value)])
    def __delitem__(self, key): out.append(["del", show(key)])
class Bad:
    def __getitem__(self, key): raise OSError(show(key))
    def __setitem__(self, key, value): raise OSError(show(key), show(value))
    def __delitem__(self, key): raise OSError(show(key))
    def __index__(self): raise OSError("index")
class Index:
    def __index__(self): return 1
class List(list): pass

def get(c, k, i): return c[k], c[i + 1], own(c)[own(k)]
def got(c, k, i):
    t = i + 0.5
    try:
        return own(c)[k], c[i - 1], c[0], c[i * 100]
    except Exception as e:
        return caught(e), t
def constant(i): return (10, 2.5, "s")[i], "abc"[i], (1, 2, 3)[i - 1], [4, 5, 6][i]
def floats(c, x): return c[x * 2.0]
def put(c, k, i, x):
    c[k] = i + 1
    c[i] = x * 2.0
    c[k] = own(k)
    own(c)[k] = x
    c[i - 1] = 5
    return c
def puts(c, k, i, x):
    t = x + 1
    try:
        c[k] = t
        own(c)[i + 100] = t
    except Exception as e:
        return caught(e), t
    return c
def delete(c, k, i):
    del c[k]
    return c
def deletes(c, k, i):
    t = i + 1
    try:
        del own(c)[k]
        del c[i + 100]
    except Exception as e:
        return caught(e), t
    return c
def slices(c, i):
    t = i + 1
    try:
        return c[i:], c[:t], c[t:i], c[i:t + 2:own(1)], c[:], c[::-1], c[1:2]
    except Exception as e:
        return caught(e), t
def made(i, x): return Any()[i + 1:x * 2.0], Any()[x:i:own(i)], Any()[:, 1:2, ...]
def storing(c, i):
    c[i:i + 1] = [7, 8]
    del c[:i]
    c[::2] = own(c)[::2]
    return c
def loop(c, n):
    t = 0
    for i in range(n):
        c[i] = c[i - 1] + i * 1.5
        t += c[i]
    return t, c
for make in (lambda: [1, 2, 3], lambda: (1, 2.5, "s"), lambda: {0: 1, 1: 2.5, "k": 3, 2: 4}, lambda: "abc", lambda: b"abc",
             lambda: bytearray(b"abc"), lambda: range(4), Any, Bad, lambda: 5, lambda: None, lambda: List([1, 2]), lambda: list[int]):
    for k in (0, 1, -1, 5, "k", 1.5, None, Index(), Bad(), True, 1 << 70, []):
        out.append(attempt(get, make(), k, 0))
        out.append(attempt(got, make(), k, 1))
        out.append(attempt(put, make(), k, 1, 1.5))
        out.append(attempt(puts, make(), k, 1, 1))
        out.append(attempt(delete, make(), k, 1))
        out.append(attempt(deletes, make(), k, 1))
    out.append(attempt(slices, make(), 1))
    out.append(attempt(slices, make(), "s"))
    out.append(attempt(floats, make(), 0.5))
    out.append(attempt(storing, make(), 1))
    out.append(attempt(loop, make(), 3))
for i in 0, 1, 2, 3, -1, True, 1 << 70, "s": out.append(attempt(constant, i))
out.append(attempt(made, 1, 2.5))
"""
