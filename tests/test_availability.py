"""Where cpjit can't work it says why in one sentence, and the program runs all the same."""

from __future__ import annotations

import importlib.machinery
import os
import platform
import re
import shutil
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from running import Completed, run_python

import cpjit
from cpjit import _engine

pytestmark = pytest.mark.interpreter

SUFFIX = importlib.machinery.EXTENSION_SUFFIXES[0]
PROBE = """
import cpjit
print(cpjit.available().reason)
try:
    cpjit.enable()
except cpjit.UnavailableError as error:
    print(error)
else:
    print("enabled")
print(cpjit.is_enabled(), cpjit.stats().functions)
cpjit.disable()
print(sum(range(10)))
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the installed package, to be broken."""
    package = tmp_path / "site" / "cpjit"
    shutil.copytree(Path(cpjit.__file__).parent, package)
    return package


def python(package: Path, *words: str) -> Completed:
    """Run the interpreter with that copy of the package."""
    return run_python(package.parent, *words, PYTHONPATH=str(package.parent))


def stencils(package: Path) -> Path:
    return package / "stencils" / _engine.stencils_key()


def no_engine(package: Path) -> None:
    for path in package.glob("_cpjit*.so"):
        path.unlink()


def engine_of_another_build(package: Path) -> None:
    other = ".cpython-311d-x86_64-linux-gnu.so"
    if other == SUFFIX:
        other = ".cpython-311-x86_64-linux-gnu.so"
    (package / f"_cpjit{SUFFIX}").rename(package / f"_cpjit{other}")


def engine_that_is_no_library(package: Path) -> None:
    (package / f"_cpjit{SUFFIX}").write_bytes(b"nonsense")


def no_stencils(package: Path) -> None:
    shutil.rmtree(package / "stencils")


def no_library(package: Path) -> None:
    (stencils(package) / "library.bin").unlink()


def empty_library(package: Path) -> None:
    (stencils(package) / "library.bin").write_bytes(b"")


def truncated_library(package: Path) -> None:
    path = stencils(package) / "library.bin"
    path.write_bytes(path.read_bytes()[:-64])


def flipped_bit(package: Path) -> None:
    path = stencils(package) / "library.bin"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def wrong_magic(package: Path) -> None:
    path = stencils(package) / "library.bin"
    path.write_bytes(b"cpjitSL0" + path.read_bytes()[8:])


def library_of_another_build(package: Path) -> None:
    path = stencils(package) / "library.bin"
    data = bytearray(path.read_bytes())
    data[16] ^= 1  # the digest of names, opcodes and structures
    checksum = 0xCBF29CE484222325
    for (word,) in struct.iter_unpack("<Q", data[16:]):
        checksum = ((checksum ^ word) * 0x100000001B3) & (1 << 64) - 1
    data[8:16] = struct.pack("<Q", checksum)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (no_engine, "the engine is not built for this interpreter: "),
        (engine_of_another_build, "the engine was built for another build of the interpreter"),
        (engine_that_is_no_library, "the engine can't be loaded"),
        (no_stencils, "the stencils are missing"),
        (no_library, "the stencils are missing"),
        (empty_library, "the stencils are damaged"),
        (truncated_library, "the stencils are damaged"),
        (flipped_bit, "the stencils are damaged"),
        (wrong_magic, "the stencils are damaged"),
        (library_of_another_build, "the stencils are damaged"),
    ],
)
def test_a_broken_installation_is_told_and_survived(
    broken: Path, damage: Callable[[Path], None], reason: str
) -> None:
    damage(broken)
    done = python(broken, "-c", PROBE)
    assert (done.returncode, done.stderr) == (0, "")
    told, raised, state, result = done.stdout.splitlines()
    assert told.startswith(reason) and told != ""
    assert raised != "enabled"
    assert "install" in raised, "it does not say what to do"
    assert (state, result) == ("False 0", "45")

    (broken.parent / "program.py").write_text("import sys\nprint(sys.argv)\nsys.exit(7)\n")
    done = python(broken, "-m", "cpjit", "--stats", "program.py", "a")
    assert done.returncode == 7
    assert done.stdout == "['program.py', 'a']\n"
    assert done.stderr == f"cpjit: warning: running interpreted: {raised}\n"


