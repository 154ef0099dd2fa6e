"""Elements and attributes that are loaded without references, and numbers stored into the box that
is there: others who hold the box or the element must not notice."""

# hot: same_box, kept, add_all, chained, walrus, swap, mutated, cleared, deep, key_twice, fill
# hot: Point.move, Point.count, attribute_kept, attribute_chain, types_change
# hot: finalised, sum_of, replaced, unbound, index_kept, both_keys, caught, in_frame, no_float
# hot: generator, held
import gc
import sys
import weakref

from support import INF, NAN, show, table


def same_box(items):
    first = items[0]
    items[0] += 1.5
    second = items[0]
    items[0] *= 2.5
    return first, second, items[0], first is second, second is items[0]


def kept(items, n):
    seen = []
    for _ in range(n):
        seen.append(items[1])
        items[1] = items[1] + 1000.25
        items[2] = items[2] + 1000
    return seen, items


def add_all(items, value):
    for i in range(len(items)):
        items[i] += value
        items[-i - 1] -= value
    return items


def chained(a, b, x):
    a[0] = b[0] = x + 0.5
    a[1] = b[1] = x * 3000
    return a[0] is b[0], a[1] is b[1], a, b


def walrus(a, x):
    a[0] = (y := x + 0.5)
    a[0] += 1.0
    return y, a, a[0] is y


def swap(items, i, j):
    items[i], items[j] = items[j], items[i]
    items[i] += 1
    return items


class Mutator:
    def __init__(self, items):
        self.items = items

    def __radd__(self, other):
        self.items[0] = "gone"
        self.items[1:] = []
        gc.collect()
        return other

    def __index__(self):
        self.items.clear()
        return 0

    def __repr__(self):
        return "Mutator"


def mutated(items):
    return items[0] + Mutator(items)


def cleared(items):
    return items[0][Mutator(items)] if len(items) > 1 else items[0][0]


def deep(rows, i, j):
    rows[i][j] += rows[j][i] * 2 + rows[i][i]
    rows[i][j + 1] -= 1
    return rows[i][j], rows


def key_twice(items, i):
    items[i * 300 + 0] += 1
    items[i + 1] **= 2
    return items


class Keys:
    def __getitem__(self, key):
        self.key = key
        return 1

    def __setitem__(self, key, value):
        self.same = self.key is key


def both_keys(keys, i):
    keys[i * 1000] += 1
    return keys.same


def fill(n, value):
    items = [0] * n
    for i in range(n):
        items[i] = value + i
        items[i] = items[i] * 2
    return items


class Point:
    def __init__(self, x, n):
        self.x = x
        self.n = n

    def move(self, d):
        before = self.x
        self.x += d
        self.x = self.x * 2 + self.n
        return before, self.x, before is self.x

    def count(self, times):
        for _ in range(times):
            self.n += 1
            self.x = self.n / 4
        return self.n, self.x


class Slots:
    __slots__ = ("n", "x")

    def __init__(self, x, n):
        self.x = x
        self.n = n

    move = Point.move
    count = Point.count


class Nested:
    def __init__(self, point):
        self.point = point
        self.items = [1.5, 2.5, 3]


def attribute_kept(p, q):
    held = p.x
    q.x = p.x
    p.x += 1.25
    return held, q.x, p.x, held is q.x


def attribute_chain(nested, n):
    for _ in range(n):
        nested.point.x += nested.items[0] * nested.point.n
        nested.items[1] += nested.point.x
        nested.items[2] += nested.point.n
    return nested.point.x, nested.items


def types_change(items, values):
    for i in range(len(values)):
        items[0] = values[i] + 1
        items[1] = items[0] + values[i]
    return items


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dies", self.name, sys._getframe(1).f_code.co_name)


def finalised(items, x):
    items[0] = x + 0.5
    items[1] = x * 100000
    return items


def replaced(p, x):
    p.x = x + 0.5
    p.n = x * 100000
    return p.x, p.n


def unbound(p, x):
    del p.x
    p.x = x * 1.5
    return p.x


def sum_of(rows):
    total = 0
    for row in rows:
        for i in range(len(row)):
            total += row[i][0] * row[i][1]
    return total


def index_kept(items, i):
    """What is on the stack is not what is stored later."""
    return items[0] + change(items) + items[0]


def change(items):
    items[0] = items[0] + 1.5
    return items[0]


def caught(items, i):
    try:
        items[0] += items[1][i] / items[2]
    except (ZeroDivisionError, IndexError, TypeError) as error:
        return str(error), items
    return items


def in_frame(items):
    total = 0.0
    for i in range(len(items)):
        total += items[i] * frame_of(total)
        items[i] += 0.5
    return total, items


def frame_of(total):
    return 2.0 if sys._getframe(1).f_locals["total"] == total else -1.0


def no_float(items, x):
    items[0] = x * 2.0
    return items


