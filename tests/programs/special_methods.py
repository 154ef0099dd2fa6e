"""What operations call of a class defined in Python, while that changes under them."""

# hot: lengths, contained, not_contained, found, iterated, stepped, truths, negated, kept, called, stored, missing, hasattrs
# hot: Box.__len__, Box.__contains__, Box.__iter__, Steps.__next__, Box.__bool__, Box.__call__, Box.set, Box.__getattr__
# hot: raising, finalised, depth_of, truths_by_length
import sys

from support import show


class Box:
    def __init__(self, *items):
        self.items = items
        self.log = []

    def __len__(self):
        return len(self.items)

    def __contains__(self, item):
        return item in self.items

    def __iter__(self):
        return Steps(len(self.items))

    def __bool__(self):
        return len(self.items) > 2

    def __call__(self, a, b=5):
        return len(self.items), a, b

    def get(self):
        return self.log

    def set(self, value):
        self.log = value

    value = property(get, set)

    def __getattr__(self, name):
        if name.startswith("no"):
            raise AttributeError(name + "!")
        return name, len(self.items)

    def __repr__(self):
        return f"Box{self.items}"


class Steps:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration(5)
        self.n -= 1
        return self.n


class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


class Index:
    def __index__(self):
        return 3


class Wild:
    """Answers with what it is given."""

    def __init__(self, answer):
        self.answer = answer

    def give(self, *arguments):
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    def __len__(self):
        return self.give()

    def __bool__(self):
        return self.give()

    def __contains__(self, item):
        return self.give(item)

    def __iter__(self):
        return self.give()

    def __next__(self):
        return self.give()


class Noisy:
    log = []

    def __init__(self, name):
        self.name = name

    def __del__(self):
        Noisy.log.append(self.name)

    def __bool__(self):
        return False

    def __eq__(self, other):
        return Noisy("eq") and False

    def __contains__(self, item):
        return Noisy("contains")

    def __call__(self, item):
        return item

    def __setitem__(self, key, value):
        return Noisy("setitem")

    @property
    def attribute(self):
        return Noisy("get")

    @attribute.setter
    def attribute(self, value):
        return Noisy("set")

    def __getattr__(self, name):
        return Noisy(name)


def each(n, item, change, function):
    results = []
    for i in range(n):
        try:
            results.append(function(item))
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
        change(i)
    return results


def lengths(items):
    return [len(item) for item in items]


def contained(items, wanted):
    return [wanted in item for item in items]


def not_contained(items, wanted):
    return [wanted not in item for item in items]


def found(items, wanted):
    count = 0
    for item in items:
        if wanted in item:
            count += 1
        if wanted not in item:
            count += 100
    return count


def iterated(items):
    results = []
    for item in items:
        for step in item:
            results.append(step)
    return results


def stepped(n):
    total = 0
    for step in Steps(n):
        total += step
        if step == 3:
            Steps.__next__ = lambda self, old=Steps.__next__: old(self)
    return total


def truths(items):
    count = 0
    for item in items:
        if item:
            count += 1
        if not item:
            count += 100
        while item:
            count += 10000
            break
    return count


def truths_by_length(n):
    return [
        ("yes" if Sized(i) else "no", not Sized(i), Sized(i) and 1, (Sized(i) or 2) == 2)
        for i in range(n)
    ]


def negated(items):
    return [not item for item in items]


def kept(items):
    return [item or "empty" for item in items], [item and "full" for item in items]


def called(items):
    return [(item(1), item(1, 2), item(i)) for i, item in enumerate(items)]


def stored(items):
    results = []
    for i, item in enumerate(items):
        item.value = i
        results.append(item.value)
    return results


def missing(items):
    return [(item.one, item.two) for item in items]


def hasattrs(items):
    return [
        (hasattr(item, "nothing"), getattr(item, "none", 5), getattr(item, "some", 6))
        for item in items
    ]


def raising(answers):
    results = []
    for function in (
        len,
        bool,
        lambda item: 1 in item,
        list,
        lambda item: [x for x in item],
        lambda item: not item,
        lambda item: 1 if item else 2,
        lambda item: item or 3,
        lambda item: yield_from(item),
    ):
        for answer in answers:
            try:
                result = function(Wild(answer))
                results.append(result if not isinstance(result, Wild) else "wild")
            except Exception as error:
                results.append(f"{type(error).__name__}: {error}")
    return results


def yield_from(item):
    return [y for y in (x for x in item)][:3]


def truth_of(item):
    if item:
        return 1
    return 2


def is_in(item):
    if 1 in item:
        return 1
    return 2


def length_of(item):
    return len(item)


def steps_of(item):
    for x in item:
        return x


def errors(answers):
    for function in (truth_of, is_in, length_of, steps_of):
        for answer in [True, False] * 4 + answers:
            show(function, Wild(answer))


