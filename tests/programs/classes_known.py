"""What is known of an instance's class, until something changes that: finalisers, signal handlers,
other threads, operators, and methods that are called on the way."""
# hot: stores, operators.<locals>.add, Method.twice, while_loop, builtin_owners

import signal
import threading


class Plain:
    def __init__(self, first, second):
        self.first = first
        self.second = second


class Other(Plain):
    @property
    def second(self):
        return "a property"

    @second.setter
    def second(self, value):
        self.__dict__["stored"] = value


class Slots:
    __slots__ = ("first", "second")

    def __init__(self, first, second):
        self.first = first
        self.second = second


class SlotsToo:
    __slots__ = ("first", "second")

    def method(self):
        return "another method"


class Changes:
    """Gives an instance another class when it dies."""

    def __init__(self, victim, other):
        self.victim = victim
        self.other = other

    def __del__(self):
        self.victim.__class__ = self.other


def stores(owner, value):
    before = owner.second
    owner.first = value
    after = owner.second
    owner.second = 3
    return before, after, owner.second


def finalisers():
    for other in (Plain, Other):
        for _ in range(30):
            owner = Plain(1, 2)
            owner.first = Changes(owner, other)
            result = stores(owner, None)
        print(result, type(owner).__name__, sorted(owner.__dict__))


def operators():
    class Number:
        def __add__(self, other):
            if self.when == other:
                self.owner.__class__ = SlotsToo
            return other

    def add(owner, number, i):
        first = owner.first
        total = owner.first + number * 0 if i < 0 else number + i
        return first, total, owner.second, type(owner).__name__

    number = Number()
    results = []
    for when in (5, 11, 17):
        owner = Slots(1, 2)
        number.owner, number.when = owner, when
        for i in range(20):
            results.append(add(owner, number, i))
    print(results[4:8], results[30:33], results[-4:])


class Base:
    pass


class Method(Base):
    def method(self):
        return self.value

    def twice(self):
        return self.method() + self.method() + self.value


class Instead(Base):
    def method(self):
        return 100


def changed_methods():
    owner = Method()
    owner.value = 1
    out = []
    for i in range(60):
        if i == 20:
            Method.method = lambda self: self.value * 10
        if i == 30:
            owner.value = 2
        if i == 40:
            Method.__bases__ = (Instead,)
            del Method.method
        if i == 50:
            Method.value = property(lambda self: 7)
        out.append(owner.twice())
    print(out)


def while_loop(owner, until):
    count = 0
    seen = owner.second
    while seen == 2:
        count += owner.first
        seen = owner.second
        if count > until:
            return "never"
    return seen


def signals():
    owner = Plain(1, 2)

    def handler(number, frame):
        owner.__class__ = Other

    old = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    print(while_loop(owner, 10**9))
    signal.signal(signal.SIGALRM, old)


def threads():
    for _ in range(3):
        owner = Plain(1, 2)
        timer = threading.Timer(0.02, lambda: setattr(owner, "__class__", Other))
        timer.start()
        print(while_loop(owner, 10**9))
        timer.join()


def class_itself_changes():
    class Local:
        def __init__(self):
            self.first = 1
            self.second = 2

    owner = Local()

    def handler(number, frame):
        Local.second = property(lambda self: "from the class")

    old = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    print(while_loop(owner, 10**9))
    signal.signal(signal.SIGALRM, old)


def builtin_owners(values):
    total = []
    for value in values:
        if isinstance(value, list):
            value.append(len(value))
            total.append(value[-1])
        elif isinstance(value, str):
            total.append(value.upper()[0])
        else:
            total.append(value.bit_length())
    return total


class MyList(list):
    def append(self, value):
        list.append(self, -value)


def main():
    finalisers()
    operators()
    changed_methods()
    signals()
    threads()
    class_itself_changes()
    for _ in range(3):
        print(builtin_owners([[1], "abc", 12, MyList([1, 2]), True, "x", [1, 2, 3], 1 << 70]))


main()
