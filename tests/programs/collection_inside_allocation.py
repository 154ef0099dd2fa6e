"""Garbage collections that run inside allocations, with finalisers and weak references."""

# hot: lists, tuples, calls, boxes, churn
import gc
import weakref

from support import show

log = []


class Node:
    def __init__(self, name):
        self.name = name
        self.me = self

    def __del__(self):
        log.append(self.name)


def gone(reference):
    log.append("weak")


def lists(n):
    out = []
    for i in range(n):
        out.append([i, [i * 0.5], (i,)])
    return len(out), out[-1]


def tuples(n):
    last = ()
    for i in range(n):
        last = (i, last)
        if i % 10 == 0:
            last = ()
    return last


def pair(a, b):
    return [a, b]


def calls(n):
    total = 0.0
    for i in range(n):
        total += pair(i, i * 0.5)[1]
    return total


def boxes(n):
    x = 0.5
    y = 2**62
    for i in range(n):
        x = x * 1.0001
        y = y + i
        keep = [x, y]
    return x, y, keep[0] is x, keep[1] is y


def churn(n):
    kept = 0
    for i in range(n):
        node = Node(i)
        if i % 3 == 0:
            kept += 1
    return kept


gc.set_threshold(5, 2, 2)
for _ in range(2):
    for f in (lists, tuples, calls, boxes, churn):
        show(f, 60)
    node = Node("cycle")
    reference = weakref.ref(node, gone)
    del node
    gc.collect()
    print(len([x for x in log if x == "weak"]), len(log) > 0, reference() is None)
gc.collect()
print(sorted(map(str, log)))
