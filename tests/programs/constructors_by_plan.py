# hot: made, Only.__init__, Rest.__init__, Named.__init__, All.__init__, changing, dropped, deep
"""Classes whose __init__ has keyword-only parameters, *args or **kwargs, while that changes; exceptions at
each point of the call."""

import sys
from support import show


class Only:
    def __init__(self, a, *, b=2, c=None):
        self.items = [a, b, c]
        for _ in ():
            pass
        if a == "raise":
            raise ValueError(b)
        if a == "wrong":
            return 5


class Rest:
    def __init__(self, a=0, *rest):
        self.items = [a, rest]
        for _ in ():
            pass
        if a == "raise":
            raise ValueError(rest)


class Named:
    def __init__(self, a, **names):
        self.items = [a, names, list(names)]
        for _ in ():
            pass
        if a == "wrong":
            return names


class All:
    __slots__ = ("items", "__weakref__")

    def __init__(self, a, /, b=1, *rest, c, d=4, **names):
        self.items = [a, b, rest, c, d, names]
        for _ in ():
            pass


class Loud:
    log = []

    def __init__(self, name):
        self.name = name

    def __del__(self):
        Loud.log.append(self.name)


def made(n):
    found = []
    for i in range(n):
        for item in (
            Only(i, b=1),
            Only(i),
            Only(c=i, a=1),
            Only(1.5, c=i * 0.5),
            Rest(),
            Rest(i),
            Rest(i, 2, 3.5),
            Named(i),
            Named(i, x=1, y=i),
            Named(y=2, a=i * 0.5),
            All(1, c=i),
            All(1, 2, 3, i, c=5, a=7, e=8),
            All(1, b=2, c=i),
            All(d=i, c=2, *(1,)),
        ):
            found.append(item.items)
    return found


def errors():
    for text in (
        "Only()",
        "Only(1, 2)",
        "Only(1, d=2)",
        "Only(1, a=2)",
        "Only('raise', b=3)",
        "Only('wrong', b=3)",
        "Rest(b=1)",
        "Rest('raise', 1)",
        "Named(1, 2)",
        "Named(b=1)",
        "Named('wrong', b=2)",
        "All(1)",
        "All(a=1, c=2)",
        "All(1, 2, c=3, b=4)",
    ):
        show(eval(f"lambda: [{text} for _ in range(5)]"))


def changing(n):
    results = []
    for i in range(n):
        try:
            results.append([vars(Only(i, b=i)), vars(Only(1, c=2)), vars(Named(1, b=i))])
        except TypeError as error:
            results.append((str(error), error.__traceback__.tb_lineno))
        if i == 4:
            Only.__init__.__kwdefaults__ = {"b": "new", "c": "new"}
        if i == 6:
            Only.__init__.__kwdefaults__ = None
        if i == 8:
            Only.__init__ = init
        if i == 9:
            init.__kwdefaults__ = {"b": 1, "c": 2}
        if i == 11:
            Only.__init__ = lambda self, *a, **k: setattr(self, "given", (a, k))
        if i == 13:
            Only.__init__.__code__ = Named.__init__.__code__
        if i == 15:
            Only.__init__ = init
            Named.__init__ = lambda self, a, *, b: setattr(self, "pair", (a, b))
        if i == 17:
            Named.__new__ = lambda cls, *a, **k: Other(1)
        if i == 19:
            del Only.__init__
        if i == 21:
            Only.__init__ = init
    return results


class Other:
    def __init__(self, a):
        self.other = a


init = Only.__init__


class Dying:
    """Whose class changes while its arguments are bound."""

    def __init__(self, first, **names):
        self.first, self.names = first, sorted(names)
        for _ in ():
            pass


def dropped(n):
    results = []
    for i in range(n):
        Only(Loud("a"), b=Loud("b"))
        Rest(Loud(1), Loud(2), Loud(3))
        Named(Loud(1), x=Loud(2), y=Loud(3)).items
        Dying(Loud("f"), x=Loud("x")).first
        All(Loud(1), Loud(2), Loud(3), c=Loud(4), z=Loud(5)).items
        try:
            Only(Loud("a"), d=Loud("d"))
        except TypeError:
            Loud.log.append("error")
        results.append(tuple(Loud.log))
        Loud.log.clear()
    return results[-2:]


def deep(n):
    return Nested(n, rest=1) if n else None


class Nested:
    def __init__(self, n, **names):
        self.inner = deep(n - 1)


def depth(item):
    count = 0
    while item is not None:
        item, count = item.inner, count + 1
    return count


for _ in range(3):
    show(made, 6)
    errors()
    show(dropped, 8)
show(depth, deep(50))
show(depth, deep(120))
try:
    deep(10**6)
except RecursionError as error:
    print(error)
show(changing, 24)
sys.settrace(lambda *a: None)
sys.settrace(None)
