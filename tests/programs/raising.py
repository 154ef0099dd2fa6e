"""`raise` and `assert` in compiled functions: classes, instances, causes, bad ones."""

# hot: check, fail, with_cause, bare, bad, asserting, deep, countdown
from support import show


class Trouble(Exception):
    def __init__(self, code):
        self.code = code


def check(x):
    if x < 0:
        raise ValueError
    if x > 10:
        raise ValueError(f"{x} is too large")
    return x * 2


def fail(x):
    raise Trouble(x + 1)


def with_cause(x):
    raise KeyError(x) from None


def bare():
    raise


def bad(x):
    raise x


def asserting(x):
    assert x, "falsy"
    assert x < 5
    return x


def deep(n):
    if n == 0:
        raise Trouble("bottom")
    deep(n - 1)


def countdown(n):
    seen = []
    while True:
        try:
            seen.append(check(n))
        except ValueError:
            return seen
        n -= 3


for _ in range(2):
    for x in (3, 2.5, -1, 11, 10**20):
        show(check, x)
    show(fail, 1)
    show(fail, "x")
    show(with_cause, "k")
    show(bare)
    for x in (5, None, ValueError, ValueError(1), int, "text"):
        show(bad, x)
    for x in (0, 1, 5, 2.5, []):
        show(asserting, x)
    show(deep, 6)
    show(countdown, 10)
