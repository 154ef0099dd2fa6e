"""Elements of bytes, bytearrays and arrays of every type code: loads, stores, indices out of range,
values that do not fit, containers and types that change under way, subclasses, exported buffers."""

# hot: get, put, add, scale, total, shift, sieve, mixed, temporary, constant, looked_at, keep
# hot: unsigned
import sys
from array import array

from support import INF, NAN, describe, show, table

CODES = "bBhHiIlLqQfd"


def get(items, i):
    return items[i]


def put(items, i, value):
    items[i] = value
    return items


def add(items, i, value):
    items[i] += value
    return items


def scale(items, factor):
    for i in range(len(items)):
        items[i] = items[i] * factor
    return items


def total(items, n):
    result = 0
    for _ in range(n):
        for i in range(-len(items), len(items)):
            result += items[i]
    return result


def shift(items):
    for i in range(len(items) - 1):
        items[i], items[i + 1] = items[i + 1], items[i]
    return items


def sieve(n):
    marks = bytearray([1]) * n
    for i in range(2, n):
        if marks[i]:
            for j in range(i * i, n, i):
                marks[j] = 0
    return sum(marks)


def mixed(containers, i):
    found = []
    for container in containers:
        found.append(container[i])
    return found


def temporary(n):
    return [bytearray(range(k + 1))[k] + array("d", [k])[0] for k in range(n)]


def constant(i):
    return b"abcdef"[i]


class Bytes(bytearray):
    def __getitem__(self, i):
        return "item", i


class Plain(array):
    pass


class Index:
    def __index__(self):
        return 1


EDGES = [0, 1, -1, 127, 128, 255, 256, -128, -129, 32767, 32768, -32769, 65535, 65536]
EDGES += [2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64]
EDGES += [0.5, -0.0, INF, NAN, 1e300, True, None, "x", 2.0**53, 2**53 + 1, Index()]

for code in CODES:
    items = array(code, [1, 2, 3, 4])
    table(get, [items], [0, 3, -4, 4, -5, 2**40, -(2**40), 2**70, True, None, 1.0, "a"])
    for value in EDGES:
        show(put, array(code, [7, 8]), 1, value)
        show(add, array(code, [1, 2]), -1, value)
    show(put, items, 4, 0)
    show(put, items, -5, 0)
    show(scale, array(code, range(20)), 3)
    show(scale, array(code, range(20)), 13)
    show(scale, array(code, range(9)), 0.5)
    show(total, array(code, range(50)), 3)
    show(shift, array(code, range(30)))
    show(total, array(code), 1)

for container in b"\x00\xff\x80", bytearray(b"\x00\xff\x80"), memoryview(b"\x00\xff\x80"):
    table(get, [container], [0, 1, 2, 3, -1, -3, -4, True, 2**63, None])
    show(total, container, 5)
for value in EDGES:
    show(put, bytearray(2), 1, value)
    show(put, bytes(2), 1, value)
    show(add, bytearray(b"\x01"), 0, value)
show(shift, bytearray(range(100)))
show(scale, bytearray(range(100)), 2)
show(scale, bytearray(range(100)), 3)
show(sieve, 5000)
show(temporary, 50)
table(constant, [0, 5, -1, -6, 6, -7])

show(total, Bytes(5), 1)
show(
    mixed, [bytes(3), bytearray(3), Bytes(3), Plain("d", [1, 2]), [4, 5], (6, 7), "abc", {1: 2}], 1
)
show(mixed, [array(code, [1, 2]) for code in CODES], 1)
show(mixed, [array("u", "ab"), array("d", [1, 2]), array("u", "ab")], 1)

# Exported buffers may be written into, but not resized.
exported = array("d", [1.0, 2.0])
view = memoryview(exported)
show(put, exported, 0, 5)
show(get, view, 0)
view.release()


# What is loaded is a new number each time; small ones are the singletons.
def keep(items):
    first, second = items[0], items[0]
    return first is second, first == second


show(keep, array("d", [1.5]))
show(keep, array("q", [10**6]))
show(keep, array("q", [10]))
show(keep, b"a")


def looked_at(items, seen):
    """The frame shows what the interpreter's would."""
    result = 0
    for i in range(len(items)):
        result += items[i]
        if i % 7 == 3:
            seen.append({**sys._getframe().f_locals}["result"])
    return result


seen = []
show(looked_at, array("d", range(30)), seen)
show(looked_at, bytearray(range(30)), seen)
print([describe(value) for value in seen])


def unsigned(items, values):
    """Beside what fits 63 bits; errors leave the element as it is."""
    total = 0
    errors = []
    for i in range(len(items)):
        total += items[i]
        total ^= items[-1 - i]
    for i, value in enumerate(values):
        try:
            items[i] = value + 0
        except (OverflowError, TypeError) as error:
            errors.append(str(error))
    return total, items.tolist(), errors


for code in "LQ":
    EDGES = [0, 1, 2**31, 2**60, 2**62, 2**63 - 1, 2**63, 2**64 - 1]
    show(unsigned, array(code, EDGES), EDGES[::-1])
    show(unsigned, array(code, EDGES[:4]), [5, -1, 2**64, 2.5])
    show(unsigned, array(code, EDGES), [-1, -(2**63), 2**63 - 1, True])
