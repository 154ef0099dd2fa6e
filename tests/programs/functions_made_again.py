"""Functions that live for one call, as comprehensions do: what the next one is like."""

# hot: squares, closes, nested, generated, called_at_once, dressed, watched, kept, raises, outer, in_module, module_name
import builtins
import gc
import types
import weakref

from support import show


def squares(items):
    return [item * item for item in items]


def closes(items, k):
    return {item: item + k for item in items if item != k}


def nested(n):
    return [[(i, j) for j in range(i)] for i in range(n)]


def generated(items, k):
    return sum(item + k for item in items), {item % k for item in items}


def called_at_once(n):
    return (lambda a: a + n)(1), (lambda: "doc")(), (lambda *, k=n: k)()


def look(function):
    return [
        function.__name__,
        function.__qualname__,
        function.__module__,
        function.__doc__,
        function.__dict__,
        function.__defaults__,
        function.__kwdefaults__,
        function.__annotations__,
        function.__closure__ and len(function.__closure__),
        function.__code__.co_name,
        function.__globals__["__name__"],
        function.__builtins__ is builtins.__dict__,
        gc.is_tracked(function),
    ]


def dressed(n):
    seen = []

    def one():
        "What one does."
        return n

    def two():
        return 2

    def three(a=1, *, b: int = 2) -> str:
        return a + b

    seen += [look(one), look(two), look(three)]
    one.attribute = two.__doc__ = 5
    two.__name__ = "deux"
    del one.__doc__
    three.__kwdefaults__ = None
    return seen, (lambda: (one(), two()))()


def watched(n):
    dead = []
    for i in range(n):
        function = (lambda: i) if i % 2 else (lambda: None)
        weakref.finalize(function, dead.append, i)
        function()
        function = None
    return dead


def kept(n):
    functions = [lambda i=i: (i, n) for i in range(n)]
    return [function() for function in functions], [f.__defaults__ for f in functions]


def raises(n):
    try:
        return [n // i for i in range(n, -1, -1)]
    except ZeroDivisionError as error:
        trace = error.__traceback__
        while trace.tb_next:
            trace = trace.tb_next
        return trace.tb_frame.f_code.co_name, sorted(trace.tb_frame.f_locals)


class Dying:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("died", self.name, [a for a in (1, 2)], squares([3]))


def outer(name):
    thing = Dying(name)

    def inner():
        return thing.name

    return (lambda: inner())()


def in_module():
    return [function.__module__ for function in [(lambda: 0)]], (lambda: 1)()


def module_name():
    return (lambda: __name__)(), [k for k in (len, 1)][0] is builtins.len


for _ in range(4):
    print(squares([1, 2, 3]), closes((1, 2, 3), 2), nested(4), generated([1, 2, 3], 2))
    print(called_at_once(5), watched(4), kept(3), raises(3), outer("a"), outer("b"))
    for line in dressed(7)[0]:
        print(line)
    print(in_module(), module_name())

# The module's name and its builtins are asked for each time.
__name__ = "renamed"
print(in_module(), module_name())
del __name__
print(in_module())
show(module_name)
__name__ = "again"
print(in_module(), module_name())
__builtins__ = dict(vars(builtins), len="other")
for _ in range(2):
    function = eval("lambda: len", globals())
    print(function(), squares([2]), dressed(1)[0][0][-2])
__builtins__ = builtins
print(dressed(1)[0][0][-2])

# The same code in other modules.
for namespace in ({"__name__": "one"}, {"__name__": 5, "x": 1}, {}, {"__builtins__": {}}):
    copy = types.FunctionType(in_module.__code__, namespace)
    print(copy(), copy())


class Namespace(dict):
    def __missing__(self, key):
        return key


copy = types.FunctionType(in_module.__code__, Namespace(__name__="dict's own"))
print(copy(), copy())


# Functions in cycles go, too.
def cyclic(n):
    refs = []
    for i in range(n):
        thing = type("Thing", (), {})()
        refs.append(weakref.ref(thing))
        thing.generator = (thing for _ in range(3))
        next(thing.generator)
        thing.function = lambda: thing
        del thing
    gc.collect()
    return [ref() for ref in refs]


gc.disable()
print(cyclic(3), cyclic(3))
