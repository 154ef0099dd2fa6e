"""The compiler follows values along the code that it makes, before that has run: here they are
others by the time that it does."""

# hot: replaced_in_attribute, replaced_by_callee, replaced_globals, replaced_in_list, unpacked, moved, reclassed, patched, changed_by_finaliser, collected, through_loop, many_locals, inlined
import gc
import sys

from support import show


class Node:
    def __init__(self, value):
        self.value = value
        self.next = None

    def touch(self):
        return self.value

    def __repr__(self):
        return f"Node({self.value})"


class Other:
    __slots__ = ("value", "next")

    def __init__(self, value):
        self.value = value
        self.next = self

    def touch(self):
        return ("other", self.value)

    def __repr__(self):
        return "Other"


def replaced_in_attribute(owner, make):
    first = owner.value
    owner.next = make(first)
    second = owner.next.touch()  # was None when this was compiled
    owner.value = "text"
    return first, second, owner.value.upper()


def replaced_by_callee(owner):
    swap(owner)
    return owner.value.touch()


def swap(owner):
    owner.value = Other(owner) if isinstance(owner.value, Node) else Node("swapped")


CURRENT = 1


def helper():
    return "first helper"


def second_helper():
    return "second helper"


def replaced_globals(number):
    global CURRENT, helper
    before = CURRENT
    CURRENT = [number] if number % 2 else {"number": number}
    after = len(CURRENT)
    text = helper()
    helper = second_helper if number % 2 else restored_helper
    return type(before).__name__, after, text, helper()


restored_helper = helper


def replaced_in_list(items):
    items[0] = "now a string"
    total = []
    for item in items:
        items[-1] = Other(len(total))
        total.append(type(item).__name__)
    first, *_ = items
    return total, first.upper()


def replaced_in_cell(start):
    value = start

    def change():
        nonlocal value
        value = [value] if not isinstance(value, list) else "text"

    def use():
        before = value
        change()
        return type(before).__name__, len(value)

    return use(), use(), use()


def unpacked(pair):
    left, right = pair
    left, right = right, left
    return type(left).__name__, type(right).__name__, left == right


def moved(a, b):
    a, b = b, a
    c = a
    del a
    a = b
    return type(a).__name__, type(b).__name__, type(c).__name__


class Base:
    def name(self):
        return "Base"

    def twice(self):
        return self.name() * 2


class Derived(Base):
    def name(self):
        return "Derived:" + super().name()


def reclassed(thing):
    before = thing.name()
    thing.__class__ = Derived if type(thing) is Base else Base
    return before, thing.name(), thing.twice()


def patched(thing):
    before = thing.name()
    Base.name = (lambda self: "patched") if before != "patched" else ORIGINAL
    return before, thing.name()


ORIGINAL = Base.name


class Dying:
    def __init__(self, owner):
        self.owner = owner

    def __del__(self):
        self.owner.value = [self.owner.value]


def changed_by_finaliser(owner):
    dying = Dying(owner)
    before = owner.value
    dying = None
    return type(before).__name__, type(owner.value).__name__, owner.value[0]


def collected(owner):
    cycle = [owner]
    cycle.append(cycle)
    del cycle
    value = owner.value
    gc.collect()
    return value, owner.value


def through_loop(head):
    found = []
    while head:
        found.append(type(head).__name__)
        head = head.next if len(found) < 6 else None
    return found


def many_locals(number):
    a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = number
    a8 = str(a0)
    a9 = [a8]
    a8 = a9
    a9 = a8[0]
    return a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7, a8, a9.upper()


def follow_frames(depth):
    frame = sys._getframe()
    here = frame.f_lineno
    return here > 0, frame.f_locals["depth"], frame.f_back is not None


def inlined(thing):
    return small(thing), small(thing).upper()


def small(thing):
    return thing.name()


def run(number):
    owner = Node(number)
    chain = Node(1)
    chain.next = Node(2)
    chain.next.next = Other(3)
    return (
        replaced_in_attribute(owner, Other if number % 3 else Node),
        replaced_by_callee(Node(Node(1))),
        replaced_by_callee(Node(Other(1))),
        replaced_globals(number),
        replaced_in_list([1, 2.0, "x", None, Node(4)]),
        replaced_in_cell(number if number % 2 else "text"),
        unpacked((number, str(number))),
        unpacked((str(number), float(number))),
        moved(number, "text") if number % 2 else moved([], ()),
        reclassed(Base() if number % 2 else Derived()),
        patched(Base()),
        changed_by_finaliser(Node(number)),
        collected(Node(number)),
        through_loop(chain),
        many_locals(number),
        follow_frames(number),
        inlined(Base()),
    )


def main(rounds):
    results = []
    for number in range(rounds):
        result = run(number)
        if number < 6 or number % 29 == 0:
            results.append(result)
    Base.name = ORIGINAL
    return results, inlined(Base())


show(main, 150)
for result in main(150)[0]:
    print(result)
