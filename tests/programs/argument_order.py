"""Operands and arguments are evaluated from left to right, with their effects in between."""

# hot: operators, arguments, subscripts, stores, lists, chains, conditions, loops
from support import show

log = []


def note(name, value):
    log.append(name)
    return value


def operators(x):
    return note("a", x) + note("b", 2) * note("c", 3) - note("d", x)


def take(*args, **kwargs):
    return args, kwargs


def arguments(x):
    return take(note("a", x), note("b", 2), k=note("c", 3), l=note("d", x))


def subscripts(x):
    return note("a", [1, 2, 3])[note("b", x)] + note("c", (5,))[note("d", 0)]


def stores(x):
    items = [0, 0, 0]
    note("target", items)[note("index", x)] = note("value", x)
    items[note("i", 0)], items[note("j", 1)] = note("p", 1), note("q", 2)
    items[note("k", 0)] += note("r", 5)
    return items


def lists(x):
    return [note("a", x), (note("b", 1), note("c", 2)), note("d", x)]


def chains(x):
    return note("a", 1) < note("b", x) < note("c", 3) < note("d", 4)


def conditions(x):
    return (note("a", x) and note("b", 0)) or (note("c", x) or note("d", 1))


def loops(n):
    for i in note("range", range(note("n", n))):
        x = note("body", i)
    while note("test", x) > 0:
        x -= note("step", 1)
    return x


for x in (1, 2, 0, 5, 1.5):
    for f in (operators, arguments, subscripts, stores, lists, chains, conditions):
        show(f, x)
        print(log)
        log.clear()
show(loops, 3)
print(log)
