"""From an object file to functions, blocks and references.

The compiler is told to give every basic block its own symbol (`-fbasic-block-sections=all`), and
every jump between blocks then has a relocation. So a function can be taken to pieces without
guessing: a block is what a symbol covers, its jumps are the relocations at its end. Some
assemblers keep one section per block, others merge a function's blocks into one section; only
(section, offset) pairs are used here, so both read the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import SymbolTableSection

from .machine import Instruction, Machine, Reach
from .stencil import Literal, Refusal


@dataclass(frozen=True)
class Undefined:
    """A symbol that the object does not define."""

    name: str


@dataclass(frozen=True)
class CodeLabel:
    """A place in the object's own code: the start of a block."""

    function: str
    block: str


@dataclass(frozen=True)
class Data:
    """A place in a data section that is not a plain constant."""

    section: str


Reference = Undefined | CodeLabel | Data | Literal


@dataclass(frozen=True)
class Relocation:
    """A hole in a block. For `reference` not Undefined, the addend is relative to it."""

    offset: int
    reach: Reach
    reference: Reference
    addend: int


@dataclass(frozen=True)
class Jump:
    """A jump at a block's end; `condition` is None when it is always taken."""

    condition: int | None
    reference: Reference


@dataclass
class Block:
    """Straight code, then jumps. Without a final unconditional jump it ends in its last
    instruction (a return, an indirect jump, a call that does not come back)."""

    label: CodeLabel
    code: bytes
    instructions: list[Instruction]
    relocations: list[Relocation]
    jumps: list[Jump]


@dataclass
class Function:
    """A function's blocks, the entry first, the others as the compiler placed them."""

    name: str
    exported: bool
    blocks: list[Block] = field(default_factory=list)
    refusal: Refusal | None = None


@dataclass(frozen=True)
class _Symbol:
    name: str
    section: int
    value: int
    size: int
    is_section: bool
    is_global: bool


class ObjectFile:
    """An object's functions in source order, and the data sections nobody may use."""

    def __init__(self, path: Path, machine: Machine) -> None:
        self._machine = machine
        with path.open("rb") as stream:
            self._read(ELFFile(stream))

    def _read(self, elf: ELFFile) -> None:
        if elf["e_machine"] != self._machine.elf_machine:
            raise Refusal(f"the object is for {elf['e_machine']}, not {self._machine.elf_machine}")
        self._sections: list[Any] = list(elf.iter_sections())
        self._data: dict[int, bytes] = {}
        table = next(s for s in self._sections if isinstance(s, SymbolTableSection))
        self._symbols = [
            _Symbol(
                name=symbol.name,
                section=index if isinstance(index := symbol["st_shndx"], int) else 0,
                value=symbol["st_value"],
                size=symbol["st_size"],
                is_section=symbol["st_info"]["type"] == "STT_SECTION",
                is_global=symbol["st_info"]["bind"] != "STB_LOCAL",
            )
            for symbol in table.iter_symbols()
        ]
        relocations: dict[int, list[Any]] = {}
        for section in self._sections:
            if isinstance(section, RelocationSection):
                found = sorted(section.iter_relocations(), key=lambda r: int(r["r_offset"]))
                relocations.setdefault(section["sh_info"], []).extend(found)

        covered = sorted(
            (s for s in self._symbols if s.size and not s.is_section and self._is_code(s.section)),
            key=lambda s: (s.section, s.value),
        )
        self._labels = {
            (s.section, s.value): CodeLabel(s.name.partition(".")[0], s.name) for s in covered
        }
        functions: dict[str, Function] = {}
        for symbol in covered:
            name = symbol.name.partition(".")[0]
            function = functions.setdefault(name, Function(name, exported=False))
            if symbol.name == name:
                function.exported = symbol.is_global
            try:
                block = self._block(symbol, relocations.get(symbol.section, []))
            except Refusal as refusal:
                function.refusal = function.refusal or refusal
                continue
            if symbol.name == name:
                function.blocks.insert(0, block)
            else:
                function.blocks.append(block)
        self.functions = list(functions.values())
        self.data_sections = [
            section.name
            for section in self._sections
            if section["sh_flags"] & SH_FLAGS.SHF_ALLOC
            and section["sh_size"]
            and not section["sh_flags"] & SH_FLAGS.SHF_EXECINSTR
            and not section.name.startswith((".eh_frame", ".rodata.cst"))
        ]
        # A constant that holds an address would have to be patched in the pool.
        self.data_sections += [
            self._sections[index].name
            for index in sorted(relocations)
            if self._sections[index].name.startswith(".rodata.cst")
        ]

    def _is_code(self, section: int) -> bool:
        return bool(self._sections[section]["sh_flags"] & SH_FLAGS.SHF_EXECINSTR)

    def _content(self, section: int) -> bytes:
        if section not in self._data:
            self._data[section] = self._sections[section].data()
        return self._data[section]

    def _block(self, symbol: _Symbol, relocations: list[Any]) -> Block:
        start, end = symbol.value, symbol.value + symbol.size
        code = self._content(symbol.section)[start:end]
        instructions = self._machine.decode(code)
        if not instructions or instructions[-1].end != len(code):
            raise Refusal("has bytes that are no instructions")
        ends = [i.end for i in instructions]
        found: list[Relocation] = []
        at = 0
        for raw in relocations:
            offset = raw["r_offset"] - start
            if not 0 <= offset < symbol.size:
                continue
            while ends[at] <= offset:
                at += 1
            found.append(self._relocation(raw, offset, ends[at]))
        jumps: list[Jump] = []
        while found and found[-1].offset + 4 == len(code):
            last = found[-1]
            jump = self._machine.jump_at(code, last.offset)
            if last.reach not in self._machine.jumps or jump is None:
                break
            jump_start, condition = jump
            if condition is None and jumps:
                break  # nothing after an unconditional jump is ever reached
            if last.addend != self._machine.jump_addend:
                raise Refusal(f"jumps to the middle of {last.reference}")
            jumps.insert(0, Jump(condition, last.reference))
            code = code[:jump_start]
            found.pop()
            instructions.pop()
        label = self._labels[symbol.section, symbol.value]
        return Block(label, code, instructions, found, jumps)

    def _relocation(self, raw: Any, offset: int, instruction_end: int) -> Relocation:
        number = raw["r_info_type"]
        symbol = self._symbols[raw["r_info_sym"]]
        reach = self._machine.relocations.get(number)
        if reach is None:
            raise Refusal(f"has a relocation of unknown type {number} against {symbol.name!r}")
        addend: int = raw["r_addend"]
        if symbol.section == 0:
            return Relocation(offset, reach, Undefined(symbol.name), addend)
        bias = self._machine.bias(reach, offset, instruction_end)
        place = symbol.value + addend + bias
        section = self._sections[symbol.section]
        if self._is_code(symbol.section):
            label = self._labels.get((symbol.section, place))
            if label is None:
                raise Refusal(f"refers to the middle of a block ({section.name}+{place:#x})")
            return Relocation(offset, reach, label, -bias)
        if section.name.startswith(".rodata.cst"):
            size = section["sh_entsize"]
            base = place - place % size
            value = self._content(symbol.section)[base : base + size]
            return Relocation(offset, reach, Literal(value), place - base - bias)
        return Relocation(offset, reach, Data(section.name), 0)
