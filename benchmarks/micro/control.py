"""Exceptions, with, match, branches; sites that see many types."""


class _Manager:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


def try_quiet(n):
    total = 0
    for i in range(n):
        try:
            total += i
        except ValueError:
            total = 0
    return total


def try_raised(n):
    total = 0
    for _ in range(n):
        try:
            raise ValueError
        except ValueError:
            total += 1
    return total


def try_raised_below(n):
    def fail():
        raise KeyError("x")

    total = 0
    for _ in range(n):
        try:
            fail()
        except KeyError as error:
            total += len(error.args)
    return total


def try_missing_key(n):
    table, total = {}, 0
    for i in range(n):
        try:
            total += table[i]
        except KeyError:
            total += 1
    return total


def try_missing_attribute(n):
    total = 0
    for i in range(n):
        try:
            total += i.nothing
        except AttributeError:
            total += 1
    return total


def try_finally(n):
    total = 0
    for i in range(n):
        try:
            total += i
        finally:
            total -= 1
    return total


def with_statement(n):
    manager, total = _Manager(), 0
    for _ in range(n):
        with manager:
            total += 1
    return total


def with_contextmanager(n):
    from contextlib import contextmanager

    @contextmanager
    def managed():
        yield 1

    total = 0
    for _ in range(n // 4 + 1):
        with managed() as value:
            total += value
    return total


def is_none(n):
    thing, total = None, 0
    for _ in range(n):
        if thing is None:
            total += 1
    return total


def if_else(n):
    total = 0
    for i in range(n):
        if i % 3 == 0:
            total += 1
        elif i % 3 == 1:
            total += 2
        else:
            total += 3
    return total


class _A:
    def value(self):
        return 1


class _B:
    def value(self):
        return 2


class _C(_A):
    def value(self):
        return 3


_MANY = [type(f"T{i}", (), {"value": lambda self, i=i: i, "x": i}) for i in range(12)]


def polymorphic_call(n):
    things, total = [_A(), _B(), _C()], 0
    for i in range(n):
        total += things[i % 3].value()
    return total


def megamorphic_call(n):
    things, total = [each() for each in _MANY], 0
    for i in range(n):
        total += things[i % 12].value()
    return total


def megamorphic_attribute(n):
    things, total = [each() for each in _MANY], 0
    for i in range(n):
        total += things[i % 12].x
    return total


def polymorphic_operands(n):
    values, total = [1, 2.5, True], 0
    for i in range(n):
        total = values[i % 3] + values[(i + 1) % 3]
    return total


def type_that_changes(n):
    x = 0
    for i in range(n):
        x = x + 1 if i & 64 else x + 0.5
        if i & 127 == 0:
            x = 0
    return x


def import_in_function(n):
    total = 0
    for _ in range(n):
        import os

        total += os is not None
    return total


def finaliser(n):
    dead = []

    class Mortal:
        def __del__(self):
            dead.append(1)

    for _ in range(n):
        Mortal()
    return len(dead)
