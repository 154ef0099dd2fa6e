"""Functions whose last reference goes in a loop with numbers: what they hold dies with them, or lives on."""

# hot: plain, cells, attributes, defaults, weak, code, namespaces, names, nested, keys
import types
import weakref

from support import show


class Died:
    def __init__(self, name, log):
        self.name = name
        self.log = log

    def __del__(self):
        self.log.append(self.name)


class Text(str):
    def __del__(self):
        LOG.append("text")


LOG = []


def plain(n):
    total = 0.5
    for i in range(n):
        f = lambda: 1
        lambda x: x
        total += f() + i
        f = None
        (lambda y: y)(i)
    return total


def cells(n):
    log = []
    total = 0

    def make(x):
        return lambda: x

    for i in range(n):
        f = make(Died(i, log))
        total += i * 2
        f = None
        log.append(("after", i, total))
        f = make(i)
        total += f()
        del f
    return log, total


def attributes(n):
    log = []
    total = 0
    for i in range(n):

        def f():
            return i

        f.extra = Died(i, log)
        f.__doc__ = "a text of its own " + str(i)
        total += i
        f = None
        log.append(total)
    return log


def defaults(n):
    log = []
    total = 0
    for i in range(n):
        f = lambda x=Died((i, "x"), log), *, y=Died((i, "y"), log): x
        total += i
        f = None
        log.append(total)

        def g(a: Died((i, "a"), log)):
            pass

        g = total
    return log, g


def weak(n):
    log = []
    total = 0
    for i in range(n):
        f = lambda: total
        reference = weakref.ref(f, lambda _: log.append((i, total)))
        total += i
        f = None
        log.append((reference() is None, total))
    return log


def code(n):
    """The function holds its code alone, and that its constants."""
    total = 0
    out = []
    for i in range(n):
        namespace = {}
        exec(f"def f(x):\n    'doc {i}'\n    return x + {i}.5, ({i}, 'a')", namespace)
        f = namespace.pop("f")
        out.append(f(i))
        namespace = None
        total += i
        f = None
    return out, total


def namespaces(n):
    log = []
    total = 0
    for i in range(n):
        f = types.FunctionType((lambda: 1).__code__, {"held": Died(i, log)})
        total += i
        f = None
        log.append(total)
    return log


def names(n):
    total = 0
    for i in range(n):
        f = lambda: 1
        f.__name__ = Text("name")
        f.__qualname__ = Text("name")
        f.__module__ = Text("module")
        total += i
        f = None
        LOG.append(total)
    out, LOG[:] = LOG[:], []
    return out


def nested(n):
    log = []
    total = 0
    for i in range(n):
        held = Died(i, log)
        f = lambda: lambda: lambda: held
        g = f()
        f = None
        total += i
        h = g()
        g = held = None
        log.append(total)
        h().log.append("alive")
        h = None
        log.append(total)
    return log


def keys(n):
    out = []
    for i in range(n):
        out.append(sorted([3, 1, 2], key=lambda x: x * (i % 2 or -1)))
        out.append(max([1, 5, 3], key=lambda x: -x))
        out.append([sum(x for x in range(i % 4)) for _ in range(2)])
        f = lambda: i
        out.append(
            (f.__name__, f.__qualname__, f.__doc__, f.__module__, f.__dict__, f.__defaults__)
        )
        f.x = 1
    return out


for function in (plain, cells, attributes, defaults, weak, code, namespaces, names, nested, keys):
    show(function, 40)
    show(function, 30)
