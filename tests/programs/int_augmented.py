"""In-place operators, in a loop whose value overflows the machine word in the middle."""

# hot: grow, shrink, factorial, fibonacci, mixed, digits
from support import show


def grow(start, step, times):
    total = start
    for _ in range(times):
        total += step
    return total


def shrink(start, step, times):
    total = start
    for _ in range(times):
        total -= step
    return total


def factorial(n):
    product = 1
    i = 2
    while i <= n:
        product *= i
        i += 1
    return product


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def mixed(n):
    x = 7
    for i in range(n):
        x *= 3
        x += i
        x ^= 5
        x //= 2
        x -= i
        x |= 1
        x %= 1000003
        x <<= 2
        x >>= 1
        x &= 0xFFFFF
    return x


def digits(n):
    total = 0
    while n > 0:
        total += n % 10
        n //= 10
    return total


for start in (0, 2**62, 2**63 - 50, -(2**63) + 50, 2**30 - 20, 250, -10):
    for step in (1, 2, -1, 2**60, 2**63, -(2**62), 10**25):
        show(grow, start, step, 100)
        show(shrink, start, step, 100)
for n in (0, 1, 5, 20, 21, 25, 60):
    show(factorial, n)
for n in (0, 1, 10, 91, 92, 93, 94, 200):
    show(fibonacci, n)
show(mixed, 300)
show(digits, 9876543210123456789)
show(digits, 10**40 - 1)
