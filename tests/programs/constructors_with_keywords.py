"""Classes called with keyword arguments, in the order of the parameters and in another, while __init__ changes."""

# hot: ordered, reordered, defaulted, stored, changing, dropped, Record.__init__, Stored.__init__
from support import show


class Record:
    def __init__(self, a, b=2, *, c=None):
        self.items = [a, b]
        for _ in ():
            pass
        if a == "raise":
            raise ValueError(b)
        if b == "wrong":
            return 5


class Plain:
    def __init__(self, a, b=2, c=3):
        self.items = [a, b, c]
        for _ in ():
            pass
        if a == "raise":
            raise ValueError(b)
        if b == "wrong":
            return 5


class Stored:
    def __init__(self, a, b=2):
        self.a = a
        self.b = b


class Loud:
    log = []

    def __init__(self, name):
        self.name = name

    def __del__(self):
        Loud.log.append(self.name)


def ordered(n, class_):
    return [class_(i, b=i).items for i in range(n)], [class_(a=i, b=i).items for i in range(n)]


def reordered(n, class_):
    return [class_(b=i, a=-i).items for i in range(n)]


def defaulted(n):
    return [Plain(i, c=i).items for i in range(n)], [Plain(a=i).items for i in range(n)]


def stored(n):
    made = [Stored(i, b=i * 0.5) for i in range(n)]
    return [(item.a, item.b) for item in made]


def errors(class_):
    for arguments in (
        "x=1",
        "1, a=2",
        "b=2",
        "1, 2, b=3",
        "'raise', b=1",
        "1, b='wrong'",
        "a='raise', b=[]",
    ):
        function = eval(f"lambda: [{class_.__name__}({arguments}) for _ in range(5)]")
        show(function)


def changing(n):
    results = []
    for i in range(n):
        try:
            item = Plain(i, b=i)
            results.append(vars(item))
        except TypeError as error:
            results.append(str(error))
        if i == 5:
            Plain.__init__ = lambda self, b, a=0: setattr(self, "swapped", (a, b))
        if i == 8:
            Plain.__init__ = lambda self, a: None
        if i == 11:
            Plain.__init__ = init
        if i == 14:
            Plain.__init__.__defaults__ = ("default",)
        if i == 17:
            Plain.__new__ = lambda cls, *a, **k: Stored(1)
        if i == 20:
            Plain.__new__ = object_new
    return results


def object_new(cls, *arguments, **names):
    return object.__new__(cls)


init = Plain.__init__


def dropped(n):
    results = []
    for i in range(n):
        Stored(Loud("a"), b=Loud("b"))
        Plain(Loud(1), b=Loud(2)).items
        Plain(b=Loud(2), a=Loud(1)).items
        Stored(b=Loud(2), a=Loud(1))
        results.append(tuple(Loud.log))
        Loud.log.clear()
    return results[-2:]


def main():
    for class_ in (Record, Plain):
        show(ordered, 12, class_)
        show(reordered, 12, class_)
        errors(class_)
    show(defaulted, 12)
    show(stored, 12)
    show(dropped, 12)
    show(changing, 24)


main()
