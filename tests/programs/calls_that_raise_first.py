"""Calls that raise when they are first made, so that nobody knows yet what they return."""

# hot: into_operator, into_comparison, into_method, into_branch, into_call, stored, caught, later
import sys


def fails(a, b):
    return [][b]


def fails_later(n):
    if n == 0:
        raise ValueError("not yet")
    return n * 1.5


class Mourned:
    def fails(self=1):
        {}[1]

    def __del__(self):
        print("gone")


def into_operator():
    return fails(1, 1) | (1).bit_length()


def into_comparison():
    if Mourned().fails() > (1).bit_length():
        pass


def into_method():
    return fails(1, 1).append("a".upper())


def into_branch():
    while fails(2, 0):
        "a".join(["b"])


def into_call():
    return max(fails(1, 2), "{}".format(3))


def stored(into):
    into.x = fails(3, 3)
    into.x = len("abc".split())


def caught(n):
    seen = []
    for i in range(n):
        try:
            x = fails(i, i) + (5).bit_length()
        except IndexError as error:
            seen.append((i, str(error), sys.exc_info()[1] is error))
        else:
            seen.append(x)
    return seen


def later(n):
    total = 0.0
    for i in range(n):
        try:
            total += fails_later(i % 4) + (7).bit_length()
        except ValueError:
            total += 0.25
    return total


for f in (into_operator, into_comparison, into_method, into_branch, into_call):
    for _ in range(3):
        try:
            print(f())
        except Exception as error:
            print(f.__name__, type(error), error, error.__traceback__.tb_next.tb_lineno)
try:
    stored(Mourned())
except IndexError as error:
    print(error)
print(caught(4))
print(later(30))
