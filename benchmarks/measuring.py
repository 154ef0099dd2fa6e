"""Runs benchmarks under interpreters, in rounds.

In each round, each benchmark runs under one interpreter after the other, so that they meet the
machine in the same mood; every other round in the opposite order. Each run is a process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import instructions, interpreters, results
from benchmarks.catalog import Benchmark
from benchmarks.interpreters import Interpreter
from benchmarks.processes import Place, run
from benchmarks.results import Results, Run
from benchmarks.table import count, duration
from benchmarks.whole import Whole


@dataclass(frozen=True)
class Plan:
    """What to measure, and how."""

    benchmarks: Sequence[Benchmark]
    interpreters: Sequence[Interpreter]
    place: Place
    rounds: int
    settings: Mapping[str, Any]
    """For the inside: the least time for a value, for warm-up and so on."""
    instructions: bool = False
    whole: Whole | None = None
    """Times whole processes, too."""


def measure(plan: Plan, say: Callable[[str], None], save: Callable[[Results], None]) -> Results:
    """Carry a plan out; `save` is called after each round with what there is by then."""
    columns = [
        {
            "label": each.label,
            "command": each.command,
            "version": interpreters.identity(each.words[0]),
        }
        for each in plan.interpreters
    ]
    measured = Results(columns, [], results.circumstances(), results.now())
    broken: set[tuple[str, str]] = set()
    probes: dict[str, float] = {}
    answers: dict[str, str] = {}
    for number in range(plan.rounds):
        started = time.monotonic()
        for done, benchmark in enumerate(plan.benchmarks):
            title = f"round {number + 1}/{plan.rounds}  {done + 1}/{len(plan.benchmarks)}"
            cells = []
            for interpreter in list(plan.interpreters)[:: -1 if number % 2 else 1]:
                if (benchmark.name, interpreter.label) in broken:
                    continue
                each = one(plan, benchmark, interpreter, number, probes, answers)
                measured.runs.append(each)
                if each.error:
                    broken.add((benchmark.name, interpreter.label))
                cells.append(f"{interpreter.label} {shown(each)}")
            say(f"{title}  {benchmark.name}: {', '.join(cells) or 'failed before'}")
        save(measured)
        say(f"round {number + 1} took {time.monotonic() - started:.0f} s")
    return measured


def one(
    plan: Plan,
    benchmark: Benchmark,
    interpreter: Interpreter,
    number: int,
    probes: dict[str, float],
    answers: dict[str, str],
) -> Run:
    """One process, or two where instructions are counted."""
    settings = {**plan.settings, "probe": probes.get(interpreter.label)}
    counted = None
    if plan.instructions:
        counted, outcome = instructions.measure(benchmark, interpreter, plan.place, settings)
    else:
        outcome = run(benchmark, interpreter, plan.place, settings)
    found = results.shortened(outcome.found)
    error = outcome.error or wrong_answer(benchmark, found, answers)
    if "probe" in found:
        probes[interpreter.label] = min(found["probe"], probes.get(interpreter.label, 1.0))
    timed = not error and bool(found.get("values"))
    whole: dict[str, float] = {}
    if plan.whole and not error:
        try:
            whole = plan.whole.measure(benchmark, interpreter)
        except RuntimeError as failure:
            error = str(failure)
    return Run(
        benchmark=benchmark.name,
        group=benchmark.group,
        interpreter=interpreter.label,
        round=number,
        steady=min(found["values"]) if timed else None,
        first=found.get("first"),
        memory=found.get("memory"),
        instructions=counted,
        long=whole.get("long"),
        brief=whole.get("brief"),
        jit=found.get("jit", {}),
        values=found.get("values", []),
        quiet=found.get("quiet", []),
        warmup=[(at, taken) for at, taken in found.get("warmup", [])],
        wall=outcome.wall,
        error=error,
    )


def wrong_answer(benchmark: Benchmark, found: Mapping[str, Any], answers: dict[str, str]) -> str:
    """Whether a program of our own computes what it computed the first time."""
    answer = found.get("answer")
    if answer is None or answers.setdefault(benchmark.name, answer) == answer:
        return ""
    return f"wrong result: {answer} and not {answers[benchmark.name]}"


def shown(each: Run) -> str:
    """A run in a few words."""
    if each.error:
        return f"FAILED ({each.error[:200]})"
    if each.instructions is not None:
        return f"{count(each.instructions)} instructions"
    return duration(each.steady) if each.steady else "-"
