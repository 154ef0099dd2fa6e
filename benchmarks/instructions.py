"""Counts machine instructions instead of taking the time: valgrind's count is exact.

A slow-down of one per cent is lost in the noise of a shared machine, and plain in a count. A
process runs a benchmark for some iterations, another one for a few more; the difference is what
an iteration takes when it is warm.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.catalog import Benchmark
from benchmarks.interpreters import Interpreter
from benchmarks.processes import Outcome, Place, run

# Code is made while the program runs, so valgrind must look whether it has changed.
VALGRIND = ("valgrind", "--tool=callgrind", "--smc-check=all", "--callgrind-out-file=/dev/null")
COLLECTED = re.compile(r"Collected : (\d+)")
FEW, MORE = 2, 5
SLOWNESS = 60  # how many times longer a process may take


def available() -> bool:
    return shutil.which("valgrind") is not None


def of_process(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> int:
    """All that a process takes, its start and its end included."""
    done = subprocess.run(
        [*VALGRIND, *command],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    found = COLLECTED.search(done.stderr)
    if done.returncode or not found:
        raise RuntimeError(f"{shlex.join(command)}: {done.stderr}")
    return int(found[1])


def measure(
    benchmark: Benchmark, interpreter: Interpreter, place: Place, settings: Mapping[str, Any]
) -> tuple[float | None, Outcome]:
    """Instructions for one iteration, or what went wrong."""
    counts = []
    slow = Place(place.packages, place.core, place.timeout * SLOWNESS)
    for loops in (FEW, MORE):
        fixed = {**settings, "fixed": loops}
        outcome = run(benchmark, interpreter, slow, fixed, wrapper=VALGRIND)
        found = COLLECTED.search(outcome.errors)
        if outcome.error or not found:
            return None, outcome
        counts.append(int(found[1]))
    inner = outcome.found.get("inner", 1)
    return (counts[1] - counts[0]) / (MORE - FEW) / inner, outcome
