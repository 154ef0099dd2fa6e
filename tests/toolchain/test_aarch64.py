"""The stencils for AArch64: complete, with holes that a patcher can fill, and right when they run
in an emulator. Nothing here needs such a machine."""

from __future__ import annotations

import itertools
import math
import operator
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cpjit.toolchain import build, clang
from cpjit.toolchain.machines import MACHINES
from cpjit.toolchain.stencil import Flag, Kind, Part, Routine, Stencil

from .arm_emulator import BASE, CODE, DATA, EXITS, FRAME, INTEGERS, Emulator
from .arm_patcher import filled, has_form
from .blob import Blob
from .workshop import Workshop

ROOT = Path(__file__).resolve().parents[2]
ARM = MACHINES["aarch64"]


@pytest.fixture(scope="module")
def folder() -> Path:
    return build.build(root=ROOT, target="aarch64-linux")


@pytest.fixture(scope="module")
def library(folder: Path) -> dict[str, Stencil]:
    """All stencils and routines, by name."""
    blob = Blob((folder / "library.bin").read_bytes())
    found = [blob.stencil(row) for row in blob.stencils]
    shared = [blob.stencil(row) for row in blob.routines]
    return {s.name: s for s in found} | {f"lib_{s.name}": s for s in shared}


# ---- The library ----


def test_every_template_and_variant_is_there(folder: Path) -> None:
    """The ids are the other machine's."""

    def ids(where: Path) -> str:
        text = (where / "stencil_ids.h").read_text()
        return re.sub(r"CJ_NAMES_DIGEST .*", "", text)

    assert ids(folder) == ids(build.build(root=ROOT))


def test_it_is_hardly_larger_than_that_of_x86_64(library: dict[str, Stencil]) -> None:
    """Instructions of one size, but three operands."""
    other = Blob((build.build(root=ROOT) / "library.bin").read_bytes())
    hot = sum(len(s.hot) for s in library.values())
    both = sum(len(s.hot + s.cold) for s in library.values())
    stencils = [other.stencil(row) for row in other.stencils + other.routines]
    assert hot < 1.3 * sum(len(s.hot) for s in stencils)
    assert both < 1.3 * sum(len(s.hot + s.cold) for s in stencils)


def test_every_hole_is_in_an_instruction_of_its_kind(library: dict[str, Stencil]) -> None:
    """And is the only one there, and empty."""
    for stencil in library.values():
        seen = set()
        for patch in stencil.patches:
            assert patch.kind >= Kind.MOVW_SIGNED, stencil.name
            code = stencil.hot if patch.part is Part.HOT else stencil.cold
            word = int.from_bytes(code[patch.offset : patch.offset + 4], "little")
            assert patch.offset % 4 == 0 and has_form(word, patch.kind), (stencil.name, patch)
            assert (patch.part, patch.offset) not in seen, (stencil.name, patch)
            seen.add((patch.part, patch.offset))


def test_halves_come_in_pairs(library: dict[str, Stencil]) -> None:
    """No number is half filled, and no page is without what is taken from it."""
    pairs = (
        {Kind.GOT_PAGE21, Kind.GOT_OFFSET},
        {Kind.PAGE21, Kind.PAGE_OFFSET},
        {Kind.MOVW_SIGNED, Kind.MOVW_0},
        {Kind.MOVW_1, Kind.MOVW_0},
        {Kind.MOVW_0, Kind.MOVW_1, Kind.MOVW_2, Kind.MOVW_3},
    )
    for stencil in library.values():
        kinds: dict[object, set[Kind]] = {}
        for patch in stencil.patches:
            kinds.setdefault((patch.target, patch.addend), set()).add(patch.kind)
        alone = {Kind.OFFSET12, Kind.BRANCH26, Kind.BRANCH19, Kind.LITERAL19}
        for target, found in kinds.items():
            rest = found - alone
            assert not rest or any(pair <= rest for pair in pairs), (stencil.name, target, found)


