# hot: at_depths, by_stub, while_watched, numbers_below, made
"""The way from an instruction to its handler is remembered: it must be that of this instruction, for as
long as there is one."""

import sys


class Odd(Exception):
    def __init__(self, value):
        self.value = value


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


def fails(kind):
    raise kind


def at_depths(kind, values):
    found = []
    for value in values:
        try:
            found.append([value, (value, [value, fails(kind)])])
        except KeyError:
            found.append(value)
        except Odd as error:
            try:
                raise error from None
            finally:
                found.append(-value)
    return found


def by_stub(table, keys):
    hits = 0
    for key in keys:
        try:
            hits += table[key]
        except (KeyError, TypeError) as error:
            hits += len(error.args)
            line = error.__traceback__.tb_lineno - by_stub.__code__.co_firstlineno
            hits += line
    return hits


def numbers_below(limit):
    total, half = 0, 0.5
    for i in range(limit):
        try:
            total += i * (2 + {}[i])
        except KeyError as error:
            half += i * 0.25
            total += error.args[0] + 1
    return total, half


seen = []


def trace(frame, event, argument):
    if event == "exception":
        seen.append((frame.f_code.co_name, argument[0].__name__))
    return trace


def while_watched(rounds, start):
    for i in range(rounds):
        if i == start:
            sys.settrace(trace)
        try:
            try:
                fails(KeyError(i))
            finally:
                noisy = Noisy(i)
                del noisy
        except KeyError as error:
            if i == start:
                sys.settrace(None)
            last = error
    return last.args


SOURCE = """
def made(value, kept):
    count = 0
    for i in range(40):
        try:
            kept.append((i, {extra} [value][i]))
        except IndexError as error:
            count += {number}
            if i == 39:
                return count, error.__traceback__.tb_lineno, len(kept)
    return None
"""


def made():
    for number in range(60):
        extra = "0, " * (number % 5)
        namespace = {}
        exec("\n" * number + SOURCE.format(extra=extra, number=number), namespace)
        for _ in range(3):
            print(namespace["made"](number, []), end=" ")
    print()


for _ in range(5):
    print(at_depths(KeyError, range(20)))
    try:
        at_depths(Odd(3), range(20))
    except Odd as error:
        print("odd", error.value, error.__traceback__.tb_lineno)
    try:
        at_depths(ValueError("no"), range(20))
    except ValueError as error:
        print(error)
    print(by_stub({1: 5, 2: 7}, [1, 2, 3, 4, 1, [], 2] * 8))
    print(numbers_below(50))
    print(while_watched(6, 3), seen)
made()
