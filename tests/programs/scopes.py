"""Class bodies, global, nonlocal, del of everything, annotations, assertions, comprehensions, walrus."""

# hot: bodies, deletes, nonlocals.<locals>.inner, globals_of, annotated, assertions, walrus, comprehensions
# hot: lambdas, decorated, metaclass, super_calls, delete_targets, shadowed, Methods.total
import sys

from support import show


def bodies(x):
    class Outer:
        a = x
        b = a + 1
        global made_in_class
        made_in_class = b
        items = [a for _ in range(2)] if False else [x for _ in range(2)]
        for i in range(3):
            if i == 1:
                continue
            c = i * 1.5
        del i

        class Inner:
            a = x * 2
            names = sorted(name for name in vars() if not name.startswith("__"))

        def method(self):
            return __class__, self.a

        try:
            missing
        except NameError as error:
            text = str(error)
        with_walrus = (d := x + 3)
        lam = lambda self: x
        annotated: int = 5
        only: "str"
        locals()["through"] = "locals"
        seen = through

    return (
        {
            name: getattr(Outer, name)
            for name in vars(Outer)
            if not name.startswith("__") and not callable(getattr(Outer, name))
        },
        Outer.__annotations__,
        Outer().method()[1],
        Outer().lam(),
        made_in_class,
        Outer.Inner.names,
        Outer.__qualname__,
        Outer.method.__qualname__,
        Outer.Inner.__module__,
    )


def deletes(n):
    result = []
    for i in range(n):
        x = y = [i, i * 1.5, str(i)]
        z = {"k": i, "l": x}
        holder = Holder()
        holder.x = x
        del x[0], z["k"]
        result.append((len(y), list(z), holder.x is x))
        del holder.x, z, y[:1]
        del (x, [y])
        try:
            y
        except UnboundLocalError as error:
            result.append(str(error))
        try:
            del holder.x
        except AttributeError as error:
            result.append((str(error), error.name, error.obj is holder))
        del holder
    return result


class Holder:
    pass


def delete_targets(container, key):
    result = []
    for kind in range(3):
        try:
            if kind == 0:
                del container[key]
            elif kind == 1:
                del container.attribute
            else:
                del container[key:key]
        except Exception as error:
            result.append(repr(error))
    return result


def nonlocals(start):
    total = start
    count = 0

    def inner(values):
        nonlocal total, count
        for value in values:
            total += value
            count += 1
            if count == 3:
                del count
                try:
                    count
                except NameError as error:
                    count = len(str(error))
        return total

    def reset():
        nonlocal total
        total = start

    first = inner([1, 2.5, 2**62, 2**62])
    reset()
    return first, total, count, inner([1])


def globals_of(n):
    global counter, made
    counter = 0
    for i in range(n):
        counter += i
        made = counter * 1.5
        if i % 3 == 0:
            del made
        else:
            globals()["made"] = i
    return counter, "made" in globals(), made if "made" in globals() else None


def annotated(x: int, *, y: "str" = "y") -> float:
    a: int
    b: list[int] = [x]
    c.d: int = 5
    (e): int = x
    b[0]: int = 7
    try:
        a
    except UnboundLocalError as error:
        return str(error), b, c.d, e, annotated.__annotations__


c = Holder()


def assertions(x, message=None):
    try:
        assert x
        assert x > 1, message
        assert x > 2, (x, message)
    except AssertionError as error:
        return error.args
    except TypeError as error:
        return repr(error)
    return "fine"


def walrus(items):
    kept = []
    while (n := len(items)) > 2 and (last := items.pop()) is not None:
        kept.append((n, last))
    found = [y := x * 2 for x in items if (z := x) is not None]
    any((witness := w) == 3 for w in kept)
    return kept, n, found, y, z, 1 < (m := n) < 3 <= m + 1 != 5, witness if kept else None


def comprehensions(n):
    x = "outer"
    lists = [x for x in range(n) if x % 2 if x > 1]
    nested = [[(x, y) for y in range(x)] for x in range(3)]
    sets = {x % 3 for x in lists}
    dicts = {x: y * 0.5 for x in lists for y in (1, 2)}
    generator = (x + 1 for x in lists)
    functions = [lambda: i for i in range(3)]
    try:
        [x for x in 5]
    except TypeError as error:
        text = str(error)
    try:
        [missing for x in range(2)]
    except NameError as error:
        text = text, error.name, error.__traceback__.tb_next.tb_frame.f_code.co_name
    try:
        {[]: 1 for x in range(1)}
    except TypeError as error:
        text = text, str(error)
    return x, lists, nested, sets, dicts, sum(generator), [f() for f in functions], text