def finalised(n):
    results = []
    for i in range(n):
        Noisy(1)(Noisy(2)).name
        results.append(len(Noisy.log))
        if 5 in Noisy(3):
            results.append(tuple(Noisy.log[-4:]))
        if not Noisy(4):
            results.append(tuple(Noisy.log[-4:]))
        Noisy(5)[Noisy(6)] = Noisy(7)
        results.append(tuple(Noisy.log[-4:]))
        Noisy(8).attribute = Noisy(9)
        results.append(tuple(Noisy.log[-4:]))
        Noisy(10).attribute.name
        results.append(tuple(Noisy.log[-4:]))
        Noisy(11).whatever.name
        results.append(tuple(Noisy.log[-4:]))
        results.append(Noisy(12) == Noisy(13))
        results.append(tuple(Noisy.log[-4:]))
    return results[-40:]


class Deep:
    def __init__(self, inner):
        self.inner = inner

    def __len__(self):
        return 0 if self.inner is None else len(self.inner)

    def __call__(self, n):
        return n if self.inner is None else self.inner(n + 1)

    def __contains__(self, item):
        return self.inner is None or item in self.inner

    def __bool__(self):
        return self.inner is None or not self.inner

    def __getattr__(self, name):
        return name if self.inner is None else self.inner.other


def depth_of(function, item):
    try:
        function(item)
        return True
    except RecursionError:
        return False


def limits(depth):
    item = None
    for _ in range(depth):
        item = Deep(item)
    for function in (
        lambda item: item(0),
        lambda item: 1 in item,
        lambda item: not item,
        lambda item: item.other,
    ):
        for _ in range(10):
            depth_of(function, item)
        answers = []
        for limit in range(2 * depth, 2 * depth + 60):
            sys.setrecursionlimit(limit)
            answers.append(depth_of(function, item))
            sys.setrecursionlimit(1000)
        print(answers.index(True) if True in answers else None, function(item))


def changing(n):
    box, empty = Box(1, 2, 3), Box()
    items = [box, empty]

    def change(i):
        if i == 3:
            Box.__len__ = lambda self: 77
            Box.__contains__ = lambda self, item: "yes"
            Box.__iter__ = lambda self: iter("abc")
            Box.__bool__ = lambda self: self is empty
            Box.__call__ = lambda self, *arguments: arguments
            Box.value = property(lambda self: 6, lambda self, value: None)
            Box.__getattr__ = lambda self, name: name * 2
        if i == 6:
            del (
                Box.__len__,
                Box.__contains__,
                Box.__iter__,
                Box.__bool__,
                Box.__call__,
                Box.__getattr__,
            )
            del Box.value
        if i == 9:
            Box.__len__ = len_of
            Box.__contains__ = None
            Box.__iter__ = None
            Box.__call__ = staticmethod(lambda *arguments: arguments)
            Box.__getattr__ = classmethod(lambda cls, name: (cls, name))
            Box.one = 1
        if i == 12:
            Box.__contains__ = contains_of
            Box.__iter__ = iter_of
            Box.__call__ = call_of
            Box.__getattr__ = getattr_of
            Box.__bool__ = bool_of
            Box.value = value_of
            del Box.one
        if i == 15:
            box.one = 5
            box.__len__ = lambda: 1000
        if i == 18:
            Box.__len__.__code__ = (lambda self: 55).__code__

    len_of, contains_of, iter_of, call_of = (
        Box.__len__,
        Box.__contains__,
        Box.__iter__,
        Box.__call__,
    )
    getattr_of, bool_of, value_of = Box.__getattr__, Box.__bool__, Box.value
    functions = (
        lengths,
        lambda items: contained(items, 2),
        lambda items: not_contained(items, 2),
        lambda items: found(items, 2),
        iterated,
        truths,
        negated,
        kept,
        called,
        stored,
        missing,
        hasattrs,
    )
    for function in functions:
        for _ in range(4):
            function(items)
        for result in each(n, items, change, function):
            print(str(result).replace(hex(id(box)), "BOX"))
        Box.__len__ = len_of
        len_of.__code__ = original
        box.__dict__.pop("one", None)
        box.__dict__.pop("__len__", None)
        Box.__contains__, Box.__iter__, Box.__call__, Box.__getattr__ = (
            contains_of,
            iter_of,
            call_of,
            getattr_of,
        )
        Box.__bool__, Box.value = bool_of, value_of


original = Box.__len__.__code__


def main():
    changing(22)
    for items in ([Box(1), Box()] * 8, [Box(1), [1], (), {1: 2}, "1", Sized(0), Sized(1)] * 4):
        show(lengths, items)
        show(truths, items)
        show(negated, items)
        show(kept, items)
    show(called, [Box(1), print, Box(), len.__call__] * 3)
    show(stepped, 20)
    show(truths_by_length, 12)
    answers = [
        0,
        1,
        -1,
        2**62,
        2**70,
        True,
        False,
        None,
        "a",
        Index(),
        iter("ab"),
        [1, 2],
        ValueError("v"),
        StopIteration("s"),
        AttributeError("a"),
        -5,
        1.5,
    ]
    show(raising, answers)
    errors(answers)
    show(finalised, 20)
    limits(50)


main()
