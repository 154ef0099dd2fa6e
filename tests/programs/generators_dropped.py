"""Generators that nobody needs any more: what dies with them, when, and who sees it."""

# hot: numbers, shows_stack, shows_locals, closes_over, guarded, inside_with, delegates, squares, wait
import gc
import sys
import traceback
import weakref

from support import show

LOG = []


def names(frame):
    found = []
    while frame is not None:
        found.append((frame.f_code.co_name, frame.f_lineno))
        frame = frame.f_back
    return found[:4]


class Noisy:
    """Says when it dies, who runs then, and which exceptions there are."""

    def __init__(self, name):
        self.name = name

    def __del__(self):
        LOG.append((self.name, names(sys._getframe(1)), sys.exc_info()[0]))

    def __iter__(self):
        return self

    def __next__(self):
        return self.name


def taken():
    log, LOG[:] = list(LOG), []
    return log


def numbers(n):
    for i in range(n):
        yield i


def shows_stack(name):
    for item in Noisy(name):
        yield item


def shows_locals(name):
    first = Noisy(name + ".first")
    second = Noisy(name + ".second")
    yield first.name
    yield second.name


def closes_over(name):
    kept = Noisy(name)
    return (kept.name for _ in range(3))


def guarded(log):
    try:
        yield 1
        yield 2
    except GeneratorExit:
        log.append(("exit", names(sys._getframe())))
        raise
    finally:
        log.append("finally")


class Manager:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.log.append(kind)


def inside_with(log):
    with Manager(log):
        yield 1
        yield 2


def delegates(inner):
    yield from inner
    yield "after"


def squares(numbers):
    return [n * n for n in numbers if n % 2]


def dropped_at_each_point():
    for made in (shows_stack, shows_locals, closes_over):
        for steps in range(3):
            generator = made("a")
            for _ in range(steps):
                next(generator)
            LOG.append("drop")
            del generator
    return taken()


def guarded_are_closed():
    log = []
    for made in (guarded, inside_with):
        for steps in range(3):
            generator = made(log)
            for _ in range(steps):
                next(generator)
            del generator
    return log


def delegating():
    log = []
    for inner in (guarded(log), numbers(3), shows_stack("inner"), iter([1, 2]), [3]):
        generator = delegates(inner)
        log.append(next(generator))
        del inner
        log.append("drop")
        del generator
        log += taken()
    return log


def dropped_by_a_loop():
    found = []
    for i in range(5):
        for item in shows_locals(str(i)):
            found.append(item)
            break
    return found, taken()


def dropped_while_raising():
    def fails():
        generator = shows_stack("raising")
        next(generator)
        raise KeyError(next(generator))

    try:
        fails()
    except KeyError as error:
        LOG.append("caught")
        del error
    try:
        raise ValueError
    except ValueError:
        generator = shows_locals("handling")
        next(generator)
        del generator
    return taken()


def watched():
    found = []
    for look in (lambda g: g.gi_frame, lambda g: g.gi_frame.f_locals, lambda g: g.gi_code):
        generator = shows_locals("watched")
        next(generator)
        seen = look(generator)
        LOG.append("drop")
        del generator
        found.append(taken())
        if hasattr(seen, "f_lineno"):
            found += [seen.f_lineno, sorted(seen.f_locals), seen.f_back]
        del seen
        found.append(taken())
    return found


def weakly_referenced():
    found = []
    for steps in range(3):
        generator = shows_locals("weak")
        for _ in range(steps):
            next(generator)
        reference = weakref.ref(generator, lambda r: LOG.append(("gone", r())))
        del generator
        found.append((reference() is None, taken()))
    return found


class Resurrects:
    kept = []

    def __init__(self, holder):
        self.holder = holder

    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def __del__(self):
        Resurrects.kept.append(self.holder.pop() if self.holder else None)


def runs(holder):
    for item in Resurrects(holder):
        yield item


def resurrected():
    """While it dies a generator can be found by the collector's list of objects."""
    holder = []
    generator = runs(holder)
    next(generator)
    del generator
    found = len(Resurrects.kept)
    Resurrects.kept.clear()
    return found


def in_cycles():
    found = []
    for steps in range(3):
        cell = []
        generator = shows_locals("cycle")
        for _ in range(steps):
            next(generator)
        cell += [generator, cell]
        del generator, cell
        gc.collect()
        found.append(sorted(str(entry[0]) for entry in taken()))
    return found


def traced():
    """With tracing and profiling on every event is seen."""
    events = []

    def trace(frame, event, argument):
        events.append((frame.f_code.co_name, event, frame.f_lineno))
        return trace

    found = []
    for switch in (sys.settrace, sys.setprofile):
        generator = shows_locals("traced")
        next(generator)
        switch(trace)
        del generator
        switch(None)
        found.append([event for event in events if event[0] != "taken"])
        events.clear()
    return found, [entry[0] for entry in taken()]


def at_the_limit():
    def dive(depth, generator):
        if depth:
            return dive(depth - 1, generator)
        LOG.append("drop")
        del generator
        return taken()

    generator = numbers(3)
    next(generator)
    box = [generator]
    del generator
    return dive(50, box.pop())


def attributes():
    generator = numbers(2)
    found = [(generator.gi_running, generator.gi_suspended, generator.gi_frame.f_lineno)]
    found += [(next(generator), generator.gi_frame.f_lineno), list(generator)]
    found += [generator.gi_frame, generator.gi_suspended, list(generator), next(generator, "end")]
    generator.__name__ = "other"
    return [*found, repr(generator).split(" at")[0], generator.__qualname__]


