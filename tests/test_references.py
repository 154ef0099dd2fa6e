"""Every kind of operation gives back the references it takes, whether it succeeds or raises.

Each case is run many times. A debug build of CPython knows the sum of all reference counts, which
must not grow; any build has the reference counts of the operands, the number of objects that the
garbage collector knows, and the number of allocated blocks of memory.
"""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from running import Run, Same

pytestmark = pytest.mark.interpreter

# What the cases work on. `bad` raises wherever it can.
OPERANDS = """
import gc
import sys
from cpjit import _cpjit

class Thing:
    def __init__(self, x, y=None):
        self.x = x
    def get(self):
        return self.x
    def pick(self, first, second=None, *rest, key=None, **others):
        return first
    def plain(self, first, second=None):
        return second
    def __add__(self, other):
        return self
    def __lt__(self, other):
        return other
    def __neg__(self):
        return self
    def __getitem__(self, key):
        return key
    def __setitem__(self, key, value):
        pass
    def __delitem__(self, key):
        pass
    def __contains__(self, key):
        return True
    def __iter__(self):
        return Counter(3)
    def __enter__(self):
        return self
    def __exit__(self, *error):
        return error[0] is not None

class Counter:
    def __init__(self, left):
        self.left = left
    def __iter__(self):
        return self
    def __next__(self):
        self.left -= 1
        if self.left < 0:
            raise StopIteration
        return self

class Bad:
    def fail(self, *arguments):
        raise ValueError(self, arguments)
    __add__ = __radd__ = __lt__ = __gt__ = __neg__ = __bool__ = __getitem__ = __setitem__ = fail
    __delitem__ = __contains__ = __iter__ = __call__ = __enter__ = __getattr__ = __setattr__ = fail
    __hash__ = __eq__ = __len__ = __format__ = __delattr__ = fail

class Asynchronous(Thing):
    async def __aenter__(self):
        return self
    async def __aexit__(self, *error):
        return [self] == error

class Unending(Thing):
    def __next__(self):
        raise ValueError(self)

thing, other, bad = Thing(1.5), Thing(2), Bad()
big, huge, real, text = 2**62, 2**70, 12345.5, "some text"
pair, items, table = (thing, other), [thing, other, thing], {"key": thing}
numbers, reals = [1000, 2000, 3000], [1.5, 2.5, 3.5]

def give(x):
    return x
def defaults(x, y=thing, z=other):
    return y
def keywords(x, *, y=thing):
    return y
def many(*all, **named):
    return all
def raises(x):
    x = [x]
    raise KeyError(x)
"""

