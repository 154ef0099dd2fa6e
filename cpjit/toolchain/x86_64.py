"""x86-64, as LLVM writes it for ELF."""

from __future__ import annotations

from collections.abc import Mapping

import capstone

from .machine import Instruction, Reach, Stack
from .stencil import Kind


class X86Reach(Reach):
    """Relocations, named as in the ELF supplement."""

    ABS64 = "R_X86_64_64"
    PC32 = "R_X86_64_PC32"
    PLT32 = "R_X86_64_PLT32"
    GOTPCREL = "R_X86_64_GOTPCREL"
    ABS32 = "R_X86_64_32"
    ABS32S = "R_X86_64_32S"
    GOTPCRELX = "R_X86_64_GOTPCRELX"
    REX_GOTPCRELX = "R_X86_64_REX_GOTPCRELX"


_ABSOLUTE: frozenset[Reach | Kind] = frozenset(
    {X86Reach.ABS32S, X86Reach.ABS32, X86Reach.ABS64, Kind.ABS32S, Kind.ABS32, Kind.ABS64}
)
_BRANCH: dict[Reach, Kind] = {X86Reach.PLT32: Kind.PC32, X86Reach.PC32: Kind.PC32}
_POOL: dict[Reach, Kind] = {X86Reach.PC32: Kind.PC32}
_GOT: dict[Reach, Kind] = {
    X86Reach.GOTPCREL: Kind.GOT_FIXED,
    X86Reach.GOTPCRELX: Kind.GOT_FIXED,
    X86Reach.REX_GOTPCRELX: Kind.GOT_FIXED,
}

_FRAME_POINTER = frozenset({"rbp", "ebp", "bp", "bpl"})
_ONLY_READ = frozenset({"cmp", "test", "push", "call", "jmp", "bt"})
_WRITE_BOTH = frozenset({"xchg", "xadd", "cmpxchg"})
_ONE_WORD = {
    "sub rsp, 8": Stack.GROW_WORD,
    "add rsp, -8": Stack.GROW_WORD,
    "lea rsp, [rsp - 8]": Stack.GROW_WORD,
    "add rsp, 8": Stack.SHRINK_WORD,
    "lea rsp, [rsp + 8]": Stack.SHRINK_WORD,
}


