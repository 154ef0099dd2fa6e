"""Lists changed while they are looped over or indexed, by the loop and by what it calls."""

# hot: grow, shrink, through_call, clear_inside, sort_inside, replace_all, stack_machine
from support import show


def grow(items, limit):
    total = 0
    for x in items:
        total += x
        if len(items) < limit:
            items.append(x + 1)
    return total, len(items)


def shrink(items):
    seen = 0
    i = 0
    while i < len(items):
        if items[i] % 2:
            items.pop(i)
        else:
            i += 1
        seen += 1
    return items, seen


def chop(items):
    items.pop()
    return 1


def through_call(items, n):
    total = 0
    for i in range(n):
        total += items[i] + chop(items)
    return total


def clear_inside(items):
    n = 0
    for x in items:
        n += 1
        if n == 3:
            items.clear()
    return n, items


def sort_inside(items):
    seen = []
    for x in items:
        seen.append(x)
        items.sort()
    return seen


def replace_all(items):
    for i in range(len(items)):
        old = items[i]
        items[i] = items
        if items[i] is not items:
            return "lost"
        items[i] = old * 2
    return items


def stack_machine(program):
    stack = []
    for op in program:
        if op == "+":
            stack.append(stack.pop() + stack.pop())
        elif op == "*":
            stack.append(stack.pop() * stack.pop())
        elif op == "-":
            b = stack.pop()
            a = stack.pop()
            stack.append(a - b)
        else:
            stack.append(int(op))
    return stack


show(grow, [1, 2], 30)
show(shrink, [1, 2, 3, 5, 6, 7, 8])
show(through_call, list(range(20)), 8)
show(through_call, list(range(20)), 15)
show(clear_inside, [1, 2, 3, 4, 5])
show(sort_inside, [3, 1, 2])
show(replace_all, [1, 2.5, "a", 2**62])
show(stack_machine, "3 4 + 5 * 2 - 100000000000000 * 100000000000000 *".split())
show(stack_machine, "1 +".split())
