"""Signals that arrive in the middle of an operation are handled at the next poll: same line, same
instruction, same locals; a handler that raises is caught by the handler of that place."""

# hot: ints, floats, items, nested, empty, handled, inside_with, produce, backward, chained, asynchronous
import ctypes
import functools
import signal
import threading


class Alarm(Exception):
    pass


def position(code, lasti):
    """Line and columns: CALL and PRECALL, one of which it is after a call, have the same."""
    line, end, column, last = list(code.co_positions())[lasti // 2]
    return line - code.co_firstlineno, column, last


seen = []
raising = True


def handler(number, frame):
    code = frame.f_code
    place = position(code, frame.f_lasti)
    assert place[0] == frame.f_lineno - code.co_firstlineno
    plain = {k: v for k, v in frame.f_locals.items() if isinstance(v, (int, float))}
    seen.append((code.co_name, place, plain))
    if raising:
        raise Alarm(number)


signal.signal(signal.SIGALRM, handler)
# Operators that raise the signal are C code, so nothing is polled before the loop's next poll. (A
# builtin function is no descriptor: it is called with the key alone.)
Ring = type(
    "Ring",
    (),
    {
        "__getitem__": signal.raise_signal,
        "__neg__": functools.partial(signal.raise_signal, signal.SIGALRM),
    },
)
ring = Ring()
ALARM = signal.SIGALRM


def ints(n):
    total = 0
    for i in range(n):
        total += i
        if i == 5:
            ring[ALARM]
    return total


def floats(n):
    x = 0.5
    for i in range(n):
        x = x * 0.75 + i
        if x > 20.0 and x < 22.0:
            -ring
    return x


def items(values):
    count = 0
    for value in values:
        count += 1
        if value == 7:
            ring[ALARM]
        else:
            count += 1
    return count


def nested(n):
    total = 0
    for i in range(n):
        for j in range(n):
            total += i * j
            if total == 30:
                ring[ALARM]
    return total


def empty(n):
    i = 0
    while i < n:
        i += 1
        if i == 9:
            -ring
    return i


def handled(n):
    caught = 0
    for i in range(n):
        try:
            if i % 4 == 1:
                ring[ALARM]
            caught += 0
        except Alarm:
            caught += 1
    return caught


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, type, value, traceback):
        return type is Alarm


def inside_with(n):
    ended = 0
    for i in range(n):
        with Manager():
            ended += 1
            if i % 3 == 1:
                -ring
            ended += 100
        ended += 10000
    return ended


def produce(n):
    for i in range(n):
        if i == 4:
            ring[ALARM]
        yield i


def backward(n):
    """The poll of the jump back belongs to the handler of its target."""
    caught = None
    while n:
        n -= 1
        try:
            while n > 3:
                n -= 1
                -ring
        except Alarm:
            caught = n
    return n, caught


def chained(n):
    total = 0
    for i in range(n):
        total += abs(i)
        if i == 3:
            signal.raise_signal(ALARM)
        total += len("ab")
    return total


set_exception = ctypes.pythonapi.PyThreadState_SetAsyncExc
set_exception.argtypes = [ctypes.c_ulong, ctypes.py_object]
Sender = type(
    "Sender", (), {"__getitem__": functools.partial(set_exception, threading.get_ident())}
)
sender = Sender()


def asynchronous(n):
    total = caught = 0
    for i in range(n):
        try:
            total += i
            if i % 5 == 2:
                sender[Alarm]
            total += 0.5
        except Alarm:
            caught += 1
    if n == 7:
        while True:
            total += 1
            if total > 30:
                sender[Alarm]
    return total, caught


def probe(function, *arguments):
    seen.clear()
    try:
        print(function.__name__, function(*arguments))
    except Alarm as error:
        entries = []
        tb = error.__traceback__
        while tb is not None:
            code = tb.tb_frame.f_code
            plain = {k: v for k, v in tb.tb_frame.f_locals.items() if isinstance(v, (int, float))}
            entries.append((code.co_name, position(code, tb.tb_lasti), plain))
            tb = tb.tb_next
        print(function.__name__, "raises", repr(error), entries[1:])
    print("   ", seen)


def rounds():
    global raising
    for raising in (False, True, False, True):
        probe(ints, 10)
        probe(floats, 40)
        probe(items, list(range(10)))
        probe(items, [1.5, 7.0, 8.5])
        probe(items, (9, 7, "x", 7))
        probe(nested, 7)
        probe(empty, 20)
        probe(handled, 12)
        probe(inside_with, 9)
        probe(lambda n: list(produce(n)), 8)
        probe(lambda n: sum(produce(n)), 8)
        probe(backward, 9)
        probe(chained, 8)
        probe(asynchronous, 6)
        probe(asynchronous, 7)


rounds()
