"""Attributes that a descriptor of the class makes: bound methods, fields of C structures, others."""

# hot: bound, fields, lines, given, failing, changing, vanishing, own_dict, of_subclass, lent
import sys
from array import array
from support import show


class Plain:
    limit = 3

    def method(self, x=0):
        return x, self.limit

    def __repr__(self):
        return "Plain()"


class Slotted:
    __slots__ = ("x",)

    def method(self):
        return self.x


def bound(owner, n):
    made = []
    for i in range(n):
        method = owner.method
        made.append(method)
        if i == n - 2:
            owner.method = "its own"
    return made


def fields(values):
    return [(value.real, value.imag) for value in values]


def lines(n):
    frame = sys._getframe()
    seen = []
    for _ in range(n):
        seen.append(frame.f_lineno - frame.f_code.co_firstlineno)
        seen.append(frame.f_lineno - frame.f_code.co_firstlineno)
    return seen, frame.f_back.f_code.co_name


class Given:
    """A descriptor written in Python."""

    def __get__(self, owner, kind=None):
        if owner.bad:
            raise AttributeError("none")
        return "given", kind.__name__, sys.getrefcount(self)


class GivenData(Given):
    def __set__(self, owner, value):
        raise TypeError


class Holder:
    bad = False
    given = Given()
    data = GivenData()


class Fallback(Holder):
    def __getattr__(self, name):
        return "fallback", name


def given(owners):
    seen = []
    for owner in owners:
        seen.append(owner.given)
        seen.append(owner.data)
    return seen


def failing(owner, n):
    seen = []
    for i in range(n):
        owner.bad = i % 3 == 2
        try:
            seen.append(owner.given)
        except AttributeError as error:
            seen.append((str(error), error.name, error.obj is owner, error.__traceback__.tb_lineno))
    return seen


def changing(owners):
    """The descriptor, its class and the class of the owner change on the way."""
    seen = []
    for i, owner in enumerate(owners):
        seen.append(owner.given)
        if i == 3:
            owner.__dict__["given"] = "own"
            owner.__dict__["data"] = "not used"
        if i == 5:
            Given.__set__ = lambda *_: None
        if i == 7:
            del Given.__set__
        if i == 9:
            Holder.given = "plain"
        seen.append(owner.data)
    return seen


class Once:
    """Takes itself out of the class while it is asked, and is kept alive by nobody else."""

    def __get__(self, owner, kind):
        if "once" in kind.__dict__:
            del kind.once
        return "once"

    def __del__(self):
        print("once: gone")


def vanishing(owner, n):
    seen = []
    for i in range(n):
        if i % 4 == 0:
            type(owner).once = Once()
        try:
            seen.append(owner.once)
        except AttributeError as error:
            seen.append(str(error))
    return seen


def own_dict(owners):
    seen = []
    for owner in owners:
        seen.append(sorted(owner.__dict__))
        owner.more = 1
        seen.append(owner.__class__.__name__)
    return seen


class Number(int):
    pass


class Items(array):
    itemsize = "not a field"


def of_subclass(values):
    return [(value.denominator, type(value.real).__name__) for value in values]


def sizes(values):
    return [value.itemsize for value in values]


def lent(owners):
    """The owner's last reference goes with the load."""
    while owners:
        method = owners.pop().method
        yield sys.getrefcount(method.__self__), method(1)


class Mourned(Plain):
    def __del__(self):
        print("mourned")


show(bound, Plain(), 6)
one = Slotted()
one.x = 5
print([method() for method in [one.method for _ in range(3)]])
print(fields([1, True, 2.5, 3j, 2**70, Number(4)]))
print(lines(3))
print(given([Holder(), Holder(), Fallback(), Holder()]))
print(failing(Holder(), 7))
print(failing(Fallback(), 7))
print(vanishing(Plain(), 9))
print(own_dict([Plain(), Holder(), Plain(), Mourned()]))
print(of_subclass([1, Number(2), True]))
print(sizes([array("i"), array("d"), Items("b"), array("b")]))
print(list(lent([Plain(), Mourned(), Plain(), Mourned()])))
print(changing([Holder() for _ in range(12)]))
