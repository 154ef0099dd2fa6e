"""What holds for all numbers, in `properties/of_numbers.py`, holds in compiled code."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import run_python

pytestmark = pytest.mark.interpreter

PROGRAM = Path(__file__).with_name("properties") / "of_numbers.py"


def test_numbers_that_hypothesis_chooses(tmp_path: Path) -> None:
    """LONG_TESTS=1 in the environment takes 25 times as many examples, and others each time."""
    pytest.importorskip("hypothesis")
    done = run_python(tmp_path, "-P", PROGRAM, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "conditions holds" in done.stdout
