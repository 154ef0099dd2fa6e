"""Iterators and containers that change what the loop works on, or raise at the end."""

# hot: consume, until, find_all, nested
from support import show


class Meddler:
    """Changes the list it is told about while it is iterated over."""

    def __init__(self, target, n):
        self.target = target
        self.n = n

    def __repr__(self):
        return "Meddler()"

    def __iter__(self):
        return self

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise StopIteration("end")
        self.target.append(self.n)
        return self.n


class Late:
    def __repr__(self):
        return "Late()"

    def __iter__(self):
        yield 1
        yield 2
        raise RuntimeError("late")


def consume(items, extra):
    total = 0
    for x in items:
        total += x + len(extra)
    return total, extra


def until(items, stop):
    for x in items:
        if x == stop:
            return x
    return None


def find_all(rows, wanted):
    found = []
    for i in range(len(rows)):
        for j in range(len(rows[i])):
            if rows[i][j] == wanted:
                found.append((i, j))
                break
    return found


def nested(items):
    total = 0
    for a in items:
        for b in items:
            for c in items:
                if a < b < c:
                    total += a * b * c
    return total


extra = []
show(consume, Meddler(extra, 5), extra)
show(consume, extra, extra[:2])
show(consume, Late(), [])
show(until, Late(), 2)
show(until, Late(), 3)
print(extra)
show(find_all, [[1, 2], [2, 1], [3]], 2)
show(nested, [1, 2, 3.5, 4])
show(nested, (5, 1, 2**40))
items = iter([1, 2, 3, 4])
print(until(items, 2), list(items))
