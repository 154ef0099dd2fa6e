# group: objects
"""A search tree, balanced by chance: nodes, recursion, generators over them."""

SIZE, SMALL = 4000, 15


class Node:
    def __init__(self, key, weight):
        self.key = key
        self.weight = weight
        self.left = None
        self.right = None
        self.size = 1

    def update(self):
        self.size = 1 + size_of(self.left) + size_of(self.right)
        return self

    def __iter__(self):
        if self.left is not None:
            yield from self.left
        yield self.key
        if self.right is not None:
            yield from self.right


def size_of(node):
    return 0 if node is None else node.size


def split(node, key):
    if node is None:
        return None, None
    if node.key < key:
        middle, right = split(node.right, key)
        node.right = middle
        return node.update(), right
    left, middle = split(node.left, key)
    node.left = middle
    return left, node.update()


def merge(a, b):
    if a is None or b is None:
        return a or b
    if a.weight > b.weight:
        a.right = merge(a.right, b)
        return a.update()
    b.left = merge(a, b.left)
    return b.update()


def insert(root, key, weight):
    left, right = split(root, key)
    return merge(merge(left, Node(key, weight)), right)


def rank(node, key):
    below = 0
    while node is not None:
        if key <= node.key:
            node = node.left
        else:
            below += size_of(node.left) + 1
            node = node.right
    return below


def run(size):
    root, state = None, 12345
    for _ in range(size):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        root = insert(root, state % 10007, state >> 8)
    keys = list(root)
    assert keys == sorted(keys)
    return len(keys), sum(keys), [rank(root, key) for key in range(0, 10007, 997)]
