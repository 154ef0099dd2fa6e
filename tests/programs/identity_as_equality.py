"""== and != of objects whose classes say nothing of equality, until they do."""

# hot: compare, branches, Node.find, owned, depths, mixed
import sys

from support import show


class Node:
    def __init__(self, value, parent=None):
        self.value = value
        self.parent = parent

    def find(self, other):
        steps = 0
        node = self
        while node != other and node is not None:
            node = node.parent
            steps += 1
        return steps


class Slots:
    __slots__ = ("a",)


class Defines:
    def __eq__(self, other):
        return "defined"


class Inherits(Node):
    pass


class Differs(Node):
    def __ne__(self, other):
        return "differs"


def compare(a, b):
    return a == b, a != b, b == a, not a == b


def branches(items, wanted):
    found = []
    for i, item in enumerate(items):
        if item == wanted:
            found.append(i)
        if item != wanted and item.value != 3:
            found.append(-i)
        if i == 20:
            Node.__eq__ = lambda self, other: True
        if i == 24:
            del Node.__eq__
        if i == 26:
            Node.__ne__ = lambda self, other: []
        if i == 30:
            del Node.__ne__
    return found


def owned(n):
    return [Node(i) == Node(i) for i in range(n)], [Node(1).parent == None for i in range(n)]


def mixed(n):
    values = [
        Node(1),
        Slots(),
        Defines(),
        None,
        1,
        1.5,
        "x",
        Inherits(2),
        Differs(3),
        int,
        len,
        Node,
        (),
        Ellipsis,
    ]
    results = []
    for _ in range(n):
        for a in values:
            for b in values:
                results.append((a == b, a != b))
    return results[-(len(values) ** 2) :], [sys.getrefcount(value) for value in values[:3]]


def depths(n, a, b):
    try:
        if n == 0:
            return a == b
        return depths(n - 1, a, b)
    except RecursionError:
        return "too deep"


def at_the_limit(a, b):
    sys.setrecursionlimit(80)
    try:
        return [depths(n, a, b) for n in range(60, 80)]
    finally:
        sys.setrecursionlimit(1000)


def main():
    a, b = Node(1), Node(2)
    for _ in range(20):
        compare(a, b)
    for pair in (
        (a, b),
        (a, a),
        (a, None),
        (None, a),
        (Slots(), a),
        (a, Defines()),
        (Inherits(1), a),
        (a, Differs(1)),
    ):
        print(compare(*pair))
    chain = None
    nodes = []
    for i in range(40):
        chain = Node(i, chain)
        nodes.append(chain)
    show(chain.find, nodes[3])
    show(chain.find, None)
    show(chain.find, Defines())
    show(branches, nodes, nodes[12])
    show(branches, [*nodes[:8], Inherits(1), None, Differs(2)], nodes[3])
    show(owned, 20)
    show(mixed, 4)
    for _ in range(3):
        print(at_the_limit(a, b))


main()
