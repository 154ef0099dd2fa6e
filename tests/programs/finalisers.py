"""`__del__` runs at the same moment: at a store, a del, a return, a dropped temporary."""

# no traced torture: what is traced is interpreted, and calls there are not direct (docs/deviations.md)
# no loops: what a callee drops lives a little longer where a hook sees the call (docs/deviations.md)
# hot: overwritten, deleted, returned, temporary, argument, swapped, in_loop, popped, replaced_item, attribute, compared, ignored, subscripted, nested, unpacked
from support import show


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("  del", self.name)

    def __repr__(self):
        return f"Loud({self.name})"

    def __add__(self, other):
        print("  add", self.name)
        return Loud(self.name + "+")

    def __lt__(self, other):
        print("  less", self.name)
        return False

    def __getitem__(self, i):
        print("  item", self.name)
        return i

    def method(self):
        print("  method", self.name)
        return self.name


def overwritten(name):
    a = Loud(name + "1")
    print("before")
    a = Loud(name + "2")
    print("between")
    a = None
    print("after")


def deleted(name):
    a = Loud(name)
    b = a
    del a
    print("still there")
    del b
    print("gone")


def returned(name):
    a = Loud(name + "1")
    b = Loud(name + "2")
    c = Loud(name + "3")
    return b


def temporary(name):
    print("before")
    Loud(name + "1")
    print("between")
    Loud(name + "2").method()
    print("after")
    return Loud(name + "3").name


def take(x, y):
    print("  taken")
    x = None
    print("  dropped")
    return 1


def argument(name):
    print(take(Loud(name + "1"), Loud(name + "2")))
    print("after")


def swapped(name):
    a = Loud(name + "1")
    b = Loud(name + "2")
    a, b = b, Loud(name + "3")
    print("swapped")
    a = b
    print("copied")


def in_loop(name, n):
    for i in range(n):
        x = Loud(name + str(i))
        print("loop", i)
    print("after loop")
    return i


def popped(name):
    items = [Loud(name + "1"), Loud(name + "2")]
    items.pop()
    print("popped")
    items.clear()
    print("cleared")


def replaced_item(name):
    items = [Loud(name + "1"), 2]
    items[0] = Loud(name + "2")
    print("replaced")
    table = dict(a=Loud(name + "3"))
    table["a"] = 0
    print("replaced again")


class Node:
    pass


def attribute(name):
    node = Node()
    node.value = Loud(name + "1")
    node.value = Loud(name + "2")
    print("replaced")
    node = None
    print("gone")


def compared(name):
    if Loud(name + "1") < Loud(name + "2"):
        print("never")
    print("compared")
    x = Loud(name + "3") + Loud(name + "4")
    print("added")
    return x.name


def ignored(name):
    returned(name)
    print("ignored")
    Loud(name + "x") + 1
    print("end")


def subscripted(name):
    Loud(name + "1")[3]
    print("subscripted")
    [Loud(name + "2"), Loud(name + "3")][0]
    print("list dropped")
    (Loud(name + "4"),)
    print("tuple dropped")


def nested(name):
    a = [Loud(name + "1"), (Loud(name + "2"), [Loud(name + "3")])]
    b = a[1]
    a = None
    print("outer gone")
    b = None
    print("inner gone")


def unpacked(name):
    a, b = Loud(name + "1"), Loud(name + "2")
    (a, b) = (b, 0)
    print("unpacked")
    [a, c] = [1, 2]
    print("again")


for f in (overwritten, deleted, returned, temporary, argument, swapped, popped, replaced_item):
    for name in "ab":
        show(f, name)
        print("--")
for f in (attribute, compared, ignored, subscripted, nested, unpacked):
    for name in "ab":
        show(f, name)
        print("--")
show(in_loop, "c", 4)
at_exit = Loud("at exit")
