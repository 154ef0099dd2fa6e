"""A while loop of int and float arithmetic: `loop.py STEPS`. Prints the result and the CPU time of
a step in nanoseconds, the least of five.
"""

import sys
import time


def step(n: int) -> float:
    i = total = 0
    x = 0.5
    while i < n:
        total = (total + i * 3) & 0xFFFFFF
        x = x * 0.999 + total * 0.25
        if x > 1000.0:
            x = x - 1000.0
        i += 1
    return x + total


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    step(100)
    best = 1e9
    for _ in range(5):
        start = time.process_time_ns()
        result = step(n)
        best = min(best, time.process_time_ns() - start)
    print(f"{result!r} {best / n:.4f}")


main()
