"""Calls of Python functions: positional, defaults, keywords, wrong calls, callees that change."""

# hot: none, one, three, defaults, forward, by_keyword, mixed, wrong_count, unknown, duplicate, many, changing, keyword_only, higher, chained, lambda_user
from support import show


def none():
    return 1


def one(a):
    return a


def three(a, b, c):
    return a, b, c


def defaults(a, b=2, c="c"):
    return a, b, c


def keyword_only(a, *, k=5):
    return a, k


def star(*args, **kwargs):
    return args, sorted(kwargs.items())


def forward(x):
    return none(), one(x), three(x, x, x), defaults(x), defaults(x, x), defaults(x, x, x)


def by_keyword(x):
    return (
        defaults(a=x),
        defaults(c=x, a=1),
        three(c=1, b=x, a=3),
        keyword_only(x, k=1),
        keyword_only(x),
    )


def mixed(x):
    return defaults(x, c=3), three(x, c=1, b=2), star(x, y=x), star(1, 2, 3), star()


def wrong_count(f, x):
    return f(x, x)


def unknown(x):
    return defaults(x, d=1)


def duplicate(x):
    return three(x, a=1, b=2, c=3)


def many(n):
    total = 0
    for i in range(n):
        total += one(i) + none() + defaults(i, i)[1]
    return total


def changing(n):
    seen = []
    for i in range(n):
        if i == n // 2:
            defaults.__defaults__ = (20, "new")
        seen.append(defaults(i))
    defaults.__defaults__ = (2, "c")
    return seen


def higher(f, items):
    out = []
    for item in items:
        out.append(f(item))
    return out


def chained(x):
    return one(one(one(one(x)))) if one(x) else one(none())


square = lambda x: x * x


def lambda_user(n):
    total = 0
    for i in range(n):
        total += square(i)
    return total


for x in (1, 2.5, "s", None):
    show(forward, x)
    show(by_keyword, x)
    show(mixed, x)
    show(chained, x)
for f in (none, one, three, defaults, keyword_only, star, square, int, len, str.upper, 5):
    try:
        print(wrong_count(f, 1))
    except Exception as error:
        print(type(error).__name__, error)
show(unknown, 1)
show(duplicate, 1)
show(many, 100)
show(changing, 10)
for f in (one, square, abs, str, float, int, bool, [4, 5, 6].__getitem__, keyword_only, list):
    print(f.__name__, end=" ")
    try:
        print(higher(f, [0, 1, 2]))
    except Exception as error:
        print(type(error).__name__, error)
show(lambda_user, 50)
three.__code__, old = one.__code__, three.__code__
show(wrong_count, three, 1)
show(one, three(3))
three.__code__ = old
show(forward, 3)
