"""-0.0 is kept through arithmetic, constants, copies and loops."""

# hot: negate, times, minus, copy, loop, constant, compare, plus_int, add
from support import show, table


def negate(x):
    return -x


def times(x, y):
    return x * y


def minus(x, y):
    return x - y


def copy(x):
    y = x * 1.0
    z = y
    return z, -z, [y]


def loop(x, n):
    for _ in range(n):
        x = -x * 0.5
    return x


def constant():
    return -0.0, 0.0, 0.0 * -1.0, -0.0 + 0.0, -0.0 - 0.0


def compare(x):
    return x == 0.0, x < 0.0, x is x, x == 0, not x


def plus_int(x):
    return x + 0, 0 + x, x - 0, 0 - x, x * 1, x * -1, x / 1, x // 1, x % 1


def add(x):
    return x + -0.0, x + 0.0, x - 0.0


table(negate, [0.0, -0.0, 0])
table(times, [0.0, -0.0, 1.0, -1.0, 0, -1], [0.0, -0.0, -2.0])
table(minus, [0.0, -0.0], [0.0, -0.0])
table(copy, [0.0, -0.0])
table(loop, [0.0, -0.0], [0, 1, 50, 51])
show(loop, 5e-324, 3)
show(constant)
table(compare, [0.0, -0.0])
table(plus_int, [0.0, -0.0])
table(add, [0.0, -0.0])
