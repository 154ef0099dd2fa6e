"""Locals that are not bound: the texts, and locals bound on some paths only."""

# hot: before, conditional, deleted, in_loop, twice, loop_variable, del_unbound, augmented, rebound
from support import show


def before():
    print(x)
    x = 1


def conditional(flag):
    if flag:
        value = 3.5
    return value


def deleted(x):
    y = x
    del x
    return x, y


def in_loop(n):
    for i in range(n):
        if i > 2:
            found = i
        if i > 1:
            i = found
    return found


def twice(x):
    del x
    del x


def loop_variable(items):
    for each in items:
        pass
    return each


def del_unbound(flag):
    if flag:
        a = 1.5
    del a
    return "deleted"


def augmented(flag):
    if flag:
        total = 0
    total += 1
    return total


def rebound(x):
    y = x + 1
    del y
    y = x + 2
    z = y
    del y
    return z


for _ in range(2):
    show(before)
    show(conditional, True)
    show(conditional, False)
    show(deleted, 1)
    show(in_loop, 2)
    show(in_loop, 5)
    show(twice, 1)
    show(loop_variable, [])
    show(loop_variable, [1])
    show(del_unbound, True)
    show(del_unbound, False)
    show(augmented, True)
    show(augmented, False)
    show(rebound, 1)
    show(rebound, 1.5)
