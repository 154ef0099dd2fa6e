"""Globals and builtins that are changed, shadowed and deleted while a compiled loop reads them."""
# hot: read, write, shadowed, deleted, replaced_function, missing_later, builtin_patched, counter, many
import builtins

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
