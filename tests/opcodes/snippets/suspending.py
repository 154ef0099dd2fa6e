"""Generators, coroutines, what awaits and delegates."""

from __future__ import annotations

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

ASYNC = """
class Items:
    def __init__(self, items, end=StopAsyncIteration): self.items, self.end = list(items), end
    def __aiter__(self): return self
    async def __anext__(self):
        await pause("next")
        if not self.items: raise self.end
        return self.items.pop(0)
"""

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
