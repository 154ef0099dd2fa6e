"""Globals and builtins that are changed, shadowed and deleted while a compiled loop reads them."""

# hot: read, write, shadowed, deleted, replaced_function, missing_later, builtin_patched, counter, many
# hot: taken_away
import builtins
import math

from support import show

value = 1
scale = 2.0
total = 0


def read(n):
    global value
    seen = []
    for i in range(n):
        if i == 4:
            value = "text"
        if i == 6:
            value = 2.5
        seen.append(value)
    value = 1
    return seen


def write(n):
    global total
    total = 0
    for i in range(n):
        total += i * scale
    return total


def shadowed(n):
    seen = []
    for i in range(n):
        if i == 3:
            globals()["len"] = lambda x: -1
        if i == 6:
            globals().pop("len")
        seen.append(len("abc"))
    return seen


def deleted(n):
    global value
    for i in range(n):
        if i == 5:
            globals().pop("value")
        value
    return "never"


def helper(x):
    return x + 1


def other(x):
    return x * 100


def replaced_function(n):
    seen = []
    for i in range(n):
        if i == 3:
            globals()["helper"], globals()["saved"] = other, helper
        if i == 6:
            globals()["helper"] = abs
        if i == 8:
            globals()["helper"] = saved
        seen.append(helper(-i))
    return seen


def missing_later(n):
    for i in range(n):
        if i == 7:
            undefined
    return i


def builtin_patched(n):
    seen = []
    for i in range(n):
        if i == 2:
            builtins.extra = "builtin"
        if i >= 2 and i < 4:
            seen.append(extra)
        if i == 4:
            globals()["extra"] = "global"
        if i >= 4:
            seen.append(extra)
    del_extra()
    return seen


def del_extra():
    del builtins.extra
    globals().pop("extra")


def counter():
    global total
    total = total + 1
    return total


def many(n):
    global total
    total = 0
    result = 0
    for _ in range(n):
        result += counter()
        if result > 500:
            globals()["total"] = -10
    return result, total


for _ in range(2):
    show(read, 8)
    show(write, 50)
    show(shadowed, 9)
    show(replaced_function, 10)
    show(builtin_patched, 6)
    show(many, 60)
    show(missing_later, 5)
    show(missing_later, 9)
show(deleted, 9)
show(deleted, 1)
for i in range(200):
    globals()[f"filler_{i}"] = i
show(write, 10)
show(read, 8)
print(len([k for k in globals() if k.startswith("filler")]))


def replace(names, name, value):
    names[name] = value
    return -2.5


def taken_away(n):
    """What is called is what the name meant before the arguments were computed."""
    total, module, own = 0.0, globals(), vars(builtins)
    for i in range(n):
        x = i - 0.5
        total += abs(x) + len("text") + int(x)
        if i % 5 == 3:
            total += abs(replace(module, "abs", float))
            total += abs(x)
            total += abs(module.pop("abs", x)(x))
        if i % 7 == 5:
            kept = own["int"]
            total += int(own.pop("int", x)(x) + 0.5)
            try:
                total += int(x)
            except NameError as error:
                total += len(error.args)
            own["int"] = kept
        if i % 9 == 4:
            total += len([module.setdefault("len", sum) is sum] * i)
            total += len([x, x])
            del module["len"]
        if i == n - 3:
            own["abs"] = own["int"]
    own["abs"] = math.fabs
    total += abs(-1)
    own["abs"] = ABSOLUTE
    return total


ABSOLUTE = abs
for _ in range(3):
    show(taken_away, 60)
