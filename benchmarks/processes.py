"""Starts one process for one benchmark under one interpreter, and takes back what it found."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.catalog import INSIDE, Benchmark, Edits
from benchmarks.interpreters import Interpreter

VARIABLE = "CPJIT_BENCHMARK"


@dataclass(frozen=True)
class Outcome:
    """What became of a process."""

    found: Mapping[str, Any]
    error: str = ""
    """Why there is no result; empty if all is well."""
    output: str = ""
    errors: str = ""
    wall: float = 0.0
    """Seconds from the start of the process to its end."""
    cpu: float = 0.0
    """CPU time of the process, in seconds."""


@dataclass(frozen=True)
class Place:
    """Where processes run: what they find on their path, on which core, and for how long."""

    packages: tuple[Path, ...] = ()
    core: int | None = None
    timeout: float = 300.0

    def pin(self) -> list[str]:
        if self.core is None or shutil.which("taskset") is None:
            return []
        return ["taskset", "-c", str(self.core)]


def run(
    benchmark: Benchmark,
    interpreter: Interpreter,
    place: Place,
    settings: Mapping[str, Any],
    edits: Edits = (),
    wrapper: tuple[str, ...] = (),
    needs_cpjit: bool = False,
) -> Outcome:
    """Run a benchmark, with these settings for the half of the command that is inside.

    `wrapper` are words in front of the interpreter's own, such as `valgrind`.
    """
    with tempfile.TemporaryDirectory(prefix="cpjit-benchmark-") as folder:
        file = Path(folder, "found.json")
        inside = {**settings, "task": benchmark.task, "file": str(file), "edits": edits}
        # A clock that all processes have in common, so that they know how old they are.
        inside["started"] = time.perf_counter()
        environment = interpreter.environment(INSIDE, *place.packages, needs_cpjit=needs_cpjit)
        environment |= {VARIABLE: json.dumps(inside)}
        script = [str(INSIDE / "edited.py")] if edits else []
        script += [str(benchmark.script), *benchmark.arguments]
        started, used = time.monotonic(), cpu_of_children()
        try:
            done = subprocess.run(
                [*place.pin(), *wrapper, *interpreter.words, *script],
                cwd=benchmark.script.parent,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=place.timeout,
            )
        except subprocess.TimeoutExpired:
            return Outcome({}, f"no end after {place.timeout:.0f} s", wall=place.timeout)
        except OSError as error:
            return Outcome({}, str(error))
        wall, cpu = time.monotonic() - started, cpu_of_children() - used
        found = json.loads(file.read_text()) if file.exists() else {}
        output = done.stdout.decode(errors="replace")
        errors = done.stderr.decode(errors="replace")
        return Outcome(found, problem(done.returncode, found, errors), output, errors, wall, cpu)


def cpu_of_children() -> float:
    """CPU time of all processes that have been started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def problem(status: int, found: Mapping[str, Any], errors: str) -> str:
    """What is wrong with a process that has ended, if anything is."""
    last = errors.strip().splitlines()[-6:]
    if status:
        return f"exit status {status}: {' | '.join(last) or 'nothing on stderr'}"
    if "name" not in found:
        return "the script has no such benchmark"
    return ""


def usable_core() -> int | None:
    """The last of the cores that this process may run on: the first has most of the interrupts."""
    try:
        return max(os.sched_getaffinity(0))
    except (AttributeError, OSError):
        return None
