"""Subclasses of int, float, str and list, which must not be taken for the real thing."""

# hot: add, multiply, compare, total, index, truth, loop, negate
import enum

from support import show, table


def add(a, b):
    return a + b


def multiply(a, b):
    return a * b


def compare(a, b):
    return a < b, a == b, a >= b


def total(items):
    result = 0
    for item in items:
        result += item
    return result


def index(items, i):
    return items[i]


def truth(x):
    return "true" if x else "false"


def loop(n):
    count = 0
    for _ in range(n):
        count += 1
    return count


def negate(x):
    return -x


class Loud(int):
    def __add__(self, other):
        print("Loud.__add__")
        return Loud(int(self) + int(other))

    def __radd__(self, other):
        print("Loud.__radd__")
        return Loud(int(self) + int(other) + 1000)

    def __lt__(self, other):
        print("Loud.__lt__")
        return "less"

    def __bool__(self):
        print("Loud.__bool__")
        return False

    def __index__(self):
        print("Loud.__index__")
        return 0

    def __neg__(self):
        return "negated"


class Quiet(int):
    pass


class Real(float):
    def __mul__(self, other):
        return "Real.__mul__"

    def __rmul__(self, other):
        return "Real.__rmul__"


class Plain(float):
    pass


class Text(str):
    def __add__(self, other):
        return "Text.__add__"


class Items(list):
    def __getitem__(self, i):
        return f"Items[{i}]"


class Colour(enum.IntEnum):
    RED = 1
    BLUE = 2


values = [1, Loud(2), Quiet(3), True, Colour.BLUE, 2.0, Real(4.0), Plain(5.0)]
for f in (add, multiply, compare):
    table(f, values, values)
show(add, Text("a"), "b")
show(add, "a", Text("b"))
show(total, [1, Loud(2), Quiet(3), 4])
show(total, [Quiet(1), Quiet(2)])
show(total, [1.0, Plain(2.0), Real(3.0)])
show(index, ["a", "b", "c"], Loud(2))
show(index, ["a", "b", "c"], Quiet(2))
show(index, Items([1, 2]), 1)
show(index, ("a", "b", "c"), Colour.BLUE)
table(truth, values)
show(loop, Quiet(5))
show(loop, Loud(5))
table(negate, values)
