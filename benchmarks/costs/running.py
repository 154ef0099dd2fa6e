"""What programs cost that run on: each iteration's time since the process started, and memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks import catalog, interpreters
from benchmarks.processes import Place, run

CURVES = ("constraints", "json_parser", "trees", "words")


@dataclass(frozen=True)
class Running:
    """A program of our own. Curves are pairs: seconds since the start, seconds of an iteration;
    CPU time, both."""

    name: str
    curves: tuple[Sequence[Sequence[float]], Sequence[Sequence[float]]]
    """Without cpjit and with it."""
    bytecodes: int
    memory: dict[str, int]
    """Bytes by what they are for, as `stats()` tells."""


def measure(
    programs: Sequence[str] = (),
    curves: Sequence[str] = CURVES,
    seconds: float = 0.6,
) -> Iterator[Running]:
    """Curves are taken of some programs, sizes of all."""
    place = Place()
    settings = {"least": 1e-9, "warm": seconds, "values": 1, "limit": 0.0, "kept": 2000}
    for benchmark in catalog.choose(list(catalog.own_programs()), programs):
        found = []
        for interpreter in interpreters.with_and_without_cpjit():
            outcome = run(
                benchmark,
                interpreter.with_words(interpreter.label, PYTHONDONTWRITEBYTECODE=""),
                place,
                {**settings, "cpu_time": True},
            )
            if outcome.error:
                raise RuntimeError(f"{benchmark.name}: {outcome.error}")
            found.append(outcome.found)
        plain, jit = (
            [[round(at, 5), float(f"{taken:.4g}")] for at, taken in each["warmup"]]
            if benchmark.name in curves
            else []
            for each in found
        )
        yield Running(
            benchmark.name, (plain, jit), found[1]["jit"]["bytecodes"], found[1]["jit"]["memory"]
        )
