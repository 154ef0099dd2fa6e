"""Loops over all kinds of things; generators, coroutines."""

ITEMS = tuple(range(20))
TIMES = 20


def over_range(n):
    total = 0
    for _ in range(n // TIMES + 1):
        for i in range(20):
            total += i
    return total


def over_list(n):
    items, total = list(ITEMS), 0
    for _ in range(n // TIMES + 1):
        for item in items:
            total += item
    return total


def over_tuple(n):
    total = 0
    for _ in range(n // TIMES + 1):
        for item in ITEMS:
            total += item
    return total


def over_dict_items(n):
    table, total = {i: i for i in ITEMS}, 0
    for _ in range(n // TIMES + 1):
        for key, value in table.items():
            total += key - value
    return total


def over_dict_keys(n):
    table, total = {i: i for i in ITEMS}, 0
    for _ in range(n // TIMES + 1):
        for key in table:
            total += key
    return total


def over_set(n):
    items, total = set(ITEMS), 0
    for _ in range(n // TIMES + 1):
        for item in items:
            total += item
    return total


def over_text(n):
    text, total = "abcdefghijklmnopqrst", 0
    for _ in range(n // TIMES + 1):
        for character in text:
            total += character == "c"
    return total


def over_enumerate(n):
    total = 0
    for _ in range(n // TIMES + 1):
        for i, item in enumerate(ITEMS):
            total += i - item
    return total


def over_zip(n):
    total = 0
    for _ in range(n // TIMES + 1):
        for a, b in zip(ITEMS, ITEMS):
            total += a - b
    return total


def over_reversed(n):
    total = 0
    for _ in range(n // TIMES + 1):
        for item in reversed(ITEMS):
            total += item
    return total


def over_map(n):
    total = 0
    for _ in range(n // TIMES + 1):
        for item in map(lambda x: x + 1, ITEMS):
            total += item
    return total


class _Countdown:
    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.left


def over_python_iterator(n):
    total = 0
    for _ in range(n // TIMES + 1):
        for item in _Countdown(20):
            total += item
    return total


def while_loop(n):
    i = 0
    while i < n:
        i += 1
    return i


def nested_break(n):
    total = 0
    for _ in range(n // 4 + 1):
        for j in range(100):
            if j == 4:
                break
            total += j
        else:
            total = 0
    return total


def _count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def generator(n):
    total = 0
    for item in _count(n):
        total += item
    return total


def generator_made(n):
    total = 0
    for _ in range(n // 4 + 1):
        for item in _count(4):
            total += item
    return total


def generator_expression(n):
    total = 0
    for _ in range(n // TIMES + 1):
        total += sum(item * 2 for item in ITEMS)
    return total


def _delegate(n):
    yield from _count(n)


def yield_from(n):
    total = 0
    for item in _delegate(n):
        total += item
    return total


def generator_send(n):
    def accumulate():
        total = 0
        while True:
            total += yield total

    running = accumulate()
    next(running)
    result = 0
    for _ in range(n):
        result = running.send(2)
    return result


def coroutine_await(n):
    async def leaf(value):
        return value

    async def main():
        total = 0
        for i in range(n):
            total += await leaf(i)
        return total

    try:
        main().send(None)
    except StopIteration as stop:
        return stop.value


def async_generator(n):
    async def count():
        for i in range(n):
            yield i

    async def main():
        total = 0
        async for item in count():
            total += item
        return total

    try:
        main().send(None)
    except StopIteration as stop:
        return stop.value