# Functions that are called again and again; `n` is a number from 1 on, below 1000.
OPERATIONS = """
def raw_integers(n):
    a = n * 3 + 5
    b = a - n
    a, b = b, a
    c = a & b | n ^ 3
    return (a, b, c, -c)

def raw_integers_kept(n):
    a = 1000 + n
    b = a
    c = [a, b]
    del a
    return c

def raw_integers_that_overflow(n):
    a = big + n
    for i in range(4):
        a = a * 3 + n
    return a

def raw_doubles(n):
    a = real + n
    b = a * 0.5 - n / 3.0
    a = a ** 2.0
    return (a, b, a, -a)

def raw_values_in_loops(n):
    a = 0
    b = 0.5
    for i in range(n):
        a += i * i
        b = b + a
        c = b
        if i % 3 == 1:
            continue
        c = a // 2
    return a, b, c

def a_local_of_changing_type(n):
    a = n
    for v in (1, 2.5, text, thing, None, 10**30):
        a = v

def comparisons(n):
    a = n < 3
    b = real >= n
    c = thing < other
    d = text == n
    return a, b, c, d

def comparisons_in_branches(n):
    a = None
    if n < 10 and real > n and thing < other and not text == n:
        a = pair
    elif n is None or a is not None:
        a = 3
    return 1 < n < 1000

def truth(n):
    a = thing or other
    b = n and real
    c = not items
    return [] or (a and b)

def generic_arithmetic(n):
    a = thing + 1
    b = text + text
    c = huge + n
    d = -thing
    return a

def subscripts(n):
    return items[1], items[-1], pair[0], table['key'], text[2], thing[n], reals[0:2]

def subscripts_of_temporaries(n):
    return [thing, n][0], (other, text)[-1], give(items)[n - n]

def stores_into_containers(n):
    items[0] = items[2]
    items[1] = other
    table['key'] = thing
    thing[n] = real
    a = [n, n, real]
    a[0] = n + 1000
    a[1] += n
    give(a)[2] = thing

def deletions(n):
    a = [n, thing]
    del a[0]
    del thing[n]
    a = b = Thing(n)
    del b.x, a

def attributes(n):
    thing.y = other
    a = thing.y.x
    thing.x = thing.x
    other.x += n
    other.x -= n

def unpacking(n):
    a, b = pair
    b, a = a, b
    c, d, e = items
    (f, g), h = pair, n
    i, j = give(pair)
    k, l, m = thing
    o, p = [thing, other]
    q, r, s = iter(items)

def unpacking_with_a_star(n):
    a, *b = items
    *c, d = pair
    e, *f, g = thing

def building(n):
    a = [n, thing]
    b = (a, *a)
    c = {n, 1, thing}
    d = {text: a, 'x': b}
    e = f'{n}:{real:.2f}'
    g = {**d, 'k': n}
    return a, b, c, d, e, items[n:], g

def calls_of_functions(n):
    give(thing)
    a = give(give(n) + 1000)
    b = give(x=other)
    return a, b

def calls_with_defaults(n):
    return defaults(n), defaults(thing, z=n), defaults(z=n, x=thing, y=0)

def calls_with_keywords(n):
    return keywords(n), keywords(thing, y=n), keywords(y=n, x=other)

def calls_with_any_arguments(n):
    return many(n, thing), many(*pair), give(*[n])

def calls_with_any_keywords(n):
    return many(**table), many(n, *items, k=n, **table)

def calls_of_methods(n):
    a = thing.get()
    b = thing.plain(n)
    c = thing.plain(second=n + 1000, first=a)
    bound = thing.plain
    bound(a, b)
    return bound(n), thing.pick(n, a, b, key=c, more=n)

def calls_of_constructors(n):
    a = Thing(n)
    b = Thing(x=a)
    c = Counter(n)
    return object(), a, b, c

def calls_of_builtins(n):
    a = abs(-n)
    b = len(items)
    items.append(n)
    return items.pop(), max(a, b)

def recursion(n):
    def down(k):
        return down(k - 1) + [thing] if k else [n]
    return down(20)

def deep_recursion(n):
    def down(k):
        return down(k - 1) if k else n
    return down(400)

def loops_over_lists_and_tuples(n):
    for a in items:
        for b in pair:
            c = a
    return c

def loops_over_iterators(n):
    for a in thing:
        pass
    for b in table.items():
        c, d = b
    for e in enumerate(text):
        pass
    for f, g in zip(items, numbers):
        h = g + 1

def loops_that_are_left(n):
    for a in items:
        for b in thing:
            if a is b or n:
                break

def comprehensions(n):
    a = [i + n for i in numbers]
    b = {i: thing for i in items}
    c = {i for i in reals}
    return [(i, j) for i in a for j in b if i], sum(i for i in c)

def closures(n):
    a = [n]
    def inner(b=thing, *, c=other):
        nonlocal a
        a = (a, b, c, n)
        return a
    inner()
    return inner(n), a, lambda: inner

def global_names(n):
    global made
    made = [n]
    made = made, len
    b = made
    del made
    return b

def classes(n):
    class Made(Thing):
        y = n
        def get(self):
            return super().get()
    Made(n).get()

def with_statements(n):
    with thing as a:
        b = a
    with thing, other:
        raise KeyError(n)

def imports(n):
    import json
    from os import path as p, sep
    return json, p

def exceptions_handled(n):
    for i in range(3):
        try:
            raises(i)
        except KeyError as e:
            a = e

def frames_that_are_looked_at(n):
    a = [n]
    b = sys._getframe()
    c = b.f_locals
    del b, c

def generators(n):
    def g(k):
        for i in range(k):
            yield i, thing
    return list(g(3)), next(g(n)), [*g(2)], (a for a in g(4) if a)

def generators_left_alone(n):
    def g(k):
        a = [k]
        with thing:
            yield a
            yield n * 1.5, a
    a = g(n)
    b = next(g(n)), g(n)
    c = g(thing)
    next(c)
    next(c)
    return a, b

def generators_sent_to(n):
    def g(k):
        while True:
            k = yield k, [thing]
    a = g(n)
    next(a)
    a.send(other)
    b = a.send(n + 1000)
    a.close()
    return a, b

def generators_thrown_into(n):
    def g(k):
        for i in range(3):
            try:
                yield k
            except KeyError as error:
                k = error
        raise ValueError(k)
    a = g(n)
    next(a)
    try:
        while True:
            a.throw(KeyError(n))
    except ValueError as error:
        return [error]

def generators_that_return(n):
    def inner(k):
        a = yield k
        return [a, thing]
    def outer(k):
        a = yield from inner(k)
        b = yield from items
        return a, b
    a = outer(n)
    return list(outer(n)), next(a), a.send(n), a

def generators_that_raise(n):
    def inner(k):
        yield k
        raises(k)
    def outer(k):
        try:
            yield from inner([k])
        finally:
            k = None
    for a in [outer(n), outer(n)]:
        try:
            for b in a:
                pass
        except KeyError:
            pass

def coroutines(n):
    async def inner(k):
        async with Asynchronous(k) as a:
            return a, thing
    async def outer(k):
        a = [await inner(k), [b async for b in produce(k)]]
        async for c in produce(n):
            if c:
                break
        return a
    async def produce(k):
        for i in range(3):
            yield i, k
    a = outer(n)
    b = outer(thing)
    b.close()
    try:
        a.send(None)
    except StopIteration as stop:
        return stop.value
"""