def test_only_what_calls_uses_the_stack(library: dict[str, Stencil]) -> None:
    """The return address is in a register: a call, and nothing else, pushes it."""
    users = set()
    for stencil in library.values():
        text = [str(i) for i in ARM.decode(stencil.hot)]
        cold = [str(i) for i in ARM.decode(stencil.cold)]
        calls = any(line.startswith(("bl ", "blr ")) for line in text + cold)
        if not calls and any(re.search(r"\[sp|sp, sp", line) for line in text + cold):
            users.add(stencil.name)
    assert not users


def test_all_code_can_be_decoded(library: dict[str, Stencil]) -> None:
    for stencil in library.values():
        for code in (stencil.hot, stencil.cold):
            assert 4 * len(ARM.decode(code)) == len(code), stencil.name
        assert stencil.hot or stencil.flags & (Flag.ABSENT | Flag.FALLS_THROUGH), stencil.name


def test_routines_are_called_by_their_name(library: dict[str, Stencil]) -> None:
    used = {p.target for s in library.values() for p in s.patches if isinstance(p.target, Routine)}
    assert used and all(f"lib_{routine.name}" in library for routine in used)


# ---- The machine ----


@pytest.mark.parametrize(
    ("word", "opposite"),
    [
        ("54000000", "54000001"),  # b.eq
        ("5400000b", "5400000a"),  # b.lt
        ("b4000003", "b5000003"),  # cbz x3
        ("34000003", "35000003"),
        ("36280002", "37280002"),  # tbz w2, #5
        ("b6f80016", "b7f80016"),  # tbz x22, #63
    ],
)
def test_conditions_are_jumps_without_a_target(word: str, opposite: str) -> None:
    condition = int(word, 16)
    assert ARM.inverted(condition) == int(opposite, 16)
    assert ARM.inverted(int(opposite, 16)) == condition
    for displacement in (-4, 0, 4, 1000, -32000):
        code = ARM.jump(condition, displacement)
        assert ARM.jump_at(code, 0) == (0, condition)
        (instruction,) = ARM.decode(code)
        target = int(instruction.operands.rpartition("#")[2], 16)
        assert (target - displacement - 4) % (1 << 64) == 0


def test_a_test_of_a_bit_reaches_far_by_way_of_a_branch() -> None:
    condition = 0x36280002
    assert ARM.jump_size(condition, short=False) == 8
    far = [str(i) for i in ARM.decode(ARM.jump(condition, 50000))]
    assert far == ["tbnz w2, #5, #8", f"b #{50000 + 8:#x}"]
    assert len(ARM.jump(condition, None)) == 8
    assert ARM.jump_hole(condition) is ARM.jump_hole(None)
    assert not ARM.is_short(condition, 40000) and ARM.is_short(0x54000000, 40000)


@pytest.mark.parametrize("code", ["94000000", "d65f03c0", "d61f0000", "9ac10800"])
def test_other_instructions_are_no_jumps(code: str) -> None:
    """`bl`, `ret`, `br`, `udiv`."""
    assert ARM.jump_at(bytes.fromhex(code)[::-1], 0) is None


# ---- What is refused ----


@pytest.fixture
def arm_workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path, clang.find("aarch64-linux"), "aarch64")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("volatile int64_t memory = r0; r1 = memory; GO_ON();", "spills on its hot path"),
        ('asm volatile("mov x29, xzr"); GO_ON();', "writes the base pointer"),
        ('asm volatile("ldp x3, x29, [x20]" ::: "x3"); GO_ON();', "writes the base pointer"),
        ("HIDDEN int64_t PyThing; r0 = PyThing; GO_ON();", "PyThing is declared hidden"),
        (
            "r0 = (int64_t)HOLE_A; GO_ON();",
            "HOLE_A is met as R_AARCH64_ADR_PREL_PG_HI21; accepted: R_AARCH64_MOVW_SABS_G1",
        ),
        ('asm("movz %0, #:abs_g1:HOLE_A" : "=r"(r0)); GO_ON();', "HOLE_A is zero-extended"),
        ("extern void cj_end(void) __attribute__((noreturn)); cj_end();", "has no known end"),
        ("static int64_t kept; r0 = kept++; GO_ON();", "static data in"),
    ],
)
def test_what_would_break_the_engine_is_refused(
    arm_workshop: Workshop, body: str, reason: str
) -> None:
    assert reason in arm_workshop.refusal(f"STENCIL(sample)\n{{\n{body}\n}}\n")


