"""Reference counts seen by callees: Python functions, methods, C functions, constructors.

All calls are direct ones from a compiled function, as in reference_counts.py.
"""

# no traced torture: what is traced is interpreted, and calls there are not direct (docs/deviations.md)
# hot: main, positional, defaulted, keyword, method, c_function, constructed, nested, deep, twice, bound, many, through_super, special, keywords, planned, managed, passed_on, Special.me, Special.me_of
# no loops: calls that a hook sees hold their arguments twice (docs/deviations.md)
from sys import getrefcount


class Thing:
    def __repr__(self):
        return "Thing()"

    def me(self):
        return getrefcount(self)

    def me_and(self, other):
        return getrefcount(self), getrefcount(other)


class Special(Thing):
    def me(self):
        return super().me(), getrefcount(self)

    def me_and(self, other):
        return super().me_and(other), getrefcount(Thing.me_and)

    def me_of(self):
        return super(Special, self).me(), super(Special, [self][0]).me(), getrefcount(self)


class Counting:
    """Each special method returns, or keeps, the counts of what it is given."""

    def __len__(self):
        return getrefcount(self)

    def __contains__(self, item):
        self.seen = getrefcount(self), getrefcount(item)

    def __iter__(self):
        self.seen = getrefcount(self)
        return self

    def __next__(self):
        self.seen = getrefcount(self)
        raise StopIteration

    def __bool__(self):
        self.seen = getrefcount(self)
        return False

    def __call__(self, item, other=None):
        return getrefcount(self), getrefcount(item), getrefcount(other) > 1000

    def __getattr__(self, name):
        return getrefcount(self)

    @property
    def value(self):
        return getrefcount(self)

    @value.setter
    def value(self, item):
        self.seen = getrefcount(self), getrefcount(item)


class Holder:
    def __init__(self, thing):
        self.inside = getrefcount(thing)
        self.me = getrefcount(self)
        self.thing = thing


def leaf(x, y=None, z=None):
    return (
        getrefcount(x),
        getrefcount(y) if y is not None else 0,
        getrefcount(z) if z is not None else 0,
    )


def positional(x):
    return leaf(x), leaf(x, x), leaf(x, x, x)


def defaulted(x, y=Thing()):
    return leaf(x, y), leaf(y), getrefcount(y)


def keyword(x):
    return leaf(x=x), leaf(y=x, x=x), leaf(x, z=x)


def method(x):
    return x.me(), x.me_and(x), x.me_and([x][0])


def c_function(x):
    return getrefcount(x), max(getrefcount(x), 0), [getrefcount(x)], list(map(getrefcount, [x, x]))


def constructed(x):
    h = Holder(x)
    return h.inside, h.me, getrefcount(x), getrefcount(h), getrefcount(h.thing)


def nested(x):
    return leaf(leaf(x), leaf(x), x), leaf([x], (x, x))


def deep(x, n):
    if n == 0:
        return getrefcount(x)
    return deep(x, n - 1)


def twice(x):
    a = leaf(x)
    b = leaf(x)
    return a == b, a, b


def bound(x):
    m = x.me
    return m(), m(), getrefcount(m), getrefcount(x)


class Keywords:
    def __init__(self, a, b=None, c=None):
        self.counts = getrefcount(self), getrefcount(a), getrefcount(b) > 1000 or getrefcount(b)
        for _ in ():
            pass


class Planned(Keywords):
    def __init__(self, a, *rest, b=None, **names):
        self.counts = getrefcount(self), getrefcount(a), getrefcount(b) > 1000 or getrefcount(b)
        self.counts += (
            tuple(map(getrefcount, rest)),
            tuple(getrefcount(value) for value in names.values()),
        )
        for _ in ():
            pass


def planned(thing):
    made = [
        Planned(thing),
        Planned(a=thing),
        Planned(thing, b=thing),
        Planned([thing][0], [], thing, b=[thing][0]),
    ]
    made += [
        Planned([], b=[]),
        Planned(b=thing, a=[]),
        Planned(thing, c=thing),
        Planned([], [], c=[], d=thing),
    ]
    return [item.counts for item in made], getrefcount(thing)


def counted(*arguments):
    return tuple(map(getrefcount, arguments)), getrefcount(arguments)


def one_counted(a):
    return getrefcount(a)


def passed_on(*a, **k):
    return counted(*a, **k), one_counted(*a, **k), getrefcount(k), getrefcount(a)


class Managing:
    def __enter__(self):
        self.seen = [getrefcount(self), getrefcount(Managing.__exit__)]
        for _ in ():
            pass
        return self

    def __exit__(self, kind, value, traceback):
        self.seen += [getrefcount(self), getrefcount(Managing.__exit__)]
        for _ in ():
            pass


class ManagingAll(Managing):
    def __exit__(self, *rest):
        self.seen += [getrefcount(self), getrefcount(ManagingAll.__exit__), getrefcount(rest)]
        for _ in ():
            pass


def managed(manager):
    with manager:
        manager.seen.append(getrefcount(manager))
    seen = manager.seen
    with [manager][0] as again:
        again.seen += [getrefcount(again), *seen]
    with type(manager)() as last:
        last.seen.append(getrefcount(last))
    return again.seen, getrefcount(manager), last.seen


def keywords(thing):
    made = [
        Keywords(thing),
        Keywords(a=thing),
        Keywords(thing, b=thing),
        Keywords([thing][0], b=[thing][0], c=1),
    ]
    made += [Keywords([], b=[]), Keywords(b=thing, a=[]), Keywords(thing, c=thing)]
    return [item.counts for item in made], getrefcount(thing)


def special(x, thing):
    results = [
        len(x),
        x(thing),
        x([thing][0]),
        x([]),
        x.missing,
        x.value,
        [x][0].missing,
        len([x][0]),
        len(Counting()),
    ]
    results.append(thing in x)
    results.append(x.seen)
    if [thing][0] in [x][0]:
        pass
    results.append(x.seen)
    for _ in x:
        pass
    results.append(x.seen)
    if x:
        pass
    results.append(x.seen)
    results.append((not [x][0], x.seen, x or x.seen))
    x.value = thing
    results.append(x.seen)
    [x][0].value = [thing][0]
    return results, x.seen


def through_super(x):
    return x.me(), x.me_and(x), x.me_and([x][0]), x.me_of()


MANY = [eval(f"lambda a, b={i}: (getrefcount(a), getrefcount(MANY[{i}]), {i})") for i in range(9)]


def many(functions, thing):
    return [(function(thing), function([thing][0]), function([])) for function in functions]


def main():
    thing = Thing()
    print("many", many(MANY, thing))
    print("super", through_super(Special()))
    print("special", special(Counting(), thing))
    print("keywords", keywords(thing))
    print("passed_on", passed_on(thing), passed_on([]))
    print("managed", managed(Managing()), managed(ManagingAll()))
    print("planned", planned(thing))
    print("positional", positional(thing))
    print("defaulted", defaulted(thing))
    print("defaulted", defaulted(thing, thing))
    print("keyword", keyword(thing))
    print("method", method(thing))
    print("c_function", c_function(thing))
    print("constructed", constructed(thing))
    print("nested", nested(thing))
    print("deep", deep(thing, 0))
    print("deep", deep(thing, 10))
    print("twice", twice(thing))
    print("bound", bound(thing))
    print(getrefcount(thing))


for _ in range(3):
    main()
