"""List comprehensions: nested, filtered, with calls, with errors inside."""

# hot: squares, filtered, pairs, matrix, transposed, calls, words, product, conditional, kept, sizes, appended
import sys

from support import show


def squares(n):
    return [x * x for x in range(n)]


def filtered(items):
    return [x for x in items if x > 2]


def pairs(n):
    return [(a, b) for a in range(n) for b in range(a) if (a + b) % 2]


def matrix(n):
    return [[0.0] * 3 for _ in range(n)]


def transposed(rows):
    return [[row[0], row[1]] for row in rows]


def double(x):
    return x * 2


def calls(items):
    return [double(x) for x in items]


def words(text):
    return [word.title() for word in text.split() if len(word) > 2]


def product(a, b):
    return [x * y for x, y in zip(a, b)]


def conditional(n):
    return [x if x % 2 else -x for x in range(n)], sum([x / 2 for x in range(n)])


def kept(items):
    """The items themselves, in the list and in the loop's variable."""
    made = [[x for x in [item, item * 2]] for item in items]
    return (
        made,
        [one[0] is item for one, item in zip(made, items)],
        [y for y in [x for x in items] if (x := y) is y],
    )


def sizes(n):
    """How much room lists have, whichever way they grow."""
    found = []
    for i in range(n):
        found.append((i, sys.getsizeof([j for j in range(i)]), sys.getsizeof(found)))
    return found


def appended(items, n):
    counts = []
    for i in range(n):
        one = [item for item in items for _ in range(3)]
        counts.append(sys.getrefcount(items[0]) - sys.getrefcount(items[-1]))
        one.append(i)
        counts += one[-2:]
    return counts


show(squares, 10)
show(squares, 0)
show(filtered, [1, 2.5, 3, 10**20])
show(filtered, [1, "a"])
show(pairs, 6)
show(matrix, 3)
show(transposed, [(1, 2), (3, 4)])
show(transposed, [(1, 2), (3,)])
show(calls, [1, 2.5, "a", [0]])
show(calls, [1, None])
show(words, "a bird in the hand")
show(product, [1, 2], [3.5, 4])
show(conditional, 12)
show(kept, [1000, 2.5, "a", None, (1, 2), 10**20])
show(sizes, 130)
show(appended, [object.__name__, 2.5, Ellipsis], 30)
show(appended, [["a"], "b"], 30)