def test_a_call_pushes_its_return_address_and_no_more(arm_workshop: Workshop) -> None:
    stencil = arm_workshop.stencil("extern void cj_help(void); cj_help(); r0 = 1; GO_ON();")
    lines = arm_workshop.listing(stencil)
    assert lines[1] == "str x30, [sp, #-0x10]!" and "bl cj_help" in lines
    assert lines.count("ldr x30, [sp], #0x10") == 1


# ---- The patches ----


@pytest.mark.parametrize(
    ("word", "kind", "value", "text"),
    [
        (0xD2A00008, Kind.MOVW_SIGNED, 0x12345678, "mov x8, #0x12340000"),
        (0xD2A00008, Kind.MOVW_SIGNED, -2, "movn x8, #0, lsl #16"),
        (0xD2A00008, Kind.MOVW_SIGNED, -(1 << 31), "mov x8, #-0x7fff0001"),
        (0xF2800008, Kind.MOVW_0, -2, "movk x8, #0xfffe"),
        (0x52A00008, Kind.MOVW_1, 0xFEDC1234, "mov w8, #-0x1240000"),
        (0xF2C00008, Kind.MOVW_2, 0x1122334455667788, "movk x8, #0x3344, lsl #32"),
        (0xF2E00008, Kind.MOVW_3, 0x1122334455667788, "movk x8, #0x1122, lsl #48"),
        (0x91000288, Kind.OFFSET12, 72, "add x8, x20, #0x48"),
        (0xF94003A8, Kind.OFFSET12, 160, "ldr x8, [x29, #0xa0]"),
        (0xF9400129, Kind.GOT_OFFSET, CODE + 0x1238, "ldr x9, [x9, #0x238]"),
        (0x3DC00120, Kind.PAGE_OFFSET, CODE + 0x1230, "ldr q0, [x9, #0x230]"),
        (0x90000009, Kind.GOT_PAGE21, CODE + 0x5238, "adrp x9, #0x40005000"),
        (0x90000009, Kind.PAGE21, CODE - 1, "adrp x9, #0x3ffff000"),
        (0x14000000, Kind.BRANCH26, CODE - 400, "b #0x3ffffe70"),
        (0x54000001, Kind.BRANCH19, CODE + 0x80, "b.ne #0x40000080"),
        (0xB5000008, Kind.BRANCH19, CODE - 0x80, "cbnz x8, #0x3fffff80"),
        (0x5C000004, Kind.LITERAL19, CODE + 0x1000, "ldr d4, #0x40001000"),
    ],
)
def test_a_patch_is_what_the_contract_says(word: int, kind: Kind, value: int, text: str) -> None:
    import capstone

    assert has_form(word, kind)
    code = filled(word, kind, value, CODE).to_bytes(4, "little")
    decoder = capstone.Cs(capstone.CS_ARCH_ARM64, capstone.CS_MODE_ARM)
    (((_, _, mnemonic, operands)),) = decoder.disasm_lite(code, CODE)
    assert f"{mnemonic} {operands}" == text


# ---- Running them ----


@pytest.fixture
def emulator() -> Emulator:
    return Emulator()


