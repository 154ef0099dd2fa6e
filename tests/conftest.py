"""What all tests share: fixtures that run Python programs."""

from __future__ import annotations

import os
import sys
import textwrap
from functools import partial
from pathlib import Path

import pytest
from running import Program, Run, run_python

import cpjit

# A cpjit that is not installed (a source tree built in place) must be found by child processes too.
HOME = Path(cpjit.__file__).resolve().parents[1]
if not HOME.is_relative_to(sys.prefix):
    os.environ["PYTHONPATH"] = str(HOME)

for name in [name for name in os.environ if name.startswith("CPJIT_")]:
    if name != "CPJIT_CLANG":  # the toolchain's, which may be needed
        del os.environ[name]  # the tests set the options they mean


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the interpreter in a folder of the test's own."""
    return partial(run_python, tmp_path)


@pytest.fixture
def program(run: Run) -> Program:
    """Run a program with the JIT on from the first call; what it prints. It must end well."""

    def program(source: str, **variables: str) -> str:
        start = "import cpjit\ncpjit.enable(threshold=1)\n"
        done = run("-c", start + textwrap.dedent(source), timeout=300, **variables)
        assert done.returncode == 0, f"status {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.stderr == ""
        return done.stdout

    return program