def test_without_cpjit_the_program_keeps_the_interpreters_flags(broken: Path) -> None:
    no_engine(broken)
    shown = "sys.flags.optimize, sys.flags.safe_path, sys.stdout.write_through, sys._xoptions"
    source = f"import sys; print({shown}, sys.argv)"
    flags = ("-O", "-P", "-u", "-X", "dev")
    words = ("-c", source, "-x", "--stats")
    assert (
        python(broken, *flags, "-m", "cpjit", *words).stdout
        == python(broken, *flags, *words).stdout
    )


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def manifest_that_is_not_json(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"target": ')


def manifest_that_is_a_list(folder: Path) -> None:
    (folder / "manifest.json").write_text("[1, 2]")


def manifest_that_is_empty(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}")


@pytest.mark.parametrize(
    "damage",
    [no_manifest, manifest_that_is_not_json, manifest_that_is_a_list, manifest_that_is_empty],
)
def test_a_damaged_manifest_is_told(broken: Path, damage: Callable[[Path], None]) -> None:
    """It describes the stencils for people and tools: the engine itself can do without."""
    damage(stencils(broken))
    done = python(broken, "-c", PROBE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("the stencils are damaged"), done.stdout


def test_another_implementation_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.implementation, "name", "pypy")
    monkeypatch.setattr(platform, "python_implementation", lambda: "PyPy")
    with pytest.raises(cpjit.UnavailableError, match="this is PyPy 3.11"):
        _engine.check_interpreter()


def test_another_machine_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine="riscv64"))
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(cpjit.UnavailableError, match="works on x86-64 Linux and this is riscv64"):
        _engine.check_interpreter()


def test_another_version_is_refused_with_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 13, 1, "final", 0))
    monkeypatch.setattr(platform, "python_version", lambda: "3.13.1")
    expected = "this is CPython 3.13.1: run the program with python3.11"
    with pytest.raises(cpjit.UnavailableError, match=re.escape(expected)):
        _engine.check_interpreter()


def test_memory_that_the_system_denies_is_told(broken: Path) -> None:
    source = """
import resource, cpjit
assert cpjit.available()
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + (128 << 10)
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    cpjit.enable()
except cpjit.UnavailableError as error:
    print("memory" in str(error), cpjit.is_enabled())
print(sum(range(10)))
"""
    done = python(broken, "-c", source)
    assert (done.returncode, done.stdout) == (0, "True False\n45\n"), done.stderr


def test_another_owner_of_the_evaluation_hook_is_respected(broken: Path) -> None:
    source = """
import ctypes, cpjit
from cpjit import _cpjit, _engine
library = _engine.load()
api = ctypes.pythonapi
api.PyInterpreterState_Get.restype = ctypes.c_void_p
interpreter = ctypes.c_void_p(api.PyInterpreterState_Get())
install = api._PyInterpreterState_SetEvalFrameFunc
default = ctypes.cast(api._PyEval_EvalFrameDefault, ctypes.c_void_p)
other = ctypes.cast(api.PyObject_Repr, ctypes.c_void_p)  # never called: only C runs meanwhile
error = None
install(interpreter, other)
try:
    _cpjit.enable(library, 1, 1, 1 << 24, 0, False, False, False, False)
except RuntimeError as caught:
    error = caught
install(interpreter, default)
print(type(error).__name__, _cpjit.is_enabled())
print(error)
cpjit.enable()
print(cpjit.is_enabled())
"""
    done = python(broken, "-c", source)
    lines = done.stdout.splitlines()
    assert (lines[0], lines[-1]) == ("RuntimeError False", "True"), done.stderr
