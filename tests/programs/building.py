"""Displays of every kind: lists, tuples, sets, dicts, slices, f-strings, star-unpacking, in loops."""

# hot: lists, sets, dicts, slices, strings, stars, merges, nested, set_and_dict_comprehensions, deletes
from support import show


def lists(x):
    return [], [x], [x, x + x, 3], [1, 2, 3, 4], (), (x,), (x, (x,)), (1, 2)


def sets(x):
    s = {x, 1, x}
    return len(s), x in s, {1, 2, 3} == {3, 2, 1}


def dicts(x):
    d = {"a": x, x: 1, "b": {x: x}}
    e = {"k": x, "l": 2}
    d["c"] = e
    return d, e, {}, len(d)


def slices(items, i):
    return items[1:], items[:i], items[::2], items[i:-1], items[:], items[::-1]


def strings(x, width):
    return f"{x}", f"{x!r:>8}|", f"a{x}b{width}c", f"{x:{width}}", f"{{}}{x=}", f""


def stars(items):
    return [*items, 1, *items], (*items,), {*items}, [0, *items]


def merges(d, x):
    return {**d, "x": x}, {"a": 0, **d}, [*d]


def nested(n):
    out = []
    for i in range(n):
        out.append({"i": i, "parts": [i, (i * 0.5, {i})], "name": f"n{i}"})
    return out[-1], len(out)


def set_and_dict_comprehensions(n):
    return (
        {x % 3 for x in range(n)},
        {x: x * 0.5 for x in range(n)},
        {str(x): [x] for x in range(2)},
    )


def deletes(items, d):
    del items[0]
    del items[1:3]
    del d["a"]
    items[1:1] = [7.5, 8]
    return items, d


for x in (1, 2.5, 10**20, "s", (1,)):
    show(lists, x)
    show(sets, x)
    show(dicts, x)
for items in ([1, 2.5, "c", None], (1, 2, 3), "abcd", range(5)):
    show(slices, items, 2)
    show(slices, items, -1)
    show(stars, items)
for x in (1, 2.5, "s"):
    show(strings, x, 6)
show(strings, 1, -1)
show(lists, None)
show(sets, [1])
show(dicts, [1])
show(slices, 5, 1)
show(stars, 5)
show(merges, {"a": 1, "b": 2}, 3)
show(merges, [1], 3)
show(nested, 20)
show(set_and_dict_comprehensions, 10)
show(deletes, [1, 2, 3, 4, 5], {"a": 1, "b": 2})
show(deletes, [1, 2, 3, 4, 5], {"b": 2})
show(deletes, (1, 2), {})