# Expressions and statements of which each raises, with references at stake on the stack.
RAISING = [
    "bad + 1",
    "n + bad",
    "-bad",
    "bad < n",
    "n // (n - n)",
    "real / (n - n)",
    "bad[n]",
    "items[1000 + n]",
    "pair[n + 2]",
    "table[real]",
    "items[thing]",
    "bad.missing",
    "thing.missing",
    "missing",
    "bad(n)",
    "n(thing)",
    "give()",
    "give(n, thing)",
    "give(y=thing)",
    "give(n, x=thing)",
    "keywords(n, thing)",
    "raises(thing)",
    "raises([n + 1000])",
    "thing.absent(n)",
    "thing.pick()",
    "thing.plain(n, n, n)",
    "Thing()",
    "Thing(n, n, n)",
    "int(text)",
    "[thing, *bad]",
    "many(*n)",
    "many(**n)",
    "many(**{1: n})",
    "{thing: n, bad: n}",
    "{bad}",
    "{n: n, **bad}",
    "f'{n}{bad:x}'",
    "n in bad",
    "bad in [thing, bad + 1]",
    "not bad",
    "bad and n",
    "n if bad else thing",
    "[i + bad for i in numbers]",
    "a, b = n",
    "a, b = items",
    "a, b, c, d = thing",
    "a, b, c = bad",
    "a, *b = n",
    "bad.x = n",
    "n.x = thing",
    "bad[n] = thing",
    "items[n + 1000] = thing",
    "pair[0] = thing",
    "del bad.x",
    "del bad[n]",
    "del items[n + 1000]",
    "del unbound",
    "unbound; unbound = 0",
    "for a in bad: pass",
    "for a in n: pass",
    "for a in Unending(n): raise KeyError(a)",
    "for a in items: bad()",
    "for a in range(1000): a + bad",
    "with n: pass",
    "with bad: pass",
    "import sys.missing",
    "from os import no_such_name",
    "raise ValueError(thing)",
    "raise KeyError from bad",
    "assert bad, n",
]

