"""RecursionError comes at the same depth, and the program goes on afterwards."""

# hot: down, mutual_a, mutual_b, through_method, Node.down, count
import sys

sys.setrecursionlimit(200)
calls = 0


def down(n):
    return 1 + down(n + 1)


def mutual_a(n):
    return mutual_b(n + 1)


def mutual_b(n):
    return mutual_a(n + 1)


class Node:
    def down(self, n):
        self.depth = n
        return self.down(n + 1)


def through_method(node):
    return node.down(0)


class Counted:
    def __init__(self):
        self.n = 0


counted = Counted()


def count():
    counted.n += 1
    count()


def probe(function, *arguments):
    try:
        function(*arguments)
    except RecursionError as error:
        tb = error.__traceback__
        frames = 0
        while tb:
            frames += 1
            tb = tb.tb_next
        print(function.__name__, error, frames)


for limit in (200, 150, 250):
    sys.setrecursionlimit(limit)
    for _ in range(2):
        probe(down, 0)
        probe(mutual_a, 0)
        node = Node()
        probe(through_method, node)
        print(node.depth)
        counted.n = 0
        probe(count)
        print(counted.n)
down(0)
