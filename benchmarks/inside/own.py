"""Runs one of the project's own programs: `own.py FILE FUNCTION`.

A whole program has a function `run(size)` and its sizes, SIZE and SMALL. A micro benchmark is any
function of a file in `micro/`, or `*` for all; its argument is the number of passes.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import types

import measured
import recorded

MYPY = False
if MYPY:
    from typing import Any, Callable

PASSES, SHORT = 1000, 40


def load(path: str) -> Any:
    name = os.path.splitext(os.path.basename(path))[0]
    name = "benchmark_" + name  # some are called as modules of the standard library
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def every(module: Any) -> Any:
    """All micro benchmarks of a file, one after the other."""
    functions = [
        each
        for name, each in vars(module).items()
        if isinstance(each, types.FunctionType) and not name.startswith("_")
    ]

    def work(passes: int) -> list[object]:
        return [(each.__name__, each(passes)) for each in functions]

    return work


def answer(work: Callable[[int], object], size: int) -> None:
    """Report a digest of what is computed: whoever is measured must compute the same."""
    if measured.is_counted():
        return
    recorded.begin(100000)
    recorded.note("answer", work(size))
    _, digest, beginning = recorded.events[0]
    measured.found["answer"] = "%s %s" % (digest, beginning[:60])


def main() -> None:
    path, function = sys.argv[1:]
    module = load(path)
    work = every(module) if function == "*" else getattr(module, function)
    micro = function != "run"
    name = function if micro else module.__name__.partition("_")[2]
    short = measured.settings.get("short")
    if not measured.is_wanted():
        return
    if micro:
        passes = SHORT if short else PASSES

        def timer(loops: int) -> float:
            start = measured.clock()
            work(loops * passes)
            return float(measured.clock() - start)

        if measured.checking():
            measured.record(name, lambda loops: [work(passes) for _ in range(loops)])
        else:
            measured.measure(name, timer, passes)
            answer(work, passes)
    else:
        size = module.SMALL if short else module.SIZE

        def timer(loops: int) -> float:
            repeat = range(loops)
            start = measured.clock()
            for _ in repeat:
                work(size)
            return float(measured.clock() - start)

        if measured.checking():
            measured.record(name, lambda loops: [work(size) for _ in range(loops)])
        else:
            measured.measure(name, timer)
            answer(work, size)


if __name__ == "__main__":
    main()
