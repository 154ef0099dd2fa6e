"""Operators whose methods answer NotImplemented: who is asked next."""
# hot: operate, compare, make

from support import show


def declines(self, other):
    return NotImplemented


def answers(self, other):
    return (type(self).__name__, type(other).__name__)


def make(base, left, right):
    return type(f"Odd_{base.__name__}", (base,), {"__add__": left, "__radd__": right})


def operate(a, b, count):
    result = None
    for i in range(count):
        result = a + b
    return result


def compare(a, b, count):
    result = None
    for i in range(count):
        result = (a == b, a < b)
    return result


for base in (object, int, float, complex, str, list):
    for left in (declines, answers):
        for right in (declines, answers):
            kind = make(base, left, right)
            for other in (3, 2.5, True, 2**70, "a", [1], kind()):
                for _ in range(2):
                    show(operate, kind(), other, 3)
                    show(operate, other, kind(), 3)
    kind.__lt__ = kind.__eq__ = declines
    for other in (3, 2.5, "a", kind(), kind()):
        show(compare, kind(), other, 3)
        show(compare, other, kind(), 3)
