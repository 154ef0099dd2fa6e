"""Times whole processes: start of the interpreter, start of the JIT, warm-up and all.

What a program costs that ends soon is not seen in its steady state. So the first interpreter finds
out how many iterations make a process of about a second, and of about a tenth; then a process of
each interpreter does as many, and the time counts from its start to its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.catalog import Benchmark
from benchmarks.interpreters import Interpreter
from benchmarks.processes import Outcome, Place, run

SECONDS = {"long": 1.0, "brief": 0.1}
# Where a single iteration takes longer than so many times the time, there is no such process.
TOO_LONG = 1.5


class Whole:
    """The processes of a measurement."""

    def __init__(self, base: Interpreter, place: Place, cpu_time: bool) -> None:
        self.base = base
        self.place = place
        self.cpu_time = cpu_time
        self.iterations: dict[str, dict[str, int]] = {}

    def measure(self, benchmark: Benchmark, interpreter: Interpreter) -> dict[str, float]:
        """Seconds of processes, by their kind."""
        found: dict[str, float] = {}
        if benchmark.name not in self.iterations:
            self.iterations[benchmark.name] = self.calibrate(benchmark)
        for kind, iterations in self.iterations[benchmark.name].items():
            outcome = self.run(benchmark, interpreter, {"iterations": iterations})
            if outcome.error:
                raise RuntimeError(outcome.error)
            found[kind] = float(f"{outcome.cpu if self.cpu_time else outcome.wall:.5g}")
        return found

    def calibrate(self, benchmark: Benchmark) -> dict[str, int]:
        """How many iterations the first interpreter does in these times."""
        wanted = sorted(SECONDS.values())
        outcome = self.run(benchmark, self.base, {"until": wanted, "cpu_time": self.cpu_time})
        if outcome.error:
            raise RuntimeError(outcome.error)
        found = {}
        for kind, seconds in SECONDS.items():
            iterations, taken = outcome.found["until"][wanted.index(seconds)]
            if taken < seconds * TOO_LONG:
                found[kind] = iterations
        return found

    def run(
        self, benchmark: Benchmark, interpreter: Interpreter, settings: Mapping[str, Any]
    ) -> Outcome:
        # Programs that people run have been compiled to bytecode before.
        cached = interpreter.with_words(interpreter.label, PYTHONDONTWRITEBYTECODE="")
        return run(benchmark, cached, self.place, settings)
