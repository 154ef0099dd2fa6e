"""Recursive functions: single, double, mutual, with many locals, with floats."""

# hot: fib, fact, ackermann, even, odd, hanoi, tree, depth, power, mean
from support import show


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def hanoi(n, a, b, c, moves):
    if n:
        hanoi(n - 1, a, c, b, moves)
        moves.append((a, c))
        hanoi(n - 1, b, a, c, moves)
    return len(moves)


def tree(depth):
    if depth == 0:
        return None
    return (tree(depth - 1), depth, tree(depth - 1))


def depth(t):
    if t is None:
        return 0
    left, _, right = t
    return 1 + max(depth(left), depth(right))


def power(x, n):
    if n == 0:
        return 1.0
    half = power(x, n // 2)
    return half * half * x if n % 2 else half * half


def mean(items, low, high):
    if high - low == 1:
        return items[low] * 1.0
    middle = (low + high) // 2
    return (mean(items, low, middle) + mean(items, middle, high)) / 2


show(fib, 13)
show(fib, 5.0)
show(fact, 30)
show(ackermann, 2, 3)
show(even, 40)
show(odd, 40)
show(hanoi, 5, "a", "b", "c", [])
show(depth, tree(6))
show(tree, 3)
show(power, 1.5, 20)
show(power, 2, 20)
show(mean, [1, 2, 3.5, 4], 0, 4)
show(fact, 300)
