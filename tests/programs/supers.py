"""super() in hot methods, where everything it depends on changes in mid-loop."""

# hot: Middle.name, Middle.count, Middle.__init__, Middle.captured, Middle.swapped, Middle.kinds, Middle.gone, Middle.items
# hot: Middle.cell, Middle.raising, shadowed, Fields.update, Middle.references
import builtins
import sys

from support import show


class Base:
    made = 0

    def __init__(self, *arguments):
        self.arguments = arguments
        Base.made += 1

    def name(self):
        return "Base"

    def count(self, n):
        return n

    def kinds(self):
        return "method"

    def items(self, n):
        yield from range(n)

    def raising(self, n):
        raise ValueError(n)

    def references(self):
        return sys._getframe(1).f_code.co_name


class Other(Base):
    def name(self):
        return "Other:" + super().name()

    @property
    def kinds(self):
        return lambda: "property"


class Middle(Base):
    def __init__(self, x=1):
        super().__init__(x, x)

    def name(self):
        return "Middle:" + super().name()

    def count(self, n):
        return super().count(n=n + 1) if n % 2 else super().count(n)

    def captured(self, n):
        return [super(Middle, self).count(i) for i in range(n)] + [
            super().count(n),
            (lambda: self)() is self,
        ]

    def swapped(self, n, others):
        results = []
        for i in range(n):
            results.append(super().name())
            if i % 5 == 4:
                self = others[i % len(others)]
        return results

    def kinds(self):
        return super().kinds()

    def gone(self, n):
        results = []
        for i in range(n):
            try:
                if i == 5:
                    del self
                results.append(super().name())
            except RuntimeError as error:
                results.append(str(error))
        return results

    def items(self, n):
        for item in super().items(n):
            yield item, super().name()

    def cell(self, n):
        nonlocal_class = __class__
        results = []
        for i in range(n):
            results.append(super().name())
        return results, nonlocal_class

    def raising(self, n):
        return super().raising(n)

    def references(self):
        return super().references()

    def __repr__(self):
        return "M" + super().__repr__()[:5]

    def __eq__(self, other):
        return super().__eq__(other)

    def __hash__(self):
        return super().__hash__() & 1

    @classmethod
    def make(cls, x):
        return super().__new__(cls)


class Derived(Middle):
    pass


class Diamond(Middle, Other):
    pass


class Fields(dict):
    def update(self, *arguments, **names):
        try:
            super().update(*arguments, **names)
            return super().get("a"), super().pop("b", None), super().copy()
        except TypeError as error:
            return str(error)

    def __init__(self, *arguments):
        super().__init__(*arguments)


def loop(n, method):
    return [method() for _ in range(n)]


def names(n):
    results = []
    for i in range(n):
        item = (Middle(), Derived(), Diamond())[i // 4 % 3]
        results.append(
            (item.name(), item.arguments, item.kinds() if i // 4 % 3 != 2 else item.kinds()())
        )
        if i == 20:
            Base.name = lambda self: "patched"
        if i == 30:
            Base.name = property(lambda self: lambda: "of property")
        if i == 40:
            Base.name = staticmethod(lambda: "static")
        if i == 45:
            Base.name = len
        if i == 48:
            Base.name = original
            Derived.__bases__ = (Diamond,)
        if i == 55:
            Derived.__bases__ = (Middle,)
            item.__class__ = Derived
            results.append(item.name())
    return results


class Named:
    def __len__(self):
        return 77


original = Base.name
shadow = []


def shadowed(n):
    results = []
    middle = Middle()
    for i in range(n):
        results.append(middle.name())
        if i == 10:
            builtins.super = lambda: shadow.append(i) or Base()
        if i == 20:
            builtins.super = kept
    return results


def missing(n):
    results = []
    middle = Middle()
    for i in range(n):
        try:
            results.append(middle.count(i))
        except AttributeError as error:
            results.append(str(error))
        if i == 7:
            del Base.count
        if i == 14:
            Base.count = lambda self, n: -n
    return results


kept = super
show(names, 60)
show(Middle().swapped, 40, [Derived(), Diamond(), Middle(), None, Middle()])
try:
    print(Middle().swapped(40, [Derived(), 5, Base()]))
except TypeError as error:
    print(error)
show(Middle().captured, 4)
show(loop, 5, lambda: Middle().captured(3))
show(Middle().gone, 8)
show(lambda: list(Middle().items(4)))
show(Middle().cell, 5)
for _ in range(3):
    show(Middle().raising, 5)
show(lambda: [(Middle().references(), Derived().references()) for _ in range(4)])
show(shadowed, 30)
show(
    lambda: (
        repr(Middle()),
        Middle() == Middle(),
        hash(Middle()) in (0, 1),
        type(Middle.make(1)).__name__,
    )
)
show(loop, 5, lambda: Fields({"a": 1, "b": 2}).update({"c": 3}, d=5))
show(loop, 5, lambda: Fields(a=1) if False else Fields().update(1))
show(loop, 3, lambda: Fields([(1, 2)]).update(5, 6))
show(missing, 25)
print(Base.made > 0)
sys.setrecursionlimit(100)


class Deep(Base):
    def count(self, n):
        return super().count(self.count(n + 1))


def deep(item):
    try:
        return item.count(0)
    except RecursionError as error:
        return str(error)


print(loop(3, lambda: deep(Deep())))
