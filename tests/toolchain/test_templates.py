"""What template files declare in comments, and where their templates are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cpjit.toolchain.machines import MACHINES
from cpjit.toolchain.stencil import Refusal
from cpjit.toolchain.templates import TemplateFile


def read(tmp_path: Path, text: str) -> TemplateFile:
    path = tmp_path / "family.c"
    path.write_text(text)
    return TemplateFile.read(path)


def test_a_file_without_axes_is_compiled_once(tmp_path: Path) -> None:
    file = read(tmp_path, "STENCIL(a) {}\n")
    assert file.combinations == [()]
    assert file.driver().count('#include "family.c"') == 1
    assert "#define SUFFIX \n" in file.driver()


def test_the_last_axis_changes_fastest(tmp_path: Path) -> None:
    file = read(tmp_path, "// axes: X=0..1 Y=0..2\n")
    assert file.axes == (2, 3)
    assert [file.suffix(values) for values in file.combinations] == [
        "_0_0",
        "_0_1",
        "_0_2",
        "_1_0",
        "_1_1",
        "_1_2",
    ]
    assert "#define X 1\n#define Y 0\n#define SUFFIX _1_0\n" in file.driver()


def test_only_the_first_variant_sees_first_variant(tmp_path: Path) -> None:
    driver = read(tmp_path, "// axes: X=0..7\n").driver()
    assert driver.index("#undef FIRST_VARIANT") < driver.index("#define X 1")


@pytest.mark.parametrize(
    "axes", ["Y=0..7", "X=0..7 Z=0..7", "X=1..7", "X=0-7", "A=0..7", "", "X=0..7, Y=0..7"]
)
def test_other_axes_are_refused(tmp_path: Path, axes: str) -> None:
    with pytest.raises(Refusal, match=r"family\.c: axes must read like `X=0\.\.7 Y=0\.\.7`"):
        read(tmp_path, f"// axes: {axes}\n")


def test_templates_are_found_by_line(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "STENCIL(first)\n{\n}\n\nROUTINE(PyObject *, second)(int x)\n{\n}\nMANY(third, +)\n",
    )
    assert file.place("first") == "family.c:1"
    assert file.place("second") == "family.c:5"
    assert file.place("third") == "family.c:8"
    assert file.place("unknown") == "family.c"


def test_assembly_is_in_the_headers_of_machines_only() -> None:
    """Elsewhere it may only keep the compiler from something."""
    sources = Path(__file__).resolve().parents[2] / "stencils_src"
    headers = {f"{name}.h" for name in MACHINES}
    for path in sources.glob("*.[ch]"):
        if path.name not in headers:
            assert not re.search(r'\basm\b(?! volatile\("" )', path.read_text()), path.name
    assert all((sources / name).is_file() for name in headers)
