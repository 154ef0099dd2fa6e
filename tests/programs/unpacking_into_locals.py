"""Tuples and lists unpacked into neighbouring locals: old values that die, sizes that change."""

# hot: pairs, dying, shared, itself, sizes, raws, wide, swapped
from support import show


class Dies:
    def __init__(self, name, log):
        self.name = name
        self.log = log

    def __del__(self):
        self.log.append(self.name)


def pairs(n):
    total = 0
    items = [(i, str(i)) for i in range(n)]
    for item in items:
        a, b = item
        total += a + len(b)
    for a, b in items:
        total += a
    return total, a, b


def dying(n):
    log = []
    a = b = c = None
    for i in range(n):
        source = [Dies((i, 1), log), Dies((i, 2), log), i]
        a, b, c = source
        source.clear()
        log.append(i)
    a = b = None
    return log


def shared(n):
    """One old value in every place: it goes with the last."""
    log = []
    for i in range(n):
        x = y = z = Dies(i, log)
        x, y, z = (log, len(log), i)
        log.append(("after", i))
    return log[-4:], y, z


def itself(n):
    result = []
    for i in range(n):
        t = (i, [i])
        t, u = t
        result.append((t, u))
        v = [u, t]
        u, v = v
        result.append((u, v))
    return result[-2:]


def sizes(n):
    result = []
    t = [1, 2]
    for i in range(n):
        try:
            a, b = t
            result.append((a, b))
        except ValueError as error:
            result.append(str(error))
        if i == n // 2:
            t.append(3)
        if i == n // 2 + 3:
            del t[1:]
        if i == n // 2 + 6:
            t = "xy"
    return result[n // 2 - 1 :]


def raws(n):
    a, b = 0.5, 1
    t = (1.5, 2)
    for i in range(n):
        a = a + i
        b = b * 2 % 1000
        if i % 7 == 3:
            a, b = t
    return a, b


def wide(n):
    t = tuple(range(12))
    for _ in range(n):
        a, b, c, d, e, f, g, h, i, j, k, m = t
    return a, b, c, d, e, f, g, h, i, j, k, m


def swapped(n):
    a, b, c = 1, 2.5, "c"
    for _ in range(n):
        a, b, c = c, a, b
        b, a = (b, a)
    return a, b, c


for function in (pairs, dying, shared, itself, sizes, raws, wide, swapped):
    show(function, 50)
    show(function, 50)