MEASURE = """
KEPT = 30 + 3 * 8 + 16  # what the engine keeps at most: ints, iterators, functions, short lists
operands = [thing, other, bad, big, huge, real, text, pair, items, table, numbers, reals, give]

def counts():
    total = sys.gettotalrefcount() if hasattr(sys, "gettotalrefcount") else 0
    each = [sys.getrefcount(operand) for operand in operands]
    return total, len(gc.get_objects()), sys.getallocatedblocks(), *each

def at_rest():
    gc.collect()
    cpjit.disable()  # the table of attributes that were found holds references to their names
    now = counts()
    cpjit.enable(threshold=1)
    return now

def growth(work, times):
    before = at_rest()
    for k in range(times):
        work(7)
    return [after - start for after, start in zip(at_rest(), before)]

def measure(name, work):
    print("measuring", name, file=sys.stderr)
    for n in range(1, 20):
        work(n)
    growth(work, 20)  # caches fill
    # What is kept may be all there before one growth and used up after the other, so that these
    # differ by up to twice as much; a reference that is lost at each call shows every time.
    for measurement in range(3):
        once, twice = growth(work, TIMES), growth(work, 2 * TIMES)
        if not _cpjit.entered(work.__code__):
            return "not run as JIT code"
        lost = [b - a for a, b in zip(once, twice)]
        if max(map(abs, lost)) <= max(TIMES // 2, KEPT):
            return None
    return lost

gc.freeze()
lost = {name: measure(name, work) for name, work in cases.items()}
print({name: count for name, count in lost.items() if count is not None})
"""


def lost(run: Run, cases: str, times: int, **variables: str) -> str:
    """Which functions hold more references or memory after twice as many calls, and how much more.

    `cases` is code that puts them into a dictionary of this name.
    """
    measure = MEASURE.replace("TIMES", str(times))
    start = "import cpjit\ncpjit.enable(threshold=1)\n"
    done = run("-c", start + OPERANDS + cases + measure, timeout=300, **variables)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("torture", ["0", "2"])
def test_operations_lose_no_reference(run: Run, torture: str) -> None:
    names = re.findall(r"^def (\w+)", OPERATIONS, re.MULTILINE)
    cases = f"{OPERATIONS}\ncases = {{name: globals()[name] for name in {names}}}\n"
    assert lost(run, cases, 80 if torture != "0" else 200, CPJIT_TORTURE=torture) == "{}\n"


def catching(statement: str) -> str:
    """It raises with entries below it on the stack, and in a called function."""
    bodies = [statement]
    with suppress(SyntaxError):
        compile(statement, "", "eval")
        bodies.append(f"return give(n, [thing, n * 1.5, {statement}])")
    bodies.append("return [n, thing, deeper(n)]")
    body = "".join(f"    try:\n        {each}\n    except Exception: pass\n" for each in bodies)
    deeper = f"def deeper(n, a=None):\n    c = [n, n + 1000]\n    {statement}\n"
    return f"{deeper}def work(n, deeper=deeper):\n{body}cases[{statement!r}] = work\n"


@pytest.mark.parametrize("torture", ["0", "2"])
def test_exceptions_lose_no_reference(run: Run, torture: str) -> None:
    cases = "cases = {}\n" + "".join(map(catching, RAISING))
    assert lost(run, cases, 80 if torture != "0" else 100, CPJIT_TORTURE=torture) == "{}\n"


def test_arguments_that_are_too_many_go_first(same: Same) -> None:
    """CPython drops them when it finds no parameter for them, then those it has handed over."""
    same(
        """
        class Told:
            def __init__(self, name):
                self.name = name
            def __del__(self):
                print(self.name, "goes")
        class Owner(Told):
            def none(self): pass
            def one(self, x): pass
            def rest(self, *others, key): pass
            def named(self, x, *, key=None): pass
        def wrong(call):
            try:
                call()
            except TypeError as error:
                print(error)
        def calls():
            wrong(lambda: Owner("owner").none(Told("first")))
            wrong(lambda: Owner("owner").none(Told("first"), Told("second")))
            wrong(lambda: Owner("owner").one(Told("first"), Told("second"), Told("third")))
            wrong(lambda: Owner("owner").one())
            wrong(lambda: Owner("owner").rest(Told("first"), Told("second")))
            wrong(lambda: Owner("owner").named(Told("first"), Told("second")))
            wrong(lambda: Owner.one(Told("first"), Told("second"), Told("third"), Told("fourth")))
        HOT = [wrong, calls]
        for _ in range(3):
            calls()
        """
    )
