"""RecursionError at the same depth where C code lies between the calls.

Builtin functions are called as f(*arguments): where the interpreter has specialised a call of one,
the call takes no level of recursion of its own, so how deep it gets depends on what ran before.
"""

# no traced torture: traced code is not specialised, and compares with a level more
# hot: by_sort, by_map, by_reduce, by_sub, Item.__getattr__, Item.__repr__, Item.__eq__, Item.__iter__
# hot: Item.__call__, by_property, by_comprehension, by_generator, by_eval, Item.__del__, by_min, by_max
import functools
import re
import sys

limits = (120, 200, 77)
deepest = 0
pattern = re.compile("x+")


def note(n):
    global deepest
    deepest = n if n > deepest else deepest


def by_sort(n):
    note(n)
    return sorted(*[[n + 1]], key=by_sort)


def by_map(n):
    note(n)
    return list(map(by_map, [n + 1]))


def by_filter(n):
    note(n)
    return list(filter(by_filter, [n + 1]))


def by_reduce(n, other=None):
    note(n)
    return functools.reduce(by_reduce, [n + 1, 0])


def by_sub(match):
    note(deepest + 1)
    return pattern.sub(*[by_sub, match.string + "x"])


def by_min(n):
    note(n)
    return min(*[n + 1, 0], key=by_min)


def by_max(n):
    note(n)
    return max(*[[n + 1]], key=lambda x: by_max(x))


class Item:
    def __init__(self, n=0):
        self.n = n

    def __getattr__(self, name):
        note(self.n)
        return getattr(*[Item(self.n + 1), name])

    def __repr__(self):
        note(self.n)
        return f"<{Item(self.n + 1)!r}>"

    def __eq__(self, other):
        note(self.n)
        return Item(self.n + 1) == other

    __hash__ = None

    def __iter__(self):
        note(self.n)
        return iter(*[Item(self.n + 1)])

    def __call__(self):
        note(self.n)
        return Item(self.n + 1)()

    def __add__(self, other):
        note(self.n)
        return Item(self.n + 1) + other

    def __len__(self):
        note(self.n)
        return len(*[Item(self.n + 1)])

    def __contains__(self, key):
        note(self.n)
        return key in Item(self.n + 1)

    def __getitem__(self, key):
        note(self.n)
        return Item(self.n + 1)[key]

    def __enter__(self):
        note(self.n)
        with Item(self.n + 1) as value:
            return value

    def __exit__(self, *details):
        pass

    @property
    def value(self):
        return by_property(self.n + 1)

    def __bool__(self):
        note(self.n)
        return not Item(self.n + 1)

    def __del__(self):
        note(self.n)


def by_property(n):
    note(n)
    return Item(n).value


def by_comprehension(n):
    note(n)
    return [by_comprehension(k) for k in (n + 1,)]


def by_generator(n):
    note(n)
    return sum(*[(by_generator(k) for k in (n + 1,))])


def chain(n):
    note(n)
    yield from chain(n + 1)


def by_chain(n):
    return list(chain(n))


def by_eval(n):
    note(n)
    return eval(*["by_eval(n + 1)", globals(), {"n": n}])


def by_partial(n):
    note(n)
    return functools.partial(by_partial, n + 1)()


def by_star(n, *rest):
    note(n)
    return by_star(n + 1, *rest, 1)


def by_keywords(n, **rest):
    note(n)
    return by_keywords(n=n + 1, **rest)


def swallow(n):
    note(n)
    try:
        return swallow(n + 1)
    except RecursionError:
        return n


def probe(function, *arguments):
    global deepest
    deepest = 0
    name = "Item" if type(function) is Item else function.__qualname__
    try:
        result = function(*arguments)
    except RecursionError as error:
        frames, tb, last = 0, error.__traceback__, None
        while tb is not None:
            frames += 1
            last = tb.tb_frame.f_code, tb.tb_lasti
            tb = tb.tb_next
        code, lasti = last
        print(name, error, frames, code.co_name, list(code.co_positions())[lasti // 2], deepest)
    else:
        print(name, "returns", result, deepest)


def rounds():
    for limit in limits:
        sys.setrecursionlimit(limit)
        for _ in range(2):
            for function in (
                by_sort,
                by_map,
                by_filter,
                by_reduce,
                by_min,
                by_max,
                by_property,
                by_comprehension,
                by_generator,
                by_chain,
                by_eval,
                by_partial,
                by_star,
                by_keywords,
                swallow,
            ):
                probe(function, 0)
            probe(pattern.sub, by_sub, "x")
            probe(getattr, Item(), "missing")
            probe(repr, Item())
            probe(Item().__eq__, 1)
            probe(iter, Item())
            probe(Item())
            probe(Item().__add__, 1)
            probe(len, Item())
            probe(Item().__contains__, 1)
            probe(Item().__getitem__, 1)
            probe(Item().__enter__)
            probe(bool, Item())


rounds()
