"""The machine code of representative stencils, as it was when somebody last looked at it.

A template that grows a spill, a frame or a second jump on its hot path shows up here. When a
change is wanted, write the listings again, and review the difference:

    python tests/toolchain/test_golden.py
"""

from __future__ import annotations

import difflib
import functools
import os
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"

# Of each kind of template one: raw arithmetic and comparison, boxes, registers and memory, slots,
# guards, containers, calls to C, calls to compiled code, control flow, routines.
CHOSEN = (
    "int_add_0_1",
    "int_subtract_2_5",
    "int_floor_divide_0_1",
    "int_lshift_3_4",
    "int_add_small_0",
    "double_multiply_0_1",
    "double_divide_6_7",
    "branch_int_lt_0_2",
    "branch_double_eq_0_1",
    "unbox_int_0",
    "box_int_2",
    "box_double_1",
    "write_back_double_0",
    "int_move_0_3",
    "int_spill_2",
    "double_load_4",
    "copy_slot",
    "guard_type",
    "release_leaf_0",
    "list_item_2_0",
    "count_further_0",
    "binary",
    "load_global_0",
    "call_python_1",
    "poll",
)

# Of another machine the forms that a patcher meets: numbers, pointers, cells, constants, homes,
# jumps, calls, native frames.
ELSEWHERE = {
    "aarch64-linux": (
        "double_multiply_0_1",
        "double_load_4",
        "int_add_0_1",
        "int_add_small_0",
        "int_load_3",
        "int_move_0_3",
        "int_spill_2",
        "branch_double_eq_0_1",
        "guard_type",
        "copy_slot",
        "load_global_0",
        "binary",
        "call_python_1",
        "poll",
        "stub_hit",
        "enter",
    )
}
TARGETS = {"x86_64-linux": CHOSEN, **ELSEWHERE}

reference = pytest.mark.skipif(
    bool(sysconfig.get_config_var("Py_DEBUG")) or "CPJIT_CLANG" in os.environ,
    reason="the golden listings are of the reference compiler and the release build",
)


def golden(target: str) -> Path:
    """Where a target's listings are."""
    return GOLDEN / target if target in ELSEWHERE else GOLDEN


@functools.cache
def listings(target: str) -> dict[str, str]:
    """The listing of every stencil, by name, freshly built if need be."""
    from cpjit.toolchain import build

    text = (build.build(root=ROOT, target=target) / "listing.txt").read_text()
    return {entry.partition(":")[0]: entry.strip() + "\n" for entry in text.split("\n\n")}


@reference
@pytest.mark.parametrize(
    ("target", "name"), [(target, name) for target, names in TARGETS.items() for name in names]
)
def test_a_stencil_is_as_it_was_reviewed(target: str, name: str) -> None:
    path = golden(target) / f"{name}.txt"
    before, now = path.read_text().splitlines(), listings(target)[name].splitlines()
    difference = "\n".join(difflib.unified_diff(before, now, "reviewed", "built", lineterm=""))
    assert not difference, (
        f"{difference}\n\nif this is wanted: python tests/toolchain/test_golden.py"
    )


@pytest.mark.parametrize("target", TARGETS)
def test_no_golden_listing_is_left_over(target: str) -> None:
    assert sorted(path.stem for path in golden(target).glob("*.txt")) == sorted(TARGETS[target])


def regenerate() -> None:
    """Write the listings again."""
    for target, names in TARGETS.items():
        built = listings(target)
        folder = golden(target)
        folder.mkdir(exist_ok=True)
        for path in folder.glob("*.txt"):
            path.unlink()
        for name in names:
            (folder / f"{name}.txt").write_text(built[name])
        print(f"{len(names)} listings written; review them with: git diff {folder}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    regenerate()