class X86_64:
    """The answers for x86-64."""

    name = "x86_64"
    elf_machine = "EM_X86_64"
    flags: tuple[str, ...] = (
        "-fno-plt",  # calls through the GOT: `call *slot`, relaxed by the patcher where near
        "-mno-red-zone",  # stencils may push at any place
        "-fcf-protection=none",  # only entry points need endbr64, and the engine writes it
        "-fbasic-block-sections=all",  # a symbol per block and a relocation per jump
    )
    words_below_frame = 1  # the return address
    relocations: Mapping[int, Reach] = {
        1: X86Reach.ABS64,
        2: X86Reach.PC32,
        4: X86Reach.PLT32,
        9: X86Reach.GOTPCREL,
        10: X86Reach.ABS32,
        11: X86Reach.ABS32S,
        41: X86Reach.GOTPCRELX,
        42: X86Reach.REX_GOTPCRELX,
    }
    kinds: Mapping[str, Mapping[Reach, Kind]] = {
        "OWN": _BRANCH,
        "GOTO": _BRANCH,
        "HOLE": {X86Reach.ABS32S: Kind.ABS32S},
        "HOLEU": {X86Reach.ABS32S: Kind.ABS32S, X86Reach.ABS32: Kind.ABS32},
        "PTR": _GOT,
        "CELL": {**_GOT, **_POOL},
        "IMM64": {X86Reach.ABS64: Kind.ABS64},
        "K": _POOL,
        "LITERAL": _POOL,
        "SYMBOL": {**_BRANCH, **_GOT},
    }
    jumps: frozenset[Reach] = frozenset(_BRANCH)
    jump_addend = -4
    zero_extended: frozenset[Reach] = frozenset({X86Reach.ABS32})
    hidden: frozenset[Reach] = frozenset({X86Reach.PC32})

    def __init__(self) -> None:
        self._decoder = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64)

    def decode(self, code: bytes) -> list[Instruction]:
        """The instructions of `code`; whatever can't be decoded is left off the end."""
        return [
            Instruction(offset, size, mnemonic, operands)
            for offset, size, mnemonic, operands in self._decoder.disasm_lite(code, 0)
        ]

    def bias(self, field: Reach | Kind, offset: int, end: int) -> int:
        """Relative fields count from the end of the instruction."""
        return 0 if field in _ABSOLUTE else end - offset

    def kind(self, kind: Kind, code: bytes, offset: int, reach: Reach) -> Kind:
        """Only `call`/`jmp` through the slot and 64-bit instructions can be relaxed."""
        if kind is Kind.GOT_FIXED:
            if reach is X86Reach.REX_GOTPCRELX:
                return Kind.GOT_LOAD
            opcode = bytes(code[offset - 2 : offset])
            if reach is X86Reach.GOTPCRELX and opcode in (b"\xff\x15", b"\xff\x25"):
                return Kind.GOT_BRANCH
        return kind

    def jump(self, condition: int | None, displacement: int | None) -> bytes:
        """`jmp` or `jcc`: two bytes where the displacement is given and fits in eight bits."""
        if displacement is not None and -128 <= displacement <= 127:
            opcode = 0xEB if condition is None else 0x70 | condition
            return bytes([opcode, displacement & 0xFF])
        field = (displacement or 0).to_bytes(4, "little", signed=True)
        return (b"\xe9" if condition is None else bytes([0x0F, 0x80 | condition])) + field

    def jump_size(self, condition: int | None, short: bool) -> int:
        """2 when short, else 5 for `jmp` and 6 for `jcc`."""
        return 2 if short else 5 if condition is None else 6

    def is_short(self, condition: int | None, displacement: int) -> bool:
        """Eight bits, whatever the condition."""
        return -128 <= displacement <= 127

    def jump_hole(self, condition: int | None) -> Reach:
        """The same for all jumps."""
        return X86Reach.PLT32

    def jump_at(self, code: bytes, field: int) -> tuple[int, int | None] | None:
        """Told by the opcode bytes alone: no ModRM byte of a rip-relative operand looks so."""
        if field >= 1 and code[field - 1] == 0xE9:
            return field - 1, None
        if field >= 2 and code[field - 2] == 0x0F and code[field - 1] & 0xF0 == 0x80:
            return field - 2, code[field - 1] & 0x0F
        return None

    def inverted(self, condition: int) -> int:
        """x86 pairs conditions in the lowest bit."""
        return condition ^ 1

    def is_branch(self, kind: Kind, instruction: Instruction) -> bool:
        """`jmp`, `jcc` and `call` of an address; others read the address from the pool."""
        return kind is Kind.PC32 and instruction.mnemonic.startswith(("j", "call"))

    def leaves(self, instruction: Instruction) -> bool:
        """`ret`, or `jmp` to a register or memory; direct jumps are told by relocations."""
        return instruction.mnemonic in ("ret", "jmp")

    def stack_use(self, instruction: Instruction) -> Stack | None:
        """Told from the text, which names rsp and rbp wherever they are operands."""
        mnemonic, operands = instruction.mnemonic, instruction.operands
        if mnemonic == "call":
            return Stack.CALL
        if mnemonic == "push":
            return Stack.SAVE_FRAME if operands == "rbp" else Stack.GROW_WORD
        if mnemonic == "pop":
            return Stack.DROP_FRAME if operands == "rbp" else Stack.SHRINK_WORD
        if mnemonic == "leave":
            return Stack.DROP_FRAME
        if str(instruction) == "mov rbp, rsp":
            return Stack.SET_FRAME
        if str(instruction) in _ONE_WORD:
            return _ONE_WORD[str(instruction)]
        names = [operand.strip() for operand in operands.split(",")]
        written = names if mnemonic in _WRITE_BOTH else names[:1]
        if mnemonic == "enter" or (
            mnemonic not in _ONLY_READ and not _FRAME_POINTER.isdisjoint(written)
        ):
            return Stack.CLOBBER_FRAME
        if "[rsp" in operands or "rsp" in written and mnemonic not in _ONLY_READ:
            return Stack.USE
        return None
