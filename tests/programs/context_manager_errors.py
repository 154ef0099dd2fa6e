"""`with` and `async with`: protocol errors, managers that interfere, every way out of the block."""

# hot: plain, with_two, swallows, jumps, in_loop, jumps_in_loops, exit_raises, from_with_in_with
# hot: asynchronous, async_jumps, awaits, async_for, async_comprehension, async_exit_raises
import contextlib
import sys
import traceback

from support import show


class Manager:
    def __init__(self, name="m", value="value", swallow=False, fail=None):
        self.name, self.value, self.swallow, self.fail = name, value, swallow, fail

    def __enter__(self):
        print("enter", self.name)
        if self.fail == "enter":
            raise LookupError("enter")
        return self.value

    def __exit__(self, kind, error, trace):
        print("exit", self.name, kind, error, trace and trace.tb_lineno, sys.exc_info()[1])
        if self.fail == "exit":
            raise LookupError("exit")
        return self.swallow


class NoExit:
    def __enter__(self):
        return 1


class NoEnter:
    def __exit__(self, *rest):
        return 1


class OnInstance:
    def __init__(self):
        self.__enter__ = self.__exit__ = lambda *rest: 1


class NotCallable:
    __enter__ = 5
    __exit__ = 6


class Odd:
    """Looks up its own methods, and fails at it."""

    def __init__(self, name):
        self.name = name


class Descriptor:
    def __init__(self, name):
        self.name = name

    def __get__(self, instance, owner):
        print("get", self.name)
        if instance is None:
            return self
        if instance.name == self.name:
            raise AttributeError(self.name)
        return lambda *rest: print("called", self.name, len(rest))


Odd.__enter__ = Descriptor("enter")
Odd.__exit__ = Descriptor("exit")


class FailingTruth:
    def __bool__(self):
        raise ValueError("truth")


def plain(manager):
    with manager as value:
        print("in", value)
        return value


def with_two(first, second):
    with first as a, second as (b, c):
        return a, b, c
    return "after"


def swallows(manager, error):
    x = 1.5
    with manager:
        x = x + 1
        if error is not None:
            raise error
        x = x * 2
    return x, sys.exc_info()


def jumps(manager, kind):
    log = []
    for i in range(4):
        with manager:
            if kind == "continue" and i == 1:
                continue
            if kind == "break" and i == 2:
                break
            if kind == "return" and i == 2:
                return log, i
            log.append(i * 0.5)
        log.append("after")
    else:
        log.append("else")
    return log


def jumps_in_loops(n):
    """Loops inside, so that the machine goes back into the middle of `with` and `try`."""
    total = 0
    with contextlib.suppress(ZeroDivisionError):
        i = 0
        while i < n:
            try:
                for k in range(3):
                    if k == 2 and i % 5 == 4:
                        raise KeyError(i)
                    total += k
                i += 1
                if i % 7 == 0:
                    continue
                total += 0.5
            except KeyError as error:
                i += 1
                total += error.args[0]
                if i > n - 2:
                    1 // 0
            finally:
                total -= 1
    return total, i


def in_loop(n):
    count = 0
    for i in range(n):
        with Counting() as counting:
            count += counting.enters
            if i % 3 == 2:
                raise_it(i)
    return count, Counting.exits


class Counting:
    enters = exits = 0

    def __enter__(self):
        self.enters += 1
        return self

    def __exit__(self, kind, error, trace):
        Counting.exits += 1
        return kind is not None and error.args[0] < 100


def raise_it(i):
    raise ValueError(i)


def exit_raises(error):
    try:
        with Manager("outer", fail="exit"):
            if error is not None:
                raise error
    except LookupError as caught:
        return repr(caught), repr(caught.__context__), sys.exc_info()[1] is caught
    return "nothing"


def from_with_in_with():
    with Manager("a", swallow=True):
        with Manager("b", fail="exit"):
            with Manager("c", swallow=FailingTruth()):
                raise KeyError("innermost")
    return sys.exc_info()


class Async:
    def __init__(self, name="m", value="value", swallow=False, fail=None):
        self.name, self.value, self.swallow, self.fail = name, value, swallow, fail

    async def __aenter__(self):
        print("enter", self.name, await Pause("entering"))
        if self.fail == "enter":
            raise LookupError("enter")
        return self.value

    async def __aexit__(self, kind, error, trace):
        print("exit", self.name, kind, error, await Pause("exiting"), sys.exc_info()[1])
        if self.fail == "exit":
            raise LookupError("exit")
        return self.swallow


class Pause:
    def __init__(self, text):
        self.text = text

    def __await__(self):
        return (yield self.text)


class NotAwaited:
    def __init__(self, enter=None, leave=None):
        self.enter, self.leave = enter, leave

    def __aenter__(self):
        return Pause("e") if self.enter is None else self.enter

    def __aexit__(self, *rest):
        return Pause("x") if self.leave is None else self.leave


class NoAexit:
    def __aenter__(self):
        return Pause("e")


