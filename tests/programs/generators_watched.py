"""Generators looked at, collected, entered again, shared, traced and resumed elsewhere."""

# hot: numbers, looks, through, forever, chained, coroutine, agen, sleeps
import asyncio
import contextvars
import gc
import inspect
import logging
import sys
import threading
import traceback
import weakref

from support import show


class Noisy:
    def __init__(self, log, name):
        self.log = log
        self.name = name

    def __del__(self):
        self.log.append(("del", self.name))


def numbers(n):
    for i in range(n):
        yield i


def names(frame):
    found = []
    while frame is not None:
        found.append((frame.f_code.co_name, frame.f_lineno))
        frame = frame.f_back
    return found[:6]


def looks(generators):
    """A generator sees itself, running and from inside what it runs."""
    generator = generators[0]
    frame = sys._getframe()
    seen = [
        generator.gi_running,
        generator.gi_suspended,
        generator.gi_frame is frame,
        generator.gi_yieldfrom,
        inspect.getgeneratorstate(generator),
        names(frame),
    ]
    yield seen
    for entry in (next, list, generator.__class__.close, lambda g: g.throw(KeyError)):
        try:
            entry(generator)
        except ValueError as error:
            yield str(error)
    try:
        for x in generator:
            yield x
    except ValueError as error:
        yield "for: " + str(error)
    try:
        yield from generator
    except ValueError as error:
        yield "yield from: " + str(error)


def look_at_itself():
    generators = []
    generators.append(looks(generators))
    out = []
    for item in generators[0]:
        out.append(item)
        generator = generators[0]
        out.append((generator.gi_running, generator.gi_suspended, generator.gi_frame.f_back))
    out.append(generators[0].gi_frame)
    return out


def through(inner):
    yield from inner


def watch(log, generator):
    log.append((generator.gi_yieldfrom.__name__, generator.gi_running))
    return 1


def inner_watches(log, box):
    outer = box[0]
    log.append((outer.gi_running, outer.gi_yieldfrom, names(sys._getframe())))
    yield 1
    log.append((outer.gi_running, outer.gi_yieldfrom, names(sys._getframe())))
    yield 2


def delegation():
    log, box = [], []
    box.append(through(through(inner_watches(log, box))))
    for x in box[0]:
        log.append(x)
        log.append(inspect.getgeneratorlocals(box[0])["inner"].__name__)
        log.append(box[0].gi_yieldfrom.gi_yieldfrom.__name__)
    return log


def holds(log):
    first = Noisy(log, "first")  # noqa: F841
    second = Noisy(log, "second")
    try:
        yield second
        yield 3
    finally:
        log.append(("finally", sys.exc_info()[0]))
        third = Noisy(log, "third")  # noqa: F841


def collected():
    log = []
    for steps in range(4):
        generator = holds(log)
        for _ in range(steps):
            try:
                next(generator)
            except StopIteration:
                log.append("end")
        reference = weakref.ref(generator, lambda r: log.append("weak"))
        log.append("drop")
        del generator
        log.append(reference() is None)
    for generator in (holds(log),):
        for x in generator:
            log.append(type(x).__name__)
        log.append("after the loop")
    cycle = [holds(log)]
    cycle.append(cycle)
    next(cycle[0])
    del cycle, x, generator
    gc.collect()
    return log


def breaks(log):
    for x in holds(log):
        log.append("break")
        break
    return log


def counts():
    value = object()

    def sends():
        got = yield
        while True:
            got = yield sys.getrefcount(got), sys.getrefcount(None) > 100

    generator = sends()
    next(generator)
    out = [generator.send(value), generator.send(value)]
    return out, sys.getrefcount(value), sys.getrefcount(generator)


def forever():
    n = 0
    while True:
        n += 1
        yield n


def from_threads():
    generator = forever()
    seen = [next(generator)]

    def work():
        for x in generator:
            seen.append(x)
            if x % 50 == 0:
                return

    for _ in range(4):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    return len(seen), seen[-1], next(generator)


VARIABLE = contextvars.ContextVar("variable", default=0)


def in_context():
    while True:
        yield VARIABLE.get()


def contexts():
    generator = in_context()
    seen = [next(generator)]
    context = contextvars.copy_context()
    context.run(VARIABLE.set, 5)
    seen.append(context.run(next, generator))
    VARIABLE.set(6)
    for x in generator:
        seen.append(x)
        break
    VARIABLE.set(0)
    return seen


def chained(n):
    total = 0
    for x in numbers(n):
        total += x
        yield total


def traced():
    events = []

    def trace(frame, event, argument):
        if frame.f_code.co_name in ("numbers", "chained"):
            shown = argument if event != "exception" else argument[0].__name__
            events.append((frame.f_code.co_name, event, frame.f_lineno, shown))
        return trace

    generator = chained(5)
    next(generator)
    sys.settrace(trace)
    next(generator)
    for _x in generator:
        break
    sys.settrace(None)
    rest = [next(generator)]
    sys.setprofile(trace)
    rest += list(generator)
    sys.setprofile(None)
    return events, rest


def switches_tracing_on():
    events = []

    def trace(frame, event, argument):
        events.append((frame.f_code.co_name, event, frame.f_lineno))
        return trace

    def switch():
        yield 1
        sys.settrace(trace)
        yield 2
        sys.settrace(None)
        yield 3

    out = [x for x in through(switch())]
    return out, [event for event in events if event[0] != "<listcomp>"]


