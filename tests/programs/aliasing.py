"""Locals that are copies of each other, changed one at a time."""

# hot: swap, rotate, overwrite, through_stack, in_call, in_loop, delete, self_update, parameters, cycle
from support import show


def swap(a, b):
    a, b = b, a
    return a, b


def rotate(a, b, c, n):
    for _ in range(n):
        a, b, c = b, c, a
    return a, b, c


def overwrite(a):
    b = a
    a = a + a
    c = b
    b = a
    return a, b, c


def through_stack(a, b):
    return a, (a := b), a, (b := a), b


def both(x, y):
    return x, y


def in_call(a):
    return both(a, (a := a * 2)), a, both((a := a * 2), a)


def in_loop(a, n):
    b = a
    for i in range(n):
        c = b
        b = a
        a = c
        if i % 3 == 0:
            a = a + 1
    return a, b, c


def delete(a):
    b = a
    del a
    c = b
    del b
    a = c
    return a, c


def self_update(x):
    x = x
    y = x
    x = y
    y = x = y
    return x, y, x is y


def parameters(a, b):
    a = b
    b = a + b
    return a, b


def cycle(a, b, c, d, n):
    i = 0
    while i < n:
        d, c, b, a = a, b, c, d
        a, d = d, a
        i += 1
    return a, b, c, d


for value in (1, 2.5, 10**20, "s", [1], (1,)):
    show(swap, value, None)
    show(rotate, value, 2, 3.5, 7)
    show(overwrite, value)
    show(through_stack, value, 0)
    show(in_call, value)
    show(delete, value)
    show(self_update, value)
    show(parameters, value, value)
for value in (1, 2.5, 2**62, 2**63):
    show(in_loop, value, 30)
show(cycle, 1, 2.0, 2**70, "x", 9)
