"""Generators and coroutines: suspended, resumed, thrown into, closed and dropped at every point."""

# hot: numbers, accumulate, delegate, cleans_up, walk, fetch, gather, stream
import asyncio
import inspect

from support import show


def numbers(n):
    x = 0.5
    for i in range(n):
        x = x * 1.5 + i
        yield x


def accumulate():
    total = 0
    while True:
        sent = yield total
        if sent is None:
            return total
        total += sent


def delegate(n):
    first = yield from accumulate()
    second = yield from numbers(n)
    return first, second


def cleans_up(log):
    log.append("start")
    try:
        for i in range(3):
            try:
                yield i
            except ValueError as error:
                log.append(repr(error))
                yield "caught"
    finally:
        log.append("end")


def walk(tree):
    if tree is not None:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)


async def fetch(x):
    await asyncio.sleep(0)
    if x == 3:
        raise KeyError(x)
    return x * 2


async def gather(n):
    results = []
    for i in range(n):
        try:
            results.append(await fetch(i))
        except KeyError as error:
            results.append(repr(error))
    return results


async def stream(n):
    for i in range(n):
        yield await fetch(i + 10)


def drive(n):
    generator = delegate(n)
    seen = [next(generator), generator.send(3), generator.send(n), generator.send(None)]
    seen += list(generator)
    return seen


def state_of(n):
    generator = numbers(n)
    states = [inspect.getgeneratorstate(generator)]
    next(generator)
    states.append(inspect.getgeneratorstate(generator))
    states.append(sorted(generator.gi_frame.f_locals.items()))
    states.append(generator.gi_frame.f_lineno - generator.gi_code.co_firstlineno)
    generator.close()
    return states + [inspect.getgeneratorstate(generator), generator.gi_frame]


def thrown_into(steps):
    log = []
    generator = cleans_up(log)
    for step in steps:
        try:
            if step == "next":
                log.append(next(generator))
            elif step == "close":
                log.append(generator.close())
            else:
                log.append(generator.throw(step("thrown")))
        except (StopIteration, KeyError) as error:
            log.append(repr(error))
    del generator
    return log


def entered_again():
    def own():
        yield next(generator)

    generator = own()
    return next(generator)


def waits_for(n):
    generator = delegate(n)
    next(generator)
    waiting = generator.gi_yieldfrom
    return waiting.gi_code.co_name, inspect.getgeneratorlocals(waiting)


async def all_of(n):
    return (
        await gather(n),
        [x async for x in stream(n)],
        sum([x async for x in stream(n) if x > 22]),
    )


TREE = None
for key in (5, 2, 8, 1, 9, 3):

    def insert(tree, value):
        if tree is None:
            return (None, value, None)
        left, own, right = tree
        return (
            (insert(left, value), own, right) if value < own else (left, own, insert(right, value))
        )

    TREE = insert(TREE, key)

for _ in range(3):
    show(drive, 4)
    show(state_of, 3)
    for steps in (
        ["next"],
        ["next", "close", "next"],
        ["next", ValueError, "next", "next", "next"],
        ["next", KeyError, "next"],
        [ValueError],
        ["next", ValueError, ValueError],
    ):
        show(thrown_into, steps)
    show(entered_again)
    show(waits_for, 2)
    show(list, walk(TREE))
    show(sum, numbers(30))
    print(asyncio.run(all_of(5)))
