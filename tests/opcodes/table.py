"""One row for each opcode of CPython 3.11: snippets whose run contains it, in its variants.

Each snippet is a module. What it appends to `out` is compared between the interpreter and machine
code; runner.py says what else it may use: `attempt(f, ...)` gives the result or the exception with
its traceback, `caught(e)` the latter within a handler, `own(x)` the value as an owned operand.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from textwrap import dedent, indent

# An operand as the compiler meets it: in a local (borrowed), a constant (borrowed), the result of
# a call (owned), and computed just before (raw, in a register).
LEFT = {"local": "a", "constant": "6", "owned": "own(a)", "int": "(i + 1)", "float": "(x + 0.5)"}
RIGHT = {"local": "b", "constant": "4", "owned": "own(b)", "int": "(j + 2)", "float": "(y + 0.25)"}


def operand_functions(name: str, body: str, calls: Iterable[str]) -> str:
    """A function around a body that sets `r`, without a handler and with one, and its calls."""
    source = f"""\
def {name}(a, b, i, x, j, y):
{indent(body, "    ")}
    return r

def {name}_handled(a, b, i, x, j, y):
    r = t = i * 3
    try:
{indent(body, "        ")}
    except Exception as e:
        return caught(e), r, t, i + 1
    return r, t
"""
    for arguments in calls:
        for variant in (name, f"{name}_handled"):
            source += f"out.append(attempt({variant}, {arguments}))\n"
    return source


class Number:
    """Calls of a function over two operands: numbers, others, and what raises."""

    BINARY = (
        "7, 3, 11, 2.5, 4, 1.5",
        "2.5, 0.5, 2, 0.5, 1, 8.0",
        "'ab', 2, 1 << 70, 1e300, 1, 0.5",
        "None, None, -3, -1.5, -2, -0.25",  # (j + 2) and (y + 0.25) are zero
        "[1], [2], (1 << 63) - 1, 1e308, 1, 2.0",
        "{1, 2}, {2, 3}, True, float('inf'), False, float('nan')",
    )
    UNARY = (
        "7, 3, 11, 2.5, 4, 1.5",
        "2.5, 0, -(1 << 63) - 1, -0.5, 0, 0.0",
        "'ab', 0, 1 << 80, float('nan'), 0, 0.0",
        "True, 0, -1, float('inf'), 0, 0.0",
        "(), 0, 0, 0.0, 0, 0.0",
    )


def binary(template: str, calls: Iterable[str] = Number.BINARY) -> str:
    """All kinds of operands on both sides: `{a}` and `{b}` in a body that sets r."""
    source = ""
    for (left, a), (right, b) in product(LEFT.items(), RIGHT.items()):
        if (left, right) != ("constant", "constant"):  # Python's compiler would fold it
            source += operand_functions(f"{left}_{right}", template.format(a=a, b=b), calls)
    return source


def unary(template: str, calls: Iterable[str] = Number.UNARY) -> str:
    """All kinds of operands: `{a}` in a body that sets r."""
    source = ""
    for kind, a in LEFT.items():
        source += operand_functions(kind, template.format(a=a), calls)
    return source


def looped(body: str, *sequences: str) -> str:
    """A body within a loop over `v`, in which values are kept raw from the second round on."""
    source = "def f(values, s):\n    t = 0\n    u = 0.5\n    for v in values:\n"
    source += indent(dedent(body).strip("\n"), " " * 8) + "\n    return t, u, s\n"
    return source + "".join(f"out.append(attempt(f, {values}))\n" for values in sequences)


def jumps(condition: str, calls: Iterable[str] = ()) -> str:
    """A condition on `{a}`, forward and backward, both ways, for all kinds of operands."""
    calls = [
        *calls,
        *Number.UNARY,
        "None, 0, 0, 0.0, 0, 0.0",
        "Liar(), 0, 0, -0.5, 0, 0.0",
        "False, 0, 0, 0.0, 0, 0.0",
        "[], 0, 0, 0.0, 0, 0.0",
    ]
    test = condition.format(a="{a}")
    body = f"r = 1\nif {test}:\n    r = 2\nt = 3\nwhile {test}:\n    t -= 1\n    if t < 0: break"
    return LIAR + unary(body, calls)


LIAR = """
class Liar:
    def __bool__(self): raise ValueError("neither")
    def __repr__(self): return "Liar"
