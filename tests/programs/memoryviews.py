"""Items of memoryviews as raw numbers: every format, strides, edges, and views that are released."""

# hot: total, fill, fill_all, released, retyped, reversed_sum, mixed_views, errors, moved
import array

from support import INF, NAN, show

INTS = "bBhHiIlLqQ"


def total(view, n):
    result = 0
    for i in range(n):
        result += view[i] + view[-1 - i]
    return result


def fill(view, values):
    for i in range(len(view)):
        view[i] = values[i % len(values)]
    return view.tolist()


def fill_all(view, start, step):
    value = start
    for i in range(len(view)):
        view[i] = value
        value += step
    return view.tolist()


def make(code, size=16):
    return memoryview(bytearray(size * 8)).cast(code)


def all_formats():
    for code in INTS:
        view = make(code)
        top = (1 << (view.itemsize * 8 - code.islower())) - 1
        print(code, fill_all(view, top, -1), total(view, len(view)))
        show(fill, view, [1, 2, top])
        show(fill, view, [0, top + 1])
        show(fill, view, [0, -1])
        show(fill, view, [3, True])
        show(fill, view, [0, 1.5])
        show(fill, view, [1 << 70])
        show(fill, view, ["text"])
    for code in "fd":
        view = make(code)
        print(code, fill_all(view, 0.1, 0.25), total(view, len(view)))
        show(fill, view, [INF, -0.0, NAN, 1e300, 1e-320])
        show(fill, view, [1, 1 << 53, (1 << 53) + 1, True])
        show(fill, view, [1 << 2000])
        show(fill, view, [None])
    for code, values in (
        ("?", [True, False, 1]),
        ("c", [b"a", b"b"]),
        ("@i", [7]),
        ("n", [-7]),
        ("N", [7]),
    ):
        view = make(code)
        show(fill, view, values)


def errors(view, index):
    """IndexError and its place; what is no index."""
    try:
        for _ in range(3):
            view[index] = view[index]
    except (IndexError, TypeError, ValueError, NotImplementedError) as error:
        return type(error).__name__, str(error), error.__traceback__.tb_lineno - 60
    return "fine"


def released(n):
    view = memoryview(array.array("d", range(n)))
    result = 0.0
    try:
        for i in range(n):
            result += view[i]
            if i == n // 2:
                view.release()
    except ValueError as error:
        return result, str(error)
    return None


def base_released(n):
    """The view that the memory was got by is released, not this one."""
    with memoryview(bytearray(n)) as outer:
        inner = outer[1:]
        result = sum(inner[i] for i in range(n - 1))
        inner.release()
    return result


def retyped(n):
    """The same bytes as other items, in one loop."""
    memory = memoryview(bytearray(range(240)))
    views = [memory.cast(code) for code in "BdhfqLIb"]
    result = 0
    for i in range(n):
        view = views[i // 10 % len(views)]
        item = view[i % 20]
        if item == item and abs(item) < 1e9:
            result += item
    return result


def reversed_sum(view):
    result = 0
    for i in range(len(view)):
        result = result * 3 + view[i]
    return result


def mixed_views(n):
    numbers = array.array("i", range(-50, n))
    view = memoryview(numbers)
    result = [
        reversed_sum(part) % 1000003 for part in (view, view[::-1], view[3:40:7], view[-1:2:-5])
    ]
    part = view[5:50:9]
    for i in range(len(part)):
        part[i] = i * 1000
        part[-1] += 1
    return result, numbers.tolist()


def moved(n):
    """A bytearray can't move while it has views; then it does."""
    memory = bytearray(8)
    result = []
    for i in range(n):
        view = memoryview(memory)
        view[i % 8] = view[i % 8] + i & 255
        if i % 10 == 3:
            try:
                memory.append(1)
            except BufferError:
                result.append(i)
        view.release()
        if i % 10 == 5:
            memory.extend(b"more")
    return result, bytes(memory)


class Index:
    def __index__(self):
        return 2


class View:
    """Not a memoryview."""

    def __getitem__(self, index):
        return index * 2

    def __len__(self):
        return 4


all_formats()
for given in (
    0,
    5,
    15,
    16,
    -16,
    -17,
    1 << 40,
    1 << 70,
    True,
    Index(),
    1.0,
    None,
    slice(1, 2),
    (1,),
    (),
):
    show(errors, make("d"), given)
    show(errors, memoryview(bytes(16)), given)
    show(errors, make("i").cast("B").cast("i", [8, 4]), given)
show(released, 100)
show(base_released, 50)
show(retyped, 400)
show(mixed_views, 60)
show(moved, 60)
show(total, memoryview(b"abcdef"), 6)
show(total, b"abcdef", 6)
show(total, View(), 4)
show(total, [1.5, 2, 3], 3)
show(total, memoryview(b"abcdef"), 7)
show(fill, memoryview(b"abcdef"), [1])
