"""Stands in for pyperf, so that pyperformance's programs run in the very process that was started.

pyperf starts worker processes of its own. What is measured here is any command that can run a
script, so the script itself must do the work. A script may have several benchmarks; one of them is
done in a process, chosen by its number.
"""

from __future__ import annotations

import argparse
import functools
import sys
import time

import measured
import recorded

MYPY = False
if MYPY:
    from typing import Any, Callable

ticks = 0.0
perf_counter = measured.clock


def recording_counter() -> float:
    """A clock for runs that are compared: it ticks once a look, and shows who looks."""
    global ticks
    recorded.caller_locals()
    ticks += 1.0
    return ticks


if measured.checking():
    perf_counter = time.perf_counter = recording_counter


def python_implementation() -> str:
    return sys.implementation.name


def python_has_jit() -> bool:
    return sys.implementation.name == "pypy"


class Runner:
    """As much of pyperf's class as the programs use."""

    def __init__(self, **options: Any) -> None:
        self.metadata: dict[str, Any] = dict(options.get("metadata") or {})
        self.argparser = argparse.ArgumentParser()
        self.args: argparse.Namespace | None = None

    def parse_args(self, args: Any = None) -> argparse.Namespace:
        if self.args is None:
            self.args = self.argparser.parse_args(args)
        return self.args

    def wanted(self) -> bool:
        self.parse_args()
        if not measured.is_wanted():
            return False
        vars(sys.modules["__main__"]).update(measured.settings.get("globals", {}))
        return True

    def bench_func(
        self,
        name: str,
        func: Callable[..., object],
        *args: object,
        inner_loops: int | None = None,
        metadata: object = None,
    ) -> None:
        """Time calls of a function."""
        if not self.wanted():
            return
        if measured.checking():
            measured.record(name, lambda loops: [func(*args) for _ in range(loops)])
            return
        call = functools.partial(func, *args) if args else func

        def timer(loops: int) -> float:
            repeat = range(loops)
            start = measured.clock()
            for _ in repeat:
                call()
            return float(measured.clock() - start)

        measured.measure(name, timer, inner_loops or 1)

    def bench_time_func(
        self,
        name: str,
        func: Callable[..., float],
        *args: object,
        inner_loops: int | None = None,
        metadata: object = None,
    ) -> None:
        """Time a function that does a number of loops and takes the time itself."""
        if not self.wanted():
            return
        if measured.checking():
            measured.record(name, lambda loops: func(loops, *args))
        else:
            measured.measure(name, lambda loops: func(loops, *args), inner_loops or 1)

    def bench_async_func(
        self,
        name: str,
        func: Callable[..., Any],
        *args: object,
        inner_loops: int | None = None,
        metadata: object = None,
        loop_factory: Callable[[], Any] | None = None,
    ) -> None:
        """Time a coroutine function, awaited in one event loop for all loops."""
        if not self.wanted():
            return
        results: list[object] = []

        async def work(loops: int) -> float:
            keep = results.append if measured.checking() else None
            repeat = range(loops)
            start = measured.clock()
            for _ in repeat:
                result = await func(*args)
                if keep:
                    keep(result)
            return float(measured.clock() - start)

        def timer(loops: int) -> float:
            import asyncio

            event_loop = loop_factory() if loop_factory else asyncio.new_event_loop()
            asyncio.set_event_loop(event_loop)
            try:
                return float(event_loop.run_until_complete(work(loops)))
            finally:
                asyncio.set_event_loop(None)
                event_loop.close()

        if measured.checking():
            measured.record(name, lambda loops: (timer(loops), results)[1])
        else:
            measured.measure(name, timer, inner_loops or 1)

    def bench_command(self, *words: object, **options: object) -> None:
        raise NotImplementedError("what a script starts can't be measured inside its process")

    timeit = bench_command