"""

MANAGER = """
class Manager:
    def __init__(self, name, swallow=False, enter=None, leave=None):
        self.name, self.swallow, self.enter, self.leave = name, swallow, enter, leave
    def __enter__(self):
        out.append("enter " + self.name)
        if self.enter: raise self.enter
        return self.name
    def __exit__(self, kind, value, traceback):
        out.append(["leave " + self.name, show(kind), caught(value)])
        if self.leave: raise self.leave
        return self.swallow
    async def __aenter__(self):
        await pause("entering")
        return self.__enter__()
    async def __aexit__(self, *error):
        await pause("leaving")
        return self.__exit__(*error)
"""

ASYNC = """
class Items:
    def __init__(self, items, end=StopAsyncIteration): self.items, self.end = list(items), end
    def __aiter__(self): return self
    async def __anext__(self):
        await pause("next")
        if not self.items: raise self.end
        return self.items.pop(0)
"""

WITH = (
    MANAGER
    + """
def f(manager, x, error=None):
    t = x + 1.5
    with manager as name:
        t += 1
        if error: raise error
        t *= 2
    return name, t

def g(manager, x, error=None):
    try:
        t = x + 1
        with manager as a, Manager("inner"):
            t += 1
            if error: raise error
    except Exception as e:
        return caught(e), t
    return a, t

def early(manager, n):
    for i in range(n):
        with manager:
            if i == 1: continue
            if i == 3: return i + 1

for h in f, g:
    out.append(attempt(h, Manager("plain"), 1))
    out.append(attempt(h, Manager("error"), 2.5, KeyError("k")))
    out.append(attempt(h, Manager("swallow", swallow=True), 2, ValueError("v")))
    out.append(attempt(h, Manager("enter", enter=OSError("o")), 2))
    out.append(attempt(h, Manager("leave", leave=TypeError("t")), 2))
    out.append(attempt(h, Manager("both", leave=TypeError("t")), 2, ValueError("v")))
    out.append(attempt(h, 7, 2))
    out.append(attempt(h, type("Half", (), {"__enter__": own})(), 2))
out.append(attempt(early, Manager("early"), 6))
"""
)

ASYNC_WITH = (
    MANAGER
    + """
async def f(manager, x, error=None):
    t = x + 1.5
    async with manager as name:
        t += 1
        if error: raise error
    return name, t

async def g(manager, x, error=None):
    try:
        t = x + 1
        async with manager as a:
            t += 1
            if error: raise error
    except Exception as e:
        return caught(e), t
    return a, t

for h in f, g:
    out.append(attempt(drive, h(Manager("plain"), 1)))
    out.append(attempt(drive, h(Manager("error"), 2, KeyError("k"))))
    out.append(attempt(drive, h(Manager("swallow", swallow=True), 2, ValueError("v"))))
    out.append(attempt(drive, h(Manager("enter", enter=OSError("o")), 2)))
    out.append(attempt(drive, h(Manager("leave", leave=TypeError("t")), 2)))
    out.append(attempt(drive, h(7, 2)))
    out.append(attempt(drive, h(type("Half", (), {"__aenter__": own})(), 2)))
    out.append(attempt(drive, h(type("Wrong", (), {"__aenter__": own, "__aexit__": own})(), 2)))
"""
)

ASYNC_FOR = (
    ASYNC
    + """
async def f(items, x):
    t = x + 0.5
    async for item in items:
        t += item
    else:
        t += 100
    return t

async def g(items, x):
    t = x + 1
    try:
        async for item in items:
            t += item
            if item == 3: break
    except Exception as e:
        return caught(e), t
    return t

async def listed(items): return [item + 1 async for item in items if item != 2]
async def make(n):
    for i in range(n):
        await pause(i)
        yield i + 1

for h in f, g:
    out.append(attempt(drive, h(Items([1, 2, 3, 4]), 1)))
    out.append(attempt(drive, h(Items([]), 1)))
    out.append(attempt(drive, h(Items([1], end=KeyError("k")), 1)))
    out.append(attempt(drive, h(Items(["s"]), 1)))
    out.append(attempt(drive, h(make(4), 1.5)))
    out.append(attempt(drive, h([1, 2], 1)))
    out.append(attempt(drive, h(type("A", (), {"__aiter__": lambda self: 5})(), 1)))
    out.append(attempt(drive, h(type("A", (), {"__aiter__": own, "__anext__": lambda self: 5})(), 1)))
    out.append(attempt(drive, h(type("A", (), {"__aiter__": own, "__anext__": lambda self: 1 / 0})(), 1)))