def lambdas(n):
    made = [lambda a, b=i, *c, d=i * 2, **e: (a, b, c, d, e) for i in range(n)]
    return [f(1) for f in made], made[0](1, 2, 3, d=4, e=5), (lambda: (yield))().__name__


def note(*arguments, **keywords):
    def decorate(function):
        function.notes = getattr(function, "notes", ()) + (arguments, keywords)
        return function

    return decorate


def decorated(x):
    @note(x)
    @note(key=x)
    def inner():
        return x

    @note(1, *[2, x], **{"k": x})
    class Made:
        @property
        def value(self):
            return x

        @value.setter
        def value(self, new):
            nonlocal x
            x = new

        @staticmethod
        def static():
            return x

    made = Made()
    made.value = 10
    return inner.notes, Made.notes, inner(), made.value, Made.static()


class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases, **keywords):
        print("prepare", name, bases, keywords)
        return Namespace()

    def __new__(meta, name, bases, namespace, **keywords):
        return super().__new__(meta, name, bases, dict(namespace))

    def __init__(self, *arguments, **keywords):
        self.order = [name for name in arguments[2].seen if not name.startswith("__")]


class Namespace(dict):
    def __init__(self):
        self.seen = []

    def __setitem__(self, name, value):
        self.seen.append(name)
        if name == "forbidden":
            raise RuntimeError(name)
        super().__setitem__(name, value)

    def __missing__(self, name):
        if name == "magic":
            return "made by __missing__"
        raise KeyError(name)


def metaclass(x):
    class Made(metaclass=Meta, option=x):
        b = x
        a = magic
        b = len(a)

        def f(self):
            return __class__

        note: int = 5

    result = Made.order, Made.a, Made.b, Made().f() is Made
    try:

        class Bad(Made, keyword=1):
            forbidden = 1
    except RuntimeError as error:
        return result, error.args
    return result


class Base:
    def __init__(self, x):
        self.x = x

    def total(self, n):
        return self.x + n

    def __repr__(self):
        return type(self).__name__


class Methods(Base):
    def __init__(self, x):
        super().__init__(x)

    def total(self, n):
        total = 0
        for i in range(n):
            total += super().total(i)
        return total

    def without_cell(self):
        del self
        return super().x

    def replaced(self):
        self = 5
        return super().total(1)


def super_calls(x):
    methods = Methods(x)
    result = [methods.total(5)]
    for name in ("without_cell", "replaced"):
        try:
            result.append(getattr(methods, name)())
        except (RuntimeError, TypeError, AttributeError) as error:
            result.append(repr(error))
    try:
        super()
    except RuntimeError as error:
        result.append(repr(error))
    return result


def shadowed(n):
    global len
    result = []
    for i in range(n):
        result.append(str(len("abc")))
        if i == 2:
            len = lambda text: "shadow"
        if i == 4:
            del len
    return result


for _ in range(2):
    for x in (1, 2.5, 2**62):
        show(bodies, x)
    error = None
    try:
        deletes(2)
    except UnboundLocalError:
        show(deletes, 2)
    for container in ([1, 2, 3], (1, 2), {0: 1}, {}, Holder(), None, 5, "abc", [], range(3)):
        show(delete_targets, container, 0)
        show(delete_targets, container, 7)
    show(nonlocals, 0)
    show(nonlocals, 0.5)
    show(globals_of, 6)
    show(globals_of, 7)
    show(annotated, 1)
    for x in (0, 1, 2, 3, "x", [], 2.5):
        show(assertions, x)
        show(assertions, x, "message")
    show(walrus, [1, 2, 3, 4])
    show(walrus, [1])
    show(comprehensions, 9)
    show(lambdas, 2)
    show(decorated, 3)
    show(metaclass, 4)
    show(super_calls, 1)
    show(super_calls, 1.5)
    show(shadowed, 7)
print(sys.exc_info())
