"""library.bin, read by its documented layout alone."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from cpjit.toolchain.stencil import (
    EXTERN_BASE,
    LITERAL_BASE,
    ROUTINE_BASE,
    Extern,
    Flag,
    Kind,
    Literal,
    Part,
    Patch,
    Routine,
    Stencil,
    Symbol,
    Target,
)


@dataclass
class Blob:
    """library.bin, read by its documented layout alone."""

    data: bytes

    def __post_init__(self) -> None:
        (
            self.magic,
            self.checksum,
            self.names_digest,
            self.n_stencils,
            self.n_routines,
            self.n_patches,
            self.n_externs,
            self.n_literals,
            self.code_size,
            self.strings_size,
            *self.reserved,
        ) = struct.unpack_from("<8sQQ7I3I", self.data)
        self.at = 64
        self.stencils = self.table("<IHHIHHI", self.n_stencils)
        self.routines = self.table("<IHHIHHI", self.n_routines)
        self.patches = self.table("<HBBHHi", self.n_patches)
        self.literals = self.table("<16sII", self.n_literals)
        self.externs = self.table("<I", self.n_externs)
        (self.code,) = self.table(f"<{self.code_size}s", 1)[0]
        (self.strings,) = self.table(f"<{self.strings_size}s", 1)[0]

    def table(self, layout: str, count: int) -> list[tuple[object, ...]]:
        size = struct.calcsize(layout)
        rows = [struct.unpack_from(layout, self.data, self.at + i * size) for i in range(count)]
        self.at += -(-size * count // 8) * 8
        return rows

    def string(self, offset: object) -> str:
        assert isinstance(offset, int) and isinstance(self.strings, bytes)
        return self.strings[offset : self.strings.index(b"\0", offset)].decode()

    def target(self, number: int) -> Target:
        """What a patch's number stands for."""
        if number >= ROUTINE_BASE:
            return Routine(self.string(self.routines[number - ROUTINE_BASE][6]))
        if number >= LITERAL_BASE:
            value, size = self.literals[number - LITERAL_BASE][:2]
            assert isinstance(value, bytes) and isinstance(size, int)
            return Literal(value[:size])
        if number >= EXTERN_BASE:
            return Extern(self.string(self.externs[number - EXTERN_BASE][0]))
        return Symbol(number)

    def stencil(self, row: tuple[Any, ...]) -> Stencil:
        """A row of the stencils or of the routines, put together again."""
        code, hot, cold, first, count, flags, name = row
        assert isinstance(self.code, bytes)
        rows: list[tuple[Any, ...]] = self.patches[first : first + count]
        return Stencil(
            self.string(name),
            self.code[code : code + hot],
            self.code[code + hot : code + hot + cold],
            tuple(
                Patch(offset, Part(part), Kind(kind), self.target(target), addend)
                for offset, part, kind, target, _, addend in rows
            ),
            Flag(flags),
        )
