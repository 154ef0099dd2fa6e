"""Locals that are raw numbers while somebody looks: locals(), exec, del, frames, generators that are
suspended, exceptions, tracing that begins, each in the middle of a loop."""

# hot: by_locals, by_exec, deleted, by_frame, generator, raised, nested, kept_elsewhere, both_kinds
import sys

from support import show


def by_locals(n):
    x, k = 0.5, 0
    seen = []
    for i in range(n):
        x = x * 1.5 + i
        k += i * 1000
        if i % 5 == 2:
            seen.append(
                {name: value for name, value in locals().items() if name in ("x", "k", "i")}
            )
    return x, k, seen


def by_exec(n):
    x, k = 0.5, 0
    for i in range(n):
        x = x * 1.5 + i
        k += i * 1000
        if i == n // 2:
            exec("seen.append((x, k, i)); x = k = None", {"seen": SEEN}, locals())
    return x, k


SEEN = []


def deleted(n):
    x, k = 0.5, 0
    found = []
    for i in range(n):
        x = x * 1.5 + i
        k += i * 1000
        if i == 3:
            del x
        if i == 4:
            try:
                found.append(x)
            except UnboundLocalError as error:
                found.append(str(error))
            x = k * 2
        if i == 3:
            x = float(k)
    del k
    try:
        return x, k
    except UnboundLocalError as error:
        return x, found, str(error)


def look(depth):
    return {k: v for k, v in sys._getframe(depth).f_locals.items() if isinstance(v, (int, float))}


def by_frame(n):
    x, k = 0.5, 2**62
    seen = []
    for i in range(n):
        x = x * 1.5 + i
        k += 2**60
        if i % 3 == 1:
            seen.append(look(2))
            x += k
    return x, k, seen


def generator(n):
    x, k = 0.5, 1
    for i in range(n):
        x = x * 1.5 + i
        k *= 1000
        sent = yield x
        if sent is not None:
            x, k = k, x
            yield k, x
    return x, k


def raised(n, values):
    x, k = 0.5, 0
    try:
        for i in range(n):
            x = x * 1.5 + i
            k += i * 1000
            x /= values[i]
    except (ZeroDivisionError, IndexError, TypeError) as error:
        frame = sys.exc_info()[2].tb_frame
        return str(error), x, k, i, frame.f_locals["x"], frame.f_locals["k"] is k
    return x, k, i


def nested(n):
    """Raw numbers of two frames at once."""
    x, k = 0.25, 700
    for i in range(n):
        x, seen = inner(x, k + i)
        k += seen["k"]
    return x, k


def inner(y, j):
    z = y * 2.5
    for m in range(3):
        z += m * j
    return z, look(2)


def kept_elsewhere(n):
    x = 0.5
    kept = []
    for i in range(n):
        y = x * 2.0
        x = y
        z = i * 1000
        w = z
        kept.append((x is y, z is w, x))
        if i % 4 == 3:
            look(2)
            kept.append((x is y, z is w, kept[-1][2] is x))
    return kept


def both_kinds(n):
    """First an int, then a float, then an int too large, then an int again."""
    x = 1
    found = []
    for i in range(n):
        if i == 5:
            x = x * 0.5
        elif i == 10:
            x = int(x) << 70
        elif i == 15:
            x >>= 60
        x = x + i
        x = x * 2
        found.append(x)
    return found


def trace(frame, event, argument):
    EVENTS.append((event, frame.f_lineno, look_at(frame)))
    return trace if len(EVENTS) < 40 else None


def look_at(frame):
    return {k: v for k, v in frame.f_locals.items() if isinstance(v, (int, float))}


EVENTS = []


def traced(n):
    x, k = 0.5, 0
    for i in range(n):
        x = x * 1.5 + i
        k += i * 1000
        if i == 6:
            sys._getframe().f_trace = trace
            sys.settrace(trace)
        if i == 9:
            sys.settrace(None)
    return x, k


for n in 4, 30:
    show(by_locals, n)
    show(by_exec, n)
    show(deleted, n)
    show(by_frame, n)
    show(raised, n, [2, 1.5, 3] * 2 + [0])
    show(raised, n, [2, 1.5, 3] * 4)
    show(raised, n, [2, 1.5, "x"])
    show(nested, n)
    show(kept_elsewhere, n)
    show(both_kinds, n)
print(SEEN)
running = generator(30)
for i in range(12):
    print(running.send(7 if i == 5 else None), look_at(running.gi_frame))
running = generator(3)
print(list(running))
if sys.gettrace() is None:
    show(traced, 20)
    start = traced.__code__.co_firstlineno
    print([(event, line - start, seen) for event, line, seen in EVENTS])
