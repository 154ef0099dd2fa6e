"""`try` in compiled functions: taken every time, sometimes, never; else, finally, nested, re-raised."""

# hot: always, sometimes, never, finally_runs, nested, reraise, in_loop, returns, chained, cleanup, search
import sys
import traceback

from support import show


def always(n):
    caught = 0
    for i in range(n):
        try:
            i // 0
        except ZeroDivisionError:
            caught += 1
    return caught


def sometimes(items):
    total = 0
    bad = []
    for item in items:
        try:
            total += item
        except TypeError as error:
            bad.append((item, str(error)))
        else:
            total += 1
    return total, bad


def never(n):
    total = 0
    for i in range(n):
        try:
            total += i
        except ValueError:
            total = -1
    return total


def finally_runs(x):
    log = []
    try:
        log.append("try")
        y = 10 // x
    finally:
        log.append("finally")
        print(log)
    return y


def nested(x):
    try:
        try:
            return [1, 2][x]
        except IndexError:
            return {}[x]
    except KeyError as error:
        return error.args, type(error.__context__)


def reraise(x):
    try:
        return 1 // x
    except ZeroDivisionError:
        raise


def in_loop(n):
    log = []
    for i in range(n):
        try:
            if i % 3 == 0:
                continue
            if i == 7:
                break
            log.append(i)
        finally:
            log.append(-i)
    return log


def returns(x):
    for i in range(5):
        try:
            if i == x:
                return i * 1.5
        finally:
            if i == 4:
                return "finally"
    return "end"


def chained(x):
    try:
        int(x)
    except ValueError as error:
        raise LookupError(x) from error


def cleanup(items):
    total = 0
    i = 0
    while True:
        try:
            total += items[i]
        except IndexError:
            break
        i += 1
    return total, i, sys.exc_info()[0]


def search(rows, key):
    for row in rows:
        try:
            return row[key]
        except (KeyError, IndexError):
            pass
    raise LookupError(key)


for _ in range(2):
    show(always, 60)
    show(sometimes, [1, 2.5, "a", 3, None, 2**62])
    show(never, 100)
    for x in (5, 0, 2.5, "x"):
        show(finally_runs, x)
        show(reraise, x)
    for x in (0, 1, 2, -3):
        show(nested, x)
    show(in_loop, 12)
    for x in (0, 3, 4, 9):
        show(returns, x)
    show(chained, "12")
    show(chained, "x")
    show(cleanup, [1, 2.5, 3])
    show(search, [{1: 2}, {3: 4}, [5, 6]], 3)
    show(search, [{1: 2}, {3: 4}, [5, 6]], 0)
    show(search, [{1: 2}, {3: 4}, [5, 6]], "k")
