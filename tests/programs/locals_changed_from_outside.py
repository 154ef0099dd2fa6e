"""A callee that replaces its caller's locals, as debuggers do."""

# no torture: reading f_locals undoes what the program is about to write back
# hot: integers, floats, in_loop, types, deletes, accumulates
import ctypes
import sys

from support import show

write_back = ctypes.pythonapi.PyFrame_LocalsToFast
write_back.argtypes = (ctypes.py_object, ctypes.c_int)


def change(**values):
    frame = sys._getframe(1)
    frame.f_locals.update(values)
    write_back(frame, 0)
    return 0


def remove(name):
    frame = sys._getframe(1)
    del frame.f_locals[name]
    write_back(frame, 1)


def integers(x):
    y = x + 1
    change(y=100)
    z = y + 1
    change(x="text", z=2.5)
    return x, y, z


def floats(x):
    y = x * 2.0
    z = y
    change(y=y + 1)
    return y, z, y + z


def in_loop(n):
    total = 0
    for i in range(n):
        total += i
        if i == 5:
            change(total=1000)
        if i == 7:
            change(i=50)
        if i == 9:
            change(total=0.5)
        total += i
    return total, i


def types(n):
    x = 1
    seen = []
    for i in range(n):
        x = x + x
        seen.append(x)
        if i == 3:
            change(x=1.5)
        if i == 5:
            change(x="s")
        if i == 7:
            change(x=[1])
        if i == 8:
            change(x=2**62)
    return seen


def deletes(x):
    y = x + 1
    remove("y")
    return y


def accumulates(n):
    total = 0.0
    for i in range(n):
        total = total + i * 0.5 + change(total=total)
    return total


for _ in range(2):
    show(integers, 1)
    show(floats, 1.5)
    show(in_loop, 12)
    show(types, 11)
    show(deletes, 1)
    show(accumulates, 20)
