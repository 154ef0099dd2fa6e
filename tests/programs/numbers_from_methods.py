"""Properties, subscripts and operators whose methods compute numbers: the results have no boxes, while
types change, methods raise, decline and are replaced, and operands die."""

# no traced torture: a comparison that is traced is not specialised, and takes a level of recursion
# hot: properties, items, operators, changing, raising, declining, replaced, dying, watched, kept, named
import sys
import traceback

from support import NAN, show


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    @property
    def length(self):
        return (self.x * self.x + self.y * self.y) ** 0.5

    @property
    def twice(self):
        return self.x * 2 + 1000

    def __getitem__(self, index):
        for _ in range(1):
            index += 0
        if index == 9:
            raise IndexError(index)
        return self.x * index

    def __mul__(self, other):
        for _ in range(1):
            pass
        if other is None:
            return NotImplemented
        if isinstance(other, Vector):
            return self.x * other.x + self.y * other.y
        return self.x * other

    def __sub__(self, other):
        for _ in range(1):
            pass
        if self.y > 30:
            return NotImplemented
        return self.y - other


def properties(n):
    vector = Vector(3.0, 4.0)
    total = 0.0
    for i in range(n):
        total += vector.length + vector.twice
        vector.x = i * 0.5
    return total


def items(n):
    vector = Vector(0.5, 2.5)
    whole = Vector(1 << 40, 2)
    total = 0.0
    count = 0
    for i in range(n):
        total += vector[i] + vector[i + 0] * 2.0
        count += whole[i % 8]
    return total, count


def operators(n):
    left, right = Vector(1.5, 2.5), Vector(0.25, 4.0)
    total = 0.0
    for i in range(n):
        total += left * right + left * (i + 0.5) + (left - i)
        left *= 1.0
        left = Vector(left, i % 20 + 0.5)
    return total


class Any:
    value = 0.0

    @property
    def read(self):
        return self.value + self.value

    def __getitem__(self, index):
        return self.value * index

    def __add__(self, other):
        return self.value + other


VALUES = [0.5, 3, 1 << 62, 10**20, True, "ab", [1], 1.5, -0.0, NAN, 7, 2.5, 1 << 29]


def changing(n):
    """What comes back is a number of another kind, grows too large for one, is none at all."""
    thing = Any()
    seen = []
    for i in range(n):
        thing.value = VALUES[i % len(VALUES)] if i > 2 * n // 3 else i * 0.5 if i < n // 3 else i
        seen.append(thing.read)
        seen.append(thing[2])
        if not isinstance(thing.value, (str, list)):
            seen.append(thing + 1)
    return [(type(value).__name__, repr(value)) for value in seen[-90:]], len(seen)


class Failing:
    left = 0.0

    @property
    def attribute(self):
        self.left += 0.5
        if self.left % 4 == 0:
            return self.missing
        return self.left * 2

    @property
    def number(self):
        self.left += 1.0
        return 1.0 / (self.left % 5)

    def __getitem__(self, index):
        return 10.0 / (index % 7)

    def __truediv__(self, other):
        return 10 // (other % 6)


def raising(n):
    failing = Failing()
    total, places = 0.0, []
    for i in range(n):
        try:
            total += failing.attribute
            total += failing.number
            total += failing[i]
            total += failing / i
        except AttributeError as error:
            places.append((str(error), error.name, error.obj is failing))
        except ZeroDivisionError as error:
            names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
            places.append((str(error), names, error.__traceback__.tb_lineno))
    return total, places[:12], len(places)


class Number(float):
    def __rmul__(self, other):
        return "reflected"


def declining(n):
    """The method says that it does not know: the error, or what the right operand says."""
    vector = Vector(2.0, 0.0)
    total, texts = 0.0, set()
    for i in range(n):
        vector.y = i * 1.0
        for right in (i + 0.5, vector, Number(i)):
            try:
                result = vector * right if i % 3 else vector - (i + 1)
                total += result if isinstance(result, float) else 1
            except TypeError as error:
                texts.add(str(error))
        if i % 10 == 7:
            try:
                vector * None
            except TypeError as error:
                texts.add(str(error))
    return total, sorted(texts)


def replaced(n):
    """Methods that are given other code, or replaced, between two rounds."""

    class Meter:
        def __init__(self):
            self.x = 1.5

        @property
        def value(self):
            return self.x * 2

        def __getitem__(self, index):
            return self.x * index

    meter = Meter()
    total = 0.0
    for i in range(n):
        total += meter.value + meter[i]
        if i == n // 4:
            Meter.value = property(lambda self: int(self.x) + i)
        if i == n // 3:
            Meter.__getitem__.__code__ = (lambda self, index: index << 1).__code__
        if i == n // 2:
            Meter.__getitem__ = lambda self, index: self.x - index
        if i == 2 * n // 3:
            Meter.value = 5
        if i == 3 * n // 4:
            Meter.__getitem__ = [10, 20, 30].__getitem__
            total += 1
            break
    return total


