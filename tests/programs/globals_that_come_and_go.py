# hot: come_and_go, grow, placed, shadow, numbers, borrowed
"""Names of the module made and deleted all the time, beside those that a loop reads: each is found where it
is now."""

import builtins

steady = 5
other = [1, 2, 3]


def come_and_go(n):
    global fleeting
    found = []
    for i in range(n):
        fleeting = i
        found.append((fleeting, steady, len(other), other[i % 3]))
        del fleeting
        try:
            found.append(fleeting)
        except NameError as error:
            found.append(str(error))
    return found


def grow(n, prefix):
    found = 0
    names = globals()
    for i in range(n):
        names[f"{prefix}{i}"] = i
        found += steady + len(other) + max(i, 1)
        if i % 7 == 0:
            found += names.pop(f"{prefix}{i // 2}", 0)
    for i in range(n):
        names.pop(f"{prefix}{i}", None)
    return found


def placed(n):
    global steady, moved
    found = []
    for i in range(n):
        globals()["extra%d" % i] = i
        found.append(steady)
        if i % 5 == 2:
            del steady
            try:
                found.append(steady)
            except NameError as error:
                found.append(type(error))
            steady = i * 0.5
        found.append(steady)
    steady = 5
    for i in range(n):
        del globals()["extra%d" % i]
    return found


def shadow(n):
    found = []
    for i in range(n):
        globals()["passing%d" % (i % 3)] = i
        if i % 4 == 1:
            globals()["len"] = lambda x: "mine"
        found.append(len(other))
        if i % 4 == 3:
            del globals()["len"]
        if i == n // 2:
            builtins.abs = lambda x: "patched"
        found.append(abs(-i))
        if i == n // 2 + 2:
            builtins.abs = original
        del globals()["passing%d" % (i % 3)]
    globals().pop("len", None)
    builtins.abs = original
    return found


original = abs


def numbers(n):
    total, half = 0, 0.0
    for i in range(n):
        globals()["n%d" % (i % 5)] = i
        total += i * steady
        half += i * 0.5 + steady
        if i % 5 == 4:
            for j in range(5):
                del globals()["n%d" % j]
        abs
    return total, half


def borrowed(n):
    found = []
    for i in range(n):
        globals()["b%d" % i] = i
        found.append(other[i % 3] + other[0])
        del globals()["b%d" % i]
    return found


SOURCE = """
def odd(n):
    found = []
    for i in range(n):
        try:
            found.append((first, second, len("abc")))
        except (NameError, KeyError) as error:
            found.append(repr(error))
        step(i)
    return found
"""


class Strange(dict):
    def __missing__(self, key):
        if key in ("first", "second"):
            return key.upper()
        raise KeyError(key)


class Equal:
    def __eq__(self, other):
        return other == "first"

    def __hash__(self):
        return hash("first")


def odd_ones():
    for made in (dict, Strange):
        names = made(second=2)

        def step(i, names=names):
            if i == 2:
                names["first"] = 1
            elif i == 5:
                del names["first"]
            elif i == 7:
                names[Equal()] = "equal"
            elif i == 9:
                names[1] = 1
            elif i == 11:
                names["__builtins__"] = {}
            elif i > 12:
                names["more%d" % i] = i

        names["step"] = step
        exec(SOURCE, names)
        print(names["odd"](18))


for _ in range(3):
    print(come_and_go(12))
    print(grow(40, "g"))
    print(placed(14))
    print(shadow(16))
    print(numbers(40))
    print(borrowed(12))
    odd_ones()
