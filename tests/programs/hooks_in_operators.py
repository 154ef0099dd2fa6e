"""Classes whose operators run arbitrary code: reflected, in place, NotImplemented, printing."""

# hot: add, in_place, less, everything, contains, total
from support import show, table


class Vector:
    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return f"Vector({self.x})"

    def __add__(self, other):
        print("  add", self, other)
        if isinstance(other, Vector):
            return Vector(self.x + other.x)
        if isinstance(other, (int, float)):
            return Vector(self.x + other)
        return NotImplemented

    def __radd__(self, other):
        print("  radd", self, other)
        return Vector(self.x + other) if isinstance(other, int) else NotImplemented

    def __iadd__(self, other):
        print("  iadd", self, other)
        self.x += other if isinstance(other, (int, float)) else 0
        return self

    def __lt__(self, other):
        print("  lt", self, other)
        return NotImplemented

    def __eq__(self, other):
        print("  eq", self, other)
        return [] if other == 1 else NotImplemented

    __hash__ = None

    def __contains__(self, x):
        print("  contains", self, x)
        return "yes"


class Sub(Vector):
    def __radd__(self, other):
        print("  Sub.radd", self, other)
        return "Sub.radd"

    def __gt__(self, other):
        print("  Sub.gt", self, other)
        return "Sub.gt"


class Odd:
    def __iadd__(self, other):
        return NotImplemented

    def __repr__(self):
        return "Odd()"

    def __matmul__(self, other):
        return "matmul"

    def __rpow__(self, other):
        return "rpow"

    def __rmod__(self, other):
        return "rmod"


def add(a, b):
    return a + b


def in_place(a, b):
    c = a
    a += b
    return a, a is c


def less(a, b):
    if a < b:
        return "true"
    return "false"


def everything(a, b):
    return a == b, a != b


def contains(a, b):
    return a in b, a not in b


def total(items):
    result = 0
    for item in items:
        result = result + item
    return result


values = [1, 2.5, Vector(1), Sub(2), "s", None]
table(add, values, values)
table(less, values, values)
table(everything, values, [1, Vector(3)])
show(in_place, Vector(1), 2)
show(in_place, Vector(1), "x")
show(in_place, 1, Vector(2))
show(in_place, [1], (2, 3))
show(in_place, (1,), (2,))
show(in_place, Odd(), 1)
show(contains, 1, Vector(1))
show(contains, 1, [Vector(5), 1])
show(total, [1, Vector(2), 3, 4])
show(total, [1, 2, "x"])


def others(a, b):
    return a @ b


def power(a, b):
    return a**b, "%s" % a, a % b


show(others, Odd(), 1)
show(others, 1, 2)
show(power, 2, Odd())
show(power, "x", Odd())
