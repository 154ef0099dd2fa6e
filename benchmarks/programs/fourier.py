# group: numbers
"""A Fourier transform there and back: complex numbers in lists, by recursion."""

import cmath

SIZE, SMALL = 4096, 8


def transform(values, sign):
    n = len(values)
    if n == 1:
        return values
    even = transform(values[::2], sign)
    odd = transform(values[1::2], sign)
    result = [0j] * n
    half = n // 2
    for k in range(half):
        turned = cmath.exp(sign * 2j * cmath.pi * k / n) * odd[k]
        result[k] = even[k] + turned
        result[k + half] = even[k] - turned
    return result


def run(size):
    values = [complex(i % 7, i % 5) for i in range(size)]
    back = transform(transform(values, -1), 1)
    return [round(abs(b / size - v), 9) for v, b in zip(values, back)][:20], len(back)
