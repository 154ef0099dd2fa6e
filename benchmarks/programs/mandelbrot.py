# group: numbers
"""The Mandelbrot set: a loop of floats within two loops of ints."""

SIZE, SMALL = 100, 6


def steps(cx, cy, limit):
    x = y = 0.0
    for count in range(limit):
        xx, yy = x * x, y * y
        if xx + yy > 4.0:
            return count
        y = 2.0 * x * y + cy
        x = xx - yy + cx
    return limit


def run(size):
    picture = bytearray()
    for row in range(size):
        cy = 2.4 * row / size - 1.2
        for column in range(size):
            picture.append(steps(3.0 * column / size - 2.2, cy, 100))
    return bytes(picture)
