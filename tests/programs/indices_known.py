"""Indices that a loop over a range hands out: sequences that get shorter, longer or replaced in
mid-loop, by the loop, by what it drops, by signal handlers and other threads; ranges that leave the
sequence at either end; loops in loops, left early and begun again."""

# hot: total, product, fill, swap_all, assign, slices, drops, rebind, alias, nested, again, views
# hot: pops, resized, offset, signalled, threads_shrink, steps, ends, delete, bytes_and_tuples, left, shared, deep
import array
import signal
import threading

from support import show


def total(items, indices):
    s = 0
    for i in indices:
        s += items[i]
    return s


def product(a, b, n):
    s = 0.0
    for i in range(n):
        s += a[i] * b[i]
    return s


def steps(items, start, stop, step):
    s = []
    for i in range(start, stop, step):
        s = [s, items[i]]
    return s


def fill(items, start, stop, step, value):
    for i in range(start, stop, step):
        items[i] = value
    return items


def swap_all(items, n):
    for i in range(n):
        if items[i] > items[n - 1 - i]:
            items[i], items[n - 1 - i] = items[n - 1 - i], items[i]
    return items


def assign(items, n):
    """The value that is assigned has another type in the middle."""
    for i in range(n):
        items[i] = i * 0.5 if i < 5 else i
    return items


