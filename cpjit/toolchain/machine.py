"""The questions the toolchain asks about an ELF machine: relocations, jumps, the native stack.

One object per machine answers them (`x86_64.py`, `aarch64.py`; `machines.py` lists them), and
everything else in the toolchain is independent of it. docs/porting.md says what a new one needs.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from .stencil import Kind


class Reach(enum.Enum):
    """What a relocation asks for, before it is known what symbol it names. Each machine has its
    own, named as in its ELF supplement."""


class Stack(enum.Enum):
    """What an instruction does with the native stack and the frame pointer."""

    SAVE_FRAME = "saves the frame pointer on the stack"
    SET_FRAME = "points the frame pointer at the stack's top"
    DROP_FRAME = "undoes both"
    CLOBBER_FRAME = "writes the frame pointer in another way"
    GROW_WORD = "takes one word of stack, or what it must be aligned to"
    SHRINK_WORD = "gives it back"
    USE = "any other use of the stack"
    CALL = "a call"


@dataclass(frozen=True)
class Instruction:
    """One decoded instruction, in the assembly language of its maker."""

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
    """The answers for an instruction set. A jump's hole is in its last 4 bytes."""

    name: str
    elf_machine: str
    flags: tuple[str, ...]
    """What the compiler must be told for this machine only."""
    relocations: Mapping[int, Reach]
    kinds: Mapping[str, Mapping[Reach, Kind]]
    """What each family of holes may be met as, and the patch that follows. Besides the families of
    `Symbol`: OWN for places in the stencil itself, LITERAL for constants, SYMBOL for routines and
    what others export."""
    jumps: frozenset[Reach]
    """The relocations of jumps."""
    jump_addend: int
    """Of a jump that leads to the very place its symbol names."""
    zero_extended: frozenset[Reach]
    """Where a signed number would lose its sign."""
    hidden: frozenset[Reach]
    """Told from any other reference to what is exported: the symbol was declared hidden."""

    words_below_frame: int
    """Of the stack, which entering code takes before it saves the frame pointer."""

    def decode(self, code: bytes) -> list[Instruction]:
        """The instructions of `code`, which must be nothing but instructions."""
        ...

    def bias(self, field: Reach | Kind, offset: int, end: int) -> int:
        """What the processor adds to the place of such a field, in an instruction with this end."""
        ...

    def kind(self, kind: Kind, code: bytes, offset: int, reach: Reach) -> Kind:
        """The kind of a reference to a pointer, made more precise by the instruction it is in."""
        ...

    def jump(self, condition: int | None, displacement: int | None) -> bytes:
        """A jump to `displacement` bytes after its own end; None leaves a hole."""
        ...

    def jump_size(self, condition: int | None, short: bool) -> int:
        """How long `jump` makes it."""
        ...

    def is_short(self, condition: int | None, displacement: int) -> bool:
        """Whether a short jump reaches that far."""
        ...

    def jump_hole(self, condition: int | None) -> Reach:
        """What the hole of a jump that is left open is met as."""
        ...

    def jump_at(self, code: bytes, field: int) -> tuple[int, int | None] | None:
        """If the 4 bytes at `field` belong to a jump: where it starts, and its condition."""
        ...

    def inverted(self, condition: int) -> int:
        """The condition that holds when this one does not."""
        ...

    def is_branch(self, kind: Kind, instruction: Instruction) -> bool:
        """Whether a hole of that kind in it is where control goes, by a jump or a call."""
        ...

    def leaves(self, instruction: Instruction) -> bool:
        """Whether control never comes to what follows: a return or an indirect jump."""
        ...

    def stack_use(self, instruction: Instruction) -> Stack | None:
        """What the instruction does with the native stack, if anything."""
        ...
