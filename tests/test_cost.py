"""What compiling costs, in counts that don't depend on the machine's speed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from running import Run

pytestmark = pytest.mark.interpreter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import instructions  # noqa: E402
from benchmarks.costs import compiling  # noqa: E402
from benchmarks.costs.starting import ENABLE, SCRIPTS, count, run  # noqa: E402

IMPORTS = (SCRIPTS / "imports.py").read_text()
DEBUG = hasattr(sys, "gettotalrefcount")  # CPython's debug build: reference counts in code of ours
# What is allowed is a tenth more than what was measured last, with the slower of the interpreters
# that are tested. Who makes it dearer says why, and who makes it cheaper writes down the new figure.
needs_valgrind = pytest.mark.skipif(
    DEBUG or not instructions.available(), reason="counted by valgrind, in a release build"
)


def test_every_function_compiles_and_takes_no_more_memory_than_before() -> None:
    done = compiling.once("sweep.py")
    assert done.functions > 900 and done.bytecodes > 50_000
    assert done.failed == 0
    code, metadata = done.code / done.bytecodes, done.metadata / done.bytecodes
    assert code < (65 if DEBUG else 60), grown("machine code", code, "bytes for a bytecode")
    assert metadata < 48, grown("metadata", metadata, "bytes for a bytecode")


@needs_valgrind
def test_starting_takes_no_more_instructions_than_before() -> None:
    """10 million on top of Python's 39 (Debian's build: 9 and 32)."""
    more = (counted(ENABLE) - counted("pass\n")) / 1e6
    assert more < 11, grown("import cpjit; cpjit.enable()", more, "million instructions")


@needs_valgrind
def test_importing_packages_takes_no_more_instructions_than_before() -> None:
    """18 % more than without cpjit (Debian's build: 22 %)."""
    more = counted(ENABLE + IMPORTS) / counted(IMPORTS) - 1
    assert more < 0.24, grown("cpjit, of the import of 13 packages", more, "times it")


@needs_valgrind
def test_compiling_takes_no_more_instructions_than_before() -> None:
    """3,000 for an instruction of the bytecode, memory for it and its release at the end included;
    one process compiles, and one only makes ready to."""
    bytecodes = compiling.once("sweep.py").bytecodes
    script = str(SCRIPTS / "sweep.py")
    compiled, dry = (count(sys.executable, script, *words) for words in ((), ("--dry",)))
    each = (compiled - dry) / bytecodes
    assert each < 3_300, grown("compiling", each, "instructions for a bytecode")


def counted(source: str) -> int:
    """Machine instructions of a program whose modules have been compiled to bytecode before."""
    run(sys.executable, source).check_returncode()
    return count(sys.executable, source)


def grown(what: str, figure: float, unit: str) -> str:
    """What is told when a bound is passed."""
    return f"{what} has grown: {figure:,.2f} {unit}; `python -m benchmarks.costs` shows more"


def test_importing_and_enabling_loads_little(run: Run) -> None:
    source = """
import sys
before = set(sys.modules)
import cpjit
cpjit.enable()
print(*sorted(set(sys.modules) - before))
"""
    done = run("-c", source)
    assert done.returncode == 0, done.stderr
    heavy = {"collections", "dataclasses", "enum", "json", "pathlib", "platform", "re", "typing"}
    assert not heavy & set(done.stdout.split())
