# group: numbers
"""The distance of texts: two rows of ints, min and comparisons of characters."""

SIZE, SMALL = 160, 12


def distance(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            change = previous[j - 1] + (x != y)
            current.append(min(previous[j] + 1, current[j - 1] + 1, change))
        previous = current
    return previous[-1]


def run(size):
    a = "".join(chr(97 + i * i % 23) for i in range(size))
    b = "".join(chr(97 + i * (i + 3) % 19) for i in range(size))
    return distance(a, b), distance(b, a[::-1])
