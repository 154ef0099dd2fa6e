# group: numbers
"""A product of matrices that are lists of lists."""

SIZE, SMALL = 80, 5


def make(size, seed):
    return [[((i * 7 + j * 13 + seed) % 19) / 4.0 for j in range(size)] for i in range(size)]


def multiply(a, b):
    columns = len(b[0])
    inner = len(b)
    product = []
    for row in a:
        line = []
        for j in range(columns):
            total = 0.0
            for k in range(inner):
                total += row[k] * b[k][j]
            line.append(total)
        product.append(line)
    return product


def run(size):
    product = multiply(make(size, 1), make(size, 2))
    return [sum(row) for row in product]