out.append(attempt(drive, listed(Items([1, 2, 3]))))
"""
)

EXCEPT = """
def f(error, wanted, x):
    t = x + 1
    try:
        try:
            t = t * 2
            raise error
        except wanted as e:
            t += 1
            return "inner", caught(e), t
        finally:
            t += 0.5
            out.append(t)
    except Exception as e:
        import sys
        return "outer", caught(e), t, caught(sys.exc_info()[1])

def again(error, x):
    try:
        t = x + 1.5
        try:
            raise error
        except KeyError:
            t += 1
            raise
        except (TypeError, ValueError) as e:
            raise RuntimeError(t) from e
    finally:
        out.append(t)

def unmatched(wanted):
    try:
        raise KeyError("k")
    except wanted:
        return 1

def loop(n):
    t = 0
    for i in range(n):
        try:
            if i % 3 == 1: raise ValueError(i)
            t += i
        except ValueError as e:
            t += e.args[0] * 10
            try:
                {}[t]
            except KeyError as k:
                t += 0.5
                out.append(caught(k))
    return t

for x in 1, 2.5:
    for error in ValueError("v"), KeyError("k"), TypeError("t"), OSError(2, "o"), ValueError:
        out.append(attempt(f, error, ValueError, x))
        out.append(attempt(f, error, (KeyError, OSError), x))
        out.append(attempt(again, error, x))
out.append(attempt(f, ValueError("v"), 7, 1))
out.append(attempt(f, ValueError("v"), (ValueError, 7), 1))
out.append(attempt(f, ValueError("v"), (7, ValueError), 1))
out.append(attempt(unmatched, ValueError))
out.append(attempt(unmatched, "KeyError"))
out.append(attempt(unmatched, own))
out.append(attempt(loop, 6))
"""

GROUPS = """
def f(error, first, second, x):
    t = x + 1
    try:
        try:
            t *= 2
            raise error
        except* first as e:
            t += 1
            out.append(["first", caught(e), t])
        except* second as e:
            t += 0.5
            out.append(["second", caught(e), t])
        else:
            out.append("else")
        finally:
            out.append("finally")
    except BaseException as e:
        return caught(e), t
    return t

def again(error):
    try:
        raise error
    except* ValueError:
        raise
    except* KeyError as e:
        raise TypeError("new") from e

def bare(error):
    try:
        raise error
    except* OSError:
        return_ = 1

def group(*errors): return ExceptionGroup("group", list(errors))
errors = [
    lambda: group(ValueError(1)),
    lambda: group(KeyError(2)),
    lambda: group(ValueError(1), KeyError(2)),
    lambda: group(ValueError(1), OSError(3)),
    lambda: group(group(ValueError(1), KeyError(2)), OSError(3), ValueError(4)),
    lambda: ValueError("naked"),
    lambda: OSError("naked"),
    lambda: BaseExceptionGroup("base", [KeyboardInterrupt("k"), ValueError(5)]),
]
for make in errors:
    out.append(attempt(f, make(), ValueError, KeyError, 1))
    out.append(attempt(f, make(), (ValueError, OSError), Exception, 1.5))
    out.append(attempt(again, make()))
    out.append(attempt(bare, make()))
out.append(attempt(f, group(ValueError(1)), 7, KeyError, 1))
out.append(attempt(f, group(ValueError(1)), ExceptionGroup, KeyError, 1))
out.append(attempt(f, group(ValueError(1)), (KeyError, ExceptionGroup), KeyError, 1))
"""

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

GENERATOR = """
def plain(n, x=0.5):
    t = 0
    for i in range(n):
        x = x * 2
        t = (yield i + t, x) or t
    return t, x

def raises(n):
    try:
        yield n + 1
        yield n / 0
    except ZeroDivisionError as e:
        yield caught(e)
    finally:
        out.append("finally")
    yield {}[n]

def takes(g, *sent):
    seen = [next(g)]
    try:
        for value in sent: seen.append(g.send(value))
    except StopIteration as end:
        seen.append(["end", end.value])
    except Exception as e:
        seen.append(caught(e))
    return seen

def closure(n):
    m = n + 1
    def inner():
        nonlocal m
        while m < n + 4:
            m += 1
            yield m, n
    return list(inner()), m

for n in 0, 1, 3: out.append(attempt(list, plain(n)))
out.append(attempt(takes, plain(3), None, 5, 2.5, None))
out.append(attempt(takes, raises(1), None, None, None))
out.append(attempt(takes, raises(1.5), None, None, None))
out.append(attempt(closure, 4))
out.append(attempt(sum, (k * 2 for k in range(5))))
out.append(attempt(lambda: [*(k for k in (1, 2.5, "s"))]))
def thrown(error):
    g = raises(1)
    next(g)
    return g.throw(error)
