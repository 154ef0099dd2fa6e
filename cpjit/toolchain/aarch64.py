"""AArch64, as LLVM writes it for ELF.

Every instruction is one word of 4 bytes, and a hole is the immediate field of one. The condition of
a jump is the jump's word without the target: so `cbz x3` and `tbnz w2, #5` are conditions, too.
"""

from __future__ import annotations

from collections.abc import Mapping

import capstone

from .machine import Instruction, Reach, Stack
from .stencil import Kind


class ArmReach(Reach):
    """Relocations, named as in the ELF supplement."""

    MOVW_G0_NC = "R_AARCH64_MOVW_UABS_G0_NC"
    MOVW_G1 = "R_AARCH64_MOVW_UABS_G1"
    MOVW_G1_NC = "R_AARCH64_MOVW_UABS_G1_NC"
    MOVW_G2_NC = "R_AARCH64_MOVW_UABS_G2_NC"
    MOVW_G3 = "R_AARCH64_MOVW_UABS_G3"
    MOVW_SIGNED_G1 = "R_AARCH64_MOVW_SABS_G1"
    LITERAL = "R_AARCH64_LD_PREL_LO19"
    PAGE = "R_AARCH64_ADR_PREL_PG_HI21"
    ADD = "R_AARCH64_ADD_ABS_LO12_NC"
    ACCESS_8 = "R_AARCH64_LDST8_ABS_LO12_NC"
    ACCESS_16 = "R_AARCH64_LDST16_ABS_LO12_NC"
    ACCESS_32 = "R_AARCH64_LDST32_ABS_LO12_NC"
    ACCESS_64 = "R_AARCH64_LDST64_ABS_LO12_NC"
    ACCESS_128 = "R_AARCH64_LDST128_ABS_LO12_NC"
    TEST_BRANCH = "R_AARCH64_TSTBR14"
    CONDITIONAL_BRANCH = "R_AARCH64_CONDBR19"
    JUMP = "R_AARCH64_JUMP26"
    CALL = "R_AARCH64_CALL26"
    GOT_PAGE = "R_AARCH64_ADR_GOT_PAGE"
    GOT_OFFSET = "R_AARCH64_LD64_GOT_LO12_NC"


_LOW_BITS = (
    ArmReach.ADD,
    ArmReach.ACCESS_8,
    ArmReach.ACCESS_16,
    ArmReach.ACCESS_32,
    ArmReach.ACCESS_64,
    ArmReach.ACCESS_128,
)
_OFFSET: dict[Reach, Kind] = dict.fromkeys(_LOW_BITS, Kind.OFFSET12)
_BRANCH: dict[Reach, Kind] = {
    ArmReach.JUMP: Kind.BRANCH26,
    ArmReach.CALL: Kind.BRANCH26,
    ArmReach.CONDITIONAL_BRANCH: Kind.BRANCH19,
}
_LITERAL: dict[Reach, Kind] = {ArmReach.LITERAL: Kind.LITERAL19}
_PAGES: dict[Reach, Kind] = {
    ArmReach.PAGE: Kind.PAGE21,
    **dict.fromkeys(_LOW_BITS, Kind.PAGE_OFFSET),
}
_GOT: dict[Reach, Kind] = {
    ArmReach.GOT_PAGE: Kind.GOT_PAGE21,
    ArmReach.GOT_OFFSET: Kind.GOT_OFFSET,
}

_B = 0x14000000
_B_COND, _COMPARE, _TEST = 0x54000000, 0x34000000, 0x36000000
_FIELD_19, _FIELD_14 = 0x7FFFF << 5, 0x3FFF << 5


def _form(word: int) -> tuple[int, int] | None:
    """Of a conditional jump: the mask of its field, and the bit that inverts it."""
    if word & 0xFF000010 == _B_COND:
        return _FIELD_19, 1
    if word & 0x7E000000 == _COMPARE:
        return _FIELD_19, 1 << 24
    if word & 0x7E000000 == _TEST:
        return _FIELD_14, 1 << 24
    return None


def _word(code: bytes, offset: int) -> int:
    return int.from_bytes(code[offset : offset + 4], "little")


