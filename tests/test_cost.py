"""What compiling costs, in counts that don't depend on the machine's speed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from running import Run

pytestmark = pytest.mark.interpreter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.costs import compiling, guard  # noqa: E402

LIMITS = guard.limits().get(guard.build())


def test_every_function_compiles() -> None:
    done = compiling.once("sweep.py")
    assert done.functions > 900 and done.bytecodes > 50_000
    assert done.failed == 0


@pytest.mark.skipif(guard.why_not() != "", reason=guard.why_not())
@pytest.mark.skipif(LIMITS is None, reason=f"never counted with CPython {guard.build()}")
@pytest.mark.parametrize("name", guard.COUNTS)
def test_no_count_has_grown(name: str) -> None:
    assert LIMITS is not None
    message = guard.grown(name, guard.COUNTS[name](), LIMITS[name])
    assert not message, message


def test_a_growth_of_five_per_cent_is_told() -> None:
    assert guard.grown("instructions", 1000.0, 1000.0) == ""
    message = guard.grown("instructions of it", 1050.0, 1000.0)
    assert "instructions of it: 1,050.0, and were 1,000.0 (+5.0%)" in message
    assert "python -m benchmarks.costs.guard --renew" in message.replace(
        Path(sys.executable).name, "python"
    )


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
