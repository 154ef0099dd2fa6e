"""Calls with `*args` and `**kwargs`, on both sides."""

# hot: plain, starred, both, passing, keywords, wrong, many
from support import show


def plain(a, b=2, *args, c=3, **kwargs):
    return a, b, args, c, sorted(kwargs.items())


def starred(items):
    return plain(*items)


def both(items, table):
    return plain(*items, **table), plain(0, *items, z=1, **table)


def passing(*args, **kwargs):
    return plain(*args, **kwargs)


def keywords(table):
    return plain(**table)


def wrong(f, items, table):
    return f(*items, **table)


def many(n):
    total = 0
    args = (1, 2)
    for i in range(n):
        total += passing(i, *args, c=i)[3]
    return total, args


for items in ([1], (1, 2, 3), range(4), "ab", iter([1, 2])):
    print(starred(items) if not isinstance(items, list) else starred(items))
for items, table in (([1], {}), ((1, 2, 3), {"c": 5, "d": 6}), ([], {"a": 1})):
    show(both, items, table)
    show(wrong, max, items, table)
show(passing, 1, 2, 3)
show(keywords, {"a": 1, "z": 2})
show(keywords, {"b": 1})
show(keywords, {1: 1})
show(wrong, plain, [1], {"a": 1})
show(wrong, plain, 5, {})
show(wrong, plain, [1], 5)
show(wrong, abs, [1, 2], {})
show(wrong, abs, [-1.5], {})
show(wrong, dict, [], {"k": 1})
show(many, 40)
