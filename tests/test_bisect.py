"""What is compiled wrongly is found: in a copy of cpjit whose subtraction adds, or whose division
is no instruction at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
from pathlib import Path

import pytest
from running import Completed, Run, run_python

import cpjit
from cpjit import _engine

pytestmark = pytest.mark.interpreter

PROGRAM = """
def shift(x):
    return x + 1.0

def total(n):
    result = 0.0
    for i in range(n):
        result = result + shift(float(i))
    return result

class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def distance(self, other):
        if self.x > 30.0:
            return self.x - other.x
        return self.y * other.y

    def share(self, other):
        result = 0.0
        for k in range(3):
            result = result + self.y / other.y
        return result

origin = Point(2.5, 1.0)
for i in range(50):
    shown = total(4), Point(i * 1.0, 2.0).distance(origin), CALL
print(shown)
"""
SUBTRACT, ADD = b"\xf2\x0f\x5c", b"\xf2\x0f\x58"
DIVIDE, NOTHING = b"\xf2\x0f\x5e", b"\x0f\x0b\x90"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a copy of the installed package."""
    shutil.copytree(Path(cpjit.__file__).parent, tmp_path / "site" / "cpjit")
    return tmp_path / "site"


def miscompile(site: Path, right: bytes, wrong: bytes) -> None:
    """Put another instruction in the place of one, wherever a stencil has it."""
    library = site / "cpjit" / "stencils" / _engine.stencils_key() / "library.bin"
    data = bytearray(library.read_bytes())
    assert data.count(right) > 8
    data = data.replace(right, wrong)
    data[8:16] = struct.pack("<Q", checksum(data[16:]))
    library.write_bytes(data)
    manifest = json.loads(library.with_name("manifest.json").read_text())
    manifest["files"][library.name] = hashlib.sha256(data).hexdigest()
    library.with_name("manifest.json").write_text(json.dumps(manifest))


def checksum(data: bytearray) -> int:
    """That of the library: FNV-1a over words, four at a time."""
    lanes = [0xCBF29CE484222325] * 4
    words = [word for (word,) in struct.iter_unpack("<Q", data)]
    for lane in range(4):
        for word in words[lane::4]:
            lanes[lane] = (lanes[lane] ^ word) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    total = 0
    for value in lanes:
        total = (total ^ value) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return total


def bisect(site: Path, call: str) -> Completed:
    program = site.parent / "program.py"
    program.write_text(PROGRAM.replace("CALL", call))
    return python(site, "-m", "cpjit", "bisect", "--", "python", "program.py")


def python(site: Path, *words: str, **variables: str) -> Completed:
    variables |= {"PYTHONPATH": str(site), "CPJIT_THRESHOLD": "1"}
    return run_python(site.parent, *words, timeout=120, **variables)


def test_a_wrong_result_is_traced_to_function_and_block(site: Path) -> None:
    miscompile(site, SUBTRACT, ADD)
    done = bisect(site, "0")
    assert done.returncode == 0, done.stderr
    found, piece, command, *rest = done.stdout.splitlines()[1:]
    assert found.endswith("program.py:16: Point.distance")
    assert "line 18" in piece
    assert rest == []
    # The line that a report would have is true.
    right = run_python(site.parent, "program.py").stdout
    only = command.split("CPJIT_ONLY=")[1].split()[0].strip("'")
    assert "program.py:16:Point.distance#" in only
    assert python(site, "-m", "cpjit", "program.py", CPJIT_ONLY=only).stdout != right
    assert python(site, "-m", "cpjit", "program.py", CPJIT_EXCLUDE="*.distance").stdout == right


def test_a_crash_is_traced_to_its_function(site: Path) -> None:
    miscompile(site, DIVIDE, NOTHING)
    done = bisect(site, "origin.share(origin)")
    assert done.returncode == 0, done.stderr
    assert "it dies of SIGILL" in done.stderr
    assert "program.py:21: Point.share" in done.stdout
    assert "line 23" in done.stdout, "the block of the loop"


def test_where_nothing_is_wrong_it_says_so(site: Path) -> None:
    done = bisect(site, "0")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "that is the same: nothing to find" in done.stderr
    done = bisect(site, "id(Point(1, 2))")
    assert "nothing can be told" in done.stderr or "the same" in done.stderr


def test_functions_are_chosen_by_name_file_and_line(run: Run, tmp_path: Path) -> None:
    source = """
def one(): return 1
def other(): return 2
class Mine:
    def one(self): return 3
from cpjit import _cpjit
for i in range(50): one(), other(), Mine().one()
print(*(int(_cpjit.is_compiled(f.__code__)) for f in (one, other, Mine.one)))
"""
    Path(tmp_path, "choose.py").write_text(source)
    for options, expected in (
        (("--only", "one"), "1 0 0"),
        (("--only", "*one"), "1 0 1"),
        (("--only", "one,Mine.*"), "1 0 1"),
        (("--only", "choose.py:3:"), "0 1 0"),
        (("--only", "choose.py:2-4:"), "1 1 0"),
        (("--only", "elsewhere.py:*"), "0 0 0"),
        (("--only", "*", "--exclude", "one,<module>"), "0 1 1"),
        (("--exclude", "ch*.py:o*,<*"), "0 0 1"),
        (("--only", "one#0,other"), "0 1 0"),
    ):
        done = run("-m", "cpjit", "--threshold", "1", *options, "choose.py")
        assert (done.stderr, done.stdout.strip()) == ("", expected), options
    Path(tmp_path, "rules").write_text("one\nchoose.py:5:\n")
    done = run("-m", "cpjit", "--threshold=1", "--only=@rules", "choose.py")
    assert done.stdout == "1 0 1\n"
    for wrong in ("one#many", "9-3:f", "@nowhere"):
        done = run("-m", "cpjit", "--only", wrong, "choose.py")
        assert done.returncode == 2
        assert ("No such file" if wrong == "@nowhere" else "must be: Names of") in done.stderr
