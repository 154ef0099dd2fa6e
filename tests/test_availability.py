"""Where cpjit can't work it says why in one sentence, and the program runs all the same."""

from __future__ import annotations

import importlib.machinery
import json
import platform
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

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


def no_manifest(package: Path) -> None:
    (stencils(package) / "manifest.json").unlink()


def manifest_that_is_not_json(package: Path) -> None:
    (stencils(package) / "manifest.json").write_text('{"target": ')


def manifest_that_is_a_list(package: Path) -> None:
    (stencils(package) / "manifest.json").write_text("[1, 2]")


def manifest_that_is_empty(package: Path) -> None:
    (stencils(package) / "manifest.json").write_text("{}")


def change_manifest(package: Path, *keys: str, value: object) -> None:
    path = stencils(package) / "manifest.json"
    manifest = json.loads(path.read_text())
    where = manifest
    for key in keys[:-1]:
        where = where[key]
    assert where.get(keys[-1]) != value
    where[keys[-1]] = value
    path.write_text(json.dumps(manifest))


def stencils_of_another_engine(package: Path) -> None:
    change_manifest(package, "names_digest", value="0123456789abcdef")


def stencils_for_other_opcodes(package: Path) -> None:
    change_manifest(package, "python", "opcodes", value="0" * 64)


def stencils_with_an_opcode_more(package: Path) -> None:
    change_manifest(package, "python", "opcodes", "NEW_OPCODE", value=200)


def stencils_with_a_renumbered_opcode(package: Path) -> None:
    change_manifest(package, "python", "opcodes", "BINARY_OP", value=121)


def stencils_with_another_cache(package: Path) -> None:
    change_manifest(package, "python", "inline_caches", "LOAD_GLOBAL", value=4)


def stencils_for_another_layout(package: Path) -> None:
    change_manifest(package, "structs", "_PyInterpreterFrame", "stacktop", value=72)


def stencils_for_another_free_list(package: Path) -> None:
    field = "float_state.free_list"
    change_manifest(package, "structs", "PyInterpreterState", field, value=8)


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
        (no_manifest, "the stencils are damaged"),
        (manifest_that_is_not_json, "the stencils are damaged"),
        (manifest_that_is_a_list, "the stencils are damaged"),
        (manifest_that_is_empty, "the stencils are damaged"),
        (stencils_of_another_engine, ""),
        (stencils_for_other_opcodes, ""),
        (stencils_with_an_opcode_more, "the stencils were made for other opcodes"),
        (stencils_with_a_renumbered_opcode, "the stencils were made for other opcodes"),
        (stencils_with_another_cache, "the stencils were made for other opcodes"),
        (stencils_for_another_layout, "the stencils were made for another layout of _PyInterp"),
        (stencils_for_another_free_list, "the stencils were made for another layout of PyInterp"),
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
    source = "import sys; print(sys.flags.optimize, sys.flags.safe_path, sys.argv, sys._xoptions)"
    flags = ("-O", "-P", "-X", "dev")
    words = ("-c", source, "-x", "--stats")
    assert (
        python(broken, *flags, "-m", "cpjit", *words).stdout
        == python(broken, *flags, *words).stdout
    )


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("python_implementation", "PyPy", "this is PyPy 3.11"),
        ("machine", "riscv64", "works on x86-64 Linux and this is riscv64"),
    ],
)
def test_another_system_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setattr(platform, name, lambda: value)
    with pytest.raises(cpjit.UnavailableError, match=re.escape(reason)):
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
library = str(_engine.load())
api = ctypes.pythonapi
api.PyInterpreterState_Get.restype = ctypes.c_void_p
interpreter = ctypes.c_void_p(api.PyInterpreterState_Get())
install = api._PyInterpreterState_SetEvalFrameFunc
default = ctypes.cast(api._PyEval_EvalFrameDefault, ctypes.c_void_p)
other = ctypes.cast(api.PyObject_Repr, ctypes.c_void_p)  # never called: only C runs meanwhile
error = None
install(interpreter, other)
try:
    _cpjit.enable(library, 1, 1 << 24, 0, False, False, False)
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
