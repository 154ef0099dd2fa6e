"""Numbers that are computed for a call or by one: arguments and results without boxes, while types
change, functions get other code, and callers, callees and finalisers look."""

# no traced torture: a comparison that is traced is not specialised, and takes a level of recursion
# hot: fib, integral, mixed, three, keeps, looks, raises, kinds, overflows, swapped, defaults
# hot: Account.add, deletes, assigns, closes, watched, drops, in_order, five, ten, changes_code, hands_on
import gc
import sys

from support import NAN, show


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def integral(a, b, depth):
    middle = (a + b) * 0.5
    if depth == 0:
        return (b - a) * middle * middle
    return integral(a, middle, depth - 1) + integral(middle, b, depth - 1)


def mixed(n):
    for _ in range(1):
        n = n + 0
    if n % 4 == 0:
        return n * 2
    if n % 4 == 1:
        return n * 0.5
    if n % 4 == 2:
        return None
    return n << 61


def three(count):
    """Results of changing types at one call."""
    results = [mixed(i + 0) for i in range(count)]
    total = 0
    for i in range(count):
        result = mixed(i + 1)
        if result is not None:
            total += result
    return results[:8], total


KEPT = []


def same(x):
    for _ in range(1):
        KEPT.append(x)
    return x


def keeps(n):
    """The object that the callee keeps is the one that comes back."""
    KEPT.clear()
    x = 0.5
    for i in range(n):
        x = same(x * 1.5 + i)
        if KEPT[-1] is not x:
            return "another object", i
        y = same(i * 1000 + 12345)
        if KEPT[-1] is not y:
            return "another object", i
    return len(set(map(id, KEPT))), x, y


def both(a, b):
    for _ in range(1):
        pass
    return a is b, a, b


def aliases(n):
    counts = [0, 0]
    for i in range(n):
        x = i * 0.25
        counts[0] += both(x, x)[0]
        counts[1] += both(x + 1.0, x + 1.0)[0]
    return counts


def look(a, b, c):
    frame = sys._getframe()
    seen = dict(frame.f_locals), dict(frame.f_back.f_locals)
    for _ in range(1):
        a = a + b
    return seen, a * c, sys.getrefcount(a), sys.getrefcount(c)


def looks(n):
    x = 0.5
    for i in range(n):
        seen, product, *counts = look(x * 2, i + 1000, x - i)
        x = x + product * 1e-9
    return seen, product, counts


def fails(a, b):
    for _ in range(1):
        a = a * 1.0
    return (a + 0.5) / (b - 3)


def raises(n):
    total = 0.0
    for i in range(n):
        try:
            total += fails(i * 2, i % 7)
        except ZeroDivisionError as error:
            place = error.__traceback__.tb_next
            total += place.tb_lineno - place.tb_frame.f_code.co_firstlineno
            total += sorted(place.tb_frame.f_locals.items())[0][1]
    return total


def raises_at_last(n):
    for i in range(n):
        fails(i * 1.0, n + 2 - i)


def kind(x):
    for _ in range(1):
        pass
    return (type(x).__name__, x + x)


def kinds(values):
    """One call, values of all types computed for it."""
    names = []
    for value in values:
        names.append(kind(value * 2))
    return names


def larger(a, b):
    for _ in range(1):
        a += b
    return a * 3


def overflows(n):
    """The numbers passed, and the one that comes back, grow out of 64 bits and back."""
    seen = []
    x = 1
    for i in range(n):
        x = larger(x * 7, i + 1)
        if x > 1 << 80:
            seen.append(x)
            x = x >> 75
    return seen, x


def swapped(n):
    total = 0.0
    for i in range(n):
        total += fails(b=i * 2 + 10, a=i * 0.5)
    return total


def with_defaults(a, b=2.5, c=3):
    for _ in range(1):
        a = a * b
    return a - c


def defaults(n):
    total = 0.0
    for i in range(n):
        total += with_defaults(i * 0.5) + with_defaults(i + 1, i * 1.5) + with_defaults(1, c=i + 1)
        if i == n // 2:
            with_defaults.__defaults__ = (4.5, 1)
    with_defaults.__defaults__ = (2.5, 3)
    return total


class Account:
    def __init__(self):
        self.sum = 0.0

    def add(self, x, y):
        for _ in range(1):
            self.sum += x
        return self.sum * y

    def __getattr__(self, name):
        return 0.5


def methods(n):
    account = Account()
    total = 0.0
    add = account.add
    for i in range(n):
        total += account.add(i * 0.5, i + 1.5) + add(i + 0.5, 2)
    return total, account.sum


def delete(x, y):
    if y % 3 == 0:
        del x
    for _ in range(1):
        y += 1
    return x + y


def deletes(n):
    missing = 0
    for i in range(n):
        try:
            delete(i * 0.5, i + 0)
        except UnboundLocalError:
            missing += 1
    return missing


def assign(x, y):
    for _ in range(2):
        x, y = y, x + y
    if y > 50:
        x = "text"
    return x


def assigns(n):
    return [assign(i + 1, i * 2) for i in range(n)]


def close(x, step):
    def more():
        nonlocal x
        x += step
        return x

    for _ in range(2):
        more()
    return more() + x


def closes(n):
    total = 0.0
    for i in range(n):
        total += close(i * 0.5, i + 1)
    return total


