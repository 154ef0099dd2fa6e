"""What the tool knows about an ELF machine: relocations, jumps, and how to disassemble.

One object per machine; everything else in the toolchain is independent of it. x86-64 is the only
one so far. Another machine needs an object of this class and an answer to the same questions.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import capstone


class Reach(enum.Enum):
    """What a relocation asks for, before it is known what symbol it names."""

    ABSOLUTE_SIGNED_32 = "32S"
    ABSOLUTE_UNSIGNED_32 = "32"
    ABSOLUTE_64 = "64"
    RELATIVE_32 = "PC32"
    BRANCH_32 = "PLT32"
    GOT = "GOTPCREL"
    GOT_RELAXABLE = "GOTPCRELX"
    GOT_RELAXABLE_REX = "REX_GOTPCRELX"


class Stack(enum.Enum):
    """What an instruction does with the native stack and the frame pointer."""

    SAVE_FRAME = "saves the frame pointer on the stack"
    SET_FRAME = "points the frame pointer at the stack's top"
    DROP_FRAME = "undoes both"
    CLOBBER_FRAME = "writes the frame pointer in another way"
    GROW_WORD = "takes one word of stack"
    SHRINK_WORD = "gives it back"
    USE = "any other use of the stack"
    CALL = "a call"


@dataclass(frozen=True)
class Instruction:
    """One decoded instruction, in Intel syntax."""

    offset: int
    size: int
    mnemonic: str
    operands: str

    @property
    def end(self) -> int:
        """Offset of what follows the instruction."""
        return self.offset + self.size

    def __str__(self) -> str:
        return f"{self.mnemonic} {self.operands}".strip()


class Machine(Protocol):
    """The questions the toolchain asks about an instruction set."""

    name: str
    elf_machine: str
    relocations: Mapping[int, Reach]

    def decode(self, code: bytes) -> list[Instruction]:
        """The instructions of `code`, which must be nothing but instructions."""
        ...

    def jump(self, condition: int | None, displacement: int | None) -> bytes:
        """A jump to `displacement` bytes after its own end; None leaves a 32-bit hole."""
        ...

    def jump_size(self, condition: int | None, short: bool) -> int:
        """How long `jump` makes it."""
        ...

    def jump_at(self, code: bytes, field: int) -> tuple[int, int | None] | None:
        """If the 4 bytes at `field` belong to a jump: where it starts, and its condition."""
        ...

    def inverted(self, condition: int) -> int:
        """The condition that holds when this one does not."""
        ...

    def leaves(self, instruction: Instruction) -> bool:
        """Whether control never comes to what follows: a return or an indirect jump."""
        ...

    def stack_use(self, instruction: Instruction) -> Stack | None:
        """What the instruction does with the native stack, if anything."""
        ...


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
    """x86-64 ELF as LLVM writes it."""

    name = "x86_64"
    elf_machine = "EM_X86_64"
    relocations: Mapping[int, Reach] = {
        1: Reach.ABSOLUTE_64,
        2: Reach.RELATIVE_32,
        4: Reach.BRANCH_32,
        9: Reach.GOT,
        10: Reach.ABSOLUTE_UNSIGNED_32,
        11: Reach.ABSOLUTE_SIGNED_32,
        41: Reach.GOT_RELAXABLE,
        42: Reach.GOT_RELAXABLE_REX,
    }

    def __init__(self) -> None:
        self._decoder = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64)

    def decode(self, code: bytes) -> list[Instruction]:
        """The instructions of `code`; whatever can't be decoded is left off the end."""
        return [
            Instruction(offset, size, mnemonic, operands)
            for offset, size, mnemonic, operands in self._decoder.disasm_lite(code, 0)
        ]

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


MACHINES: Mapping[str, type[X86_64]] = {X86_64.name: X86_64}
