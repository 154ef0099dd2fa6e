"""The gauntlet's own machinery: it finds what differs, makes it small, and finds nothing else."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from gauntlet.fuzz.programs import write
from gauntlet.fuzz.reduce import reduce
from running import Run

TESTS = Path(__file__).resolve().parent


def test_a_number_is_always_the_same_program() -> None:
    assert write(3) == write(3)
    assert write(3) != write(4)
    for number in range(20):
        for source in write(number):
            ast.parse(source)


@pytest.mark.interpreter
def test_random_programs_do_the_same(run: Run) -> None:
    words = ["-m", "gauntlet", "fuzz", "--count", "24", "--seconds", "60", "--folder", "failures"]
    done = run(*words, PYTHONPATH=paths(), timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "differences: 0" in done.stdout


def test_a_difference_is_found_and_told(run: Run) -> None:
    """A program can ask which way it runs; that stands for a fault."""
    source = """
        from gauntlet.fuzz.trial import MODES, Difference, Trial
        source = "import cpjit\\ndef f(): return 3 + cpjit.is_enabled()\\n"
        trial = Trial()
        for mode in MODES.values():
            print(type(trial.compare(source, "call(f)", mode)).__name__)
        print(trial.compare(source, "call(f)", MODES["first"]))
        crash = "import cpjit, os\\ndef f():\\n    if cpjit.is_enabled(): os.abort()\\n"
        print(trial.compare(crash, "call(f)", MODES["first"]))
        fine = trial.compare("def f(): return 3\\n", "call(f)", MODES["first"])
        print(type(fine).__name__, fine.entered > 0)
    """
    done = run("-c", "\n".join(line[8:] for line in source.splitlines()), PYTHONPATH=paths())
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        *["Difference"] * 7,
        "first: line 1",
        "    call",
        "  - note int:3",
        "  + note int:4",
        "first: ended with status -6",
        "Outcome True",
    ]


def test_programs_are_made_small() -> None:
    source = """
class A:
    def m(self):
        for i in range(3):
            if i:
                x = [(1, i * 'needed', 3) for _ in range(2)]
            else:
                return 4
def g():
    return 1
"""

    def shows(source: str, calls: str) -> bool:
        return "'needed'" in source and "call(g" in calls

    smaller, calls = reduce(source, "call(A)\ncall(g, 1)\n", shows)
    assert smaller == "class A:\n\n    def m():\n        x = 'needed'\n"
    assert calls == "call(g)\n"


def test_the_command_tells_its_parts(run: Run) -> None:
    done = run("-m", "gauntlet", "--help", PYTHONPATH=paths())
    for part in ("interpreter", "extensions", "soak", "fuzz"):
        assert f"  {part} " in done.stdout
    assert run("-m", "gauntlet", "nothing", PYTHONPATH=paths()).returncode == 2


def paths() -> str:
    """What must be found: the gauntlet, and the cpjit that is being tested."""
    words = [sys.executable, "-P", "-c", "import cpjit; print(cpjit.__path__[0])"]
    installed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return f"{TESTS}:{Path(installed.strip()).parent}"