out.append(attempt(thrown, ZeroDivisionError("thrown")))
out.append(attempt(thrown, KeyError("thrown")))
def closed():
    g = raises(1)
    next(g)
    return g.close()
out.append(attempt(closed))
def reentered():
    def g(): yield next(me)
    me = g()
    return next(me)
out.append(attempt(reentered))
"""

DELEGATING = """
class Receiver:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 2: raise StopIteration("done")
        return self.n
    def send(self, value):
        out.append(["sent", value])
        return self.__next__()
    def throw(self, *error):
        out.append(["thrown", show(error[0])])
        return "thrown"

def inner(n):
    t = 0
    for i in range(n):
        t += (yield i) or 1
    return t * 1.5

def f(source, x):
    x = x + 1
    r = yield from source
    return r, x

def g(source, x):
    x = x + 0.5
    try:
        r = yield from source
    except Exception as e:
        yield caught(e), x
        return "caught"
    return r, x

def drain(g, *sent):
    seen = []
    sent = list(sent)
    try:
        while True:
            seen.append(g.send(sent.pop(0) if sent and seen else None))
    except StopIteration as end:
        return seen, end.value

def failing(n):
    yield n
    yield n / 0

for h in f, g:
    out.append(attempt(drain, h(inner(3), 1), 5, 2.5))
    out.append(attempt(drain, h([1, 2.5, "s"], 1)))
    out.append(attempt(drain, h((), 1)))
    out.append(attempt(drain, h(Receiver(), 1), 7, 8))
    out.append(attempt(drain, h(range(3), 1)))
    out.append(attempt(drain, h([1, 2], 1), 7))  # a list iterator has no send
    out.append(attempt(drain, h(failing(2), 1)))
    out.append(attempt(drain, h(7, 1)))
    out.append(attempt(drain, h(None, 1)))
    out.append(attempt(drain, h(drive, 1)))
def thrown(g):
    next(g)
    return g.throw(KeyError("k")), next(g, "over")
out.append(attempt(thrown, g(Receiver(), 1)))
out.append(attempt(thrown, g(inner(3), 1)))
out.append(attempt(thrown, f(inner(3), 1)))
"""

COROUTINE = """
class Awaitable:
    def __init__(self, result): self.result = result
    def __await__(self): return self.result
async def inner(x):
    x += await pause(x)  or 1
    return x * 2

async def f(thing, x):
    x = x + 1
    return await thing, x

async def g(thing, x):
    x = x + 0.5
    try:
        r = await thing
    except Exception as e:
        return caught(e), x
    return r, x

async def fails(x):
    await pause(x)
    return x / 0

for h in f, g:
    out.append(attempt(drive, h(inner(1), 1)))
    out.append(attempt(drive, h(inner(1.5), 2.5)))
    out.append(attempt(drive, h(pause(4), 1)))
    out.append(attempt(drive, h(Awaitable(iter([1, 2])), 1)))
    out.append(attempt(drive, h(fails(3), 1)))
    out.append(attempt(drive, h(7, 1)))
    out.append(attempt(drive, h(Awaitable(7), 1)))
    out.append(attempt(drive, h([1], 1)))
    c = inner(1)
    c.send(None)
    out.append(attempt(drive, h(c, 1)))
    out.append(attempt(drive, h(c, 1)))
def twice():
    c = inner(1)
    async def waits(): return await c
    first, second = waits(), waits()
    first.send(None)
    return second.send(None)
out.append(attempt(twice))
"""

COROUTINE = COROUTINE.replace("x)  or", "x) or")

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

LOOPS = """
class Bad:
    def __iter__(self): return self
    def __next__(self): raise OSError("next")
class NoNext:
    def __iter__(self): return 5
class Counted:
    def __init__(self, n): self.n = n
    def __getitem__(self, i):
        if i == self.n: raise IndexError
        return i * 1.5
def make(n):
    for i in range(n): yield i + 1
    return 5
def f(v):
    t = 0
    for x in v:
        t = t + x
    else:
        t = t, "else"
    return t
def g(v):
    t = 0.5
    for x in own(v):
        t += x
        if x == 2: continue
        if t > 5: break
    return t
def handled(v):
    t = 0
    try:
        for x in v: t += x
    except Exception as e:
        return caught(e), t
    return t
def nested(n):
    t = 0
    for i in range(n):
        for j in range(i, n * 2, 2):
            t += i * j
        t -= 1
    return t, i, j
def constant():
    t = 0
    for x in (1, 2.5, 3): t += x
    for y in [1, 2]: t += y
    for z in "ab": t += 1
    return t, x, y, z
