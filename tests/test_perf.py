"""The map from which `perf` takes the names of machine code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from running import Run

PROGRAM = """
def measured(n):
    return sum(i * i for i in range(n))
for _ in range(100):
    measured(100)
import os
print(os.getpid())
"""


@pytest.mark.interpreter
@pytest.mark.parametrize(
    ("detail", "names"),
    [("1", {"py::measured:2", "cpjit::clear_frame"}), ("2", {"cpjit::poll", "cpjit::jump"})],
)
def test_names_of_machine_code(run: Run, detail: str, names: set[str]) -> None:
    done = run("-m", "cpjit", "--perf", detail, "-c", PROGRAM)
    assert (done.returncode, done.stderr) == (0, "")
    path = Path(f"/tmp/perf-{int(done.stdout)}.map")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    finally:
        path.unlink()
    assert all(re.fullmatch(r"[0-9a-f]+ [0-9a-f]+ \S.*", line) for line in lines)
    assert names <= {line.split(" ", 2)[2] for line in lines}
