"""Fibonacci numbers the slow way: nothing but calls.

Usage: python fib.py [n]
"""

import sys


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def main(n: int = 35) -> None:
    print(f"fib({n}) = {fib(n)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
