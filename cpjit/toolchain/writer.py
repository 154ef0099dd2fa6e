"""Write the library: a blob the engine maps, a header with the ids, a listing to review.

All numbers are little-endian; the layout is that of the structs in `cpjit/patcher/library.h`.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from . import assumptions
from .machine import Instruction, Machine
from .stencil import (
    EXTERN_BASE,
    LITERAL_BASE,
    ROUTINE_BASE,
    Extern,
    Family,
    Flag,
    Literal,
    Part,
    Patch,
    Routine,
    Stencil,
    Symbol,
    Target,
    target_name,
)

MAGIC = b"cpjitSL1"
FNV_PRIME = 0x100000001B3


@dataclass
class Library:
    """Everything there is to write: families in id order, then the routines."""

    families: list[Family]
    routines: list[Stencil]
    structs: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """The sizes and offsets that are compiled in."""
    opcodes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Likewise the tables of opcodes and of their inline caches."""
    stencils: list[Stencil] = field(init=False)

    def __post_init__(self) -> None:
        self.stencils = [variant for family in self.families for variant in family.variants]

    def names_digest(self) -> int:
        """Binds the engine, compiled against the ids, to the library it is loaded with."""
        names = [s.name for s in self.stencils] + [r.name for r in self.routines]
        names += [
            json.dumps(self.structs, sort_keys=True),
            json.dumps(self.opcodes, sort_keys=True),
        ]
        return int.from_bytes(hashlib.sha256("\n".join(names).encode()).digest()[:8], "little")


def blob(library: Library) -> bytes:
    """library.bin."""
    everything = library.stencils + library.routines
    targets = {patch.target for stencil in everything for patch in stencil.patches}
    externs = sorted(t for t in targets if isinstance(t, Extern))
    literals = sorted(t for t in targets if isinstance(t, Literal))
    numbers: dict[Target, int] = {symbol: int(symbol) for symbol in Symbol}
    numbers |= {extern: EXTERN_BASE + i for i, extern in enumerate(externs)}
    numbers |= {literal: LITERAL_BASE + i for i, literal in enumerate(literals)}
    numbers |= {Routine(r.name): ROUTINE_BASE + i for i, r in enumerate(library.routines)}

    code = bytearray()
    strings = bytearray(b"\0")
    entries = bytearray()
    patches = bytearray()
    n_patches = 0

    def string(text: str) -> int:
        at = len(strings)
        strings.extend(text.encode() + b"\0")
        return at

    places: dict[int, tuple[int, int]] = {}
    for number, stencil in sorted(enumerate(everything), key=lambda pair: _rarity(pair[1])):
        places[number] = len(code), n_patches
        code += stencil.hot + stencil.cold
        for patch in stencil.patches:
            n_patches += 1
            patches += struct.pack(
                "<HBBHHi",
                patch.offset,
                patch.part,
                patch.kind,
                numbers[patch.target],
                0,
                patch.addend,
            )
    for number, stencil in enumerate(everything):
        code_place, first_patch = places[number]
        entries += struct.pack(
            "<IHHIHHI",
            code_place,
            len(stencil.hot),
            len(stencil.cold),
            first_patch,
            len(stencil.patches),
            int(stencil.flags),
            string(stencil.name),
        )
    literal_table = b"".join(
        struct.pack("<16sII", literal.value, len(literal.value), 0) for literal in literals
    )
    extern_table = b"".join(struct.pack("<I", string(extern.name)) for extern in externs)

    header = struct.pack(
        "<Q7I2I",
        library.names_digest(),
        len(library.stencils),
        len(library.routines),
        n_patches,
        len(externs),
        len(literals),
        len(code),
        len(strings),
        0,
        0,
    )
    tail = b"".join(
        _padded(section)
        for section in (
            header + bytes(64 - 16 - len(header)),
            entries[: 20 * len(library.stencils)],
            entries[20 * len(library.stencils) :],
            patches,
            literal_table,
            extern_table,
            code,
            strings,
        )
    )
    return MAGIC + struct.pack("<Q", _checksum(tail)) + tail


def _rarity(stencil: Stencil) -> int:
    """Low registers are taken first, so variants for high ones are rare. What is common lies
    together, so that a program reads few pages of the file."""
    return sum(map(int, re.findall(r"_(\d+)", stencil.name)))


def _padded(section: bytes | bytearray) -> bytes:
    """Every table starts at a multiple of 8."""
    return bytes(section) + bytes(-len(section) % 8)


