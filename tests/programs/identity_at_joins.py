"""Where ways meet, a number that has not been changed is still the object that others have."""


# hot: looped, branched, compared_before, chosen, nested, ints, through_generator, two_of_three
def looped(x, change, n):
    held = [x]
    for _ in range(n):
        if change:
            x = x * 2.0
        x + 1.0
    return x is held[0], x


def branched(x, change):
    held = [x]
    if change:
        x = x * 2.0
    y = x + 1.0
    return x is held[0], y


def compared_before(x, change):
    held = [x]
    x + 1.0
    if change:
        x = x * 2.0
    y = x + 1.0
    return x is held[0], y


def chosen(a, d):
    i = a * d
    try:
        try:
            [].pop()
        finally:
            d += a - i
    except IndexError:
        a = min(a * d, i)
    return a is i


def nested(x, y, changes):
    held = [x, y]
    for change in changes:
        if change & 1:
            x = x + y
        if change & 2:
            y = y - x
        while change > 3:
            x, y = y, x
            change -= 4
    return x is held[0], y is held[1], x is held[1], y is held[0]


def ints(x, changes):
    held = [x]
    total = 0
    for change in changes:
        if change:
            x += 1000
        total += x
    return x is held[0], total


def through_generator(x, changes):
    held = [x]
    for change in changes:
        if change:
            x = x / 2
        yield x is held[0], x + 0.5


def two_of_three(a, b, c, changes):
    held = [a, b, c]
    for change in changes:
        if change == 1:
            a = a * 1.5
        elif change == 2:
            b = a
        elif change == 3:
            c = b - 1.0
        elif change == 4:
            a = b = c
        a + b + c
    return [x is y for x in (a, b, c) for y in held], a is b, b is c


print(looped(float("1.5"), True, 5), looped(float("1.5"), False, 5))
print(branched(float("1.5"), True), branched(float("1.5"), False))
print(compared_before(float("1.5"), True), compared_before(float("1.5"), False))
print([chosen(1.0, x) for x in (2.0, 2.0, 0.5, 0.5)])
for _ in range(2):
    for change in (True, False, True, False):
        print(looped(float("1.5"), change, 5), looped(2.5, change, 0), looped(0.1, change, 1))
        print(branched(float("1.5"), change), compared_before(float("1.5"), change))
    print([chosen(1.0, x) for x in (2.0, 2.0, 0.5, 0.5, 2.0, 0.5)])
    for changes in ((1, 2), (), (0, 0), (4,), (1,), (2, 0), (3, 4), (0, 5), (0,) * 9):
        print(nested(float("0.5"), float("3.5"), changes))
        print(ints(int("1000"), changes), list(through_generator(float("8.5"), changes)))
        print(two_of_three(float("1.5"), float("2.5"), float("3.5"), changes))
    for changes in ((0, 0, 0), (4, 0), (2, 0), (3, 3, 2), (1, 2, 3, 4), (0, 0, 4, 0)):
        print(two_of_three(float("1.5"), float("2.5"), float("3.5"), changes))
