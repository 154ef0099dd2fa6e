"""Finalisers that raise, look at their caller's frame, or change what is being worked on."""

# no traced torture: what is traced is interpreted, and calls there are not direct (docs/deviations.md)
# hot: drop, replace, loop, total, shrink
import sys

from support import show


class Nosy:
    """Looks at the frame that let go of it."""

    def __init__(self, name):
        self.name = name

    def __del__(self):
        frame = sys._getframe(1)
        code = frame.f_code
        line = frame.f_lineno - code.co_firstlineno
        known = sorted(k for k in frame.f_locals if k != "seen")
        print("  del", self.name, "in", code.co_name, "line", line, "knows", known)


class Rude:
    def __del__(self):
        raise ValueError("from a finaliser")


class Vandal:
    def __init__(self, items):
        self.items = items

    def __del__(self):
        self.items.clear()


def drop(name):
    a = Nosy(name)
    b = 1
    a = 2
    c = 3
    b = Nosy(name + "'")
    del b
    return a + c


def replace(items, value):
    x = items[0]
    items[0] = value
    x = value
    return x


def loop(n):
    x = None
    for i in range(n):
        y = i * 2
        x = Nosy(str(i))
        z = y + 1
    return z


def total(items):
    result = 0
    for item in items:
        result += len(items)
        item = None
    return result


def shrink(n):
    items = list(range(n))
    items[2] = Vandal(items)
    seen = 0
    for item in items:
        items[2] = None
        seen += 1
    return seen, items


sys.unraisablehook = lambda info: print("  unraisable", info.exc_type.__name__, info.exc_value)
show(drop, "a")
show(drop, "b")
print(replace([Rude(), 1], 5))
show(loop, 3)
print(total([Rude(), Rude()]))
show(shrink, 5)
