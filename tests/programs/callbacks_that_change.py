"""Functions that C code calls time and again, changed between two calls or while they run."""

# hot: with_defaults, chooses, raising, other, traced
import functools
import re
import sys
import threading

from support import show


def negative(x):
    return -x


def other(x):
    return x % 7


def with_defaults(a, b=5):
    return (a, b)


def generating(x):
    yield x


def starred(*args, **kwargs):
    return args, kwargs


def only_named(*, x=1):
    return x


def call(function, *arguments):
    """By C code, with arguments as they come."""
    return functools.partial(function)(*arguments)


def numbers(n=300):
    return list(range(n))


# Code, defaults and keyword defaults are looked at in each call.
print(list(map(negative, numbers()))[-3:])
negative.__code__ = other.__code__
print(list(map(negative, numbers()))[-3:])
negative.__code__ = generating.__code__
print([next(item) for item in map(negative, numbers())][-3:])
negative.__code__ = starred.__code__
print(list(map(negative, numbers()))[-1])
negative.__code__ = only_named.__code__
show(lambda: list(map(negative, numbers())))
show(lambda: call(negative))
negative.__kwdefaults__ = {"x": 4}
print(call(negative))
negative.__code__ = with_defaults.__code__
show(lambda: list(map(negative, numbers())))
negative.__defaults__ = (1,)
print(list(map(negative, numbers()))[-1])
negative.__defaults__ = (1, 2)
print(call(negative), call(negative, 3), call(negative, 3, 4))
negative.__defaults__ = None
show(lambda: call(negative, 3))
print(list(map(with_defaults, numbers()))[-1], list(map(with_defaults, numbers(), numbers()))[-1])
show(lambda: list(map(with_defaults, *[numbers()] * 3)))
show(lambda: call(with_defaults))
print(functools.partial(with_defaults, b=3)(1), functools.partial(with_defaults, a=3)(b=1))
show(lambda: functools.partial(with_defaults, c=3)(1))
with_defaults.__defaults__ = tuple([object()])
print(sys.getrefcount(with_defaults.__defaults__[0]))
result = list(map(with_defaults, numbers()))
print(sys.getrefcount(with_defaults.__defaults__[0]), sys.getrefcount(with_defaults.__code__) > 1)


def replaced(x):
    if x == 250:
        replaced.__code__ = other.__code__
    total = 0
    for i in range(3):
        total += i * x
    return total


print(list(map(replaced, numbers()))[248:253])


# What is called may be dropped by what it does.
class Holder:
    def __init__(self):
        def function(x):
            if x == 255:
                del holder.function
            return x + 1

        self.function = function


holder = Holder()


class Table(dict):
    def __missing__(self, key):
        if key == 255:
            Table.__missing__ = lambda self, key: "changed"
        return key


table = Table()
print([table[i] for i in numbers()][253:258])


def by_holder(i):
    return holder.function(i) if hasattr(holder, "function") else None


print(list(map(by_holder, numbers()))[253:258])


# Exceptions and what they show.
def raising(x):
    if x > 240:
        raise KeyError(x)
    return x


show(lambda: list(map(raising, numbers())))
show(lambda: sorted(numbers(), key=raising))
show(lambda: re.sub("a", lambda match: raising(250), "aa"))


def chooses(x):
    frame = sys._getframe()
    return frame.f_code.co_name, frame.f_back.f_code.co_name, sorted(frame.f_locals), frame.f_lineno


print(list(map(chooses, numbers()))[-1])

# Tracing and profiling see each call.
events = []


def watch(frame, event, argument):
    if frame.f_code is other.__code__ or frame.f_code is traced.__code__:
        events.append((event, frame.f_lineno - frame.f_code.co_firstlineno, argument))
    return watch


def traced(x):
    if x == 3:
        sys.settrace(watch)
        sys._getframe().f_trace = watch
    return x


print(list(map(other, numbers()))[-1])
sys.setprofile(watch)
list(map(other, [1, 2]))
sys.setprofile(None)
sys.settrace(watch)
list(map(other, [1, 2]))
sys.settrace(None)
list(map(traced, [0] * 300 + [3, 4]))
sys.settrace(None)
print(len(events), events)

# Threads have stacks of their own, and limits of recursion.
results = []


def deep(x):
    return max([x - 1], key=deep) if x > 0 else x


def run():
    results.append(sum(map(other, numbers(500))))
    try:
        deep(100000)
    except RecursionError as error:
        results.append(str(error))


print(deep(40), [min([n], key=deep) for n in range(30)][-1])
thread = threading.Thread(target=run)
thread.start()
thread.join()
print(results)
