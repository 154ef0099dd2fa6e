"""Builds the patcher with its native tests and runs each of them in a process of its own.

They run as three programs: linked as distributions link Python today, linked at a fixed low address
as Debian's Python is (the executable memory then lies below 2 GB), and with sanitizers.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TESTS = re.findall(
    r"^TEST\((\w+)\)", "\n".join(p.read_text() for p in sorted(HERE.glob("test_*.c"))), re.M
)
BUILDS = {
    "relocatable": ["-O2"],
    "fixed-address": ["-O2", "-no-pie", "-fno-pie"],
    "sanitized": ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
}
NOT_POSSIBLE_HERE = 77


def compiler() -> list[str]:
    """The system's C compiler; without one, the clang that builds the stencils."""
    found = os.environ.get("CC") or shutil.which("cc")
    return found.split() if found else [sys.executable, "-m", "ziglang", "cc"]


def build(folder: Path, flags: list[str]) -> Path:
    program = folder / "native_tests"
    sources = [*sorted(HERE.glob("*.c")), *sorted((ROOT / "cpjit" / "patcher").glob("*.c"))]
    command = [*compiler(), "-std=c17", "-D_GNU_SOURCE", "-g", "-Wall", "-Wextra", *flags]
    command += ["-I", str(ROOT / "cpjit"), *map(str, sources)]
    command += ["-o", str(program), "-ldl", "-pthread"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0 and "-fsanitize=address,undefined" in flags:
        pytest.skip("the compiler has no sanitizers here")
    assert done.returncode == 0, done.stderr
    return program


@pytest.fixture(scope="module", params=BUILDS)
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp(request.param), BUILDS[request.param])


def test_every_native_test_is_run(program: Path) -> None:
    listed = subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()
    assert sorted(listed) == sorted(TESTS)
    assert len(TESTS) > 80


@pytest.mark.parametrize("name", TESTS)
def test_native(program: Path, name: str, tmp_path: Path) -> None:
    done = subprocess.run([program, name, tmp_path], capture_output=True, text=True, timeout=300)
    if done.returncode == NOT_POSSIBLE_HERE:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