def changed_code():
    def before():
        yield 1
        yield 2

    def after():
        yield "a"
        yield "b"

    generator = before()
    out = [next(generator)]
    before.__code__ = after.__code__
    before.__name__ = "renamed"
    before.__qualname__ = "other.renamed"
    out += [*generator, *before(), before().__name__, before().__qualname__, generator.__name__]
    generator.__name__ = "third"
    return out + [generator.__name__, generator.__qualname__[-6:]]


def arguments():
    def many(a, b=2, *rest, c, d=4, **named):
        cell = a
        yield a, b, rest, c, d, sorted(named)
        yield (lambda: cell)()

    def wrong():
        return many(1)

    out = [list(many(1, c=3)), list(many(1, 2, 3, c=4, e=5))]
    try:
        wrong()
    except TypeError as error:
        out.append(str(error))
    return out


# ---- coroutines ----


async def coroutine(n):
    await asyncio.sleep(0)
    return n


def make_coroutine():
    return coroutine(3)


def origins():
    out = []
    for deep in (0, 1, 2, 5):
        sys.set_coroutine_origin_tracking_depth(deep)
        for _ in range(2):
            made = make_coroutine()
            found = made.cr_origin
            out.append(found and [(line, name) for _, line, name in found][:3])
            made.close()
    sys.set_coroutine_origin_tracking_depth(0)
    return out


def awaited_twice():
    async def own():
        made = coroutine(1)
        first = await made
        try:
            await made
        except RuntimeError as error:
            return first, str(error)

    async def both():
        async def wait(made):
            return await made

        made = coroutine(1)
        results = await asyncio.gather(wait(made), wait(made), return_exceptions=True)
        return [repr(each) for each in results]

    async def wrong():
        out = []
        for thing in (3, None, numbers(1)):
            try:
                await thing
            except TypeError as error:
                out.append(str(error))
        return out

    return asyncio.run(own()), asyncio.run(both()), asyncio.run(wrong())


async def sleeps(log, n):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            log.append(i)
    except asyncio.CancelledError:
        log.append("cancelled")
        raise
    finally:
        log.append("finally")


def cancelled():
    log = []

    async def main():
        task = asyncio.create_task(sleeps(log, 100))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stack = task.get_stack()
        log.append([frame.f_code.co_name for frame in stack])
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            log.append([entry.name for entry in traceback.extract_tb(error.__traceback__)][-1])

    logging.disable()  # of what takes long
    asyncio.run(main(), debug=True)
    return log


# ---- asynchronous generators ----


async def agen(n):
    try:
        for i in range(n):
            got = yield i
            if got is not None:
                await asyncio.sleep(0)
                yield "got", got
    finally:
        await asyncio.sleep(0)


async def use_all(log):
    log.append([x async for x in agen(4)])
    generator = agen(3)
    log.append(await generator.__anext__())
    log.append(await generator.asend(9))
    log.append((generator.ag_running, generator.ag_await, generator.ag_frame is not None))
    log.append(await generator.asend(None))
    try:
        await generator.athrow(KeyError("thrown"))
    except KeyError as error:
        log.append(repr(error))
    try:
        await generator.__anext__()
    except StopAsyncIteration as error:
        log.append(repr(error))
    generator = agen(3)
    async for x in generator:
        log.append(x)
        break
    await generator.aclose()
    awaitable = agen(1).__anext__()
    log.append(await awaitable)
    try:
        await awaitable
    except RuntimeError as error:
        log.append(str(error))

    async def stops():
        yield 1
        raise StopAsyncIteration

    async def stops_too():
        yield 1
        raise StopIteration

    for bad in (stops, stops_too):
        try:
            async for x in bad():
                log.append(x)
        except RuntimeError as error:
            log.append((str(error), repr(error.__cause__)))
    running = agen(2)
    both = asyncio.gather(slow(running, log), slow(running, log), return_exceptions=True)
    log.append([repr(each) for each in await both])


async def slow_steps():
    for i in range(2):
        await asyncio.sleep(0)
        yield i


async def slow(generator, log):
    del generator
    shared = slow_steps()

    async def one():
        return await shared.__anext__()

    results = await asyncio.gather(one(), one(), return_exceptions=True)
    log.append(sorted(map(repr, results)))
    await shared.aclose()
    return 1


def async_generators():
    log = []
    asyncio.run(use_all(log))
    return log


def hooks():
    log = []

    def drive(made):
        try:
            made.send(None)
        except StopIteration as stop:
            return stop.value
        except StopAsyncIteration:
            return "end"

    async def simple():
        yield 1
        yield 2

    old = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(
        firstiter=lambda g: log.append(("first", g.__name__)),
        finalizer=lambda g: log.append(("final", g.__name__)),
    )
    try:

        async def loop():
            async for x in simple():
                log.append(x)
                if x == 1:
                    break

        drive(loop())

        async def whole():
            return [x async for x in simple()]

        log.append(drive(whole()))
    finally:
        sys.set_asyncgen_hooks(*old)
    return log


KEPT = [numbers(3), forever(), holds([])]  # suspended, not begun, when the interpreter ends
next(KEPT[0]), next(KEPT[2])

for _ in range(3):
    show(look_at_itself)
    show(delegation)
    show(collected)
    show(breaks, [])
    show(counts)
    show(from_threads)
    show(contexts)
    show(traced)
    show(switches_tracing_on)
    show(changed_code)
    show(arguments)
    show(origins)
    show(awaited_twice)
    show(cancelled)
    show(async_generators)
    show(hooks)


def at_exit():
    try:
        yield 1
    finally:
        print("closed at exit")


LAST = at_exit()
next(LAST)
