"""Generators and coroutines are made, resumed, thrown into and ended in compiled code.

That nothing goes through C is seen in `_cpjit.entered()`, which counts what C enters, and in the
exits to the interpreter, of which there are none.
"""

from __future__ import annotations

import json
import textwrap

import pytest
from running import Program

pytestmark = pytest.mark.interpreter

PRELUDE = """
import gc, json
from cpjit import _cpjit

def entries(action, *functions):
    before = [_cpjit.entered(f.__code__) for f in functions]
    exits = sum(cpjit.stats().exits.values())
    result = action()
    after = [_cpjit.entered(f.__code__) for f in functions]
    counts = [b - a for a, b in zip(before, after)]
    return [result, counts, sum(cpjit.stats().exits.values()) - exits]
"""


def run(program: Program, text: str) -> object:
    return json.loads(program(PRELUDE + textwrap.dedent(text)))


def test_a_loop_resumes_a_generator_directly(program: Program) -> None:
    result = run(
        program,
        """
        def numbers(n):
            for i in range(n):
                yield i

        def total(n):
            result = 0
            for i in numbers(n):
                result += i
            return result

        total(10), total(10)
        print(json.dumps(entries(lambda: total(1000), numbers)))
        """,
    )
    assert result == [499500, [0], 0]


def test_delegation_and_await_resume_directly(program: Program) -> None:
    result = run(
        program,
        """
        def walk(n):
            if n:
                yield from walk(n - 1)
                yield n
                yield from walk(n - 1)

        class Pause:
            def __await__(self):
                yield

        async def fib(n):
            if n < 2:
                await Pause()
                return n
            return await fib(n - 1) + await fib(n - 2)

        def drive(coroutine):
            steps = 0
            try:
                while True:
                    coroutine.send(None)
                    steps += 1
            except StopIteration as stop:
                return stop.value, steps

        def count(n):
            found = 0
            for _ in walk(n):
                found += 1
            return found

        count(4), count(4), drive(fib(4)), drive(fib(4))
        print(json.dumps([entries(lambda: count(8), walk), entries(lambda: drive(fib(8)), fib)]))
        """,
    )
    # The event loop is C code: one entry for each of its steps, not one for each level.
    assert result == [[255, [0], 0], [[21, 34], [35], 0]]


def test_asynchronous_iteration_resumes_directly(program: Program) -> None:
    result = run(
        program,
        """
        async def numbers(n):
            for i in range(n):
                yield i

        async def total(n):
            result = 0
            async for i in numbers(n):
                result += i
            return result

        def drive(coroutine):
            try:
                coroutine.send(None)
            except StopIteration as stop:
                return stop.value

        drive(total(10)), drive(total(10))
        print(json.dumps(entries(lambda: drive(total(1000)), numbers, total)))
        """,
    )
    assert result == [499500, [0, 1], 0]


def test_throw_and_close_stay_in_compiled_code(program: Program) -> None:
    result = run(
        program,
        """
        def steps(log):
            while True:
                try:
                    yield len(log)
                except KeyError as error:
                    log.append(repr(error))
                finally:
                    log.append("finally")

        def use():
            log = []
            generator = steps(log)
            next(generator)
            for i in range(5):
                generator.throw(KeyError(i))
            generator.close()
            return len(log)

        use(), use()
        print(json.dumps(entries(use, steps)))
        """,
    )
    assert result == [11, [7], 0]


def test_suspended_generators_outlive_disable_and_enable(program: Program) -> None:
    result = run(
        program,
        """
        def numbers():
            n = 0
            while True:
                yield n
                n += 1

        def take(generator, count):
            for x in generator:
                count -= 1
                if not count:
                    return x

        generator = numbers()
        seen = [take(generator, 5), take(generator, 5)]
        cpjit.disable()
        seen += [take(generator, 5), next(generator)]
        cpjit.enable(threshold=1)
        seen += [take(generator, 5), entries(lambda: take(generator, 5), numbers)]
        print(json.dumps(seen))
        """,
    )
    assert result == [4, 9, 14, 15, 20, [25, [0], 0]]


def test_a_generator_disabled_inside_a_loop_goes_on(program: Program) -> None:
    """The loop's own code is still running when everybody's code has been withdrawn."""
    result = run(
        program,
        """
        def numbers(n):
            for i in range(n):
                if i == 50:
                    cpjit.disable()
                yield i

        def total(n):
            result = 0
            for i in numbers(n):
                result += i
            return result

        print(json.dumps([total(10), total(100), total(100)]))
        """,
    )
    assert result == [45, 4950, 4950]


def test_dead_generator_functions_leave_nothing_behind(program: Program) -> None:
    """One loop resumes generators of a thousand code objects, each gone after its turn."""
    result = run(
        program,
        """
        def total(generator):
            result = 0
            for i in generator:
                result += i
            return result

        def make(i):
            space = {}
            exec(f"def numbers():\\n for i in range(3):\\n  yield i + {i}", space)
            return space["numbers"]()

        before = cpjit.stats().functions
        found = sum(total(make(i)) for i in range(1000))
        gc.collect()
        print(json.dumps([found, cpjit.stats().functions - before < 100]))
        """,
    )
    assert result == [3 * 499500 + 3000, True]


def test_a_box_is_filled_again_only_if_nobody_else_has_it(program: Program) -> None:
    result = run(
        program,
        """
        def nothing(x): pass

        def kept(n):
            found = []
            for i in range(n, n + 50):
                nothing(i)
                if i % 3:
                    found.append(i)
                nothing(None)
            return found

        def same(n):
            for i in range(n, n + 10):
                j = i
                nothing(1)
                if i is not j:
                    return i
            return -1

        wrong = []
        for start in (-300, -20, 0, 200, 240, 2**30 - 20, 2**60 - 20, -(2**30) - 20):
            for _ in range(3):
                if kept(start) != [i for i in range(start, start + 50) if i % 3]:
                    wrong.append(start)
            if same(start) != -1:
                wrong.append(start)
        small = [i is int(str(i)) for i in kept(200) if i < 257]
        print(json.dumps([wrong, all(small)]))
        """,
    )
    assert result == [[], True]
