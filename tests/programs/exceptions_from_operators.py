"""Every operation that can raise does, with the traceback's line, and goes on working afterwards."""

# hot: add, divide, floor, modulo, power, shift, negate, invert, less, item, set_item, attribute, set_attribute, call, iterate, unpack, truth, contains, global_name, method, many_lines
from support import show


def add(a, b):
    x = 1
    return a + b


def divide(a, b):
    x = a
    y = b
    return x / y


def floor(a, b):
    return a // b


def modulo(a, b):
    return a % b


def power(a, b):
    return a**b


def shift(a, b):
    return a << b


def negate(a):
    return -a


def invert(a):
    return ~a


def less(a, b):
    if a < b:
        return 1
    return 2


def item(a, i):
    return a[i]


def set_item(a, i):
    a[i] = 5
    return a


def attribute(a):
    return a.real.missing


def set_attribute(a):
    a.missing = 1
    return a


def call(a):
    return a(
        1,
        2,
    )


def iterate(a):
    for x in a:
        pass
    return x


def unpack(a):
    x, y = a
    return y, x


def truth(a):
    if a:
        return 1
    return not a


def contains(a, b):
    return a in b


def global_name():
    return missing_name


def method(a):
    return a.append(1, 2)


def many_lines(n, d):
    total = 0
    for i in range(n):
        total += i
        a = total - 3
        b = total // (d - i)
        total = a + b
    return total


class Hostile:
    def __repr__(self):
        return "Hostile()"

    def __bool__(self):
        raise ValueError("bool")

    def __lt__(self, other):
        raise KeyError("less")

    def __iter__(self):
        raise OSError("iter")

    def __getattr__(self, name):
        raise LookupError(name)

    def __setattr__(self, name, value):
        raise LookupError(name, value)

    def __call__(self, *args):
        raise ZeroDivisionError("call")

    def __getitem__(self, i):
        raise ArithmeticError("getitem")

    def __setitem__(self, i, v):
        raise ArithmeticError("setitem")

    def __contains__(self, v):
        raise EOFError("contains")

    def __neg__(self):
        raise EOFError("neg")


h = Hostile()
for _ in range(2):
    for a, b in (
        (1, 2),
        (1, 0),
        (1.5, 0.0),
        (1.5, 0),
        (0, 0.0),
        ("a", 1),
        (None, 1),
        (1, None),
        (h, 1),
    ):
        for f in (add, divide, floor, modulo, power, less):
            show(f, a, b)
    for a, b in ((1, -1), (1, 2**70), (1.0, 1), (1, "x")):
        show(shift, a, b)
    for a in (1, 1.5, "a", None, h):
        for f in (negate, invert, truth, iterate, attribute, call):
            show(f, a)
    for a, i in (
        ([1, 2], 1),
        ([1, 2], 2),
        ([1], -2),
        ((1,), 5),
        ({1: 2}, 2),
        ("ab", 9),
        (1, 1),
        (h, 0),
    ):
        show(item, a, i)
        show(set_item, a, i)
    show(item, [1], "a")
    show(item, {}, [])
    show(item, [1], 2**70)
    show(item, (1,), 1.0)
    for a in ([1, 2], (1,), (1, 2, 3), "ab", 5, {1: 2, 3: 4}, [], iter([1, 2])):
        print(type(a).__name__)
        try:
            print(unpack(a))
        except Exception as error:
            print(type(error).__name__, error)
    show(set_attribute, 5)
    show(set_attribute, h)
    show(contains, 1, [1])
    show(contains, 1, 2)
    show(contains, 1, h)
    show(contains, [], {})
    show(global_name)
    show(method, [1])
    show(method, 5)
    show(many_lines, 20, 13)
    show(many_lines, 5, 13)
    show(many_lines, 5, "d")
