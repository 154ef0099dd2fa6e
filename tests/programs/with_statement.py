"""`with` in compiled functions: entering, leaving, swallowing, raising, returning from inside."""

# hot: plain, early, in_loop, two, bad
from support import show


class Manager:
    def __init__(self, name, swallow=False, fail=None):
        self.name = name
        self.swallow = swallow
        self.fail = fail

    def __repr__(self):
        return f"Manager({self.name})"

    def __enter__(self):
        print("  enter", self.name)
        if self.fail == "enter":
            raise OSError("enter")
        return self.name

    def __exit__(self, kind, value, tb):
        print("  exit", self.name, kind and kind.__name__, value, tb and tb.tb_lineno > 0)
        if self.fail == "exit":
            raise OSError("exit")
        return self.swallow


def plain(manager, x):
    with manager as name:
        y = 10 // x
    return name, y


def early(manager, x):
    with manager:
        if x:
            return x
    return "end"


def in_loop(n):
    total = 0
    for i in range(n):
        with Manager(i, swallow=True):
            if i == 2:
                continue
            total += 10 // (3 - i)
    return total


def two(a, b, x):
    with a as first, b as second:
        return first, second, 1 / x


def bad(x):
    with x:
        return 1


for x in (2, 0):
    show(plain, Manager("a"), x)
    show(plain, Manager("a", swallow=True), x)
    show(plain, Manager("a", fail="enter"), x)
    show(plain, Manager("a", fail="exit"), x)
    show(early, Manager("b"), x)
    show(two, Manager("a"), Manager("b"), x)
    show(two, Manager("a", swallow=True), Manager("b"), x)
show(in_loop, 6)
show(bad, 5)
show(bad, None)
