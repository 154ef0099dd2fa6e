"""What a callee sees of its caller: locals, line, code, `f_back`, in the middle of a loop."""

# hot: look_at_me, loop, in_expression, floats, outer, unbound, line_by_line, moved, in_call_arguments
import sys

from support import show


def look(depth=1):
    frame = sys._getframe(depth)
    line = frame.f_lineno - frame.f_code.co_firstlineno
    known = sorted((k, v) for k, v in frame.f_locals.items() if k != "seen")
    return frame.f_code.co_name, line, known


def look_at_me(x):
    y = x + 1
    first = look()
    y = y * 2
    z = y
    second = look()
    return first, second


def loop(n):
    seen = []
    total = 0
    square = 0.0
    for i in range(n):
        total += i
        square = square + i * 0.5
        seen.append(look())
        total -= 1
    return seen


def in_expression(x):
    return (
        x + 1,
        look(),
        [
            x * 2,
            look(),
            (x, look()),
        ],
    )


def floats(x, n):
    a = x
    b = x
    for _ in range(n):
        a = a * 1.5
        b = a
    return look(), a is b


def middle(x):
    inner = x * 2
    return look(), look(2), inner


def outer(x):
    before = x + 0.5
    result = middle(before)
    before = None
    return result, look()


def unbound(flag):
    a = 1
    if flag:
        b = 2.5
    r = look()
    del a
    return r, look()


def line_by_line(n):
    seen = []
    for i in range(n):
        seen.append(look()[1])
        x = look()[1] + look()[1]
        seen.append(x)
    return seen


def moved(a, b, n):
    for _ in range(n):
        a, b = b, a + b
    return look(), a, b


def take(*args):
    return args


def in_call_arguments(x):
    y = x * 3
    return take(y, look(), y + 1, look(), take(look()))


class Probe:
    def __init__(self):
        self.seen = []

    def __repr__(self):
        return "Probe()"

    def __add__(self, other):
        self.seen.append(look(2))
        return self

    def __lt__(self, other):
        self.seen.append(look(2))
        return False

    def __getitem__(self, i):
        self.seen.append(look(2))
        return i

    def __getattr__(self, name):
        if name == "anything":
            self.seen.append(look(2))
            return 5
        raise AttributeError(name)


def by_operators(p, n):
    total = 0
    for i in range(n):
        total = total + i * 1.5
        p = p + total
        x = p[i]
        y = p.anything
        z = p < y
    return p.seen


for _ in range(2):
    show(look_at_me, 1)
    show(look_at_me, 1.5)
    show(loop, 4)
    show(in_expression, 2)
    show(floats, 2.0, 3)
    show(outer, 1)
    show(unbound, True)
    show(unbound, False)
    show(line_by_line, 3)
    show(moved, 1, 2.5, 9)
    show(moved, 1, 1, 95)
    show(in_call_arguments, 2)
    print(by_operators(Probe(), 3))
