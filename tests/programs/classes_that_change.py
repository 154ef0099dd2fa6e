"""Attributes, methods, operators and constructors whose classes change under the running code."""

# hot: values, slots, methods, class_values, modules, operators, comparisons, items, properties, instances, instances_that_fail, dictionaries, static_and_class, replaced, Plain.total, Number.__add__, Number.__getitem__
# no traced torture: reference counts are printed
import sys
import types


class Plain:
    shared = "class"

    def __init__(self, a, b=2):
        self.a = a
        self.b = b

    def total(self):
        return self.a + self.b

    def plus(self, n, *, twice=False):
        return self.a + (2 * n if twice else n)

    @property
    def double(self):
        return self.a * 2

    @staticmethod
    def still(x):
        return x + 1

    @classmethod
    def named(cls, x):
        return (cls.__name__, x)


class Slotted:
    __slots__ = ("a", "b", "later")

    def __init__(self):
        self.a = 1
        self.b = "b"


class Number:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Number({self.value})"

    def __add__(self, other):
        if isinstance(other, str):
            return NotImplemented
        return Number(self.value + getattr(other, "value", other))

    def __sub__(self, other):
        return NotImplemented

    def __mul__(self, other):
        return Number(self.value * (other if isinstance(other, (int, float)) else other.value))

    def __truediv__(self, other):
        raise ZeroDivisionError(f"{self!r} / {other!r}")

    def __eq__(self, other):
        return NotImplemented if self.value == 7 else self.value == other.value

    def __lt__(self, other):
        if self.value == 5:
            return NotImplemented
        return self.value < other.value

    def __getitem__(self, key):
        if key == 3:
            raise IndexError(key)
        return (self.value, key, sys.getrefcount(key) > 0)

    def __setitem__(self, key, value):
        if key == 4:
            raise TypeError("no")
        self.value = (key, value)


def values():
    result = []
    p = Plain(1)
    for i in range(60):
        p.a = p.a + i
        result.append((p.a, p.b, p.shared))
        if i == 20:
            p.__dict__["c"] = 3  # the instance gets a dictionary
        if i == 30:
            p.shared = "instance"
        if i == 40:
            del p.shared
            p.__dict__ = {"b": 5, "a": 0}
        if i == 50:
            p = Plain("x", "y")
            p.a, i_was = "z", i
            try:
                p.a + 1
            except TypeError as error:
                result.append(str(error))
            p.a = i_was
    return result


def slots():
    result = []
    s = Slotted()
    for i in range(40):
        s.a = s.a + 1
        result.append((s.a, s.b))
        try:
            result.append(s.later)
        except AttributeError as error:
            result.append(str(error))
        if i == 10:
            s.later = [i]
        if i == 20:
            del s.later
        if i == 30:
            del s.b
            s.b = i
    return result


def methods():
    result = []
    p = Plain(3, 4)
    for i in range(60):
        result.append((p.total(), p.plus(i), p.plus(n=i, twice=True)))
        if i == 15:
            p.total = lambda: "own"
        if i == 25:
            del p.total
        if i == 35:
            Plain.total = lambda self: ("patched", self.a)
        if i == 45:
            p.__class__ = Other
    Plain.total = original_total
    return result


class Other(Plain):
    def plus(self, n, *, twice=False):
        return ("other", super().plus(n, twice=twice))


original_total = Plain.total


def class_values():
    result = []
    p = Plain(0)
    for i in range(40):
        result.append((p.shared, Plain.shared, Other.shared))
        if i == 10:
            Plain.shared = "changed"
        if i == 20:
            Other.shared = "derived"
        if i == 30:
            del Other.shared
            Plain.shared = "class"
    return result


def modules():
    module = types.ModuleType("made")
    module.value = 1
    module.call = lambda x: x + 1
    result = []
    for i in range(40):
        result.append((module.value, module.call(i)))
        if i == 10:
            module.value = "two"
        if i == 20:
            module.new = 1
        if i == 30:
            del module.value
            module.__getattr__ = lambda name: "fallback " + name
    return result


def operators():
    result = []
    a, b = Number(2), Number(3)
    for i in range(30):
        c = a + b
        c += a
        d = a * 2
        e = a * 1.5
        result.append(repr((c, d, e, a + i)))
        for wrong in (lambda: a + "x", lambda: a - b, lambda: a - 1, lambda: a / b):
            try:
                wrong()
            except (TypeError, ZeroDivisionError) as error:
                result.append(str(error))
        try:
            a -= b
        except TypeError as error:
            result.append(str(error))
        if i == 20:
            Number.__add__ = lambda self, other: "patched"
            Number.__radd__ = lambda self, other: "reflected"
            result.append(1 + a)
        if 20 < i <= 25:
            c = None
            try:
                result.append(a + b)
                result.append(2 + b)
            finally:
                if i == 25:
                    Number.__add__ = original_add
                    del Number.__radd__
    return result


