"""The whole build: what is compiled when, and that it always comes out the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cpjit.toolchain import build

from .workshop import Workshop

ROOT = Path(__file__).resolve().parents[2]

TEMPLATES = """\
// axes: X=0..1 Y=0..1
#include "machine.h"
#ifdef FIRST_VARIANT
static inline __attribute__((always_inline)) int64_t twice(int64_t x) { return x + x; }
#endif
STENCIL(double) { R(X) = twice(R(X)) + SLOT(A); GO_ON(); }
#if X != Y
STENCIL(move) { R(X) = R(Y); GO_ON(); }
#endif
"""
ROUTINES = """\
#include "machine.h"
ROUTINE(int64_t, answer)(void) { return 42; }
int64_t lib_answer(void);
STENCIL(ask) { GOTO(A); }
"""


@pytest.fixture
def made(workshop: Workshop) -> Path:
    workshop.write("a.c", TEMPLATES)
    workshop.write("b.c", ROUTINES)
    return workshop.build()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_two_builds_give_the_same_bytes(workshop: Workshop, made: Path) -> None:
    again = workshop.build("again")
    assert contents(again) == contents(made)
    assert set(contents(made)) == {
        "library.bin",
        "manifest.json",
        "listing.txt",
        "stencil_ids.h",
    }


def test_nothing_is_done_when_nothing_changed(
    workshop: Workshop, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    monkeypatch.setattr(build, "make", lambda *_: pytest.fail("built again"))
    assert workshop.build() == made
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == before


def compiled(workshop: Workshop) -> list[str]:
    names: list[str] = []
    build.build(
        root=workshop.root,
        python=Path(sys.executable),
        out=workshop.root / "out",
        progress=lambda done, total, name: names.append(name),
    )
    return sorted(names)


def test_a_changed_template_compiles_its_file_alone(workshop: Workshop, made: Path) -> None:
    library = (made / "library.bin").read_bytes()
    workshop.write("b.c", ROUTINES.replace("42", "43"))
    assert compiled(workshop) == ["b.c"]
    assert (made / "library.bin").read_bytes() != library


def test_a_changed_header_compiles_everything(workshop: Workshop, made: Path) -> None:
    header = workshop.sources / "machine.h"
    header.write_text(header.read_text() + "\n")
    assert compiled(workshop) == ["(struct layout)", "a.c", "b.c"]


def test_a_damaged_library_is_made_again(workshop: Workshop, made: Path) -> None:
    library = made / "library.bin"
    good = library.read_bytes()
    library.write_bytes(good[:-1] + b"\xff")
    assert compiled(workshop) == []
    assert library.read_bytes() == good


def test_the_manifest_says_what_was_assumed(made: Path) -> None:
    manifest = json.loads((made / "manifest.json").read_text())
    assert manifest["target"] == "x86_64-linux"
    assert manifest["python"]["version"] == "{}.{}.{}".format(*sys.version_info[:3])
    assert manifest["python"]["opcodes"]["LOAD_FAST"] > 0
    assert manifest["python"]["inline_caches"]["CALL"] == 4
    assert manifest["structs"]["PyFloatObject"]["size"] == float.__basicsize__
    assert manifest["structs"]["PyTypeObject"]["size"] <= type.__basicsize__
    assert manifest["stencils"] == 4 + 4 + 1 and manifest["routines"] == 1
    assert "ziglang" in manifest["compiler"]
    assert not [line for line in json.dumps(manifest).split('"') if line.startswith("/")]


def test_a_variant_that_is_left_out_keeps_its_id(made: Path) -> None:
    listing = (made / "listing.txt").read_text()
    assert "move_0_0: no such variant" in listing
    assert "    ST_MOVE = 4,\n" in (made / "stencil_ids.h").read_text()
    assert "    ST_ASK = 8,\n" in (made / "stencil_ids.h").read_text()


def test_the_listing_names_holes(made: Path) -> None:
    listing = (made / "listing.txt").read_text()
    assert "add r14, qword ptr [r12]  ; ABS32S HOLE_A" in listing


def told(workshop: Workshop) -> str:
    with pytest.raises(build.BuildError) as error:
        workshop.build()
    return str(error.value)


def test_every_refusal_is_told_at_once(workshop: Workshop) -> None:
    workshop.write(
        "a.c", "STENCIL(one) { r0 = HOLE(A); GO_ON(); }\nSTENCIL(two) { __builtin_trap(); }\n"
    )
    workshop.write("b.c", "STENCIL(three) { volatile int64_t x = r0; r1 = x; GO_ON(); }\n")
    lines = told(workshop).splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["a.c:1", "one"],
        ["a.c:2", "two"],
        ["b.c:1", "three"],
    ]
    assert not (workshop.root / "out" / "manifest.json").exists()


def test_names_are_unique_and_routines_exist(workshop: Workshop) -> None:
    workshop.write("a.c", "STENCIL(same) { GO_ON(); }\n")
    workshop.write(
        "b.c",
        "extern PN void lib_gone(PARAMETERS);\n"
        "STENCIL(same) { GOTO(A); }\nSTENCIL(lost) { MUSTTAIL return lib_gone(ARGUMENTS); }\n",
    )
    message = told(workshop)
    assert "same is defined twice" in message
    assert "lib_gone is used but defined nowhere" in message


def test_helpers_defined_for_each_variant_are_explained(workshop: Workshop) -> None:
    workshop.write("a.c", TEMPLATES.replace("#ifdef FIRST_VARIANT", "#if 1"))
    assert "redefinition of 'twice'" in told(workshop)
    assert "#ifdef FIRST_VARIANT" in told(workshop)


def test_what_the_compiler_says_is_passed_on(workshop: Workshop) -> None:
    workshop.write("a.c", "STENCIL(a) { GO_ON() }\n")
    assert "a.c:1:" in told(workshop) and "expected ';'" in told(workshop)


@pytest.mark.parametrize("target", ["aarch64-darwin", "x86_64-windows", "riscv64-linux-gnu"])
def test_other_targets_are_refused(workshop: Workshop, target: str) -> None:
    with pytest.raises(build.BuildError, match=f"no stencils for {target} yet"):
        build.plan(root=workshop.root, target=target)


def test_the_c_library_plays_no_part(workshop: Workshop) -> None:
    workshop.write("a.c", "STENCIL(a) { GO_ON(); }\n")
    targets = {
        build.plan(root=workshop.root, target=f"aarch64-linux-{library}").target
        for library in ("gnu", "musl")
    }
    assert targets == {"aarch64-linux"}


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "build_stencils.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_builds_once_and_checks(tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    stale = command("--out", out, "--check")
    assert stale.returncode == 1 and "not up to date" in stale.stdout
    first = command("--out", out)
    assert first.returncode == 0, first.stderr
    assert "built in" in first.stdout
    assert "] " in first.stderr and "\r" not in first.stderr
    assert "up to date" in command("--out", out).stdout
    assert command("--out", out, "--check").returncode == 0


def test_the_command_takes_a_target() -> None:
    build.build(root=ROOT, target="aarch64-linux")
    done = command("--target", "aarch64-linux-gnu", "--check")
    assert done.returncode == 0, done.stdout
    assert "aarch64-linux-cp311" in done.stdout
    wrong = command("--target", "mips-linux")
    assert "targets: x86_64-linux, aarch64-linux" in wrong.stderr


def test_the_command_names_what_it_cannot_build_for() -> None:
    done = command("--python", "/nowhere/python3")
    assert done.returncode == 1
    assert done.stderr == "build_stencils.py: no interpreter /nowhere/python3\n"
