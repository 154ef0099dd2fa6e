"""send, throw, close and dropping at each point of generators, delegation and coroutines."""

# hot: plain, handles, delegates, catches_close, outer, inner, awaits, chain, level, consume, pull
import itertools
import sys
import traceback

from support import show


def plain(log):
    log.append("plain starts")
    x = yield 1
    log.append(("got", x))
    y = yield x
    log.append(("got", y))
    return "plain's value"


def handles(log):
    for i in range(4):
        try:
            got = yield i
            log.append(("got", got))
        except KeyError as error:
            log.append(("caught", repr(error), repr(sys.exc_info()[1])))
            yield "in handler"
            log.append(("still handling", repr(sys.exc_info()[1])))
        except ValueError as error:
            raise TypeError("replaced") from error
        finally:
            log.append(("finally", i, repr(sys.exc_info()[1])))


def catches_close(log):
    try:
        yield 1
        yield 2
    except GeneratorExit:
        log.append("closing")
        if len(log) % 2:
            yield "ignored"
    except StopIteration:
        return 7


def delegates(log, kind):
    try:
        log.append(("result", (yield from kind(log))))
    except TypeError as error:
        log.append(("delegate caught", repr(error), repr(error.__cause__)))
        yield "after"
    return "delegate's value"


def twice(log, kind):
    return (yield from delegates(log, lambda each: delegates(each, kind)))


def step(generator, action, log):
    name, value = action
    try:
        if name == "next":
            log.append(next(generator))
        elif name == "send":
            log.append(generator.send(value))
        elif name == "throw":
            log.append(generator.throw(value))
        else:
            log.append(generator.close())
    except BaseException as error:
        entries = traceback.extract_tb(error.__traceback__)
        where = [(entry.name, entry.lineno) for entry in entries]
        log.append((type(error).__name__, str(error), where))
        log.append((repr(error.__context__), repr(error.__cause__), error.__suppress_context__))


ACTIONS = [
    ("next", None),
    ("send", 5),
    ("throw", KeyError("k")),
    ("throw", ValueError),
    ("throw", StopIteration(3)),
    ("throw", GeneratorExit),
    ("close", None),
]


def every_way(make, length):
    results = []
    for actions in itertools.product(ACTIONS, repeat=length):
        log = []
        generator = make(log)
        for name, value in actions:
            if isinstance(value, BaseException):
                value = type(value)(*value.args)
            step(generator, (name, value), log)
            log.append((generator.gi_running, generator.gi_suspended, state(generator)))
        while True:  # dropped in the end, and not while it would ignore that
            try:
                generator.close()
                break
            except (RuntimeError, LookupError, TypeError, ValueError) as error:
                log.append(repr(error))
        del generator
        results.append(log)
    return hash_of(results), results[len(results) // 3], results[-1]


def state(generator):
    frame, waiting = generator.gi_frame, generator.gi_yieldfrom
    if frame is None:
        return "gone"
    waits = None if waiting is None else (waiting.__name__, waiting.gi_frame.f_lineno)
    return frame.f_lineno, sorted(map(str, frame.f_locals)), frame.f_back, waits


def hash_of(results):
    text = repr(results)
    return hash(text), len(text)


# ---- an exception's way through compiled delegation ----


def inner(n):
    for i in range(n):
        yield i
    raise LookupError("from inner")


def outer(n):
    yield "first"
    try:
        yield from inner(n)
    except KeyError:
        yield from inner(1)


def consume(n):
    seen = []
    try:
        for x in outer(n):
            seen.append(x)
    except LookupError as error:
        names = [(e.name, e.lineno) for e in traceback.extract_tb(error.__traceback__)]
        seen.append((repr(error), names, repr(error.__context__)))
    return seen


def pull(generator):
    for x in generator:
        if x == 2:
            return x
    return None


def results_of_for():
    def returns(n):
        yield n
        return n * 1000

    def raises_stop():
        yield 1
        raise StopIteration("inside")

    def through():
        value = yield from returns(3)
        yield value

    out = [list(through()), [x for x in returns(2)]]
    try:
        for _ in raises_stop():
            pass
    except RuntimeError as error:
        out.append((repr(error), repr(error.__cause__), repr(error.__context__)))
    generator = inner(5)
    out += [pull(generator), pull(generator), generator.gi_frame]
    return out[:4]


# ---- exceptions handled while something is suspended ----


def reports():
    while True:
        yield repr(sys.exc_info()[1])


def handled_state():
    generator = reports()
    seen = [next(generator)]
    try:
        raise OSError("outer")
    except OSError:
        for text in generator:
            seen.append(text)
            break
        try:
            raise IndexError("nested")
        except IndexError:
            seen.append(next(generator))
        seen.append(next(generator))
    seen.append(next(generator))
    return seen


# ---- coroutines ----


class Ready:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return got


async def awaits(log, n):
    try:
        for i in range(n):
            log.append(await Ready(i))
    except KeyError as error:
        log.append(repr(error))
        return await chain(log, 2)
    finally:
        log.append("done")
    return n


async def chain(log, n):
    if n == 0:
        return await Ready("deep")
    return [await chain(log, n - 1), n]


def coroutine_steps(make, actions):
    log = []
    coroutine = make(log)
    for name, value in actions:
        if isinstance(value, BaseException):
            value = type(value)(*value.args)
        try:
            if name == "throw":
                log.append(coroutine.throw(value))
            elif name == "close":
                log.append(coroutine.close())
            else:
                log.append(coroutine.send(value))
        except BaseException as error:
            where = [(e.name, e.lineno) for e in traceback.extract_tb(error.__traceback__)]
            log.append((repr(error), where))
        waiting = coroutine.cr_await
        log.append((coroutine.cr_running, coroutine.cr_suspended, getattr(waiting, "__name__", "")))
    coroutine.close()
    return log


# ---- depth ----


def level(n):
    yield n
    if n:
        yield from level(n - 1)


def depth(n):
    try:
        total = 0
        for x in level(n):
            total += x
        return total
    except RecursionError as error:
        return str(error)


def limit():
    old = sys.getrecursionlimit()
    results = []
    sys.setrecursionlimit(100)
    try:
        for n in range(80, 100):
            results.append(depth(n))
    finally:
        sys.setrecursionlimit(old)
    return results


for _ in range(2):
    show(every_way, plain, 2)
    show(every_way, handles, 3)
    show(every_way, catches_close, 2)
    show(every_way, lambda log: delegates(log, plain), 2)
    show(every_way, lambda log: delegates(log, handles), 2)
    show(every_way, lambda log: twice(log, handles), 2)
    show(every_way, lambda log: twice(log, catches_close), 2)
    show(consume, 3)
    show(results_of_for)
    show(handled_state)
    for made in (lambda log: awaits(log, 3), lambda log: chain(log, 3)):
        for length in (1, 2):
            for steps in itertools.product(
                [("send", None), ("send", 4), ("throw", KeyError("k")), ("close", None)],
                repeat=length,
            ):
                show(coroutine_steps, made, steps)
    show(depth, 150)
    show(limit)
