"""The map from which `perf` takes the names of machine code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
def test_names_of_machine_code(detail: str, names: set[str]) -> None:
    command = [sys.executable, "-m", "cpjit", "--perf", detail, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    path = Path(f"/tmp/perf-{int(done.stdout)}.map")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    finally:
        path.unlink()
    assert all(re.fullmatch(r"[0-9a-f]+ [0-9a-f]+ \S.*", line) for line in lines)
    assert names <= {line.split(" ", 2)[2] for line in lines}
