"""Loops over range: its edges, steps, and the loop variable afterwards."""

# hot: by_steps, crossing, count, stepped, nested, after, reassigned, early, skipping, empty_else, sums, shadow
from support import show, table


def count(start, stop):
    total = 0
    for i in range(start, stop):
        total += i
    return total


def stepped(start, stop, step):
    seen = []
    for i in range(start, stop, step):
        seen.append(i)
    return seen


def nested(n):
    total = 0
    for i in range(n):
        for j in range(i):
            for k in range(j):
                total += i * j - k
    return total


def after(n):
    for i in range(n):
        pass
    return i


def reassigned(n):
    seen = []
    for i in range(n):
        i = i * 2
        seen.append(i)
        i += 1
    return seen, i


def early(n, limit):
    for i in range(n):
        if i == limit:
            break
    else:
        return "ran out"
    return i


def skipping(n):
    total = 0
    for i in range(n):
        if i % 3 == 0:
            continue
        total += i
    return total


def empty_else():
    for i in range(0):
        return "never"
    else:
        return "empty"


def sums(n):
    total = 0.0
    for i in range(n):
        total += i
        total += 0.5
    return total


def shadow(n):
    r = range(n)
    total = 0
    for i in r:
        for j in r:
            total += i - j
    return total, r


def by_steps(n):
    """A step that changes from loop to loop, in one place."""
    seen = []
    for step in (
        1,
        2,
        -2,
        7,
        -1,
        n,
        -n,
        n + 1,
        2**60 - 1,
        -(2**60) + 1,
        2**60,
        2**62,
        2**64,
        True,
        0,
    ):
        total = count = 0
        try:
            for i in range(n, 3 * n, step):
                total += i
                count += 1
            for i in range(3 * n, n + 1, step):
                total += i
                count += 1
            for i in range(n * n * n, -n, -step * 2 - 1):
                total += i
                count += 1
        except (ValueError, TypeError) as error:
            total = str(error)
        seen.append((step, total, count))
    return seen


def crossing(start, stop, step):
    """Where the numbers of a range grow too large for the raw form of its iterator."""
    seen = []
    for i in range(start, stop, step):
        seen.append(i)
        if len(seen) > 5:
            break
    return seen, i


table(count, [0, 5, -3, 2**63 - 3, 2**64], [0, 7, -1, 2**63 + 2, 2**64 + 3][:3])
show(count, 2**63 - 5, 2**63 + 5)
show(count, -(2**63) - 5, -(2**63) + 5)
show(count, 2**62, 2**62 + 10)
show(stepped, 0, 10, 3)
show(stepped, 10, 0, -3)
show(stepped, 0, 10, -1)
show(stepped, 0, 10, 0)
show(stepped, 2**63 - 10, 2**63 + 10, 7)
show(stepped, 2**64, 2**64 + 30, 7)
show(stepped, 0, 2**64, 2**62)
show(stepped, 0, 5, 2**63)
show(stepped, -(2**63), 2**63 - 1, 2**62)
show(by_steps, 12)
for edge in (2**60, 2**61, 2**62, 2**63):
    for sign in (1, -1):
        show(crossing, sign * edge - 7, sign * edge + 7, 3)
        show(crossing, sign * edge + 7, sign * edge - 7, -3)
        show(crossing, -sign * edge, sign * edge, sign * (edge // 2))
        show(crossing, 0, sign * edge, sign * (edge - 1))
        show(crossing, 0, sign * (edge - 1), sign * edge)
show(stepped, 250, 260, 1)
show(stepped, -8, -2, 1)
show(stepped, True, 5, True)
show(nested, 12)
show(after, 5)
show(after, 0)
show(reassigned, 5)
show(early, 10, 7)
show(early, 10, 70)
show(skipping, 100)
show(empty_else)
show(sums, 100)
show(shadow, 9)
show(count, 0.5, 3)
show(count, "a", 3)