EDGES = (0, 1, -1, 2, 7, -7, 62, 63, 2**31, -(2**31), 2**32 + 5, 2**62, 2**63 - 1, -(2**63))


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("int_add", operator.add),
        ("int_subtract", operator.sub),
        ("int_multiply", operator.mul),
        ("int_floor_divide", operator.floordiv),
        ("int_remainder", operator.mod),
        ("int_lshift", operator.lshift),
        ("int_rshift", operator.rshift),
        ("int_and", operator.and_),
    ],
)
def test_integers(
    library: dict[str, Stencil],
    emulator: Emulator,
    name: str,
    function: Callable[[int, int], int],
) -> None:
    """The result that Python has, or the other way with the operands untouched."""
    emulator.place(library[f"{name}_1_7"])
    computed = 0
    for left, right in itertools.product(EDGES, EDGES):
        emulator[INTEGERS[1]], emulator[INTEGERS[7]] = left, right
        if emulator.run() == "NEXT":
            assert emulator.integer(1) == function(left, right), (left, right)
            computed += 1
        else:
            assert emulator.integer(1) == left, (left, right)
            shift = "shift" in name
            if right not in (0, -1) and not shift:
                assert not -(2**63) <= function(left, right) < 2**63, (left, right)
        assert emulator.integer(7) == right
    assert computed >= 50


@pytest.mark.parametrize("small", [0, 1, -1, 1000, -7, 0x7FFF, 2**31 - 1, -(2**31)])
def test_numbers_of_32_bits(library: dict[str, Stencil], emulator: Emulator, small: int) -> None:
    for name, function in (
        ("int_add_small_2", operator.add),
        ("int_multiply_small_2", operator.mul),
        ("int_or_small_2", operator.or_),
        ("int_and_small_2", operator.and_),
    ):
        emulator.place(library[name], HOLE_A=small)
        emulator[INTEGERS[2]] = 12345
        assert emulator.run() == "NEXT"
        assert emulator.integer(2) == function(12345, small)
    emulator.place(library["branch_int_eq_small_2"], HOLE_A=small)
    emulator[INTEGERS[2]] = small
    assert emulator.run() == "NEXT"
    emulator[INTEGERS[2]] = small + 1
    assert emulator.run() == "GOTO_A"
    emulator.place(library["int_load_small_0"], HOLE_A=small)
    assert emulator.run() == "NEXT" and emulator.integer(0) == small


def test_numbers_of_64_bits(library: dict[str, Stencil], emulator: Emulator) -> None:
    for value in EDGES:
        emulator.place(library["int_load_6"], IMM64_A=value & (1 << 64) - 1)
        assert emulator.run() == "NEXT" and emulator.integer(6) == value


DOUBLES = (0.0, -0.0, 1.5, -2.0, 1e300, math.inf, -math.inf, math.nan)


@pytest.mark.parametrize(
    ("name", "function"),
    [("lt", operator.lt), ("le", operator.le), ("eq", operator.eq), ("ne", operator.ne)],
)
def test_comparisons_of_doubles(
    library: dict[str, Stencil],
    emulator: Emulator,
    name: str,
    function: Callable[[float, float], bool],
) -> None:
    """NaN is what condition codes get wrong."""
    for left, right in itertools.product(DOUBLES, DOUBLES):
        emulator.set_double(0, left)
        emulator.set_double(5, right)
        emulator.place(library[f"branch_double_{name}_0_5"])
        assert (emulator.run() == "NEXT") == function(left, right), (left, right)


def test_doubles(library: dict[str, Stencil], emulator: Emulator) -> None:
    emulator.place(library["double_load_4"], K_A=0.1)
    assert emulator.run() == "NEXT" and emulator.double(4) == 0.1
    emulator.place(library["double_root_3_4"])
    assert emulator.run() == "NEXT" and emulator.double(3) == math.sqrt(0.1)
    for value in (0.5, 1.5, 2.5, -0.5, -2.5, 1e18, 3.7, -3.7):
        for name, function in (
            ("double_round", round),
            ("double_floor", math.floor),
            ("double_ceiling", math.ceil),
            ("double_truncate", math.trunc),
        ):
            emulator.set_double(3, value)
            emulator.place(library[f"{name}_2_3"])
            assert emulator.run() == "NEXT" and emulator.integer(2) == function(value)
    emulator.set_double(3, math.nan)
    assert emulator.run() == "GOTO_A"