def changing(v):
    for x in v:
        if len(v) < 5: v.append(x)
    return v
for v in ([1, 2, 3], (1.5, 2), range(5), range(0), range(1 << 65, (1 << 65) + 2), {1, 2}, {1: 2}, Counted(3), [], (), [1, "s"],
          5, None, NoNext(), Bad(), "ab", [True, 1 << 70], b"ab", frozenset([3])):
    out.append(attempt(f, v))
    out.append(attempt(g, v))
    out.append(attempt(handled, v))
for h in f, g, handled:
    out.append(attempt(h, make(4)))
    out.append(attempt(h, zip([1], [2])))
    out.append(attempt(h, map(abs, [-1, 2])))
    out.append(attempt(h, map(abs, [-1, "s"])))
out.append(attempt(nested, 5))
out.append(constant())
out.append(attempt(changing, [1]))
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

FORMATTING = """
class Bad:
    def __repr__(self): raise OSError("repr")
    def __str__(self): raise OSError("str")
    def __format__(self, spec): raise OSError("format", spec)
class Odd:
    def __format__(self, spec): return 5
def f(v, i, x):
    t = i + 1
    u = x * 2.0
    return f"{v} {t} {u}", f"{v!r}{t!s}{u!a}", f"{v}", f"{t}", f"{u:.3f}|{t:>{i}}", f"plain{5}{own(v)}"
def g(v, spec):
    t = 1.5
    try:
        t += 1
        return f"{v:{spec}}", f"{v!r:{spec}}", f"{t:{spec}}"
    except Exception as e:
        return caught(e), t
def conversions(v):
    try: return f"{v!s}{v!r}{v!a}"
    except Exception as e: return caught(e)
for v in (1, 2.5, "s", None, [1], True, 1 << 70, "\\xe9", b"b"):
    out.append(attempt(f, v, 10, 1.25))
    for spec in "", "5", "x", ".2f", "wrong": out.append(attempt(g, v, spec))
    out.append(attempt(conversions, v))
for v in Bad(), Odd():
    out.append(attempt(f, v, 1, 1.5))
    out.append(attempt(g, v, "s"))
    out.append(attempt(conversions, v))
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

PRINTING = """
import sys
class Bad:
    def __repr__(self): raise OSError("repr")
def hook(value): out.append(["shown", show(value)])
def fails(value): raise KeyError("hook")
space = {"a": 5, "own": own, "Bad": Bad, "caught": caught, "out": out}
for source in ("a", "a + 1", "own(2.5)", "None", "'s'; [1]", "Bad()", "for i in range(3): i * 2", "(a * 1.5)",
               "try: Bad()\\nexcept Exception as e: out.append(caught(e))\\n"):
    out.append(attempt(bare, single(source), space))
    old = sys.displayhook
    try:
        for sys.displayhook in hook, fails, 7:
            out.append(attempt(bare, single(source), space))
        del sys.displayhook
        out.append(attempt(bare, single(source), space))
    finally:
        sys.displayhook = old
"""

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

ASSERTIONS = """
def f(v, x):
    t = x + 1
    assert v, t
    assert t
    return t
def g(v, x):
    t = x * 2.5
    try:
        assert v, f"no {t}"
    except AssertionError as e:
        return caught(e), t
    return t
def bare_assert(v): assert v
for v in (1, 0, "", "s", None, [], 0.0):
    out.append(attempt(f, v, 1))
    out.append(attempt(f, v, -1))
    out.append(attempt(g, v, 1.5))
    out.append(attempt(bare_assert, v))
AssertionErrorHere = AssertionError
AssertionError = ValueError
out.append(attempt(bare_assert, 0))
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

RAISING = """
class Bad(Exception):
    def __init__(self): raise OSError("made")
class NotAnInstance:
    pass
class Strange(Exception):
    def __new__(cls): return 5
def f(e, x):
    t = x + 1
    raise e
def handled(e, x):
    t = x + 0.5
    try:
        t *= 2
        raise own(e)
    except BaseException as c:
        return caught(c), t
def cause(e, c, x):
    t = x + 1
    try:
        raise e from c
    except BaseException as error:
        return caught(error), t
def plaincause(e, c): raise e from c
def nothing(x):
    x = x + 1
    raise
def again(e):
    try:
        raise e
    except ValueError:
        raise
def context(e):
    try:
        1 / 0
    except ZeroDivisionError:
        raise e
for make in (lambda: ValueError("v"), lambda: ValueError, lambda: Bad, lambda: KeyError("k"), lambda: 5, lambda: None, lambda: Strange,
             NotAnInstance, lambda: SystemExit(3), lambda: KeyboardInterrupt):
    out.append(attempt(f, make(), 1))
    out.append(attempt(handled, make(), 1.5))
    out.append(attempt(again, make()))
    out.append(attempt(context, make()))
    for c in (OSError("c"), OSError, None, 7, Bad):
        out.append(attempt(cause, make(), c, 1))
        out.append(attempt(plaincause, make(), c))
out.append(attempt(nothing, 1))
"""

