"""Functions of the module math and builtins on numbers, at every edge, replaced and restored."""

# hot: calls, module_calls, identity, replaced, in_expressions, of_locals, errors, converted
# hot: rounded, deep, of_ints
import builtins
import math
import sys
from math import atan2, cos, exp, floor, fmod, log, sin, sqrt

from support import INF, NAN, describe, show, table

NUMBERS = [0, 1, -1, 2, 3, 7, 10**6, 2**31, 2**53, 2**53 + 1, 2**60, -(2**62), 2**63, 10**400]
NUMBERS += [0.0, -0.0, 0.5, -0.5, 1.0, 1.5, 2.5, -2.5, 3.7, -3.7, 1e15 + 0.5, 1e16, 2.0**52 + 0.5]
NUMBERS += [2.0**53, 2.0**62, 2.0**63, -(2.0**62), -(2.0**63), 1e300, -1e300, 1e-320, 709.0, 710.0]
NUMBERS += [-745.0, -746.0, INF, -INF, NAN, True, False]


class Float(float):
    def __floor__(self):
        return "floor"

    def __abs__(self):
        return "abs"

    def __int__(self):
        return 99

    def __round__(self):
        return "round"


class Int(int):
    def __abs__(self):
        return "abs"


OTHERS = [Float(2.5), Int(-3), "1", None, 1j, "x", [1]]

ONE = ["sqrt", "fabs", "floor", "ceil", "trunc", "sin", "cos", "tan", "asin", "acos", "atan"]
ONE += ["sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "exp", "exp2", "expm1", "log", "log1p"]
ONE += ["log2", "log10", "cbrt", "isnan", "isinf", "isfinite", "degrees", "radians", "isqrt"]
TWO = ["atan2", "pow", "fmod", "hypot", "copysign", "gcd", "log"]

SOURCE = """
def one(values):
    found = []
    for x in values:
        try:
            found.append({name}(x))
        except Exception as error:
            found.append((type(error), str(error)))
    return found

def raw(values):
    found = []
    for x in values:
        try:
            found.append({name}(x * 0.5) + 1)
        except Exception as error:
            found.append((type(error), str(error)))
    return found
"""
PAIR = """
def two(values):
    found = []
    for x in values:
        for y in values:
            try:
                found.append({name}(x, y))
            except Exception as error:
                found.append((type(error), str(error)))
    return found
"""

HOT = []


def run(source, name):
    namespace = {"math": math}
    exec(source.format(name=name), namespace)
    for function in "one", "raw", "two":
        if function in namespace:
            for values in NUMBERS, OTHERS, NUMBERS[::-1]:
                result = [describe(value) for value in namespace[function](values)]
                print(name, function, hash(tuple(result)), *result[:50])
            HOT.append(namespace[function])


for name in ONE:
    run(SOURCE, "math." + name)
for name in TWO:
    run(PAIR, "math." + name)
for name in "abs", "round", "int", "float", "bool":
    run(SOURCE, name)
for name in "min", "max", "divmod", "round":
    run(PAIR.replace("in values:\n            try", "in values[:9]:\n            try"), name)


def calls(n):
    total = 0.0
    for i in range(n):
        x = i * 0.25
        total += sin(x) * cos(x) + sqrt(x) - exp(-x) + atan2(x, 2) + fmod(x + 1, 3) + floor(x)
    return total


def module_calls(n):
    total = 0
    for i in range(n):
        total += math.sqrt(i) + math.floor(i / 3) + abs(i - 10) + int(i * 0.7) + float(i)
    return total


def identity(x):
    return int(x) is x, float(x) is x, abs(x) is x, round(x) is x, max(x, x) is x


def replaced(n):
    found = []
    for i in range(n):
        if i == 5:
            math.sqrt = lambda x: ("mine", x)
            builtins.abs = str
        if i == 10:
            math.sqrt = sqrt
            del builtins.abs
            builtins.abs = original
        found.append((math.sqrt(i), abs(-i)))
    return found


def in_expressions(a, b):
    c = sqrt(a * a + b * b)
    return c, log(c) if c else None, floor(-c), -floor(c), abs(a) + abs(b), a


def of_locals(x, n):
    y = x
    for _ in range(n):
        y = abs(sin(y)) + 0.5
        z = y
        x = float(y)
        assert z is x is y
    return x, y


def errors(values):
    found = []
    for value in values:
        try:
            found.append(sqrt(value) + log(value))
        except ValueError:
            found.append(sys.exc_info()[2].tb_lineno - errors.__code__.co_firstlineno)
    return found


def converted(values):
    total = 0
    for value in values:
        total = total * 3 + int(value) + int(float(int(value)) / 2)
    return total


def rounded(n):
    return [round(i / 2) for i in range(-n, n)] + [round(i / 4, 1) for i in range(n)]


def of_ints(values):
    """On ints with boxes and without; where CPython returns an argument, that one."""
    found = []
    for x in values:
        for y in (0, 12, -18, 2**61, x):
            a, b = x * 3, y * 2
            found.append((math.gcd(x, y), math.gcd(a, b), math.gcd(a, y) * 2, math.gcd(x, 0) is x))
        found.append((round(x), round(x) is x, round(x * 5), round(x, 2) is x, round(x, -1)))
        try:
            found.append(
                (math.isqrt(x), math.isqrt(x * x), math.isqrt(x * x - 1), math.isqrt(x + 3))
            )
        except ValueError as error:
            found.append(str(error))
    return found


def deep(n):
    """The level of recursion that a call of a builtin takes is missing at the limit."""
    return deep(n - 1) if n else sqrt(2.0)


original = abs
show(calls, 100)
for values in (
    [0, 1, 7, 300, 2**31, 2**60 - 1, 2**62, 2**63 - 1],
    [-5, 2**60, 2**63, 2**70],
    [True, 9],
):
    for row in of_ints(values * 3):
        print(row)
show(module_calls, 100)
table(identity, [5, 500, 2**40, -500, 2**70, 0.5, -0.5, True])
show(replaced, 15)
table(in_expressions, [3, 3.0, -4.5, 0, INF], [4, 4.0, 0.0, NAN])
show(of_locals, 0.25, 20)
show(errors, [1, 2.5, 0, -1.0, 4, NAN, INF])
show(converted, [1, 2.5, -3.5, 2**40, 1e10, True, "7"])
show(converted, [1, 2.5, INF])
show(converted, [1.5, NAN])
show(rounded, 12)
show(deep, 50)
show(math.sqrt)
