"""Every operator on every pair of numbers: ints, bools, floats, complex numbers and their subclasses,
at the edges of 64 bits and of doubles; once where a site meets one pair of types, once where it meets
all. Then sums that overflow at each position of a loop.
"""

# no torture: there are two hundred thousand operations
# hot: summed, multiplied, shifted, floated
from support import INF, NAN, describe


class Int(int):
    pass


class Float(float):
    pass


class Complex(complex):
    pass


KINDS = {
    "small": [0, 1, -1, 2, 7, -8, 63, 64],
    "int": [10**6, 2**31 - 1, -(2**31), 2**53 + 1, 2**62, 2**63 - 1, -(2**63)],
    "digits": [2**30 - 1, 2**30, -(2**30), 2**60 - 1, 2**60, -(2**60)],
    "big": [2**63, -(2**63) - 1, 2**64, 10**30],
    "bool": [True, False],
    "float": [0.0, -0.0, 1.0, -2.5, 0.1, 2.0**53, 1e308, -1e-308, 5e-324],
    "special": [INF, -INF, NAN],
    "complex": [1j, 0j, -2.5 + 1e308j],
    "Int": [Int(3), Int(2**62)],
    "Float": [Float(-0.0), Float(1.5)],
    "Complex": [Complex(1, 2)],
}
ALL = [value for values in KINDS.values() for value in values]
OPERATORS = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "**"]
COMPARISONS = ["<", "<=", "==", "!=", ">", ">="]

BINARY = """
def plain(pairs):
    found = []
    for a, b in pairs:
        try:
            found.append(a {0} b)
        except Exception as error:
            found.append(str(error))
    return found

def raw(pairs):
    found = []
    for a, b in pairs:
        try:
            c = a + 0
            d = c {0} b
            found.append(d)
            found.append((b * 1) {0} c)
        except Exception as error:
            found.append(str(error))
    return found

def in_place(pairs):
    found = []
    for a, b in pairs:
        c = a
        try:
            a {0}= b
            c *= 1
            c {0}= b
        except Exception as error:
            found.append(str(error))
        found.append((a, c))
    return found
"""
COMPARE = """
def plain(pairs):
    found = []
    for a, b in pairs:
        try:
            found.append(a {0} b)
            found.append("yes" if a {0} b else "no")
            if not a + 0 {0} b * 1:
                found.append(0)
        except Exception as error:
            found.append(str(error))
    return found
"""


def sensible(operator, a, b):
    """Nothing that takes forever."""
    if operator == "<<":
        return not isinstance(b, int) or b < 100
    if operator == "**":
        return not isinstance(b, int) or (abs(b) < 70 and (not isinstance(a, int) or abs(b) < 9))
    return True


HOT = []
for operator in OPERATORS + COMPARISONS:
    source = (BINARY if operator in OPERATORS else COMPARE).format(operator)
    together = {}
    exec(source, together)
    functions = [name for name in together if not name.startswith("__")]
    HOT += [together[name] for name in functions]
    for left, lefts in KINDS.items():
        alone = {}
        exec(source, alone)
        for right, rights in KINDS.items():
            pairs = [(a, b) for a in lefts for b in rights]
            pairs = [
                (a, b) for a, b in pairs if sensible(operator, a, b) and sensible(operator, b, a)
            ]
            for name in functions:
                results = [[describe(v) for v in space[name](pairs)] for space in (alone, together)]
                if results[0] != results[1]:
                    print("differ:", operator, left, right, name)
                print(operator, left, right, name, hash(tuple(results[0])))


def summed(start, step, n):
    total = start
    seen = []
    for i in range(n):
        total += step
        if i == n // 2:
            seen.append(total)
        total -= i
    return total, seen


def multiplied(start, factor, n):
    total, before = start, None
    while n:
        before = total
        total = total * factor
        n -= 1
    return before, total


def shifted(value, n):
    found = 0
    for i in range(n):
        found ^= (value << i) + (value >> i)
    return found


def floated(value, n):
    for i in range(n):
        value = value * 3 - i if i != n - 2 else value / 2
    return value


for n in range(1, 30):
    for start in 2**63 - 1 - n * 5, -(2**63) + n * 7, 2**62, 0:
        print([describe(v) for v in summed(start, 10, n)], describe(summed(start, -(2**60), n)))
    print(
        [describe(v) for v in multiplied(3, 7, n)],
        multiplied(-(2**40), -3, n),
        shifted(5 * n, n * 4),
    )
    print(describe(floated(n, n)), describe(floated(-n, n + 30)))