def made_again():
    """What is kept of a dead generator shows in none that is made later."""
    found = []
    for i in range(20):
        generator = numbers(2)
        found.append(
            (generator.__name__, generator.__qualname__, weakref.getweakrefcount(generator))
        )
        generator.__name__ = f"name {i}"
        reference = weakref.ref(generator)
        found.append((gc.is_tracked(generator), gc.is_finalized(generator), sum(generator)))
        del generator
        found.append(reference())
    return len(set(found)), found[:4]


class Name(str):
    """A name whose death is noticed."""

    def __del__(self):
        LOG.append(("name", numbers.__name__, list(numbers(3))))


def named():
    for steps in (0, 1, 5):
        generator = numbers(2)
        generator.__name__ = Name("special")
        for _ in range(steps):
            next(generator, None)
        del generator
    return taken()


def by_c_code():
    def evens(n):
        for i in range(n):
            if i % 2 == 0:
                yield i
        return "result"

    found = [list(evens(9)), tuple(evens(9)), set(evens(9)), frozenset(evens(5)), sum(evens(9))]
    found += [any(evens(1)), any(evens(9)), all(evens(9)), min(evens(9)), max(evens(9))]
    found += [sorted(evens(9), reverse=True), dict(zip(evens(9), evens(9))), bytes(evens(9))]
    found += ["-".join(str(i) for i in evens(9)), [*evens(9)], {*evens(9)}, (*evens(3), 9)]
    found += [list(map(str, evens(9))), list(filter(None, evens(9))), list(enumerate(evens(5)))]
    a, b, *c = evens(9)
    found += [a, b, c, 4 in evens(9), 5 in evens(9), dict.fromkeys(evens(5)), squares(evens(9))]
    generator = evens(3)
    found += [next(generator), next(generator), next(generator, "default"), next(generator, 0)]
    generator = evens(1)
    next(generator)
    try:
        next(generator)
    except StopIteration as error:
        found.append(("value", error.value))
    return found


def results(value):
    yield 1
    return value


def stop_values():
    found = []
    for value in (None, 1, (1, 2), KeyError("k"), StopIteration(5), "s", ()):
        generator = results(value)
        next(generator)
        try:
            next(generator)
        except StopIteration as error:
            found.append((repr(error.value), repr(error.args)))
    return found


def raises_in(step):
    for i in range(4):
        if i == step:
            raise (ValueError, StopIteration, KeyError, GeneratorExit)[i](i)
        yield i


def errors_in_c_code():
    found = []
    for step in range(4):
        for consume in (list, sum, any, sorted, lambda g: next(iter(g)), lambda g: [*g], max, dict):
            try:
                found.append(consume(raises_in(step)))
            except BaseException as error:
                frames = traceback.extract_tb(error.__traceback__)
                found.append(
                    (repr(error), repr(error.__cause__), [(f.name, f.lineno) for f in frames])
                )
    return found


def enters_itself():
    def looks():
        for function in (list, sum, next, any, lambda g: g.send(None), lambda g: g.close()):
            try:
                function(box[0])
            except ValueError as error:
                yield str(error)

    box = [looks()]
    try:
        return list(box[0])
    finally:
        box.clear()


async def wait(value):
    return value


class Step:
    def __await__(self):
        return (yield "step")


async def awaits(n):
    total = 0
    for i in range(n):
        total += await wait(i)
    got = await Step()
    return total, got


def driven():
    found = []
    for sent in (None, 5):
        coroutine = awaits(10)
        try:
            found.append(coroutine.send(None))
            coroutine.send(sent)
        except StopIteration as error:
            found.append(error.value)
    for unstarted in (awaits(1), numbers(1)):
        try:
            unstarted.send(3)
        except TypeError as error:
            found.append(str(error))
        unstarted.close()
    coroutine = awaits(1)
    coroutine.send(None)
    del coroutine
    return found


def limits():
    """Generators in generators, as deep as the limit of recursion lets them."""

    def nested(depth):
        if depth:
            for item in nested(depth - 1):
                yield item
        else:
            yield "deep"

    def chained(depth):
        if depth:
            yield sum(chained(depth - 1))
        else:
            yield 1

    found = []
    for make in (nested, chained):
        for depth in (20, 100):
            found.append(list(make(depth)))
        try:
            list(make(sys.getrecursionlimit()))
        except RecursionError as error:
            found.append(str(error).partition(" while")[0])
    return found


for _ in range(40):
    list(numbers(3)), squares(numbers(4)), next(guarded([])), next(inside_with([]))
    next(shows_stack("x")), list(shows_locals("x")), list(closes_over("x")), list(delegates([1]))
    list(results(1)), list(raises_in(9))
    next(delegates(numbers(1)))
    try:
        awaits(3).send(None)
        wait(1).send(None)
    except StopIteration:
        pass
taken()
show(dropped_at_each_point)
show(guarded_are_closed)
show(delegating)
show(dropped_by_a_loop)
show(dropped_while_raising)
show(watched)
show(weakly_referenced)
show(resurrected)
show(in_cycles)
show(traced)
show(at_the_limit)
show(attributes)
show(made_again)
show(named)
show(by_c_code)
show(stop_values)
show(errors_in_c_code)
show(enters_itself)
show(driven)
show(limits)
