"""What the build makes and the engine eats: stencils, their patches, and the kinds of holes.

A *stencil* is the machine code of one template variant, in two parts: the hot part, which falls
through to the next stencil, and the cold part, which is placed elsewhere. A *patch* says how to
fill one hole of it. The two enumerations below are the whole contract with the patcher; their
numbers are written into the library and must agree with `cpjit/patcher`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.IntEnum):
    """How the bytes of a hole are computed from its target S, addend A and place P. `slot(X)` is a
    pool slot that holds X; targets that live in the pool (K, CELL in assembly) are their slot."""

    # x86-64
    ABS32S = 0  # S + A, must fit in 32 bits, signed
    ABS32 = 1  # S + A, must fit in 32 bits, unsigned
    ABS64 = 2  # S + A
    PC32 = 3  # S + A - P, must fit in 32 bits, signed
    GOT_BRANCH = 4  # call or jmp through a pool slot; may become a direct one
    GOT_LOAD = 5  # a 64-bit instruction reading a pool slot; may take the address itself
    GOT_FIXED = 6  # reads a pool slot, and must go on reading it

    # AArch64. P is an instruction; what is computed goes into its immediate field, other bits stay
    # (but for MOVW_SIGNED). page(X) is X without its low 12 bits.
    MOVW_SIGNED = 7  # bits 16..31 of S + A, which must fit in 32 bits, signed: a movz where it is
    # not negative, else a movn of the inverted bits; a MOVW_0 on the same register follows
    MOVW_0 = 8  # bits 0..15 of S + A
    MOVW_1 = 9  # bits 16..31; in a movz, S + A must fit in 32 bits, unsigned
    MOVW_2 = 10  # bits 32..47
    MOVW_3 = 11  # bits 48..63
    OFFSET12 = 12  # S + A in units of the access (of one byte in an add): all of it in 12 bits
    BRANCH26 = 13  # (S + A - P) / 4; beyond 128 MB by way of a veneer (br x16) that is near
    BRANCH19 = 14  # (S + A - P) / 4; beyond 1 MB by way of an island: a `b` that is near
    LITERAL19 = 15  # (S + A - P) / 4, where S is in the pool of the same extent
    PAGE21 = 16  # (page(S + A) - page(P)) / 4096
    PAGE_OFFSET = 17  # low 12 bits of S + A, in units of the access
    GOT_PAGE21 = 18  # PAGE21 of slot(S + A)
    GOT_OFFSET = 19  # PAGE_OFFSET of slot(S + A), in an ldr; unless S is a CELL, this and the
    # GOT_PAGE21 may become moves of the value, or an adrp and an add that compute it


class Symbol(enum.IntEnum):
    """What a hole stands for, as far as templates and engine agree on it by name."""

    HOT = 0  # start of the stencil's own hot part
    COLD = 1  # start of its own cold part
    GOTO_A = 2  # edges to other blocks
    GOTO_B = 3
    GOTO_C = 4
    GOTO_D = 5
    HOLE_A = 6  # signed 32-bit values
    HOLE_B = 7
    HOLE_C = 8
    HOLE_D = 9
    HOLEU_A = 10  # unsigned 32-bit values
    HOLEU_B = 11
    PTR_A = 12  # pointers, in the code where they fit, else in the pool
    PTR_B = 13
    PTR_C = 14
    PTR_D = 15
    CELL_A = 16  # pool slots the engine may rewrite later
    CELL_B = 17
    IMM64_A = 18  # 64-bit immediates
    IMM64_B = 19
    K_A = 20  # 8-byte constants in the pool


# Beyond the fixed symbols come the library's own tables.
EXTERN_BASE = 0x1000
LITERAL_BASE = 0x4000
ROUTINE_BASE = 0x8000


@dataclass(frozen=True, order=True)
class Extern:
    """A symbol of CPython, the engine or the C library, bound when the library is loaded."""

    name: str


@dataclass(frozen=True, order=True)
class Literal:
    """A constant the compiler put into a `.rodata.cst*` section; it goes to the pool."""

    value: bytes


@dataclass(frozen=True, order=True)
class Routine:
    """Shared code in the library itself, by its name without the `lib_` prefix."""

    name: str


Target = Symbol | Extern | Literal | Routine


class Part(enum.IntEnum):
    """Where in a stencil a patch lies."""

    HOT = 0
    COLD = 1


@dataclass(frozen=True)
class Patch:
    """One hole: its place, how to fill it, and with what."""

    offset: int
    part: Part
    kind: Kind
    target: Target
    addend: int


class Flag(enum.IntFlag):
    """Facts about a stencil that the engine needs before it copies."""

    FALLS_THROUGH = 1  # NEXT is reached: what follows the hot part in memory matters
    ABSENT = 2  # the template has no such variant; the id only keeps the numbering regular


@dataclass(frozen=True)
class Stencil:
    """One variant of a template, or one routine, ready to be copied and patched."""

    name: str
    hot: bytes
    cold: bytes
    patches: tuple[Patch, ...]
    flags: Flag = Flag(0)


@dataclass(frozen=True)
class Family:
    """All variants of one template: `axes` are their extents, () for a single one."""

    name: str
    axes: tuple[int, ...]
    variants: tuple[Stencil, ...]


class Refusal(Exception):
    """A template that can't be made into a stencil, and why."""


def target_name(target: Target) -> str:
    """The target as listings and messages show it."""
    if isinstance(target, Symbol):
        return target.name
    if isinstance(target, Extern):
        return target.name
    if isinstance(target, Routine):
        return f"lib_{target.name}"
    return f"literal {target.value.hex()}"