def generator(items):
    for i in range(3):
        items[i] += 0.5
        yield items[i] + items[0]
        items[i] *= (yield items[i]) or 1.5


def held(rows):
    a, b = rows[0][0], rows[0][1]
    rows[0][0] = a + b
    rows[0][1] = a - b
    return a, b, rows, a is rows[0][0]


show(same_box, [0.5])
show(same_box, [7])
show(same_box, [700])
show(same_box, [True])
show(kept, [0, 0.5, 500], 5)
show(kept, [0, 0.5, 2**30 - 1500], 5)
show(kept, [0, 0.5, 2**62], 5)
show(kept, [0, 0.5, -3000], 5)
for value in 1, 300, 2**30, 2**59, 2**62, 2**63 - 1, 0.5, NAN, INF, 1j, True, "x":
    show(add_all, [0, 1, 255, 256, 2**30 - 1, -(2**30), 2**60, 0.5, -0.0, 2**63], value)
show(chained, [0.5, 700], [0.25, 800], 1.0)
show(chained, [0.5, 700], [0.25, 800], 7)
show(walrus, [0.5], 1.0)
show(walrus, [700], 7)
table(swap, [[1.5, 2.5, 3], [1000, 2000, 3000]], [0, -1, 2], [0, 1, 5])
show(mutated, [0.5, 1, 2])
show(mutated, ["a", 1, 2])
show(cleared, [[1.5, 2], 5])
show(cleared, [{0: 1.5}, 5])
show(cleared, [[1.5, 2]])
for i, j in (0, 0), (0, 1), (2, 1), (1, -1), (3, 0), (0, 2), (0, 7):
    show(deep, [[1.5, 2, 3.5], [4, 5.5, 6], [7.5, 8, 9.5]], i, j)
show(deep, [(1.5, 2), (3, 4)], 0, 1)
show(deep, ([1.5, 2], [3, 4, 5]), 0, 1)
for i in range(3):
    show(key_twice, list(range(1000)), i)
show(key_twice, {0: 1, 1: 2, 300: 4, 2: 5}, 1)
show(both_keys, Keys(), 5)
show(fill, 5, 250)
show(fill, 5, 2**30 - 5)
show(fill, 5, 0.5)

for cls in Point, Slots:
    show(cls(0.5, 3).move, 1)
    show(cls(0.5, 3).move, 1.5)
    show(cls(5, 3).move, 1)
    show(cls(500, 3.5).move, 1000)
    show(cls(500, 3.5).move, "x")
    show(cls(2**62, 1).move, 2**62)
    show(cls(5, 250).count, 20)
    show(cls(5, 2**30 - 5).count, 20)
    show(cls(None, 2**63 - 5).count, 20)
    show(attribute_kept, cls(0.5, 1), cls(1.5, 2))
    show(attribute_kept, cls(500, 1), cls(1.5, 2))
    show(attribute_chain, Nested(cls(0.5, 2)), 6)
    show(attribute_chain, Nested(cls(500, 2.5)), 6)
    show(attribute_chain, Nested(cls(500, "a")), 6)
    show(unbound, cls(0.5, 1), 3)
    show(replaced, cls(0.5, 1000), 3)
    show(replaced, cls(Loud("x"), Loud("n")), 3)
    show(replaced, cls([], (1, 2)), 3.5)
    show(replaced, cls("text", 2**70), 3.5)
point = Point(0.5, 3)
point.__dict__["extra"] = 1
show(point.move, 2)
show(point.count, 5)
print(vars(point))
show(attribute_chain, Nested(point), 3)

show(types_change, [1, 2], [1, 1.5, 2**62, True, 1000, 2000, 0.25, 2**63, 5])
show(types_change, [None, "x"], [1000, 2000, 0.25, 1j, 3])
show(finalised, [Loud("a"), Loud("b")], 1.0)
show(finalised, [[Loud("in a list")], Loud("b")], 2)
show(finalised, [0.5, 700], 2)
show(finalised, ["text", b"bytes"], 2)
show(finalised, (1, 2), 2)
show(sum_of, [[(1.5, 2), (3, 4)], [[1, 2], (2.5, 3.5)]])
show(sum_of, [[(1.5, 2), (3, 4)], [[1, 2], "ab"]])
show(index_kept, [0.5], 0)
show(index_kept, [700], 0)
for items in [1, [2], 1], [1.5, [2.5], 0], [1.5, [2.5], 0.5], [1.5, "a", 1], [1000, (5,), 2]:
    table(caught, [items], [0, 1])
show(in_frame, [0.5, 1.5, 2, 300])
weak = {1.5}
reference = weakref.ref(weak)
show(no_float, [weak], 3.5)
del weak
print(reference())
values = [0.5, 700, 1]
running = generator(values)
print(next(running), values, running.send(None), running.send(2.5), values, list(running), values)
show(held, [[0.5, 1.5]])
show(held, [[500, 1500]])
