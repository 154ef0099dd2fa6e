"""Exceptions that pass through several compiled functions, and the locals their frames keep."""

# hot: inner, middle, outer, loop_call, recurse, after
import sys
import traceback


def inner(a, b):
    local = a * 2
    return local / b


def middle(a, b):
    before = a + 1
    result = inner(before, b)
    after = result + 1
    return after


def outer(items, b):
    done = []
    for item in items:
        done.append(middle(item, b - item))
    return done


def loop_call(n):
    total = 0.0
    for i in range(n):
        total += inner(i, n - i - 5)
    return total


def recurse(n):
    if n == 0:
        return 1 // n
    return 1 + recurse(n - 1)


def after(n):
    x = n + 0.5
    y = x * 2
    z = y - x
    x = z * z
    return inner(x, 0.0) + y


def inspect(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        tb = error.__traceback__.tb_next
        while tb:
            frame = tb.tb_frame
            line = tb.tb_lineno - frame.f_code.co_firstlineno
            position = list(frame.f_code.co_positions())[tb.tb_lasti // 2][2:]
            print(frame.f_code.co_name, line, position, sorted(frame.f_locals.items(), key=str))
            assert frame.f_lineno == tb.tb_lineno
            tb = tb.tb_next
        traceback.print_exc(file=sys.stdout)
        print(error.__context__, error.__cause__, sys.exc_info()[0])
    print(sys.exc_info())


for _ in range(3):
    inspect(inner, 1, 2)
    inspect(inner, 1, 0)
    inspect(middle, 1.5, 0)
    inspect(outer, [1, 2, 3], 3)
    inspect(outer, [1, 2, "c"], 9)
    inspect(loop_call, 30)
    inspect(recurse, 12)
    inspect(after, 3)
    inspect(after, 2**70)
