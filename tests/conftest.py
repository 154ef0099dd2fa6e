"""What all tests share: fixtures that run Python programs."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from running import Program, Run, Same, run_python

import cpjit

# A cpjit that is not installed (a source tree built in place) must be found by child processes too.
HOME = Path(cpjit.__file__).resolve().parents[1]
if not HOME.is_relative_to(sys.prefix):
    os.environ["PYTHONPATH"] = str(HOME)

for name in [name for name in os.environ if name.startswith("CPJIT")]:
    if name != "CPJIT_CLANG":  # the toolchain's, which may be needed
        del os.environ[name]  # the tests set the options they mean


# A shell that runs the tests in the background has them ignore Ctrl-C, and so what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


MAPS = pytest.StashKey[set[Path]]()


def maps() -> set[Path]:
    """What perf would take for names of machine code."""
    return set(Path("/tmp").glob("perf-*.map"))


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[MAPS] = maps()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Maps that the tests' processes leave would be taken for those of later processes, once these
    are given the same numbers. A worker leaves them to who has started it."""
    if hasattr(session.config, "workerinput"):
        return
    before: set[Path] = session.config.stash[MAPS]
    for path in maps() - before:
        process = path.stem.removeprefix("perf-")
        if not Path("/proc", process).exists():
            path.unlink(missing_ok=True)


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


@pytest.fixture
def same(run: Run) -> Same:
    """Run a program without and with the JIT; what it prints both times. HOT, a list of functions
    that it makes, names what must have run as JIT code."""

    def same(source: str, *words: str, **options: Any) -> str:
        source = textwrap.dedent(source)
        plain = run("-c", "pass\n" * 2 + source, *words, **options)  # the same line numbers
        assert (plain.returncode, plain.stderr) == (0, "")
        start = "import cpjit\ncpjit.enable(threshold=1)\n"
        proof = "\nfrom cpjit import _cpjit\n"
        proof += "print([f.__name__ for f in HOT if not _cpjit.entered(f.__code__)])"
        done = run("-c", start + source + proof, *words, **options)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == plain.stdout + "[]\n"
        return plain.stdout

    return same
