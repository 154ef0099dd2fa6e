# hot: call_all, call_methods, depth
"""A call that meets more functions than there are guards for, of every kind, and some that change."""

import sys
from support import describe


def look(results):
    print([describe(result) for result in results])


class Noted:
    def __del__(self):
        print("gone")


def one(a):
    return a


def two(a, b=2):
    return a, b


def three(a, b=3, *, c=3):
    return a, b, c


def rest(*a):
    return a


def named(a, **k):
    return a, k


def gen(a):
    yield a
    yield -1


def none():
    return "none"


def replaced(a):
    return "before"


def again(a):
    return "after"


def many(a, b=1, c=2, d=3, e=4):
    f = g = h = i = j = a
    k = [b, c, d, e, f, g, h, i, j]
    del f
    return k


def fails(a):
    raise ValueError(a)


def deletes(a):
    del a
    return sys._getframe(1).f_lineno - sys._getframe(1).f_code.co_firstlineno


def looks(a):
    return sorted(sys._getframe(1).f_locals)


class Callable:
    def __call__(self, a):
        return "instance", a

    def method(self, a):
        return "method", a

    @classmethod
    def of_class(cls, a):
        return cls.__name__, a

    @staticmethod
    def static(a):
        return "static", a


def depth(n):
    return 0 if n == 0 else 1 + steps[n % len(steps)](n - 1)


def call_all(functions, value):
    results = []
    for function in functions:
        try:
            result = function(value)
            results.append(list(result) if type(result) is type(generator) else result)
        except (ValueError, TypeError) as error:
            results.append((type(error).__name__, str(error), error.__traceback__.tb_lineno))
    return results


def call_methods(objects, value):
    return [o.method(value) for o in objects]


generator = gen(0)
steps = [eval(f"lambda n: depth(n) + {i}", {"depth": depth}) for i in range(7)]
plain = [one, two, many, again, replaced, deletes, looks]
others = [
    three,
    rest,
    named,
    gen,
    none,
    fails,
    len,
    Callable(),
    Callable().method,
    Callable.of_class,
    Callable.static,
    int,
    Callable,
    print,
]
classes = [type(f"C{i}", (), {"method": eval(f"lambda self, a, b={i}: (a, b)")}) for i in range(9)]

for _ in range(12):
    look(call_all(plain, 7))
for _ in range(6):
    found = call_all(plain + others + plain, "abc")
    look([x for x in found if not isinstance(x, Callable)])
replaced.__code__ = again.__code__
two.__defaults__ = ("other",)
look(call_all(plain, Ellipsis))
two.__defaults__ = None
many.__defaults__ = (1, 2)
look(call_all(plain, 2.5))
two.__code__ = three.__code__
look(call_all(plain, 1))
objects = [c() for c in classes]
for i in range(10):
    look(call_methods(objects, i))
    if i == 5:
        classes[3].method = rest
        classes[4].method = staticmethod(one)
        classes[5].method.__defaults__ = ("changed",)
        objects[6].method = one
classes[4].method = lambda self, a: a
look(call_methods(objects, 0.5))
for n in (5, 50, 200):
    print(depth(n))
for _ in range(5):
    made = [eval(f"lambda a: (a, {i})[1]") for i in range(6)]
    call_all(made, Noted())
    while made:
        call_all([made.pop()], Noted())


def trace(frame, event, argument):
    print(event, frame.f_code.co_name)
    return None


def starts(a):
    sys.settrace(trace)
    return a


look(call_all(plain[:4] + [starts] + plain[:2], 1))
sys.settrace(None)
look(call_all(plain, 1))
try:
    depth(10**5)
except RecursionError:
    print("too deep")
