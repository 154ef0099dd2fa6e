"""Which interpreters stencils are built for, and what is said of the others."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from cpjit.toolchain import cpython


def told(python: Path = Path(sys.executable)) -> dict[str, Any]:
    """What an interpreter answers."""
    import subprocess

    answer = subprocess.check_output([str(python), "-I", "-c", cpython._QUESTIONS])
    described = json.loads(answer)
    assert isinstance(described, dict)
    return described


def pretend(tmp_path: Path, **changes: Any) -> Path:
    """An interpreter that answers like this one, but for the changes."""
    path = tmp_path / "python"
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(told() | changes)}\nEND\n")
    path.chmod(0o755)
    return path


def test_this_interpreter_is_understood() -> None:
    described = cpython.examine(Path(sys.executable))
    assert described.version == sys.version_info[:3]
    assert described.abi.startswith("cp311")
    assert all(folder.is_dir() for folder in described.include_folders)


def test_headers_of_this_machine_stand_in_for_those_of_another(tmp_path: Path) -> None:
    """Debian's pyconfig.h includes <aarch64-linux-gnu/python3.11/pyconfig.h> there."""
    debian = Path("/usr/include/x86_64-linux-gnu/python3.11")
    described = dataclasses.replace(cpython.examine(Path(sys.executable)), multiarch=debian)
    assert described.options_for("x86_64", tmp_path) == list(described.include_options)
    assert described.options_for("aarch64", tmp_path)[-2:] == ["-idirafter", str(tmp_path)]
    made = tmp_path / "aarch64-linux-gnu" / "python3.11" / "pyconfig.h"
    assert made.read_text() == f'#include "{debian}/pyconfig.h"\n'


@pytest.mark.parametrize(("debug", "abi"), [(False, "cp311"), (True, "cp311d")])
def test_a_debug_build_has_its_own_stencils(tmp_path: Path, debug: bool, abi: str) -> None:
    assert cpython.examine(pretend(tmp_path, debug=debug)).abi == abi


def test_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(cpython.PythonError, match=r"is cpython 3\.12\.1; .* CPython 3\.11"):
        cpython.examine(pretend(tmp_path, version=[3, 12, 1]))


def test_another_implementation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(cpython.PythonError, match="is pypy 3.11"):
        cpython.examine(pretend(tmp_path, implementation="pypy"))


def test_missing_headers_are_named(tmp_path: Path) -> None:
    with pytest.raises(cpython.PythonError, match="has no headers in /nowhere"):
        cpython.examine(pretend(tmp_path, include="/nowhere"))


def test_an_interpreter_that_does_not_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "python"
    path.write_text("#!/bin/sh\necho 'cannot start' >&2\nexit 3\n")
    path.chmod(0o755)
    with pytest.raises(cpython.PythonError, match="does not run: cannot start"):
        cpython.examine(path)


def test_a_version_means_the_command_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path).rename(tmp_path / "python3.11")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cpython.find("3.11") == tmp_path / "python3.11"
    with pytest.raises(cpython.PythonError, match="no interpreter python3.9"):
        cpython.find("3.9")


def test_different_headers_have_different_digests(tmp_path: Path) -> None:
    headers = tmp_path / "include"
    (headers / "internal").mkdir(parents=True)
    header = headers / "internal" / "pycore_frame.h"
    header.write_text("one\n")
    python = pretend(tmp_path, include=str(headers), platinclude=str(headers), multiarch=None)
    first = cpython.examine(python).headers_digest()
    header.write_text("two\n")
    assert cpython.examine(python).headers_digest() != first
