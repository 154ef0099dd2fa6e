"""Calls of common builtins."""


def call_len(n):
    items, total = [1, 2, 3], 0
    for _ in range(n):
        total += len(items)
    return total


def call_isinstance(n):
    total = 0
    for i in range(n):
        if isinstance(i, int):
            total += 1
    return total


def call_isinstance_of_several(n):
    things, total = [1, "a", 2.0, None], 0
    for i in range(n):
        if isinstance(things[i & 3], (int, float)):
            total += 1
    return total


def call_min_max(n):
    total = 0
    for i in range(n):
        total += min(i, 5) + max(i, 3)
    return total


def call_abs(n):
    total = 0
    for i in range(n):
        total += abs(i - 500)
    return total


def call_range(n):
    total = 0
    for _ in range(n):
        for j in range(3):
            total += j
    return total


def call_type(n):
    total = 0
    for i in range(n):
        if type(i) is int:
            total += 1
    return total


def call_str_int(n):
    total = 0
    for i in range(n):
        total += int(str(i))
    return total


def call_sum(n):
    items, total = [1, 2, 3, 4], 0
    for _ in range(n):
        total += sum(items)
    return total


def call_sorted(n):
    items, total = [3, 1, 2], 0
    for _ in range(n):
        total += sorted(items)[0]
    return total


def call_sorted_key(n):
    items, total = list(range(10)), 0
    for _ in range(n // 10 + 1):
        total += sorted(items, key=lambda x: -x)[0]
    return total


def call_any_all(n):
    items, total = [1, 2, 3], 0
    for _ in range(n // 4 + 1):
        total += any(x > 2 for x in items) + all(x > 0 for x in items)
    return total


def call_hash(n):
    total = 0
    for _ in range(n):
        total += hash("abc") & 0
    return total


def call_divmod(n):
    total = 0
    for i in range(n):
        a, b = divmod(i, 7)
        total += a - b
    return total


def call_round(n):
    total = 0
    for i in range(n):
        total += round(i * 0.3)
    return total


def call_id(n):
    thing, total = object(), 0
    for _ in range(n):
        total += id(thing) == id(thing)
    return total
