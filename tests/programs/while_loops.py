"""`while` in its shapes: conditions of all kinds, break, continue, else, nested."""

# hot: collatz, root, search, gcd, both, truthy, forever, otherwise, binary
from support import show, table


def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


def root(x):
    guess = x
    while abs(guess * guess - x) > 1e-9 * x:
        guess = (guess + x / guess) / 2
    return guess


def search(items, wanted):
    low = 0
    high = len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def both(n, m):
    count = 0
    while n > 0 and m > 0 or count == 0:
        n -= 1
        m -= 2
        count += 1
    return n, m, count


def truthy(items):
    count = 0
    while items:
        items.pop()
        count += 1
    return count


def forever(limit):
    i = 0
    while True:
        i += 1
        if i < limit:
            continue
        break
    return i


def otherwise(n):
    while n > 0:
        n -= 2
        if n == 1:
            break
    else:
        return "even"
    return "odd"


def binary(n):
    digits = ""
    while not n == 0:
        digits = str(n & 1) + digits
        n >>= 1
    return digits


table(collatz, [1, 2, 27, 97, 2**61 + 1, 2**63 - 1])
table(root, [2, 2.0, 144, 1e10])
show(search, list(range(0, 100, 3)), 50)
show(search, [], 1)
table(gcd, [0, 12, 2**70, -6], [18, 2**65, 5, 0])
show(both, 5, 20)
show(both, 5.5, 20)
show(truthy, [1, 2, 3])
show(forever, 200)
show(forever, 10.5)
table(otherwise, [10, 11])
table(binary, [0, 5, 2**65 + 1])