FINALLY = """
def f(e, x):
    t = x + 1
    for i in range(3):
        try:
            t += i * 0.5
            if e and i == 1: raise e
        finally:
            t = t * 2
            out.append(t)
            if i == 5: break
    return t
def nested(e):
    try:
        try:
            raise e
        finally:
            try:
                raise KeyError("inner")
            except KeyError:
                out.append("inner")
    except ValueError as v:
        return caught(v)
def returns(e, x):
    try:
        t = x + 1.5
        if e: raise e
        return t
    finally:
        t += 1
        out.append(t)
        if t > 10: return "swallowed"
def lasting(e):
    try:
        raise e
    except KeyError:
        with_line = 1
        raise
    finally:
        out.append("end")
for e in None, ValueError("v"), KeyError("k"):
    out.append(attempt(f, e, 1))
    out.append(attempt(f, e, 2.5))
    out.append(attempt(returns, e, 1))
    out.append(attempt(returns, e, 20))
    if e:
        out.append(attempt(nested, e))
        out.append(attempt(lasting, e))
"""

SHORT_CIRCUIT = LIAR + "".join(
    operand_functions(name, f"r = {expression}", [*Number.UNARY, "Liar(), 0, 0, -0.5, -2, -0.25"])
    for name, expression in {
        "and_local": "a and b",
        "or_local": "a or b",
        "and_owned": "own(a) and own(b)",
        "or_owned": "own(a) or own(b)",
        "and_int": "(i + 1) and (j + 2)",
        "or_int": "(i + 1) or (j + 2)",
        "and_float": "(x + 0.5) and (y + 0.25)",
        "or_float": "(x + 0.5) or (y + 0.25)",
        "chained": "i - 1 < j + 2 < x * 2.0",
        "chained_owned": "own(i) <= own(j) != own(a) == a",
        "mixed": "a and (b or own(a)) or (i + 1 and x)",
        "not_": "not (a or b), not a",
    }.items()
)

NONE = (
    "".join(
        operand_functions(
            name,
            f"r = 1\nif {left} is None:\n    r = 2\nif {left} is not None:\n    r += 3\n"
            f"t = 2\nwhile {left} is None and t:\n    t -= 1\nwhile {left} is not None:\n    t -= 1\n"
            "    if t < 0: break\nfor k in range(3):\n    t += 1\n"
            f"    if {left} is None: continue\n    t += 10\n    if {left} is not None: continue\n",
            ["None, 0, 1, 1.5, 0, 0.0", "5, 0, 1 << 70, 1.5, 0, 0.0", "2.5, 0, True, 0.5, 0, 0.0"],
        )
        for name, left in LEFT.items()
        if name != "constant"
    )
    + """
def loop(v):
    n = 5
    while True:
        n = n - 1
        if n == 0: v = None
        if n == -2: v = 1
        if n < -3: break
        if v is None: continue
    return n, v
def back(v):
    n = 0
    while v is None:
        n += 1
        if n == 3: v = 5
    while v is not None:
        n += 1
        if n == 6: v = None
    return n
out.append(attempt(loop, 1))
out.append(attempt(loop, 2.5))
out.append(attempt(loop, "s"))
out.append(attempt(back, None))
out.append(attempt(back, None))
out.append(attempt(back, 1))
"""
)

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