original_add = Number.__add__


def comparisons():
    result = []
    for i in range(40):
        a, b = Number(i % 9), Number(4)
        try:
            result.append((a == b, a != b))
            result.append((a < b, a > b))
            result.append(a <= b)
        except TypeError as error:
            result.append(str(error))
        if a == a and (i % 9 == 5 or not a < a):
            result.append("same")
    return result


def items():
    result = []
    n = Number(0)
    for i in range(30):
        try:
            result.append(n[i % 5])
            n[i % 5] = i
        except (IndexError, TypeError) as error:
            result.append((type(error).__name__, str(error), error.__traceback__.tb_lineno))
        if i == 20:
            Number.__getitem__ = lambda self, key: ("patched", key)
    Number.__getitem__ = original_getitem
    return result


original_getitem = Number.__getitem__


def properties():
    result = []
    p = Plain(5)
    for i in range(30):
        try:
            result.append(p.double)
        except AttributeError as error:
            result.append(str(error))
        if i == 10:
            Plain.double = property(lambda self: ("new", self.a))
        if i == 15:
            Plain.double = 17
        if i == 20:
            p.double = "own"
        if i == 25:
            Plain.double = original_double
    return result


original_double = Plain.double


class Made(Plain):
    pass


def instances():
    result = []
    for i in range(60):
        marker = object()
        try:
            p = Made(marker)
            q = Made(i, b=3)
            r = Made(*(1, 2))
        except TypeError as error:  # where __new__ was once, object's own complains
            result.append(str(error))
            continue
        result.append((p.a is marker, p.b is marker, q.b, r.total()))
        if i == 10:
            Plain.__init__ = lambda self, a, b=9: original_init(self, a, b)
        if i == 20:
            Plain.__init__ = original_init
        if i == 30:
            Made.__init__ = lambda self, a, b=8: original_init(self, b, a)
        if i == 40:
            del Made.__init__
        if i == 45:
            Made.__new__ = lambda cls, *args, **kw: object.__new__(cls)
        if i == 55:
            del Made.__new__
    return result


original_init = Plain.__init__


class Counts:
    def __init__(self, argument, other=1):
        self.counts = sys.getrefcount(self), sys.getrefcount(argument)


class Refuses:
    def __init__(self, argument):
        if argument % 3 == 0:
            raise ValueError(argument)
        if argument % 3 == 1:
            self.back = self
            return argument


class Watched:
    def __init__(self, log, fail):
        self.log = log
        if fail:
            raise KeyError("watched")

    def __del__(self):
        self.log.append("gone")


def instances_that_fail():
    result = []
    for i in range(30):
        argument = object()
        result.append(Counts(argument).counts)
        result.append(sys.getrefcount(argument))
        try:
            Refuses(i)
        except (ValueError, TypeError) as error:
            result.append((str(error), error.__traceback__.tb_lineno))
        try:
            Plain()
        except TypeError as error:
            result.append(str(error))
        log = []
        try:
            Watched(log, i % 2)
        except KeyError:
            log.append("caught")
        result.append(log)
    return result


def dictionaries():
    """Instances with dictionaries of their own, and many keys."""
    result = []
    many = Plain(1)
    for i in range(40):
        setattr(many, f"name{i}", i)
    for i in range(40):
        many.name7 = many.name7 + 1
        result.append((many.name7, many.name39, many.a, many.total()))
        if i == 20:
            del many.name7
            many.name7 = 100
        if i == 30:
            many.__dict__.clear()
            many.name7, many.name39, many.a, many.b = 1, 2, 3, 4
    return result


def static_and_class():
    result = []
    p = Plain(1)
    for i in range(30):
        result.append((p.still(i), Plain.still(i), p.named(i), Other.named(i), Plain.total(p)))
        if i == 10:
            Plain.still = staticmethod(lambda x: ("new", x))
        if i == 20:
            Plain.still = original_still
    return result


original_still = Plain.__dict__["still"]


def replaced():
    """The function stays, its code changes."""
    result = []
    p = Plain(1)
    old = Plain.total.__code__
    for i in range(30):
        result.append(p.total())
        if i == 10:
            Plain.total.__code__ = (lambda self: ("code", self.b)).__code__
        if i == 20:
            Plain.total.__code__ = old
    return result


for _ in range(3):
    for function in (values, slots, methods, class_values, modules, operators, comparisons, items,
                     properties, instances, instances_that_fail, dictionaries, static_and_class,
                     replaced):  # fmt: skip
        print(function.__name__, function())