def test_homes(library: dict[str, Stencil], emulator: Emulator) -> None:
    """Above the base pointer, as native_frame.h has them."""
    emulator[BASE] = DATA
    emulator[INTEGERS[5]] = 0x1122334455667788
    emulator.place(library["int_spill_5"], HOLE_A=160 + 8 * 5)
    assert emulator.run() == "NEXT"
    assert emulator.word(DATA + 200) == 0x1122334455667788
    emulator.place(library["copy_home"], HOLE_A=200, HOLE_B=160 + 8 * 15)
    assert emulator.run() == "NEXT"
    emulator.place(library["int_reload_0"], HOLE_A=280)
    assert emulator.run() == "NEXT" and emulator.integer(0) == 0x1122334455667788
    emulator.set_double(7, 2.5)
    emulator.place(library["double_spill_7"], HOLE_A=280)
    assert emulator.run() == "NEXT"
    emulator.place(library["double_reload_1"], HOLE_A=280)
    assert emulator.run() == "NEXT" and emulator.double(1) == 2.5


def test_objects(library: dict[str, Stencil], emulator: Emulator) -> None:
    """A guard, a reference count, a poll: slots of the frame, pointers by way of the pool."""
    frame, boxed, kind = DATA, DATA + 0x1000, DATA + 0x2000
    emulator[FRAME] = frame
    emulator.store(frame + 80, boxed)
    emulator.store(boxed, 41)
    emulator.store(boxed + 8, kind)
    emulator.place(library["guard_type"], HOLE_A=80, PTR_A=kind)
    assert emulator.run() == "NEXT"
    emulator.place(library["guard_type"], HOLE_A=80, PTR_A=kind + 8)
    assert emulator.run() == "GOTO_A"
    emulator.place(library["copy_slot"], HOLE_A=80, HOLE_B=4088)
    assert emulator.run() == "NEXT"
    assert emulator.word(frame + 4088) == boxed and emulator.word(boxed) == 42
    emulator.place(library["poll"], PTR_A=DATA + 0x3000)
    assert emulator.run() == "NEXT"
    emulator.store(DATA + 0x3000, 1)
    assert emulator.run() == "GOTO_A"


def test_entering_and_leaving(library: dict[str, Stencil], emulator: Emulator) -> None:
    """What C keeps in registers is there again, and so is the stack."""
    kept = [f"x{n}" for n in range(19, 29)] + [f"d{n}" for n in range(8, 16)]
    for n, register in enumerate(kept):
        emulator[register] = 1000 + n
    emulator[BASE], stack = DATA + 0x100, emulator["sp"]
    code, enter = CODE, CODE + 0x1000
    after = emulator.place(library["int_load_small_0"], code, HOLE_A=-77)
    after = emulator.place(library["int_spill_0"], after, HOLE_A=160)
    emulator.place(library["lib_return"], after)
    emulator.place(library["lib_enter"], enter)
    emulator["x30"] = EXITS
    emulator["x0"], emulator["x1"], emulator["x2"] = DATA, DATA + 0x800, code
    assert emulator.run(enter) == "NEXT"
    assert emulator["x0"] == -77 & (1 << 64) - 1
    assert [emulator[register] for register in kept] == [1000 + n for n in range(len(kept))]
    assert (emulator[BASE], emulator["sp"]) == (DATA + 0x100, stack)
    assert emulator.word(stack - 288 + 160) == -77 & (1 << 64) - 1