# The rows. A snippet that serves several opcodes stands in the row of each.
TABLE: dict[str, tuple[str, ...]] = {
    "CACHE": (binary("r = {a} + {b}"),),
    "POP_TOP": (
        unary("{a}\nown({a})\nown(own)\nr = 1"),
        FAST,
    ),
    "PUSH_NULL": (CALLS,),
    "NOP": (
        EXCEPT,
        "def f(x):\n    pass\n    while True:\n        x += 1\n        if x > 3: return x\nout.append(f(1))",
    ),
    "UNARY_POSITIVE": (unary("r = +{a}\nr = +own({a}), +r"),),
    "UNARY_NEGATIVE": (unary("r = -{a}\nr = -own({a}), -r"),),
    "UNARY_NOT": (
        LIAR
        + unary(
            "r = not {a}\nr = (not own({a})), r", [*Number.UNARY, "Liar(), 0, 0, -0.5, 0, 0.0"]
        ),
    ),
    "UNARY_INVERT": (unary("r = ~{a}\nr = ~own({a}), ~r"),),
    "BINARY_SUBSCR": (SUBSCRIPTS,),
    "GET_LEN": (MATCH,),
    "MATCH_MAPPING": (MATCH,),
    "MATCH_SEQUENCE": (MATCH,),
    "MATCH_KEYS": (MATCH,),
    "MATCH_CLASS": (MATCH,),
    "PUSH_EXC_INFO": (EXCEPT, FINALLY, WITH),
    "CHECK_EXC_MATCH": (EXCEPT,),
    "CHECK_EG_MATCH": (GROUPS,),
    "PREP_RERAISE_STAR": (GROUPS,),
    "WITH_EXCEPT_START": (WITH, ASYNC_WITH),
    "GET_AITER": (ASYNC_FOR,),
    "GET_ANEXT": (ASYNC_FOR,),
    "END_ASYNC_FOR": (ASYNC_FOR,),
    "BEFORE_ASYNC_WITH": (ASYNC_WITH,),
    "BEFORE_WITH": (WITH,),
    "STORE_SUBSCR": (SUBSCRIPTS,),
    "DELETE_SUBSCR": (SUBSCRIPTS,),
    "GET_ITER": (LOOPS, COMPREHENSIONS),
    "GET_YIELD_FROM_ITER": (DELEGATING,),
    "PRINT_EXPR": (PRINTING,),
    "LOAD_BUILD_CLASS": (CLASSES,),
    "LOAD_ASSERTION_ERROR": (ASSERTIONS,),
    "RETURN_GENERATOR": (GENERATOR, COROUTINE, ASYNC_FOR),
    "LIST_TO_TUPLE": (SPREAD, CALLS_EX),
    "RETURN_VALUE": (unary("r = {a}\nif i == 11: return {a}\nif i == -1: return own({a})"), CALLS),
    "IMPORT_STAR": (IMPORT_STAR,),
    "SETUP_ANNOTATIONS": (ANNOTATIONS, CLASSES),
    "YIELD_VALUE": (GENERATOR,),
    "ASYNC_GEN_WRAP": (ASYNC_FOR,),
    "POP_EXCEPT": (EXCEPT, FINALLY),
    "STORE_NAME": (NAMES, CLASSES),
    "DELETE_NAME": (NAMES,),
    "LOAD_NAME": (NAMES,),
    "UNPACK_SEQUENCE": (UNPACKING,),
    "UNPACK_EX": (UNPACKING,),
    "FOR_ITER": (LOOPS, GENERATOR),
    "STORE_ATTR": (ATTRIBUTES,),
    "DELETE_ATTR": (ATTRIBUTES,),
    "LOAD_ATTR": (ATTRIBUTES,),
    "LOAD_METHOD": (ATTRIBUTES, CALLS),
    "STORE_GLOBAL": (GLOBALS,),
    "DELETE_GLOBAL": (GLOBALS,),
    "LOAD_GLOBAL": (GLOBALS,),
    "SWAP": (
        UNPACKING,
        SUBSCRIPTS + looped("s[0], t = t, v\ns[t] += u * v", "[0, 1], [1, 2.5, 3]"),
    ),
    "COPY": (
        SHORT_CIRCUIT,
        FAST,
        "d = {1: 2}\ndef f(d, i):\n    d[i + 1] += 1.5\n    a = b = i * 2\n    return d, a is b\n"
        "out.append(attempt(f, d, 0))\nout.append(attempt(f, [1, 2], 0.5))",
    ),
    "LOAD_CONST": (COLLECTIONS, WIDE),
    "LOAD_FAST": (FAST, WIDE),
    "STORE_FAST": (FAST, WIDE),
    "DELETE_FAST": (FAST,),
    "BUILD_TUPLE": (COLLECTIONS,),
    "BUILD_LIST": (COLLECTIONS,),
    "BUILD_SET": (COLLECTIONS,),
    "BUILD_MAP": (COLLECTIONS,),
    "BUILD_CONST_KEY_MAP": (COLLECTIONS,),
    "BUILD_SLICE": (SUBSCRIPTS,),
    "BUILD_STRING": (FORMATTING,),
    "FORMAT_VALUE": (FORMATTING,),
    "COMPARE_OP": tuple(
        binary(f"r = {{a}} {op} {{b}}\nif {{a}} {op} {{b}}:\n    r = r, 1\nelse:\n    r = r, 0")
        for op in ("<", "<=", "==", "!=", ">", ">=")
    ),
    "IS_OP": (
        binary("r = {a} is {b}, {a} is not {b}\nif {a} is {b}: r = 5\nif {a} is not {b}: r = r, 6"),
    ),
    "CONTAINS_OP": (
        binary(
            "r = {a} in (4, own({b}), 'x'), {a} not in [{b}]\nif {a} in [{b}, 1]: r = r, 7\n"
            "r = r, {a} in b\nif {a} not in own(b): r = r, 8",
            (
                *Number.BINARY,
                "[], {1: 2}, 0, 0.5, 1, 1.0",
                "1, {1: 2}, 0, 0.5, 1, 1.0",
                "'a', 'abc', 0, 0.5, 1, 1.0",
                "1, [1, 2.5], 0, 2.0, 1, 1.0",
            ),
        ),
    ),
    "IMPORT_NAME": (IMPORTS,),
    "IMPORT_FROM": (IMPORTS,),
    "JUMP_FORWARD": (jumps("{a}"), EXCEPT),
    "JUMP_IF_FALSE_OR_POP": (SHORT_CIRCUIT,),
    "JUMP_IF_TRUE_OR_POP": (SHORT_CIRCUIT,),
    "POP_JUMP_FORWARD_IF_FALSE": (jumps("{a}"), jumps("{a} == 7"), jumps("{a} < 3")),
    "POP_JUMP_FORWARD_IF_TRUE": (jumps("not {a}"), jumps("not {a} == 7")),
    "POP_JUMP_BACKWARD_IF_TRUE": (jumps("{a}"), jumps("{a} != 7"), jumps("{a} in (7, 2.5)")),
    "POP_JUMP_BACKWARD_IF_FALSE": (jumps("not {a}"), jumps("not {a} == 7")),
    "POP_JUMP_FORWARD_IF_NONE": (NONE,),
    "POP_JUMP_FORWARD_IF_NOT_NONE": (NONE,),
    "POP_JUMP_BACKWARD_IF_NONE": (NONE,),
    "POP_JUMP_BACKWARD_IF_NOT_NONE": (NONE,),
    "RERAISE": (FINALLY, EXCEPT, WITH),
    "RAISE_VARARGS": (RAISING,),
    "BINARY_OP": tuple(
        binary(f"r = {{a}} {op} {{b}}\nt = {{a}}\nt {op}= {{b}}\nr = r, t")
        for op in ("+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>")
    ),
    "SEND": (DELEGATING, COROUTINE),
    "GET_AWAITABLE": (COROUTINE, ASYNC_WITH),
    "MAKE_FUNCTION": (FUNCTIONS,),
    "JUMP_BACKWARD": (LOOPS, FAST),
    "JUMP_BACKWARD_NO_INTERRUPT": (DELEGATING, COROUTINE),
    "MAKE_CELL": (CELLS,),
    "COPY_FREE_VARS": (CELLS,),
    "LOAD_CLOSURE": (CELLS,),
    "LOAD_DEREF": (CELLS,),
    "STORE_DEREF": (CELLS,),
    "DELETE_DEREF": (CELLS,),
    "LOAD_CLASSDEREF": (CELLS,),
    "CALL_FUNCTION_EX": (CALLS_EX,),
    "EXTENDED_ARG": (WIDE,),
    "LIST_APPEND": (COMPREHENSIONS,),
    "SET_ADD": (COMPREHENSIONS,),
    "MAP_ADD": (COMPREHENSIONS,),
    "LIST_EXTEND": (SPREAD,),
    "SET_UPDATE": (SPREAD,),
    "DICT_UPDATE": (SPREAD,),
    "DICT_MERGE": (MERGE,),
    "RESUME": (GENERATOR, CALLS),
    "PRECALL": (CALLS,),
    "CALL": (CALLS,),
    "KW_NAMES": (CALLS,),
}

NOT_INSTRUCTIONS = {"CACHE"}
"""Opcodes that are part of other instructions and never run themselves."""


def named() -> dict[str, str]:
    """Each snippet once, named for the first row it stands in."""
    names: dict[str, str] = {}
    for opcode, sources in TABLE.items():
        for number, source in enumerate(sources):
            names.setdefault(source, f"{opcode}-{number}")
    return {name: source for source, name in names.items()}


SNIPPETS = named()
NAME_OF = {source: name for name, source in SNIPPETS.items()}
