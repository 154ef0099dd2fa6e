"""`for` over every kind of iterable, in one loop after another."""

# hot: collect, total, pairs, growing, shrinking, find
from support import show


def collect(items):
    seen = []
    for item in items:
        seen.append(item)
    return seen


def total(items):
    result = 0
    for item in items:
        result += item
    return result


def pairs(items):
    seen = []
    for a, b in items:
        seen.append((b, a))
    return seen


def growing(items):
    count = 0
    for item in items:
        count += 1
        if count < 50:
            items.append(item)
    return count


def shrinking(items):
    seen = []
    for item in items:
        seen.append(item)
        items.remove(item)
    return seen


def find(items, wanted):
    for item in items:
        if item == wanted:
            return item
    return None


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Indexed:
    def __getitem__(self, i):
        if i == 4:
            raise IndexError("enough")
        return i * i


class Broken:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise ValueError("broken")
        return self.n


class Odd:
    def __iter__(self):
        return 5


def generate(n):
    for i in range(n):
        yield i * 10


for items in ([1, 2, 3], (4, 5), "ab", b"ab", {1: 2, 3: 4}, {7}, range(3), Countdown(4), Indexed()):
    print(collect(items))
for items in (generate(4), iter([1, 2]), enumerate("xy"), zip([1, 2], "ab"), map(abs, [-1, 2])):
    print(collect(items))
for bad in (Broken(), Odd(), 5, None, 1.5):
    try:
        print(collect(bad))
    except Exception as error:
        print(type(error).__name__, error)
show(total, [1, 2, 3])
show(total, [1.5, 2.5])
show(total, (1, 2.5, True))
show(total, range(1000))
show(total, {1: 2, 3: 4})
show(pairs, [(1, 2), [3, 4], "ab"])
show(pairs, {"k": 1}.items())
show(pairs, [(1, 2, 3)])
show(pairs, [(1,)])
show(pairs, [5])
show(growing, [1, 2])
show(shrinking, [1, 2, 3, 4, 5])
show(find, ["a", 1.0, 1, None], 1)
show(find, [], 1)
d = {1: 1}


def changing(d):
    for key in d:
        d[key + 1] = 0
    return d


show(changing, d)