LOG = []


class Dying:
    """Its finaliser looks at the frame in which the operation's result has no box yet."""

    def __init__(self, x):
        self.x = x

    @property
    def value(self):
        return self.x + 0.5

    def __getitem__(self, index):
        return self.x + index

    def __add__(self, other):
        return self.x * 2 + other.x

    def __del__(self):
        frame = sys._getframe(1)
        if frame.f_code.co_name == "dying":
            seen = frame.f_locals
            LOG.append(
                (seen.get("total"), seen.get("i"), frame.f_lineno - frame.f_code.co_firstlineno)
            )


def dying(n):
    LOG.clear()
    total = 0.0
    for i in range(n):
        total += Dying(i * 0.5).value
        total += Dying(i)[2]
        total += Dying(i) + Dying(0.25)
    return total, len(LOG), LOG[-8:]


FRAMES = []


class Watched:
    x = 1.5

    @property
    def value(self):
        FRAMES.append(sys._getframe())
        return self.x * 2.0

    def __getitem__(self, index):
        self.seen = sys._getframe(1).f_locals["total"], index
        return self.x * index

    def __mul__(self, other):
        self.seen = sys.getrefcount(other), sys._getframe(1).f_locals.copy()
        return self.x * other


def watched(n):
    """Operands are held as CPython holds them, and frames can be looked at."""
    thing = Watched()
    total = 0.0
    seen = []
    for i in range(n):
        total += thing.value
        total += thing[i * 1000 + 12345]
        seen.append(thing.seen)
        total += thing * (i + 0.25)
        seen.append((thing.seen[0], thing.seen[1]["total"], thing.seen[1]["i"]))
        FRAMES[:-2] = []
    thing.x = 0
    return (
        total,
        seen[-6:],
        [frame.f_lineno for frame in FRAMES] == [frame.f_lineno for frame in FRAMES[::-1]],
    )


KEPT = []


class Keeping:
    x = 1.5

    @property
    def value(self):
        result = self.x * 2.0
        KEPT.append(result)
        return result

    def __getitem__(self, index):
        KEPT.append(index)
        return index


def kept(n):
    """What the method keeps is the object that comes back."""
    thing = Keeping()
    same = 0
    for i in range(n):
        thing.x = i * 0.5
        value = thing.value
        same += value is KEPT[-1]
        item = thing[i * 1000.5]
        same += item is KEPT[-1]
    count = len(set(map(id, KEPT)))
    KEPT.clear()
    return same, count


def five(a, b, c, d, e):
    for _ in range(1):
        a = a + 0
    return a - b * 2 + c * 4 - d * 8 + e * 16


def held(a, b, c):
    for _ in range(1):
        pass
    return a is b, b is c, sorted(sys._getframe().f_locals), sorted(sys._getframe(1).f_locals)


def named(n):
    """Arguments by name, in every order: numbers without boxes, with them, and other things."""
    total = 0.0
    answers = set()
    for i in range(n):
        x, y = i * 0.5, i + 1000
        total += five(e=x + 1, d=i, c=x, b=y, a=y + 1)
        total += five(1, c=i + 1, b=x * 2, e=2.5, d=y)
        total += five(x, y, d=x - 1, c=y * 2, e=i)
        total -= five(b=i * i, a=x * x, d=7, c=i << 3, e=x)
        if i == n // 2:
            total += five(d=1 << 70, a=x + 0.5, e=True, c=i + 1, b=10**30)
        for _ in range(2):
            answers.add(str(held(c=x, a=y + 1, b=x) + held(b=i + 5000, a=x + 1, c=x)))
        try:
            five(e=x + 1, d=i + 1, c=x, b=y, a="text")
        except TypeError as error:
            answers.add(str(error))
    return total, sorted(map(str, answers))


show(properties, 60)
show(items, 9)
show(items, 8)
show(operators, 60)
for count in (30, 60, 90):
    show(changing, count)
show(raising, 60)
show(declining, 60)
show(replaced, 60)
show(dying, 60)
show(watched, 60)
show(kept, 60)
show(named, 60)
for _ in range(3):
    show(properties, 60)
    show(items, 12)
    show(operators, 60)
    show(raising, 60)
    show(named, 60)
