"""Recursion as deep as the limit allows, however small the native stack.

The everyday form goes to 100,000 levels; LONG_TESTS=1 in the environment makes it 1,000,000.
"""

from __future__ import annotations

import os

import pytest
from running import Same

pytestmark = pytest.mark.interpreter

LEVELS = 1_000_000 if os.environ.get("LONG_TESTS") else 100_000

SHAPES = """
import sys, threading
N = LEVELS
sys.setrecursionlimit(2 * N + 1000)

def down(n): return down(n - 1) + 1 if n else 0
def mutual(n, x): return other(n - 1, x + 0.5) if n else x
def other(n, x): return mutual(n, x)
class Node:
    def method(self, n): return self.method(n - 1) if n else 0
def keyword(*, n): return keyword(n=n - 1) if n else 0
def trying(n):
    try:
        return trying(n - 1) if n else 0
    finally:
        n = None
def calling_c(n):
    if n: return calling_c(n - 1)
    return sorted(range(10), key=lambda x: -x), repr([[[1]]])
def generator(n): yield n
def looping(n):
    if n: return looping(n - 1)
    return sum(generator(3)) + sum(i * 0.5 for i in range(9))
def raising(n):
    if n: return raising(n - 1)
    raise ValueError("at the bottom")
def catching(n):
    try:
        raising(n)
    except ValueError as error:
        return str(error)

HOT = [down, mutual, other, Node.method, keyword, trying, calling_c, looping, raising]

def work():
    print(down(N), mutual(N, 0.0), Node().method(N), keyword(n=N), trying(N))
    print(calling_c(N), looping(N), catching(min(N, 200_000)))
"""


def test_a_million_levels(same: Same) -> None:
    same(SHAPES.replace("LEVELS", str(LEVELS)) + "work()", timeout=600)


@pytest.mark.parametrize("kibibytes", [256, 512, 8192])
def test_deep_recursion_in_threads(same: Same, kibibytes: int) -> None:
    start = f"""
threading.stack_size({kibibytes} << 10)
for _ in range(2):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
"""
    same(SHAPES.replace("LEVELS", str(LEVELS)) + start, timeout=600)


def test_from_the_interpreter_and_back(same: Same) -> None:
    """Levels in JIT code, then in the interpreter, then, called by C, in JIT code again."""
    source = """
import sys
N = LEVELS
sys.setrecursionlimit(3 * N)
def jitted(n): return jitted(n - 1) if n else through_c()
def through_c(): return [*map(loop, [3, 4])], exec("deep(N)", globals())
def loop(n):
    total = 0
    for i in range(n): total += i
    return total
def deep(n): return deep(n - 1) if n else loop(5)
print(jitted(N), deep(N), loop(6))
after = 0
for i in range(100): after += deep(10)
print(after)
HOT = [jitted, loop, deep]
"""
    same(source.replace("LEVELS", str(LEVELS // 2)))


def test_new_code_is_compiled_at_the_end_of_a_small_stack(same: Same) -> None:
    """The compiler, too, needs native stack: threads that have little are not its end."""
    source = """
import sys, threading
sys.setrecursionlimit(20_000)
KINDS = [1, 1.5, "a", b"a", [1], (1,), 2**70, True]
def down(n, x):
    if n == 0: return x
    y = x + x if n % 7 else x * 2
    z = [y, x][n & 1]
    try:
        if n % 5 == 0: raise KeyError(n)
    except KeyError:
        z = x
    return down(n - 1, KINDS[n % 8])
def fresh(n):
    space = {}
    exec(f"def f(n, chain):\\n t = {n}\\n for i in range(n % 5): t += i * 0.5\\n"
         f" return chain(n - 1) if n else t", space)
    return space["f"]
def chain(n): return made[n](n, chain)
made = [fresh(k) for k in range(200)]
HOT = [down, chain]
def work():
    print(down(9000, 1.5), chain(150))
threading.stack_size(SIZE << 10)
for _ in range(2):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
"""
    for size in (32, 64, 128):
        same(source.replace("SIZE", str(size)))


def test_the_hook_returns_when_the_stack_is_free_again(same: Same) -> None:
    source = """
import sys
sys.setrecursionlimit(1_000_000)
def down(n): return down(n - 1) if n else 0
def loop(n):
    total = 0
    for i in range(n): total += i
    return total
down(200_000)
print(loop(10))
HOT = [down, loop]
"""
    same(source)
