"""What became of a function: its instructions, the versions of its blocks, their machine code.

This is the data that `explain()`, `python -m cpjit dis` and the page of `--html` show. It is
complete where `enable(inspect=True)` had the engine remember what each piece of code is for.
"""

from __future__ import annotations

import bisect
import ctypes
import dis
import linecache
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType
from typing import Any


@dataclass(frozen=True)
class Instruction:
    """One instruction of the bytecode."""

    code: CodeType
    offset: int
    text: str
    line: int | None


@dataclass(frozen=True)
class Machine:
    """One instruction of machine code."""

    address: int
    text: str
    target: int | None
    """Where it jumps to, if it does."""
    counts: bool
    """Whether it counts a reference, up or down."""
    ends: bool
    """Whether what follows in memory is not what runs next."""


@dataclass(frozen=True)
class Piece:
    """A stencil, copied and patched: the part that runs mostly, and the one that rarely does."""

    number: int
    stencil: str
    address: int
    size: int
    cold_address: int
    cold_size: int
    instruction: Instruction | None

    @property
    def guards(self) -> bool:
        """Whether it checks what the code after it relies on."""
        return self.stencil.startswith(("guard", "unbox", "check"))

    def contains(self, address: int) -> bool:
        """Whether the address lies in either part."""
        hot = self.address <= address < self.address + self.size
        return hot or self.cold_address <= address < self.cold_address + self.cold_size


@dataclass(frozen=True)
class Exit:
    """A way out of compiled code, and how often it was taken."""

    code: CodeType
    offset: int
    kind: str
    taken: int
    ways: int = 1


@dataclass
class Version:
    """Machine code for a block, made for one set of facts about its values."""

    number: int
    offset: int
    line: int | None
    context: str
    address: int
    pieces: list[Piece] = field(default_factory=list)

    def shown(self) -> list[Piece]:
        """Its pieces without those that only count what runs."""
        return [piece for piece in self.pieces if piece.stencil != "count"]


class Listing:
    """Everything about one code object, as it is now."""

    def __init__(self, code: CodeType) -> None:
        from cpjit import _cpjit

        self.code = code
        self.versions: list[Version] = []
        blocks = sorted(_cpjit.blocks(code), key=lambda block: block["first"])
        for number, block in enumerate(blocks, 1):
            at = self.instruction(code, block["offset"])
            context = with_names(block["context"], code)
            line = at.line if at else None
            version = Version(number, block["offset"], line, context, block["address"])
            self.versions.append(version)
        firsts = [block["first"] for block in blocks]
        for number, stencil, hot, size, cold, cold_size, offset, inlined in _cpjit.pieces(code):
            index = bisect.bisect_right(firsts, number) - 1
            if index >= 0:
                at = self.instruction(inlined or code, offset)
                piece = Piece(number, stencil, hot, size, cold, cold_size, at)
                self.versions[index].pieces.append(piece)
        self.exits = list(merged(_cpjit.exits(code), code))
        self.counts = _cpjit.instruction_counts(code)

    @cached_property
    def codes(self) -> list[CodeType]:
        """The function's own code, and that of calls that stand in it."""
        found = [self.code]
        for version in self.versions:
            for piece in version.pieces:
                if piece.instruction and piece.instruction.code not in found:
                    found.append(piece.instruction.code)
        return found

    @cached_property
    def known(self) -> dict[CodeType, dict[int, Instruction]]:
        return {}

    def instruction(self, code: CodeType, offset: int) -> Instruction | None:
        """The instruction at an offset."""
        return self.instructions(code).get(offset)

    def instructions(self, code: CodeType) -> dict[int, Instruction]:
        """All instructions of a code object, by offset."""
        if code not in self.known:
            line = None
            found: dict[int, Instruction] = {}
            for each in dis.get_instructions(code):
                line = each.positions.lineno if each.positions else None
                text = f"{each.opname} {each.argrepr}".rstrip()
                found[each.offset] = Instruction(code, each.offset, text, line)
            self.known[code] = found
        return self.known[code]

    def lines(self) -> Iterator[tuple[int, str]]:
        """The function's source lines, with their numbers."""
        numbers = [each.line for each in self.instructions(self.code).values() if each.line]
        numbers.append(self.code.co_firstlineno)
        for number in range(min(numbers), max(numbers) + 1):
            yield number, linecache.getline(self.code.co_filename, number).rstrip("\n")

    def version_at(self, address: int) -> Version | None:
        """The version whose code has this address."""
        for version in self.versions:
            if any(piece.contains(address) for piece in version.pieces):
                return version
        return None

    def led_to(self, version: Version, target: int | None) -> Version | None:
        """The version that a jump out of this one leads to; itself if it begins anew."""
        to = None if target is None else self.version_at(target)
        return None if to is version and target != version.address else to

    def edges(self) -> list[tuple[int, int]]:
        """Which versions lead to which: the jumps between them, by number."""
        found = {
            (version.number, to.number)
            for version in self.versions
            for target in targets(version)
            if (to := self.led_to(version, target))
        }
        return sorted(found)