def _checksum(data: bytes) -> int:
    """FNV-1a over 64-bit words, four at a time: it finds damage, not malice."""
    values = [0xCBF29CE484222325] * 4
    for number, (word,) in enumerate(struct.iter_unpack("<Q", data)):
        values[number % 4] = (values[number % 4] ^ word) * FNV_PRIME & 0xFFFFFFFFFFFFFFFF
    total = 0
    for value in values:
        total = (total ^ value) * FNV_PRIME & 0xFFFFFFFFFFFFFFFF
    return total


def header(library: Library) -> str:
    """stencil_ids.h: the ids by name, for the engine's C."""
    lines = [
        "/* Made by build_stencils.py: the id of each template's first variant, and how to reach",
        " * the others. */",
        "#ifndef CJ_STENCIL_IDS_H",
        "#define CJ_STENCIL_IDS_H",
        "",
        f"#define CJ_NAMES_DIGEST 0x{library.names_digest():016x}ull",
        f"#define CJ_N_STENCILS {len(library.stencils)}",
        f"#define CJ_N_ROUTINES {len(library.routines)}",
        "",
        "enum {",
    ]
    number = 0
    macros = []
    for family in library.families:
        name = f"ST_{family.name.upper()}"
        lines.append(f"    {name} = {number},")
        number += len(family.variants)
        lines.append(f"    {name}_LAST = {number - 1},")
        if family.axes:
            axes = "XYZ"[: len(family.axes)]
            terms = [name]
            stride = len(family.variants)
            for axis, extent in zip(axes.lower(), family.axes, strict=True):
                stride //= extent
                terms.append(f"({axis})" + (f" * {stride}" if stride > 1 else ""))
            macros.append(f"#define {name}_{axes}({', '.join(axes.lower())}) ({' + '.join(terms)})")
    lines += ["};", "", *macros, "", "#define CJ_ROUTINES(X) \\"]
    lines += [f"    X({routine.name}, {i}) \\" for i, routine in enumerate(library.routines)]
    lines += ["", "/* What the stencils have compiled in, for the engine to compare. */"]
    lines += [*assumptions.macro(library.structs), "", "#endif"]
    return "\n".join(lines) + "\n"


def listing(stencil: Stencil, machine: Machine) -> Iterable[str]:
    """The disassembly of one stencil, holes by name, as a reviewer wants to see it."""
    size = f"{len(stencil.hot)} bytes" + (f" + {len(stencil.cold)} cold" if stencil.cold else "")
    if stencil.flags & Flag.ABSENT:
        yield f"{stencil.name}: no such variant"
        return
    yield f"{stencil.name}: {size}"
    for part, code in ((Part.HOT, stencil.hot), (Part.COLD, stencil.cold)):
        if part is Part.COLD and code:
            yield "  cold:"
        holes = [patch for patch in stencil.patches if patch.part is part]
        for instruction in machine.decode(code):
            inside = [p for p in holes if instruction.offset <= p.offset < instruction.end]
            yield _line(instruction, code, inside, stencil, machine)
    if stencil.flags & Flag.FALLS_THROUGH:
        yield "  next:"


def _line(
    instruction: Instruction,
    code: bytes,
    holes: Sequence[Patch],
    stencil: Stencil,
    machine: Machine,
) -> str:
    raw = code[instruction.offset : instruction.end].hex()
    text = str(instruction)
    notes = []
    for patch in holes:
        name = _goal(patch, instruction, stencil, machine)
        if machine.is_branch(patch.kind, instruction):
            # The target is the last operand.
            operands = [*instruction.operands.split(", ")[:-1], name]
            text = f"{instruction.mnemonic} {', '.join(operands)}"
        else:
            notes.append(f"{patch.kind.name} {name}")
    note = f"  ; {', '.join(notes)}" if notes else ""
    return f"  {instruction.offset:4x}  {raw:<22} {text}{note}".rstrip()


def _goal(patch: Patch, instruction: Instruction, stencil: Stencil, machine: Machine) -> str:
    """What a reader calls the target: addends that only undo rip's distance are left out."""
    addend = patch.addend + machine.bias(patch.kind, patch.offset, instruction.end)
    if patch.target is Symbol.HOT and addend == len(stencil.hot):
        return "NEXT"
    offset = f"+{addend:#x}" if addend > 0 else f"-{-addend:#x}" if addend < 0 else ""
    return target_name(patch.target) + offset
