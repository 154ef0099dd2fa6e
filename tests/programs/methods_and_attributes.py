"""Methods, attributes, properties, slots, class attributes, descriptors, `__getattr__`, changes."""

# hot: area, Point.length, Point.add, walk, read, write, call, count, changing_class, changing_method, instance_call, Counter.hit, chain
from support import show


class Point:
    dimension = 2

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def length(self):
        return (self.x * self.x + self.y * self.y) ** 0.5

    def add(self, other, times=1):
        return Point(self.x + other.x * times, self.y + other.y * times)

    @property
    def swapped(self):
        return Point(self.y, self.x)

    @staticmethod
    def origin():
        return Point(0, 0)

    @classmethod
    def diagonal(cls, n):
        return cls(n, n)


class Child(Point):
    def length(self):
        return "child"


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = 1.5

    def length(self):
        return self.x


class Dynamic:
    def __getattr__(self, name):
        return f"dynamic {name}"


class Strict:
    def __setattr__(self, name, value):
        raise AttributeError(f"no {name}")


class Counter:
    total = 0

    def __init__(self):
        self.hits = 0

    def hit(self):
        self.hits += 1
        return self

    def __call__(self, n):
        self.hits += n
        return self.hits


def area(p):
    return p.x * p.y


def walk(n):
    p = Point(0, 0)
    step = Point(1, 2.5)
    for i in range(n):
        p = p.add(step)
        if i % 2:
            p.x = p.x - 0.5
        p.y += 1
    return p, p.length()


def read(p):
    return p.x, p.dimension, p.length()


def write(p, v):
    p.x = v
    p.new = v
    return p.x, p.new


def call(p):
    return p.swapped, p.origin(), p.diagonal(3), Point.origin(), Point.length(p)


def count(n):
    c = Counter()
    for _ in range(n):
        c.hit().hit()
    return c.hits


def changing_class(n):
    p = Point(1, 2)
    seen = []
    for i in range(n):
        if i == 3:
            Point.dimension = 3
        if i == 5:
            p.dimension = "own"
        if i == 7:
            delattr(p, "dimension")
        if i == 8:
            Point.dimension = 2
        seen.append(p.dimension)
    return seen


def changing_method(n):
    p = Point(3, 4)
    seen = []
    for i in range(n):
        if i == 4:
            Point.length = lambda self: "replaced"
        if i == 6:
            p.length = lambda: "own"
        if i == 8:
            p.__class__ = Child
        seen.append(p.length())
    return seen


def instance_call(n):
    c = Counter()
    total = 0
    for i in range(n):
        total += c(i)
    return total


def chain(n):
    c = Counter()
    c.inner = Counter()
    c.inner.inner = Counter()
    for _ in range(n):
        c.inner.inner.hits += 1
        c.inner.hits = c.inner.inner.hits
    return c.hits, c.inner.hits, c.inner.inner.hits


for p in (
    Point(1, 2),
    Point(1.5, 2),
    Child(2, 3),
    Slotted(),
    Dynamic(),
    Strict(),
    Counter(),
    5,
    2.5j,
):
    kind = type(p).__name__
    for f in (area, read, call):
        try:
            print(kind, f.__name__, f(p))
        except Exception as error:
            print(kind, f.__name__, type(error).__name__, error)
    for f in (write,):
        try:
            print(kind, f.__name__, f(p, 7))
        except Exception as error:
            print(kind, f.__name__, type(error).__name__, error)
show(walk, 20)
show(count, 30)
show(changing_class, 10)
old = Point.length
show(changing_method, 10)
Point.length = old
show(instance_call, 20)
show(chain, 10)
show(Point.length, Point(3, 4))
