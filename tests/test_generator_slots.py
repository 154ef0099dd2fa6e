"""The slots of CPython's generator types are ours while cpjit is on, and CPython's afterwards."""

from __future__ import annotations

import pytest
from running import Program

pytestmark = pytest.mark.interpreter


def test_generators_outlive_switching_off_and_on(program: Program) -> None:
    program(
        """
        import gc

        def numbers(n):
            for i in range(n):
                yield i

        async def answer(n):
            return n

        def drive(coroutine):
            try:
                coroutine.send(None)
            except StopIteration as stop:
                return stop.value

        for _ in range(3):
            cpjit.enable(threshold=1)
            begun = [numbers(5) for _ in range(10)]
            assert [next(g) for g in begun] == [0] * 10
            for _ in range(50):
                assert sum(numbers(4)) == 6 and drive(answer(7)) == 7
            half = numbers(3)
            next(half)
            cpjit.disable()
            assert [next(g) for g in begun] == [1] * 10
            for _ in range(50):
                assert list(numbers(4)) == [0, 1, 2, 3] and drive(answer(8)) == 8
            del half
            cpjit.enable(threshold=1)
            assert [list(g) for g in begun] == [[2, 3, 4]] * 10
            del begun
            gc.collect()
            cpjit.disable()
        """
    )


def test_generators_of_functions_that_die(program: Program) -> None:
    """What was kept for a function goes with its code; memory does not grow."""
    program(
        """
        import gc, sys

        def make(n):
            names = {}
            exec(f"def numbers(n):\\n    yield n\\n    yield {n}", names)
            return names["numbers"]

        def use(n):
            numbers = make(n)
            for _ in range(5):
                assert sum(numbers(1)) == n + 1
                next(numbers(1))
            last = numbers(2)
            next(last)
            return last

        for n in range(50):
            use(n)
        gc.collect()
        before = sys.getallocatedblocks()
        for n in range(300):
            assert list(use(n)) == [n]
        gc.collect()
        assert sys.getallocatedblocks() - before < 300
        """
    )


def test_profilers_see_each_time_that_c_code_resumes(program: Program) -> None:
    """Where frames are traced nobody enters them by the back door, closed generators included."""
    program(
        """
        import sys

        def numbers(n):
            for i in range(n):
                yield i

        def run():
            return sum(numbers(3)), list(numbers(2)), any(i for i in numbers(2))

        def profile():
            events = []
            sys.setprofile(lambda f, event, a: events.append((f.f_code.co_name, event)))
            run()
            sys.setprofile(None)
            return events

        for _ in range(50):
            run()
        events = profile()
        cpjit.disable()
        assert events == profile() and events.count(("numbers", "call")) == 10, events
        """
    )
