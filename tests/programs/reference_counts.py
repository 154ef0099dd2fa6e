"""`sys.getrefcount` of every kind of operand at the moment foreign code looks.

All calls are direct ones from a compiled function: what an argument is counted as while a call comes
from elsewhere is in docs/deviations.md.
"""

# no traced torture: what is traced is interpreted, and calls there are not direct (docs/deviations.md)
# hot: main, of_local, of_alias, of_two, of_argument, of_item, in_list, in_tuple, across_call, in_loop, of_temporary, of_constant, after_del, of_attribute, on_stack, of_number, held_by_iterator, before_overwrite, of_slice
# no loops: calls that a hook sees hold their arguments twice (docs/deviations.md)
from sys import getrefcount


class Thing:
    def __repr__(self):
        return "Thing()"


class Box:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return "Box()"

    def count(self, other=None):
        return getrefcount(self.value)


class Spy:
    """Its operators look at the reference counts of their operands."""

    def __init__(self, watched):
        self.watched = watched

    def __repr__(self):
        return "Spy()"

    def look(self, other=None):
        return (
            getrefcount(self),
            getrefcount(self.watched),
            getrefcount(other) if other is not None else 0,
        )

    __add__ = __radd__ = __lt__ = __eq__ = __getitem__ = __sub__ = look

    def __neg__(self):
        return self.look()

    def __getattr__(self, name):
        return self.look()

    def __len__(self):
        return getrefcount(self)


def of_local(x):
    return getrefcount(x)


def of_alias(x):
    y = x
    z = y
    return getrefcount(x), getrefcount(y), getrefcount(z)


def of_two(x, y):
    return getrefcount(x) + getrefcount(y), getrefcount(x), getrefcount(y)


def of_argument(x):
    return of_local(x), of_local(x), of_alias(x)


def of_item(items):
    return getrefcount(items[0]), getrefcount(items[-1]), getrefcount(items)


def in_list(x):
    return [x, x, getrefcount(x)][2], [getrefcount(x), x, x][0]


def in_tuple(x):
    return (x, x, getrefcount(x))[2], (x, (x, (x, getrefcount(x))))[1][1][1]


def across_call(x, y):
    return [x, y, of_two(x, y), x][2]


def in_loop(x, n):
    seen = []
    for i in range(n):
        y = x
        seen.append(getrefcount(x))
        z = y
        seen.append(getrefcount(z))
    return seen


def of_temporary():
    return getrefcount(Thing()), getrefcount([]), getrefcount(Box(Thing()).value)


def of_constant():
    a = "a constant in of_constant"
    b = a
    return getrefcount(a) - getrefcount(b), a is b


def after_del(x):
    y = x
    before = getrefcount(x)
    del y
    return before, getrefcount(x)


def of_attribute(box):
    value = box.value
    return (
        getrefcount(box.value),
        getrefcount(value),
        box.count(),
        box.count(value),
        box.count(box.value),
    )


def on_stack(x, spy):
    return (
        x + spy if False else spy + x,
        [x, spy + x, x],
        (x, spy - x),
        spy < x,
        spy[x],
        -spy,
        spy.anything,
        spy == x,
        len(spy),
    )


def of_number(x):
    y = x * 2.0
    z = y
    pair = (y, z)
    return getrefcount(y), getrefcount(pair[0]), pair[0] is z


def held_by_iterator(items):
    seen = []
    for item in items:
        seen.append((getrefcount(items), getrefcount(item)))
    return seen


def of_slice(items, thing):
    before = getrefcount(items), getrefcount(thing)
    items[1:2] = [thing]
    copied = items[:]
    return before, getrefcount(items), getrefcount(thing), getrefcount(copied)


def before_overwrite(x, y):
    z = x
    x = y
    first = getrefcount(z), getrefcount(x), getrefcount(y)
    z = y
    return first, getrefcount(z), getrefcount(y)


def main():
    thing = Thing()
    other = Thing()
    box = Box(thing)
    print("of_local", of_local(thing))
    print("of_alias", of_alias(thing))
    print("of_two", of_two(thing, thing))
    print("of_two", of_two(thing, other))
    print("of_argument", of_argument(thing))
    print("of_item", of_item([thing, other]))
    print("of_item", of_item((thing, thing)))
    print("in_list", in_list(thing))
    print("in_tuple", in_tuple(thing))
    print("across_call", across_call(thing, other))
    print("across_call", across_call(thing, thing))
    print("in_loop", in_loop(thing, 50))
    print("of_temporary", of_temporary())
    print("of_constant", of_constant())
    print("after_del", after_del(thing))
    print("of_attribute", of_attribute(box))
    print("on_stack", on_stack(thing, Spy(thing)))
    print("of_number", of_number(2.5))
    print("of_number", of_number(1e10))
    print("held_by_iterator", held_by_iterator([thing, other, thing]))
    print("held_by_iterator", held_by_iterator((thing, Thing())))
    print("of_slice", of_slice([thing, Thing(), other], thing))
    print("before_overwrite", before_overwrite(thing, other))
    print(getrefcount(thing), getrefcount(other), getrefcount(box))


for _ in range(3):
    main()
