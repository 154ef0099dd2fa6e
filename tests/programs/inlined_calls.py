"""Calls that are small enough to be inlined, and everything that gives such a call up."""
# hot: getters, nested, defaults, temporaries, identity, raising, watched, recursing
# hot: stores, replaced, plain, ratio, Point.get, Point.dot

import builtins
import gc
import sys
import traceback
import weakref


class Point:
    scale = 2

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def get(self):
        return self.x

    def me(self):
        return self

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    def both(self):
        return self.get() + self.dot(self)

    def scaled(self, factor=None, offset=1):
        factor_used = self.scale if factor is None else factor
        return self.x * factor_used + offset

    def checked(self, limit):
        if self.x > limit:
            raise ValueError("above", limit)
        return self.x

    def local(self, other):
        mine = self.x
        theirs = other.x
        swapped = theirs, mine
        return swapped

    def larger(self, other):
        best = self
        if other.x > best.x:
            best = other
        return best

    def first(self):
        return self.x[0]

    def is_it(self, other):
        return self is other or not other


def first(value, *rest):
    return value


def plain(value):
    return value


def negative(value):
    return -value


def same(a, b):
    return a is b


def ratio(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def size(items):
    return len(items) + 1


def uses_global(value):
    return value + OFFSET


def deep(a):
    return plain(a) + plain(a + 1)


OFFSET = 5


def getters(count):
    point, other = Point(3, 4.5), Point(2, 10**20)
    total = 0
    for i in range(count):
        total += point.get() + plain(i) + ratio(i, 2) + size((i, i)) + uses_global(i) + deep(i)
        total += point.dot(other) + point.me().get() + point.larger(other).x
        if i == count // 2:
            point.x = 2**80
        elif i == count // 2 + 3:
            point.x = 1.5
        elif i == count // 2 + 6:
            point.x = True
    return total


def nested(count):
    point = Point(1, 2)
    out = []
    for i in range(count):
        try:
            out.append(point.both())
        except (TypeError, AttributeError) as error:
            out.append((type(error), str(error)))
        if i == 10:
            point.x = "text"
        elif i == 15:
            del point.x
        elif i == 20:
            point.x, point.y = 2.5, 2**70
        elif i == 25:
            point.get = lambda: -1
        elif i == 30:
            Point.get = lambda self: self.y
        elif i == 35:
            del point.get
        elif i == 40:
            Point.dot = staticmethod(lambda other: 7)
    return out


def defaults(count):
    point = Point(3, 4)
    kept = Point.scaled.__defaults__
    out = []
    for i in range(count):
        try:
            out.append(
                (point.scaled(), point.scaled(i), point.scaled(i, 2.5), point.scaled(offset=i))
            )
        except TypeError as error:
            out.append(str(error))
        if i == 12:
            Point.scaled.__defaults__ = (9, 9)
        elif i == 16:
            Point.scaled.__defaults__ = None
        elif i == 20:
            Point.scaled.__defaults__ = (2**70,)
        elif i == 24:
            Point.scaled.__defaults__ = kept
        elif i == 28:
            Point.scale = 0.5
    return out


class Noisy:
    log = []

    def __init__(self, x):
        self.x = x

    def get(self):
        return self.x

    def plus(self, other):
        return self.x + other.x

    def __del__(self):
        frame = sys._getframe(1)
        self.log.append(
            (self.x, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno)
        )


def temporaries(count):
    out = []
    for i in range(count):
        out.append(Noisy(i).get())
        out.append(Noisy(i).plus(Noisy(-i)))
        out.append((lambda value: value)(Noisy(i)).x)
        out.append(plain([i])[0])
        out.append(sys.getrefcount(plain(out)))
        out.append(plain(Noisy(i)) is None)
    return out, Noisy.log


def identity(count):
    out = []
    value, text = 12345.5, "t" * count
    for i in range(count):
        number = i * 1000
        same_number = plain(number)
        out.append((same_number is number, same(number, number), plain(value) is value))
        out.append((same(value, value), same(number, i * 1000), plain(text) is text))
        nan = float("nan")
        out.append(plain(nan) in [nan])
        out.append(id(plain(nan)) == id(nan))
    return out


def raising(count):
    point = Point(1, 2)
    out = []
    for i in range(count):
        point.x = i
        try:
            point.checked(count - 5)
        except ValueError as error:
            out.append(traceback.format_exc().splitlines()[-4:])
            out.append(error.args)
        try:
            ratio(-1, 0) if i % 7 == 0 else None
        except ZeroDivisionError:
            out.append([line.strip() for line in traceback.format_exc().splitlines()])
        try:
            point.first()
        except TypeError as error:
            out.append((str(error), error.__traceback__.tb_next.tb_lasti))
        try:
            plain()
        except TypeError as error:
            out.append(str(error))
    return out


class Meddler:
    """Its comparison runs foreign code in the middle of what is inlined."""

    def __init__(self, x):
        self.x = x

    def __gt__(self, other):
        out = []
        frame = sys._getframe(1)
        while frame is not None and len(out) < 2:
            out.append((frame.f_code.co_name, sorted(frame.f_locals)))
            frame = frame.f_back
        seen.append(out)
        return self.x > other.x

    def __bool__(self):
        seen.append(sys._getframe(1).f_code.co_name)
        return False


seen = []


def watched(count):
    one, two = Point(1, 2), Point(3, 4)
    for i in range(count):
        if i == count // 2:
            one.x, two.x = Meddler(5), Meddler(1)
        one.larger(two)
        one.is_it(Meddler(1) if i % 9 == 8 else two)
    return seen


def down(n):
    return plain(n) if n == 0 else down(n - 1) + plain(1)


def recursing(count):
    out = []
    for _ in range(count):
        out.append(down(20))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(120)
    try:
        for i in range(150):
            try:
                out.append(down(i))
            except RecursionError as error:
                out.append((i, str(error)[:32]))
    finally:
        sys.setrecursionlimit(limit)
    return out


class Holder:
    def __init__(self):
        self.items = [Point(1, 2), Point(3, 4)]

    def pick(self, index):
        item = self.items[index]
        return item

    def twice(self, index):
        item = self.items[index]
        item = item.x
        return item


def stores(count):
    holder = Holder()
    out = []
    for i in range(count):
        out.append(holder.pick(i % 2).x + holder.twice(i % 2))
        try:
            holder.pick(2 + i)
        except (IndexError, KeyError) as error:
            out.append(str(error))
        if i == 20:
            holder.items = (Point(5, 6), Point(7, 8))
        elif i == 30:
            holder.items = {0: Point(1.5, 1), 1: Point(2**70, 1)}
        elif i == 31:
            holder.items = [Point(9, 9), Point(8, 8)]
    reference = weakref.ref(holder.items[0])
    del holder
    gc.collect()
    return out, reference() is None


def replaced(count):
    global plain, OFFSET
    out, kept = [], plain
    for i in range(count):
        out.append((plain(i), deep(i), uses_global(i)))
        if i == 10:
            plain = negative
        elif i == 14:
            plain = kept
        elif i == 18:
            plain.__code__ = (lambda value: value * 2).__code__
        elif i == 22:
            OFFSET = 0.25
        elif i == 26:
            plain = first
    plain = kept
    return out


def in_other_namespaces(count):
    """The same code as functions of different globals."""
    code = compile("def look(i): return NAME + i\n", "<here>", "exec")
    out = []
    for i in range(count):
        namespace = {"NAME": i * 10, "__builtins__": builtins}
        if i % 5 == 4:
            namespace["OTHER"] = 1
        exec(code, namespace)
        look = namespace["look"]
        out.append(look(1) + look(2))
    return out


for function in (
    getters,
    nested,
    defaults,
    temporaries,
    identity,
    raising,
    watched,
    recursing,
    stores,
    replaced,
    in_other_namespaces,
):
    print(function.__name__, function(60))
