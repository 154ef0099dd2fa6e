"""Classes and functions made inside compiled functions, with decorators, defaults, super()."""

# hot: make_class, decorated, use, defaults, Base.describe, Derived.describe, imports
from support import show


class Base:
    def __init__(self, x):
        self.x = x

    def describe(self):
        return f"Base {self.x}"


class Derived(Base):
    def describe(self):
        return "Derived of " + super().describe()


def make_class(value, n):
    class Local(Base):
        size = n * 2

        def get(self):
            return self.x, self.size, value

        squares = [i * i for i in range(3)]

    return Local(value).get(), Local.squares, Local.__qualname__


def twice(f):
    def wrapper(*args):
        return f(*args), f(*args)

    return wrapper


def decorated(x):
    @twice
    def inner(y, z=x):
        return y + z

    return inner(x), inner(x, x)


def use(n):
    out = []
    for i in range(n):
        out.append(Derived(i).describe() if i % 2 else Base(i * 0.5).describe())
    return out


def defaults(n):
    out = []
    for i in range(n):

        def f(a, b=i, *, c=i * 2):
            return a + b + c

        out.append(f(1))
        out.append(f(1, c=0))
    return out


def imports(n):
    import math
    from os import path as p

    total = 0.0
    for i in range(n):
        from math import sqrt

        total += sqrt(i) + math.floor(2.5)
    return total, p.join("a", "b")


for x in (1, 2.5, "s"):
    show(make_class, x, 3)
    show(decorated, x)
show(use, 10)
show(defaults, 5)
show(imports, 20)


def missing():
    import no_such_module_anywhere


def missing_name():
    from math import no_such_name


show(missing)
show(missing_name)
