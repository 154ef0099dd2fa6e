"""The program in examples/embed/: CPython embedded in C, with cpjit and little memory."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cpjit
from cpjit import _engine

pytestmark = pytest.mark.interpreter

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "examples" / "embed"
HOME = Path(cpjit.__file__).parents[1]


@pytest.mark.skipif(not shutil.which("make") or not shutil.which("cc"), reason="there is no make")
def test_the_program_runs_a_script(tmp_path: Path) -> None:
    for name in ("main.c", "Makefile"):
        shutil.copy(FOLDER / name, tmp_path)
    made = subprocess.run(
        ["make", f"PYTHON={sys.executable}"], cwd=tmp_path, capture_output=True, text=True
    )
    if "cannot find -lpython" in made.stderr:
        pytest.skip("this interpreter has no library to embed")
    assert made.returncode == 0, made.stderr
    assert "warning" not in made.stderr
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\ndef work(n):\n    t = 0\n    for i in range(n):\n        t += i * i % 7\n"
        "    return t\nprint(work(int(sys.argv[1])), __name__, sys.argv[1:])\n"
    )
    done = subprocess.run(
        [tmp_path / "embed", script, "100000"],
        env={**os.environ, "PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    first, *rest = done.stdout.splitlines()
    assert first == f"{sum(i * i % 7 for i in range(100_000))} __main__ ['100000']"
    table = {line.split("  ")[1].strip(): line for line in rest if line.startswith("  ")}
    assert "functions compiled" in table
    assert "of 64.0 MiB reserved" in table["memory"]


@pytest.mark.skipif(not (ROOT / "setup.py").exists(), reason="the source is not there")
def test_a_build_without_inspection(tmp_path: Path) -> None:
    command = ["setup.py", "-q", "build", "-b", "build/small", "--build-lib", str(tmp_path)]
    made = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "CPJIT_INSPECTION": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    source = """
import cpjit
cpjit.enable(threshold=1, exclude="rare")
def work(n):
    return sum([i * i for i in range(n)])
print(work(100), cpjit.stats().functions > 0, "trace of stencils" in cpjit.stats().memory)
try:
    cpjit.explain(work)
except ImportError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "328350 True False\nNo module named 'cpjit.introspect.explain'\n"


def test_the_budget() -> None:
    """What docs/embedding.md says that embedding takes."""
    library = Path(_engine.find_library()).stat().st_size
    page = ROOT / "docs" / "embedding.md"
    documented = re.search(r"^\| the stencils .* \| (\d+) KB \|$", page.read_text(), re.MULTILINE)
    assert documented and abs(library / int(documented[1]) - 1000) < 150
    source = """
import os
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
before = resident()
import cpjit
cpjit.enable(memory_limit="1M")
print(resident() - before)
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", source],
        env={**os.environ, "PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 3_000_000
