"""The spectral norm of an infinite matrix, by the power method on its first n rows and columns.

Usage: python spectral_norm.py [n]
"""

import sys
from math import sqrt


def element(i: int, j: int) -> float:
    """The matrix: 1, 1/2, 1/4, 1/7, ... along its diagonals."""
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector: list[float]) -> list[float]:
    """The matrix times the vector."""
    result = []
    for i in range(len(vector)):
        total = 0.0
        for j in range(len(vector)):
            total += element(i, j) * vector[j]
        result.append(total)
    return result


def times_transposed(vector: list[float]) -> list[float]:
    """The transposed matrix times the vector."""
    result = []
    for i in range(len(vector)):
        total = 0.0
        for j in range(len(vector)):
            total += element(j, i) * vector[j]
        result.append(total)
    return result


def dot(a: list[float], b: list[float]) -> float:
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


def spectral_norm(n: int) -> float:
    u = [1.0] * n
    v = u
    for _ in range(10):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    return sqrt(dot(u, v) / dot(v, v))


def main(n: int = 450) -> None:
    print(f"spectral norm for n = {n}: {spectral_norm(n):.9f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