class AArch64:
    """The answers for AArch64."""

    name = "aarch64"
    elf_machine = "EM_AARCH64"
    flags: tuple[str, ...] = (
        "-mbranch-protection=none",  # only entry points need bti, and the engine writes it
        "-mno-outline-atomics",  # calls to the compiler's library
        # A symbol per block and a relocation per jump; the driver knows it for x86 only.
        "-Xclang",
        "-fbasic-block-sections=all",
        # Jumps between blocks would be detours, as if sections were far from each other.
        "-mllvm",
        "-aarch64-enable-branch-relax=false",
    )
    words_below_frame = 0
    relocations: Mapping[int, Reach] = {
        264: ArmReach.MOVW_G0_NC,
        265: ArmReach.MOVW_G1,
        266: ArmReach.MOVW_G1_NC,
        268: ArmReach.MOVW_G2_NC,
        269: ArmReach.MOVW_G3,
        271: ArmReach.MOVW_SIGNED_G1,
        273: ArmReach.LITERAL,
        275: ArmReach.PAGE,
        277: ArmReach.ADD,
        278: ArmReach.ACCESS_8,
        279: ArmReach.TEST_BRANCH,
        280: ArmReach.CONDITIONAL_BRANCH,
        282: ArmReach.JUMP,
        283: ArmReach.CALL,
        284: ArmReach.ACCESS_16,
        285: ArmReach.ACCESS_32,
        286: ArmReach.ACCESS_64,
        299: ArmReach.ACCESS_128,
        311: ArmReach.GOT_PAGE,
        312: ArmReach.GOT_OFFSET,
    }
    kinds: Mapping[str, Mapping[Reach, Kind]] = {
        "OWN": _BRANCH,
        "GOTO": _BRANCH,
        "HOLE": {
            ArmReach.MOVW_SIGNED_G1: Kind.MOVW_SIGNED,
            ArmReach.MOVW_G0_NC: Kind.MOVW_0,
            **_OFFSET,
        },
        "HOLEU": {ArmReach.MOVW_G1: Kind.MOVW_1, ArmReach.MOVW_G0_NC: Kind.MOVW_0},
        "PTR": {**_BRANCH, **_GOT},
        "CELL": {**_GOT, **_LITERAL},
        "IMM64": {
            ArmReach.MOVW_G0_NC: Kind.MOVW_0,
            ArmReach.MOVW_G1_NC: Kind.MOVW_1,
            ArmReach.MOVW_G2_NC: Kind.MOVW_2,
            ArmReach.MOVW_G3: Kind.MOVW_3,
        },
        "K": _LITERAL,
        "LITERAL": _PAGES,
        "SYMBOL": {**_BRANCH, **_GOT},
    }
    jumps: frozenset[Reach] = frozenset(
        {ArmReach.JUMP, ArmReach.CONDITIONAL_BRANCH, ArmReach.TEST_BRANCH}
    )
    jump_addend = 0
    zero_extended: frozenset[Reach] = frozenset({ArmReach.MOVW_G1})
    hidden: frozenset[Reach] = frozenset({ArmReach.PAGE, *_LOW_BITS})

    def __init__(self) -> None:
        self._decoder = capstone.Cs(capstone.CS_ARCH_ARM64, capstone.CS_MODE_ARM)

    def decode(self, code: bytes) -> list[Instruction]:
        """The instructions of `code`; whatever can't be decoded is left off the end."""
        return [
            Instruction(offset, size, mnemonic, operands)
            for offset, size, mnemonic, operands in self._decoder.disasm_lite(code, 0)
        ]

    def bias(self, field: Reach | Kind, offset: int, end: int) -> int:
        """Relative fields count from their own instruction."""
        return 0

    def kind(self, kind: Kind, code: bytes, offset: int, reach: Reach) -> Kind:
        """The relocation says it all."""
        return kind

    def jump(self, condition: int | None, displacement: int | None) -> bytes:
        """One word. A test of a bit, which reaches 32 KB, leads over a `b` if that is too near."""
        form = None if condition is None else _form(condition)
        if condition is None or form is None:
            words = [_B | (((displacement or -4) + 4) // 4 & 0x3FFFFFF)]
        elif displacement is not None and self.is_short(condition, displacement):
            words = [condition | ((displacement + 4) // 4 << 5 & form[0])]
        elif form[0] == _FIELD_14:
            words = [self.inverted(condition) | 2 << 5, _word(self.jump(None, displacement), 0)]
        else:
            words = [condition]
        return b"".join(word.to_bytes(4, "little") for word in words)

    def jump_size(self, condition: int | None, short: bool) -> int:
        """One word, but for a test of a bit and a far target."""
        return 8 if condition is not None and not short and self._is_test(condition) else 4

    def is_short(self, condition: int | None, displacement: int) -> bool:
        """Tests of bits alone don't reach all of a stencil."""
        return condition is None or not self._is_test(condition) or abs(displacement) < 0x7F00

    def _is_test(self, condition: int) -> bool:
        form = _form(condition)
        return form is not None and form[0] == _FIELD_14

    def jump_hole(self, condition: int | None) -> Reach:
        """That of its last word."""
        if condition is None or self._is_test(condition):
            return ArmReach.JUMP
        return ArmReach.CONDITIONAL_BRANCH

    def jump_at(self, code: bytes, field: int) -> tuple[int, int | None] | None:
        """`b`, `b.cond`, `cbz`, `tbz` and their opposites; not `bl`."""
        word = _word(code, field)
        if word & 0xFC000000 == _B:
            return field, None
        form = _form(word)
        return None if form is None else (field, word & ~form[0])

    def inverted(self, condition: int) -> int:
        """One bit, elsewhere in each form."""
        form = _form(condition)
        assert form is not None
        return condition ^ form[1]

    def is_branch(self, kind: Kind, instruction: Instruction) -> bool:
        """Told by the kind alone."""
        return kind in (Kind.BRANCH26, Kind.BRANCH19)

    def leaves(self, instruction: Instruction) -> bool:
        """`ret`, or `br` to a register; direct jumps are told by relocations."""
        return instruction.mnemonic in ("ret", "br")

    def stack_use(self, instruction: Instruction) -> Stack | None:
        """Told from the text, which names sp and x29 wherever they are operands. A call keeps its
        return address in x30: a stencil that calls pushes it first, with 16 bytes."""
        mnemonic, operands = instruction.mnemonic, instruction.operands
        if mnemonic in ("bl", "blr"):
            return Stack.CALL
        text = str(instruction)
        if text == "str x30, [sp, #-0x10]!":
            return Stack.GROW_WORD
        if text == "ldr x30, [sp], #0x10":
            return Stack.SHRINK_WORD
        if text.startswith("stp x29, x30, [sp, #-"):
            return Stack.SAVE_FRAME
        if text == "mov x29, sp":
            return Stack.SET_FRAME
        if text.startswith("ldp x29, x30, [sp], #"):
            return Stack.DROP_FRAME
        stores = mnemonic.startswith(("st", "cmp", "cmn", "tst", "cb", "tb"))
        written = operands.partition("[")[0].split(", ")[: 2 if mnemonic.startswith("ld") else 1]
        if not stores and not {"x29", "w29"}.isdisjoint(written):
            return Stack.CLOBBER_FRAME
        if "[sp" in operands or (not stores and written[0] == "sp"):
            return Stack.USE
        return None
