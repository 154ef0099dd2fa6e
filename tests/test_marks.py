"""Steering: what is compiled is what the program says, by function and by time."""

from __future__ import annotations

import pytest
from running import Program, Run

pytestmark = pytest.mark.interpreter


def test_jit_compiles_at_once(program: Program) -> None:
    source = """
    from cpjit import _cpjit
    cpjit.enable(threshold=1000)

    @cpjit.jit
    def marked(a, b=2, *rest, c=3, **more):
        return a + b + c

    def plain(a, b=2):
        return a + b

    print(_cpjit.is_compiled(marked.__code__), _cpjit.entered(marked.__code__), marked(1))
    print(_cpjit.entered(marked.__code__), plain(1), _cpjit.is_compiled(plain.__code__))
    """
    assert program(source) == "True 0 6\n1 3 False\n"


def test_marks_wait_for_the_engine(run: Run) -> None:
    source = """
import cpjit
@cpjit.jit
def wanted(): return 1
@cpjit.never
def unwanted(n):
    for i in range(n): pass
print(cpjit.is_enabled())
cpjit.enable(threshold=1000)
from cpjit import _cpjit
unwanted(3)
print(_cpjit.is_compiled(wanted.__code__), _cpjit.is_compiled(unwanted.__code__))
print(cpjit.stats().refusals)
"""
    done = run("-c", source)
    assert (done.stdout, done.stderr) == ("False\nTrue False\n{'@cpjit.never': 1}\n", "")


def test_jit_warns_where_it_can_not(run: Run) -> None:
    source = """
import cpjit
cpjit.enable(exclude="left*")
@cpjit.jit
def left_out(): return 1
print(left_out())
"""
    done = run("-c", source)
    assert done.stdout == "1\n"
    assert done.stderr == (
        "<string>:4: RuntimeWarning: __main__.left_out is not compiled: excluded\n"
    )


@pytest.mark.parametrize("torture", ["0", "1", "2"])
def test_never_takes_back_what_is_compiled(program: Program, torture: str) -> None:
    """Also where its code stands in its callers', and while it runs."""
    source = """
    from cpjit import _cpjit

    def small(x):
        return x + 1

    def caller(n):
        total = 0
        for i in range(n):
            total += small(i)
        return total

    def recursive(n):
        if n == 3:
            cpjit.never(recursive)
        return n and n + recursive(n - 1)

    def squares(n):
        for i in range(n):
            if i == 2:
                cpjit.never(squares)
            yield i * i

    print(caller(100), caller(100), recursive(2), sum(squares(2)))
    cpjit.never(small)
    before = _cpjit.entered(small.__code__)
    print(caller(100), caller(100), small(4), recursive(10), recursive(10))
    print(_cpjit.entered(small.__code__) - before)
    print(list(squares(5)), list(squares(5)))
    cpjit.disable()
    cpjit.enable()
    print(small(5), recursive(5), _cpjit.entered(small.__code__) - before)
    """
    assert program(source, CPJIT_TORTURE=torture) == (
        "5050 5050 3 1\n5050 5050 5 55 55\n0\n[0, 1, 4, 9, 16] [0, 1, 4, 9, 16]\n6 15 0\n"
    )


def test_decorators_return_what_they_got(program: Program) -> None:
    source = """
    class Point:
        @cpjit.jit
        @staticmethod
        def one(): return 1

        @classmethod
        @cpjit.never
        def two(cls): return 2

    def three(): return 3
    assert cpjit.jit(three) is three and cpjit.never(three) is three
    print(Point.one(), Point().two(), three())
    for wrong in (len, Point, 3):
        try:
            cpjit.jit(wrong)
        except TypeError as error:
            print(str(error).partition(",")[0])
    """
    refused = "a function written in Python is needed\n"
    assert program(source) == "1 2 3\n" + 3 * refused


def test_nothing_is_entered_while_it_pauses(program: Program) -> None:
    source = """
    from cpjit import _cpjit

    def work(n):
        return sum(i for i in range(n))

    work(10)
    before = _cpjit.entered(work.__code__)
    with cpjit.paused():
        with cpjit.paused():
            work(10)
        work(10)
        print(cpjit.is_enabled(), _cpjit.entered(work.__code__) - before)
    print(cpjit.is_enabled())
    work(10)
    print(_cpjit.entered(work.__code__) - before)
    try:
        with cpjit.paused():
            raise KeyError
    except KeyError:
        print(cpjit.is_enabled())
    cpjit.disable()
    with cpjit.paused():
        pass
    print(cpjit.is_enabled())
    """
    assert program(source) == "False 0\nTrue\n1\nTrue\nFalse\n"