def slices(items, n):
    s = 0
    for i in range(n):
        s += items[i]
        if i == n // 2:
            items[n // 2 + 1 :] = [100]
    return s


def delete(items, n):
    s = 0
    for i in range(n):
        s += items[i]
        if i == n - 3:
            del items[i + 1]
    return s


def pops(items, other, n):
    """Methods that run no foreign code make it shorter, between the rounds of an inner loop."""
    s = 0
    for i in range(n):
        for j in range(3):
            s += items[i] * other[j]
        if i % 2:
            items.pop()
    return s


def resized(data, n):
    s = 0
    for i in range(n):
        for j in range(2):
            s += data[i] + data[j]
        if i == 4:
            data.clear()
    return s


class Dropped:
    """Dying, it makes a list shorter."""

    def __init__(self, items):
        self.items = items

    def __del__(self):
        self.items.clear()


def drops(items, n):
    for i in range(n):
        items[i] = i + 0.5
    return items


def rebind(items, n):
    s = 0
    for i in range(n):
        s += items[i]
        if i == 4:
            items = items[:6]
    return s


def alias(items, n):
    other = items
    s = 0
    for i in range(n):
        j = i
        s += other[j] + items[i]
        if i == 4:
            other = [1, 2, 3, 4, 5, 6]
        j = j + 1
        if i < n - 1:
            s += items[j]
    return s


def offset(items, n):
    s = 0
    for i in range(n):
        s += items[i]
        i += 1
        s += items[i]
    return s


def nested(a, b, n, m):
    s = 0
    for i in range(n):
        for j in range(m):
            s += a[i] * b[j]
            s += a[j]
        s += b[i]
    return s


def again(items, sizes):
    s = 0
    for n in sizes:
        for i in range(n):
            s += items[i]
        for i in range(1, n):
            s += items[i]
            if s < 0:
                break
    return s


def left(items, n):
    for i in range(n):
        if items[i] < 0:
            break
    else:
        i = -1
    for k in range(i, n):
        if items[k] > 3:
            return i, k, items[k]
    return i


def shared(items, n):
    """One iterator, in two loops."""
    numbers = iter(range(n))
    s = []
    for i in numbers:
        s.append(items[i])
        for j in numbers:
            s.append(items[j])
            s.append(items[i])
            if j % 3 == 2:
                break
    return s


def deep(items, n):
    s = 0
    for a in range(n):
        for b in range(n):
            for c in range(n):
                for d in range(n):
                    s += items[a] + items[b] + items[c] * items[d]
    return s


def ends(items, n):
    """Indices from the end, and beyond it."""
    out = []
    for i in range(-n, n):
        out.append(items[i])
    for i in range(n - 1, -n - 1, -1):
        out.append(items[i])
    return out


def bytes_and_tuples(data, items, n):
    s = 0
    for i in range(n):
        s += data[i] ^ items[i]
        if s > 1000:
            data = data[:2]
    return s


def views(kinds, n):
    s = 0
    for items in kinds:
        for i in range(n):
            items[i] = i
            s += items[i]
    return s


def signalled(items, n):
    s = 0
    for i in range(n):
        s += items[i]
    return s


def threads_shrink(items, n):
    s = 0
    for i in range(n):
        s += items[i]
    return s


numbers = list(range(10))
for _ in range(3):
    for kind in (list, tuple, bytes, bytearray, lambda x: array.array("i", x)):
        items = kind(numbers)
        show(total, items, range(10))
        show(total, items, range(11))
        show(total, items, range(-10, 10))
        show(total, items, range(-11, 10))
        show(total, items, range(9, -1, -1))
        show(total, items, range(0))
        show(total, items, [3, 4, 10])
        show(steps, items, 1, 10, 3)
        show(steps, items, 1, 11, 3)
        show(steps, items, 8, -1, -4)
        show(steps, items, 8, -4, -4)
    show(product, [1.5] * 10, [2.0] * 10, 10)
    show(product, [1.5] * 10, [2.0] * 9, 10)
    show(product, [1.5] * 10, [2] * 12, 10)
    show(fill, bytearray(10), 0, 10, 1, 7)
    show(fill, bytearray(10), 1, 12, 3, 7)
    show(fill, bytearray(10), 0, 10, 2, 256)
    show(fill, [None] * 10, 0, 10, 3, 1.5)
    show(fill, [0] * 10, 0, 11, 3, "x")
    show(swap_all, [5, 3, 8, 1, 9, 2], 6)
    show(swap_all, [5.5, 3, 8, 1, 9, 2.5], 6)
    show(assign, [0.25] * 9, 9)
    show(assign, [0.25] * 9, 10)
    show(slices, list(range(12)), 12)
    show(delete, list(range(12)), 12)
    items = [0.25] * 12
    items[6] = Dropped(items)
    show(drops, items, 12)
    show(pops, list(range(12)), [1, 2, 3], 8)
    show(pops, list(range(12)), [1, 2, 3], 12)
    show(resized, list(range(12)), 5)
    show(resized, list(range(12)), 12)
    show(resized, bytearray(12), 12)
    show(rebind, list(range(12)), 12)
    show(alias, list(range(12)), 12)
    show(offset, list(range(12)), 12)
    show(offset, list(range(13)), 12)
    show(nested, list(range(6)), list(range(5)), 5, 4)
    show(nested, list(range(6)), list(range(3)), 5, 4)
    show(again, list(range(6)), [1, 2, 6, 3, 6])
    show(again, list(range(6)), [1, 2, 6, 3, 7])
    show(left, [1, 2, -1, 3, 4, 5], 6)
    show(left, [1, 2, 1, 3, 4, 5], 7)
    show(shared, list(range(12)), 12)
    show(shared, list(range(8)), 12)
    show(deep, [1, 2, 3, 4], 4)
    show(deep, [1, 2, 3], 4)
    show(ends, list(range(5)), 5)
    show(ends, list(range(5)), 6)
    show(bytes_and_tuples, bytes(range(200, 210)), tuple(range(10)), 10)
    show(bytes_and_tuples, bytes(range(10)), tuple(range(10)), 10)
    show(views, [[0] * 5, bytearray(5), memoryview(bytearray(5)), array.array("d", [0.0] * 5)], 5)
    show(views, [[0] * 5, bytearray(5), memoryview(bytearray(4)), array.array("d", [0.0] * 5)], 5)

# A signal's handler empties the list, and so does another thread: which round of which loop that
# is, nobody can tell, but what is no longer there must not be read.
victim = []


def clear(*_):
    victim.clear()


def until_empty(function, begin):
    for _ in range(3):
        victim[:] = [1] * 50_000
        end = begin()
        try:
            while victim:
                assert function(victim, 50_000) == 50_000
        except IndexError as error:
            print(error)
        else:
            print("list index out of range")
        end()


def begin_timer():
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    return lambda: signal.setitimer(signal.ITIMER_REAL, 0)


def begin_thread():
    timer = threading.Timer(0.01, clear)
    timer.start()
    return timer.join


signal.signal(signal.SIGALRM, clear)
until_empty(signalled, begin_timer)
until_empty(threads_shrink, begin_thread)
