"""Lists, tuples, dictionaries, sets: read, written, built, taken apart."""


def list_item(n):
    items, total = [1, 2, 3, 4, 5, 6, 7, 8], 0
    for i in range(n):
        total += items[i & 7]
    return total


def list_item_negative(n):
    items, total = [1, 2, 3], 0
    for _ in range(n):
        total += items[-1]
    return total


def list_store(n):
    items = [0] * 8
    for i in range(n):
        items[i & 7] = i
    return items


def list_of_floats(n):
    items = [0.5] * 8
    for i in range(n):
        items[i & 7] = items[(i + 1) & 7] * 1.5 - 0.1
    return items


def list_of_lists(n):
    rows = [[i * j for j in range(8)] for i in range(8)]
    total = 0
    for i in range(n):
        total += rows[i & 7][(i >> 3) & 7]
    return total


def list_append(n):
    items = []
    for i in range(n):
        items.append(i)
    return len(items), items[-1]


def list_append_pop(n):
    items, total = [], 0
    for i in range(n):
        items.append(i)
        total += items.pop()
    return total


def list_slice(n):
    items, total = [1, 2, 3, 4, 5], 0
    for _ in range(n):
        total += len(items[1:3])
    return total


def list_build(n):
    total = 0
    for i in range(n):
        total += len([i, i, i])
    return total


def list_contains(n):
    items, total = [1, 2, 3, 4, 5], 0
    for i in range(n):
        total += (i & 7) in items
    return total


def list_comprehension(n):
    total = 0
    for _ in range(n // 10 + 1):
        total += len([x * x for x in range(20) if x & 1])
    return total


def tuple_item(n):
    items, total = (1, 2, 3, 4, 5, 6, 7, 8), 0
    for i in range(n):
        total += items[i & 7]
    return total


def tuple_build(n):
    pair = None
    for i in range(n):
        pair = (i, pair and pair[0])
    return pair


def tuple_unpack(n):
    pair, total = (1, 2), 0
    for _ in range(n):
        a, b = pair
        total += a + b
    return total


def swap(n):
    a, b = 1, 2
    for _ in range(n):
        a, b = b, a
    return a, b


def star_unpack(n):
    items, total = [1, 2, 3, 4], 0
    for _ in range(n):
        first, *rest = items
        total += first + len(rest)
    return total


def dict_item(n):
    table, total = {i: i for i in range(8)}, 0
    for i in range(n):
        total += table[i & 7]
    return total


def dict_item_by_text(n):
    table, total = {"a": 1, "b": 2}, 0
    for _ in range(n):
        total += table["b"]
    return total


def dict_store(n):
    table = {}
    for i in range(n):
        table[i & 63] = i
    return sorted(table.items())


def dict_count(n):
    counts = {}
    for i in range(n):
        key = i & 15
        counts[key] = counts.get(key, 0) + 1
    return counts


def dict_get(n):
    table, total = {1: 2}, 0
    for i in range(n):
        total += table.get(i & 1, 5)
    return total


def dict_contains(n):
    table, total = {i: i for i in range(8)}, 0
    for i in range(n):
        total += (i & 15) in table
    return total


def dict_build(n):
    total = 0
    for i in range(n):
        total += len({"a": i, "b": i})
    return total


def dict_comprehension(n):
    total = 0
    for _ in range(n // 10 + 1):
        total += len({x: x for x in range(20)})
    return total


def dict_with_tuples(n):
    table = {(i, j): i + j for i in range(4) for j in range(4)}
    total = 0
    for i in range(n):
        total += table[i & 3, (i >> 2) & 3]
    return total


def set_add(n):
    seen = set()
    for i in range(n):
        seen.add(i & 255)
    return sorted(seen)


def set_contains(n):
    seen, total = {1, 3, 5, 7}, 0
    for i in range(n):
        total += (i & 7) in seen
    return total


def bytes_item(n):
    data, total = bytes(range(256)), 0
    for i in range(n):
        total += data[i & 255]
    return total


def bytearray_store(n):
    data = bytearray(256)
    for i in range(n):
        data[i & 255] = i & 127
    return bytes(data)


def array_item(n):
    from array import array

    data, total = array("d", [0.5] * 16), 0.0
    for i in range(n):
        data[i & 15] = total = data[(i + 1) & 15] + 0.25
    return total
