"""More locals and a deeper stack than there are registers."""

# hot: locals_, floats, deep, mixed, arguments, nested_calls, wide_list, long_sum, pending
from support import show


def locals_(n):
    a = b = c = d = e = f = g = h = i = j = k = l = m = o = p = q = 1
    for r in range(n):
        a += b
        b += c
        c += d
        d += e
        e += f
        f += g
        g += h
        h += i
        i += j
        j += k
        k += l
        l += m
        m += o
        o += p
        p += q
        q += r
    return a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q


def floats(n):
    a = b = c = d = e = f = g = h = i = j = k = l = 0.5
    for r in range(n):
        a, b, c, d, e, f, g, h, i, j, k, l = b + r, c, d, e * 1.5, f, g, h - a, i, j, k, l, a * 0.5
    return a, b, c, d, e, f, g, h, i, j, k, l


def deep(x):
    return x + (x * (x + (x * (x + (x * (x + (x * (x + (x * (x + (x * (x + 1))))))))))))


def mixed(x, y, z):
    return (x, (y, (z, (x + y, (y + z, (x * y, (y * z, (x - y, [z, [x, [y, [x < y]]]]))))))))


def arguments(a, b, c, d, e, f, g, h, i, j, k, l):
    return a - b + c - d + e - f + g - h + i - j + k - l


def nested_calls(x):
    return arguments(
        x,
        abs(x),
        x + 1,
        abs(x + 1),
        max(x, 2),
        min(x, 3),
        int(x),
        float(x),
        arguments(x, 1, 2, 3, x, 4, 5, 6, x, 7, 8, 9),
        -x,
        x * x,
        abs(-x),
    )


def wide_list(x):
    return [
        x,
        x + 1,
        x + 2,
        x + 3,
        x + 4,
        x + 5,
        x + 6,
        x + 7,
        x + 8,
        x + 9,
        x + 10,
        x + 11,
        x * 0.5,
        x * 1.5,
    ]


def long_sum(a, b, c, d):
    return (
        a * b
        + c * d
        + (a + b) * (c + d)
        + (a - b) * (c - d)
        + (a * c - b * d) * (a * d + b * c)
        + a
        + b
        + c
        + d
    )


def pending(a, b, c):
    return (a * b) - (
        (b + a)
        - (
            (c - c)
            - (
                (a * b)
                - (
                    (b + a)
                    - (
                        (c - c)
                        - (
                            (a * b)
                            - (
                                (b + a)
                                - (
                                    (c - c)
                                    - (
                                        (a * b)
                                        - (
                                            (b + a)
                                            - (
                                                (c - c)
                                                - (
                                                    (a * b)
                                                    - (
                                                        (b + a)
                                                        - (
                                                            (c - c)
                                                            - (
                                                                (a * b)
                                                                - (
                                                                    (b + a)
                                                                    - (
                                                                        (c - c)
                                                                        - (
                                                                            (a * b)
                                                                            - (
                                                                                (b + a)
                                                                                - (
                                                                                    (c - c)
                                                                                    - (
                                                                                        (a * b)
                                                                                        - (a - c)
                                                                                    )
                                                                                )
                                                                            )
                                                                        )
                                                                    )
                                                                )
                                                            )
                                                        )
                                                    )
                                                )
                                            )
                                        )
                                    )
                                )
                            )
                        )
                    )
                )
            )
        )
    )


show(locals_, 60)
show(locals_, 100)
show(floats, 50)
for x in (2, 1.5, 10**10, "ab"):
    show(deep, x)
    show(wide_list, x)
    show(nested_calls, x)
for x, y, z in ((1, 2, 3), (1.5, 2, 3.5), (2**62, 2**62, 2**62), (1, 2.5, 10**20)):
    show(mixed, x, y, z)
    show(long_sum, x, y, z, x)
    show(pending, x, y, z)
show(arguments, *range(12))
show(arguments, *[x * 1.5 for x in range(12)])
show(arguments, *[x * 2**61 for x in range(12)])
