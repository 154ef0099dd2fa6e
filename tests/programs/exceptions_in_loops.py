"""Exceptions raised and caught time and again: which handler, what is being handled, what dies when."""

# hot: caught, by_tuple, by_variable, nested, dropped, through, reraised, named, in_generator, no_class
import sys

from support import show


class Noted(Exception):
    def __del__(self):
        log.append(("gone", self.args, sys.exc_info()[0]))


class Odd(type):
    def __instancecheck__(cls, instance):
        log.append("instance")
        return True

    def __subclasscheck__(cls, subclass):
        log.append("subclass")
        return True


class Strange(Exception, metaclass=Odd):
    pass


log = []


def caught(n):
    count = 0
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError
            if i % 3 == 1:
                raise KeyError(i)
            [][i]
        except ValueError:
            count += 1
        except LookupError as error:
            count += 100 if type(error) is KeyError else 10000
    return count, sys.exc_info()


def by_tuple(n, table):
    found = []
    for i in range(n):
        try:
            table[i]
        except (ValueError, (KeyError), IndexError):
            found.append(i)
        except (TypeError,) as error:
            found.append(str(error))
    return found[-3:]


def by_variable(kinds, error):
    found = []
    for kind in kinds:
        try:
            raise error
        except kind as caught:
            found.append((kind, caught is error))
        except Exception as other:
            found.append((type(other), str(other), other is error))
    return found


def nested(n):
    chain = []
    for i in range(n):
        try:
            try:
                raise KeyError(i)
            except KeyError:
                first = sys.exc_info()[1]
                try:
                    raise ValueError(i)
                except ValueError as second:
                    chain.append((second.__context__ is first, sys.exc_info()[1] is second))
                chain.append(sys.exc_info()[1] is first)
                raise
        except LookupError as error:
            chain.append((error is first, error.__context__))
    chain.append(sys.exc_info())
    return chain[-5:]


def dropped(n):
    for i in range(n):
        try:
            raise Noted(i)
        except Noted:
            log.append(i)
        log.append("after")
        try:
            raise Noted(i, "named")
        except Noted as error:
            kept = error
        log.append(kept.args)
        del kept
    return len(log), log[-8:]


def raising(i):
    raise (ValueError if i % 2 else KeyError)(i)


def through(n):
    total = 0
    for i in range(n):
        try:
            raising(i)
        except KeyError as error:
            total += error.args[0]
        except ValueError as error:
            total -= error.args[0]
            line = error.__traceback__.tb_next.tb_lineno - raising.__code__.co_firstlineno
    return total, line


def reraised(n):
    for i in range(n):
        try:
            try:
                raising(i)
            except ValueError:
                raise
            finally:
                last = i
        except (KeyError, ValueError):
            pass
    raising(last)


def named(n):
    for i in range(n):
        error = i
        try:
            raise ValueError
        except ValueError as error:
            error = None if i % 2 else error
        try:
            error
        except UnboundLocalError as other:
            last = str(other)
    return last


def in_generator(n):
    for i in range(n):
        try:
            yield i
            raise ValueError(i)
        except ValueError:
            yield sys.exc_info()[1].args, i


def no_class(kind):
    for i in range(3):
        try:
            raise KeyError
        except kind:
            pass


print(caught(300))
for table in ({}, [], 5, {1: 2}):
    print(by_tuple(90, table))
kinds = [ValueError, Exception, (), (KeyError, ValueError), (KeyError,), Strange, BaseException] * 3
error = ValueError(1)
print(by_variable([*kinds, ArithmeticError], error))
error.__traceback__ = None
for kind in (5, (ValueError, 5), ((ValueError,),), (5,), int):
    show(by_variable, [ValueError, kind], error)
print(by_variable([Strange, Exception, (Strange, OSError)] * 2, Strange("x")))
print(nested(60))
log.clear()  # where it is traced, the class is asked once more
print(dropped(60))
print(through(90))
show(reraised, 61)
print(named(50))
print(list(in_generator(30))[-4:])
for kind in (int, "x", (KeyError, 3), [KeyError], None, (KeyError, (ValueError,))):
    show(no_class, kind)
no_class(type("Made", (KeyError,), {}).__base__)
show(no_class, type("Made", (KeyError,), {}))
print(log[-3:], sys.exc_info())
