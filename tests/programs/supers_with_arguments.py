"""super(class, object).method(...) in hot methods, where what it depends on changes in mid-loop."""

# hot: Base.name, Derived.name, Derived.__init__, Derived.kept, swapped, temporaries, Derived.wrong, Deep.down
# no traced torture: a comparison that is traced is not specialised, and takes a level of recursion
# hot: Stack.append, Stack.pop_twice, appended, sizes, Derived.classes
import builtins
import sys

from support import show


class Root:
    def __init__(self):
        super(Root, self).__init__()
        self.made = True


class Base(Root):
    def __init__(self, *arguments):
        super(Base, self).__init__()
        self.arguments = arguments

    def name(self):
        return "Base"


class Other(Base):
    def name(self):
        return "Other"


class Derived(Base):
    def __init__(self, x):
        super(Derived, self).__init__(x, x)

    def name(self):
        return "Derived:" + super(Derived, self).name()

    def kept(self, n):
        other = self
        return [super(Derived, other).name() for _ in range(n)]

    def wrong(self, arguments):
        results = []
        for item in arguments:
            try:
                results.append(super(item, self).name())
            except (TypeError, AttributeError) as error:
                results.append(str(error))
        return results

    def classes(self, classes):
        return [super(item, self).name() for item in classes]


class Deep(Derived):
    def down(self, n):
        return 0 if n == 0 else 1 + super(Deep, self).again(n - 1)


Derived.again = lambda self, n: self.down(n)


class Noisy(Derived):
    deaths = []

    def __del__(self, deaths=deaths):
        deaths.append(self.arguments)


def swapped(n):
    global Derived
    results = []
    first = Derived
    item, plain = Derived(1), Other(2)
    for i in range(n):
        results.append(item.name())
        if i == 10:
            Base.name = lambda self: "patched"
        if i == 14:
            del Base.name
            Root.name = Other.name
        if i == 18:
            Base.name = staticmethod(lambda: "static")
        if i == 20:
            Base.name = classmethod(lambda cls: cls.__name__)
        if i == 22:
            Base.name = property(lambda self: lambda: "of property")
        if i == 24:
            Base.name = Other.name
        if i == 26:
            item.__class__ = Noisy
        if i == 30:
            item.__class__ = Derived
        if i == 32:
            Derived.__bases__ = (Other,)
        if i == 34:
            Derived = Other
            try:
                results.append(item.name())
            except TypeError as error:
                results.append(str(error))
            Derived = first
        if i == 36:
            builtins.super = lambda *arguments: plain
        if i == 38:
            builtins.super = original
        if i == 40:
            Derived.__bases__ = (Base,)
            del Root.name
    return results


original = super


def temporaries(n):
    results = []
    for i in range(n):
        results.append(original(Noisy, Noisy(i)).name())
        results.append(len(Noisy.deaths))
    return results, Noisy.deaths[-3:]


class Stack(list):
    def append(self, item):
        super(Stack, self).append((item, len(self)))

    def pop_twice(self):
        super(Stack, self).pop()
        return super(Stack, self).pop()

    def fail(self):
        super(Stack, self).append()


def appended(n):
    stack = Stack()
    for i in range(n):
        stack.append(i)
    kept = [stack.pop_twice() for _ in range(3)]
    list.append(stack, "plain")
    return stack[-3:], kept


class Sized(list):
    pass


class Counted(list):
    def __len__(self):
        return 1000 + list.__len__(self)


def sizes(n):
    results = []
    items = Sized()
    for i in range(n):
        items.append(i)
        results.append(len(items))
        if i == 10:
            Sized.__len__ = lambda self: -5 + list.__len__(self) * 2
        if i == 14:
            del Sized.__len__
        if i == 18:
            items = Counted("abc")
        if i == 22:
            items = [1]
        if i == 24:
            items = Sized()
            Sized.append = lambda self, item: self.extend((item, item))
        if i == 27:
            del Sized.append
        if i == 29:
            builtins.len = lambda item: "patched"
    builtins.len = original_len
    return results, sys.getrefcount(items)


original_len = len


def main():
    derived = Derived(5)
    show(lambda: [Derived(i).arguments for i in range(20)][-1])
    show(derived.kept, 20)
    show(swapped, 44)
    show(derived.wrong, [Derived] * 6 + [int, 5, None, Base, Root, Other, Derived])
    show(derived.classes, [Derived] * 9)
    show(derived.classes, [Derived, int])
    show(temporaries, 30)
    show(appended, 20)
    show(Stack().fail)
    show(Stack().pop_twice)
    show(sizes, 34)
    show(Deep(1).down, 20)
    for limit in (60, 61, 62, 63, 64, 65, 66):
        sys.setrecursionlimit(limit)
        try:
            print(limit, Deep(1).down(30))
        except RecursionError:
            print(limit, "too deep")
        sys.setrecursionlimit(1000)


main()