def merged(exits: list[tuple[int, CodeType | None, str, int]], code: CodeType) -> Iterator[Exit]:
    """Exits of the same kind at the same place as one."""
    together: dict[tuple[CodeType, int, str], list[int]] = {}
    for offset, inlined, kind, taken in exits:
        together.setdefault((inlined or code, offset, kind), []).append(taken)
    for (owner, offset, kind), counts in sorted(together.items(), key=lambda item: item[0][1]):
        yield Exit(owner, offset, kind, sum(counts), len(counts))


def with_names(context: str, code: CodeType) -> str:
    """A context in which locals have their names."""
    names = code.co_varnames + code.co_cellvars + code.co_freevars
    if context.startswith("inlined"):
        return context  # its locals are those of two functions

    def name(match: re.Match[str]) -> str:
        index = int(match[2])
        return f"{match[1]}{names[index]}" if index < len(names) else match[0]

    context = re.sub(r"( )(\d+)(?==)", name, context)
    return re.sub(r"( local ?)(\d+)", name, context)


def targets(version: Version) -> Iterator[int]:
    """Where a version's code goes on outside of each piece."""
    for piece in version.pieces:
        instructions = disassemble(piece.address, piece.size)
        for each in [*instructions, *disassemble(piece.cold_address, piece.cold_size)]:
            if each.target is not None:
                yield each.target
        if instructions and not instructions[-1].ends:
            yield piece.address + piece.size


def has_disassembler() -> bool:
    """Whether machine code can be shown."""
    try:
        import capstone  # noqa: F401
    except ImportError:
        return False
    return True


_decoder: Callable[..., Any] | None = None


def disassemble(address: int, size: int) -> list[Machine]:
    """The machine code there; nothing without capstone."""
    global _decoder
    if not size or not has_disassembler():
        return []
    if _decoder is None:
        import capstone

        decoder = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64)
        decoder.skipdata = True  # constants may lie between
        _decoder = decoder.disasm_lite
    data = ctypes.string_at(address, size)
    return [machine(*each) for each in _decoder(data, address)]


# A reference count is the first word of an object.
COUNTS = re.compile(r"(inc|dec|add|sub) qword ptr \[r\w+\](, 1|, -1)?$")


def machine(address: int, size: int, mnemonic: str, operands: str) -> Machine:
    """One instruction, with what is to be known of it."""
    text = f"{mnemonic} {operands}".rstrip()
    jumps = mnemonic.startswith("j") and operands.startswith("0x")
    return Machine(
        address=address,
        text=text,
        target=int(operands, 16) if jumps else None,
        counts=COUNTS.match(text) is not None,
        ends=mnemonic in ("jmp", "ret", "ud2"),
    )