FRAMES = []


def watch(x, y):
    FRAMES.append(sys._getframe())
    for _ in range(1):
        y = x * y
    return y + 0.5


def watched(n):
    """Frame objects outlive the frames whose results have no boxes."""
    FRAMES.clear()
    total = 0.0
    for i in range(n):
        total += watch(i * 0.5, i + 2)
    seen = [sorted(frame.f_locals.items()) for frame in FRAMES[-3:]]
    FRAMES.clear()
    return total, seen


class Finaliser:
    def __init__(self, log):
        self.log = log

    def __del__(self):
        # It calls with numbers itself, and looks at who called.
        self.log.append(fails(len(self.log) * 1.0, 5) + fib(3 + 1))
        gc.collect()


def dropping(x, log):
    kept = Finaliser(log)
    for _ in range(1):
        x = x * 2
    return x + 0.25


def drops(n):
    """What dies when the callee's frame is cleared runs before its result is used."""
    log = []
    total = 0.0
    for i in range(n):
        total += dropping(i * 0.5, log)
    return total, len(log), sum(log)


def first(x):
    ORDER.append("first")
    for _ in range(1):
        pass
    return x + 1.0


def second(x):
    ORDER.append("second")
    if x > 30:
        raise ValueError(x)
    for _ in range(1):
        pass
    return x * 3


ORDER = []


def in_order(n):
    """The first result waits without a box while the second call raises."""
    ORDER.clear()
    total = 0.0
    for i in range(n):
        try:
            total += first(i * 1.0) + second(i + 0)
        except ValueError as error:
            total -= error.args[0]
    return total, len(ORDER), ORDER[-2:]


def all_ten(a, b, c, d, e, f, g, h, i, j):
    return a - b + c * 2 - d + e / 2 + f - g * 3 + h - i + j, a is j


def ten(n):
    """More than go without boxes, of both kinds; some the same number."""
    total = 0.0
    for i in range(n):
        x, y = i * 0.5, i + 1
        found, same = all_ten(y, x, i, x + 1, y * 2, x, 7, x - 0.25, i + 1000, y)
        total += found
        total -= all_ten(i + 1, 0.5 * i, i, 2.5, y, i * i, i - 9, x * x, i | 1, x)[0]
    return total, found, same


def all_five(a, b, c, d, e):
    for _ in range(1):
        a += b
    return a * c + d * e


def five(n):
    total = 0
    for i in range(n):
        total += all_five(i + 1, i * 0.5, i + 2, i + 3, i * 4)
    return total


def one_code(x, y):
    for _ in range(1):
        x += y
    return x * 2.0


def other_code(x, y):
    for _ in range(1):
        x -= y
    return int(x)


def changes_code(n):
    code = one_code.__code__
    total = 0.0
    for i in range(n):
        total += one_code(i * 0.5, i + 1)
        if i == n // 3:
            one_code.__code__ = other_code.__code__
        if i == n // 2:
            one_code.__code__ = (lambda x, y=1.5: [x, y][1]).__code__
        if i == 2 * n // 3:
            one_code.__code__ = code
    one_code.__code__ = code
    return total


def hand_on(x, depth):
    if depth == 0:
        return x
    return hand_on(x, depth - 1)


def hands_on(n):
    """A number that is passed through many calls is one object if anyone has it."""
    total = 0
    for i in range(n):
        x = i * 1000.5
        total += hand_on(x, 3) is x
        total += hand_on(x + 0.5, 3) == x + 0.5
        total += hand_on(i + 7, 2) == i + 7
    return total


def deep(x, n):
    return x if n == 0 else deep(x + 0.5, n - 1) + 1.0


def in_vain(n):
    try:
        return deep(n * 0.5, n * 100000)
    except RecursionError as error:
        return str(error)


def generated(x, n):
    for i in range(n):
        x += yield x * i


def generators(n):
    total = 0.0
    for i in range(n):
        generator = generated(i * 0.5, 3)
        next(generator)
        total += generator.send(i * 2.0)
    return total


def traced(n):
    events = []

    def trace(frame, event, argument):
        if event in ("call", "return") and frame.f_code is larger.__code__:
            events.append((event, argument, dict(frame.f_locals)))
        return trace

    total = 0
    for i in range(n):
        if i == n // 2:
            sys.settrace(trace)
        total += larger(i * 3, i + 1)
        if i == n // 2 + 1:
            sys.settrace(None)
    return total, events


for round in range(2):
    show(fib, 14)
    show(integral, 0.0, 1.0, 6)
    show(integral, 0, 1, 5)
    show(three, 100)
    show(keeps, 90)
    show(aliases, 90)
    show(looks, 90)
    show(raises, 100)
    show(raises_at_last, 90)
    show(kinds, [1, 2.5, True, 1 << 59, 1 << 62, 1 << 70, -0.0, NAN, 3j, "ab", (1,)] * 12)
    show(overflows, 200)
    show(swapped, 90)
    show(defaults, 90)
    show(methods, 90)
    show(deletes, 90)
    show(assigns, 90)
    show(closes, 90)
    show(watched, 90)
    show(drops, 90)
    show(in_order, 90)
    show(five, 90)
    show(ten, 90)
    show(changes_code, 150)
    show(hands_on, 90)
    show(in_vain, 3)
    show(generators, 90)
    show(traced, 90)
