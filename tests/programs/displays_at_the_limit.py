"""What a display or a call is filled from goes where the frame of a coroutine or generator has its
last slot: nothing is written beyond it, where another object begins."""
# hot: awaiting, produce, cleanup, listed, merged

import gc

from support import show

given, names = (1, 2), {"a": 1.5, "b": [2]}


async def take(*args, **kwds):
    return args, sorted(kwds)


def cleanup(callback, args, kwds):
    async def wrapper(kind, error, trace):
        await callback(*args, **kwds)

    return wrapper


def awaiting(count, args, kwds):
    # They stay, one beside the other, and each is made where another may have been written over.
    held = []
    for _ in range(count):
        made = cleanup(take, args, kwds)(None, None, None)
        other = cleanup(take, args, kwds)(None, None, None)
        held.append([other, made])
        try:
            made.send(None)
        except StopIteration:
            pass
    for pair in held:
        pair[0].close()
    return len(held)


def produce(args):
    async def inner():
        return [*args]

    async def sets():
        return {*args}

    async def dicts():
        return {**names}

    async def tuples():
        return take(*args, **names)

    return inner(), sets(), dicts(), tuples()


def listed(count):
    found = []
    for _ in range(count):
        for coroutine in produce(given):
            try:
                coroutine.send(None)
            except StopIteration as end:
                value = end.value
                if hasattr(value, "close"):
                    value.close()
                    value = "coroutine"
                found.append(value)
    return found[:4], len(found)


def merged(args, kwds):
    def inner():
        yield dict(*args, **kwds)

    return [*inner()]


for _ in range(4):
    show(awaiting, 40, given, names)
    show(awaiting, 40, list(given), dict(names))
    show(listed, 30)
    show(merged, (), names)
    gc.collect()
