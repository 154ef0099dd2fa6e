"""Every program of the corpus does the same with cpjit as without it, and really ran as JIT code.

A program is a file in `tests/programs`. It prints what it finds out. A line `# hot: f, C.method`
names the functions that must have run as machine code; a list `HOT` names those that the program
makes while it runs. A line `# no torture: reason` leaves out the torture modes, a line
`# no traced torture: reason` those in which it is traced, a line `# no loops: reason` the mode in
which only functions with loops are compiled.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

pytestmark = pytest.mark.interpreter

RUNNER = Path(__file__).with_name("runner.py")
CORPUS = Path(__file__).resolve().parents[1] / "programs"
PROGRAMS = [path for path in sorted(CORPUS.glob("*.py")) if path.stem != "support"]
# Torture with an odd seed switches tracing on, too; what is traced is interpreted for a while.
TRACED_TORTURE = ("torture-1", "torture-3")
UNTRACED_TORTURE = ("torture-2", "torture-4")
HOT = re.compile(r"^# hot: (.*)$", re.MULTILINE)
NO_LOOPS = re.compile(r"^# no loops: \w+", re.MULTILINE)
NO_TORTURE = re.compile(r"^# no (traced )?torture: \w+", re.MULTILINE)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_same_with_and_without_cpjit(program: Path, tmp_path: Path) -> None:
    """Output, errors, tracebacks and exit status are equal in every mode."""
    modes = modes_of(program)
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, "-P", RUNNER, program, tmp_path, "plain", *modes],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    plain = result(tmp_path, "plain")
    assert "out: " in plain, "the program prints nothing, so it shows nothing"
    for mode in modes:
        jitted = result(tmp_path, mode)
        if jitted != plain:
            lines = plain.splitlines(), jitted.splitlines()
            difference = islice(difflib.unified_diff(*lines, "plain", mode, lineterm=""), 100)
            pytest.fail("\n".join(difference), pytrace=False)
        report = json.loads(Path(tmp_path, f"{mode}.json").read_text())
        if mode != "loops":
            check_hot(program, report, mode)
        if mode == "jit":
            check_nothing_left(report)


def modes_of(program: Path) -> list[str]:
    """The modes to compare with the plain interpreter."""
    text = program.read_text()
    modes = ["jit"] if NO_LOOPS.search(text) else ["jit", "loops"]
    excluded = NO_TORTURE.search(text)
    if not excluded or excluded[1]:
        modes += UNTRACED_TORTURE
    if not excluded:
        modes += TRACED_TORTURE
    return modes


def result(folder: Path, mode: str) -> str:
    """What a run left behind, as text."""
    lines = [f"status: {Path(folder, f'{mode}.status').read_text()}"]
    for stream in ("out", "err"):
        text = Path(folder, f"{mode}.{stream}").read_text()
        lines += [f"{stream}: {line}" for line in text.splitlines()]
    return "\n".join(lines)


def check_hot(program: Path, report: dict[str, dict[str, int]], mode: str) -> None:
    """What the program says is hot did run as machine code.

    In torture mode tracing is switched on now and then, and a traced call is interpreted; so there
    a function that is called once may miss its turn, but not all of them.
    """
    entered = report["entered"]
    named = [name.strip() for line in HOT.findall(program.read_text()) for name in line.split(",")]
    wanted = named + [name for name in entered if name.startswith("HOT[")]
    assert wanted, f"{program.name} does not say what is hot in it"
    assert not set(named) - set(entered), "the program has no such function"
    cold = [name for name in wanted if entered[name] == 0]
    enough = not cold if mode == "jit" else len(cold) < len(wanted)
    assert enough, f"{mode}: not run as JIT code: {', '.join(cold)}\n{report['stats']}"


def check_nothing_left(report: dict[str, dict[str, dict[str, int]]]) -> None:
    """No opcode and no error hands a frame to the interpreter, and no function is refused but the
    one with which imports begin: where tracing is switched on only the trace function's frames go.
    """
    assert set(report["stats"]["exits"]) <= {"tracing"}
    assert set(report["stats"]["refusals"]) <= {"begins imports"}
