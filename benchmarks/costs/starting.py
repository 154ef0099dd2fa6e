"""What programs cost that only start: in machine instructions and in CPU time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import instructions
from benchmarks.interpreters import Interpreter
from benchmarks.processes import cpu_of_children

SCRIPTS = Path(__file__).resolve().parent / "scripts"
ENABLE = "import cpjit; cpjit.enable()\n"
HELP = """import runpy, sys
sys.argv = ["{0}", "--help"]
runpy.run_module("{0}", run_name="__main__")
"""


@dataclass(frozen=True)
class Start:
    """A program, without cpjit and with it; instructions are None where there is no valgrind."""

    title: str
    seconds: tuple[float, float]
    instructions: tuple[int, int] | None


def sources(python: str) -> Iterator[tuple[str, str]]:
    """The programs, by their titles."""
    yield "nothing", "pass\n"
    yield "import of 13 packages", (SCRIPTS / "imports.py").read_text()
    for module in ("pydoc", "pip"):
        if run(python, f"import {module}").returncode == 0:
            yield f"python -m {module} --help", HELP.format(module)


def measure(python: str = sys.executable, rounds: int = 10) -> Iterator[Start]:
    """Of each program the least time, both ways in turns; and the count."""
    for title, source in sources(python):
        pair = (source, ENABLE + source)
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds + 1):
            for each, found in zip(pair, times, strict=True):
                used = cpu_of_children()
                run(python, each).check_returncode()
                found.append(cpu_of_children() - used)
        plain, jit = (min(found[1:]) for found in times)  # the first one filled __pycache__
        counted = None
        if instructions.available():
            counted = (count(python, pair[0]), count(python, pair[1]))
        yield Start(title, (plain, jit), counted)


def run(python: str, source: str) -> subprocess.CompletedProcess[bytes]:
    command = [python, "-P", "-c", source]
    return subprocess.run(command, env=environment(python), cwd=SCRIPTS, capture_output=True)


def count(python: str, *words: str) -> int:
    """Machine instructions of a program, given as source or as what Python shall run."""
    words = ("-c", *words) if "\n" in words[0] else words
    return instructions.of_process([python, "-P", *words], environment(python), SCRIPTS)


def environment(python: str) -> dict[str, str]:
    """That of measured processes, but that modules are not compiled to bytecode each time."""
    interpreter = Interpreter("", (python,), {"PYTHONDONTWRITEBYTECODE": ""})
    return interpreter.environment(needs_cpjit=True)