class BadAwait:
    def __init__(self, result):
        self.result = result

    def __await__(self):
        if self.result is None:
            raise ValueError("await")
        return self.result


class AsyncOdd(Odd):
    __aenter__ = Odd.__enter__
    __aexit__ = Odd.__exit__


def run(coroutine):
    """Runs it to its end, with a number for each thing it waits for."""
    sent = None
    for i in range(1000):
        try:
            print("waits for", coroutine.send(sent))
        except StopIteration as error:
            return error.value
        sent = i


async def asynchronous(manager):
    async with manager as value:
        print("in", value, await Pause("inside"))
        return value


async def async_jumps(manager, kind):
    log = []
    for i in range(4):
        async with manager:
            if kind == "continue" and i == 1:
                continue
            if kind == "break" and i == 2:
                break
            if kind == "return" and i == 2:
                return log, i
            if kind == "raise" and i == 2:
                raise KeyError(i)
            log.append(i * 0.5)
        log.append("after")
    return log, sys.exc_info()


async def async_exit_raises(error):
    try:
        async with Async("outer", fail="exit"):
            if error is not None:
                raise error
    except LookupError as caught:
        return repr(caught), repr(caught.__context__)


async def awaits(what):
    try:
        return await what
    except (TypeError, RuntimeError, ValueError) as error:
        return repr(error), repr(error.__cause__)


class Items:
    def __init__(self, make, n=3):
        self.make, self.n = make, n

    def __aiter__(self):
        return self

    def __anext__(self):
        self.n -= 1
        if self.n < 0:
            raise StopAsyncIteration
        return self.make(self.n)


class NoAnext:
    def __aiter__(self):
        return 5


class FailingAiter:
    def __aiter__(self):
        raise ValueError("aiter")


async def async_for(items):
    total = []
    try:
        async for item in items:
            total.append(item)
        else:
            total.append("else")
    except (TypeError, ValueError) as error:
        total.append((repr(error), repr(error.__cause__)))
    return total


async def async_comprehension(n):
    return [item async for item in Items(Pause, n)], {k: k async for k in Items(Pause, n)}


def drive(function, *arguments):
    """show() for a coroutine function."""
    try:
        print(function.__name__, "=", run(function(*arguments)))
    except BaseException:
        print(function.__name__, "raises", traceback.format_exc())


async def coroutine():
    return await Pause("in a coroutine")


def two_at_once():
    one = coroutine()
    one.send(None)
    drive(awaits, one)
    drive(awaits, BadAwait(one))
    one.close()


for _ in range(2):
    managers = [
        Manager(),
        Manager(fail="enter"),
        Manager(fail="exit"),
        NoExit(),
        NoEnter(),
        OnInstance(),
        NotCallable(),
        Odd("enter"),
        Odd("exit"),
        Odd(""),
        5,
        None,
        Async(),
        Manager,
    ]
    for manager in managers:
        show(plain, manager)
    show(with_two, Manager("1"), Manager("2", (3, 4)))
    show(with_two, Manager("1"), Manager("2", (3,)))
    show(with_two, Manager("1", swallow=True), Manager("2", 5))
    show(with_two, Manager("1", swallow=True), Manager("2", fail="enter"))
    for error in (None, ValueError("v"), ValueError):
        show(swallows, Manager(swallow=True), error)
        show(swallows, Manager(swallow=False), error)
        show(swallows, Manager(swallow=FailingTruth()), error)
        show(swallows, Manager(swallow=[1]), error)
        show(exit_raises, error)
        drive(async_exit_raises, error)
    for kind in ("continue", "break", "return", None, "raise"):
        show(jumps, Manager(), kind)
        drive(async_jumps, Async(), kind)
        drive(async_jumps, Async(swallow=True), kind)
    show(jumps_in_loops, 30)
    show(jumps_in_loops, 29)
    show(in_loop, 20)
    show(in_loop, 150)
    show(from_with_in_with)
    managers = [
        Async(),
        Async(fail="enter"),
        Async(fail="exit"),
        NotAwaited(5),
        NotAwaited(None, 5),
        5,
        NotAwaited(BadAwait(7)),
        NotAwaited(None, BadAwait([])),
        NotAwaited(None, BadAwait(None)),
        NotAwaited(BadAwait(iter(()))),
        NoAexit(),
        Manager(),
        AsyncOdd("enter"),
        AsyncOdd("exit"),
        AsyncOdd(""),
        None,
        Async,
    ]
    for manager in managers:
        drive(asynchronous, manager)
    for what in (5, Pause("p"), BadAwait(5), BadAwait(None), BadAwait(iter((1, 2))), None, Pause):
        drive(awaits, what)
    two_at_once()
    for make in (Pause, lambda n: n, lambda n: BadAwait(n), lambda n: BadAwait(None), coroutine):
        drive(async_for, Items(make))
    for items in (5, NoAnext(), FailingAiter(), [1], Items):
        drive(async_for, items)
    drive(async_comprehension, 3)
