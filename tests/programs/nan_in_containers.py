"""NaN is found in containers by identity, so it has to stay the same object."""

# hot: made, looked_up, contained, counted, compared
from support import NAN, show


def made(x):
    nan = x - x
    box = [nan]
    return nan in box, box == [nan], (nan,) == (nan,), nan == nan, box.index(nan), box.count(nan)


def looked_up(x):
    nan = x * 0.0
    table = dict([(nan, "found")])
    return table.get(nan), table.get(x * 0.0), len(table)


def contained(x, items):
    return x in items, x not in items


def counted(x, n):
    nan = x - x
    items = []
    for _ in range(n):
        items.append(nan)
    found = 0
    for item in items:
        if item is nan:
            found += 1
        if item == nan:
            found += 1000
    return found


def compared(x):
    nan = x - x
    return [nan] == [nan], [nan] == [x - x], nan != nan, not nan < nan


inf = float("inf")
show(made, inf)
show(looked_up, inf)
show(contained, NAN, [1.0, NAN])
show(contained, NAN, [1.0, float("nan")])
show(contained, NAN, (NAN, 2))
show(counted, inf, 40)
show(compared, inf)
