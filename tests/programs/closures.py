"""Closures: cells shared, rebound, unbound, in loops, in comprehensions, nonlocal counters."""

# hot: make_adder, make_adder.<locals>.add, counter, counter.<locals>.advance, late, shared, unbound, comprehension, cell_loop, deep
from sys import getrefcount

from support import show


def make_adder(n):
    def add(x):
        return x + n

    return add


def counter(start):
    count = start

    def step():
        return count

    def advance(by):
        nonlocal count
        count += by
        return step()

    return advance


def late(n):
    functions = []
    for i in range(n):
        functions.append(lambda: i)
    return [f() for f in functions]


def shared(x):
    value = x

    def get():
        return value

    def put(new):
        nonlocal value
        value = new

    before = get()
    put(before * 2)
    value += 1
    return before, get(), value


def unbound(flag):
    def get():
        return value

    if flag:
        value = 2.5
    return get()


def comprehension(n, k):
    return [x * k for x in range(n) if x != k], sum([k for _ in range(n)])


def cell_loop(n):
    total = 0
    square = 0.5

    def look():
        return total, square

    for i in range(n):
        total += i
        square = square * 1.5
    return look(), getrefcount(look)


def deep(x):
    def a():
        def b():
            def c():
                return x

            return c()

        return b()

    return a()


for value in (1, 2.5, 2**62, "s"):
    add = make_adder(value)
    show(add, value)
    show(add, value)
    show(shared, value)
    show(deep, value)
count = counter(1)
for _ in range(5):
    print(count(2), count(0.5))
show(late, 5)
show(unbound, True)
show(unbound, False)
show(comprehension, 6, 3)
show(cell_loop, 30)
