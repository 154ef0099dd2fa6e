"""Recursion far deeper than the native stack would hold."""

# hot: down, total
# no torture: a garbage collection at each of its million calls would take hours
import sys

sys.setrecursionlimit(300_000)


def down(n):
    if n == 0:
        return 0
    return down(n - 1) + 1


def total(n):
    result = 0
    for i in range(n):
        result += down(i)
    return result


print(total(30))
print(down(200_000))
print(down(1_000))
