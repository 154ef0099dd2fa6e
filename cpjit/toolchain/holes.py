"""From references to patches: which hole a symbol's name means, and which relocations suit it.

This is the naming contract with `stencils_src/machine.h`. Whatever is not in it is refused, with
words a template's author can act on.
"""

from __future__ import annotations

from .elf import CodeLabel, Data, Function, Reference, Relocation, Undefined
from .layout import Assembled, arrange, assemble
from .machine import Machine, Reach
from .stencil import (
    Extern,
    Flag,
    Kind,
    Literal,
    Part,
    Patch,
    Refusal,
    Routine,
    Stencil,
    Symbol,
    Target,
)

# C library functions a stencil may call: they are exported by every libc, keep no state of ours,
# and are not what a compiler makes behind the author's back (memcpy, memset are).
LIBC = frozenset({"floor", "fmod", "pow"})

# CPython's exports and the engine's helpers. Whether they exist is found out by the loader.
EXTERN_PREFIXES = ("Py", "_Py", "cj_")

ROUTINE_PREFIX = "lib_"
STENCIL_PREFIX = "st_"

_BRANCH = {Reach.BRANCH_32: Kind.PC32, Reach.RELATIVE_32: Kind.PC32}
_GOT_FIXED = {
    Reach.GOT: Kind.GOT_FIXED,
    Reach.GOT_RELAXABLE: Kind.GOT_FIXED,
    Reach.GOT_RELAXABLE_REX: Kind.GOT_FIXED,
}
_GOT = {**_GOT_FIXED, Reach.GOT_RELAXABLE_REX: Kind.GOT_LOAD}
_POOL = {Reach.RELATIVE_32: Kind.PC32}

# What each family of holes may be met as.
_HOLES: dict[str, dict[Reach, Kind]] = {
    "GOTO": _BRANCH,
    "HOLE": {Reach.ABSOLUTE_SIGNED_32: Kind.ABS32S},
    "HOLEU": {
        Reach.ABSOLUTE_SIGNED_32: Kind.ABS32S,
        Reach.ABSOLUTE_UNSIGNED_32: Kind.ABS32,
    },
    "PTR": _GOT,
    "CELL": {**_GOT_FIXED, **_POOL},
    "IMM64": {Reach.ABSOLUTE_64: Kind.ABS64},
    "K": _POOL,
}
_NAMES = {symbol.name: symbol for symbol in Symbol if symbol not in (Symbol.HOT, Symbol.COLD)}


def lower(function: Function, name: str, machine: Machine) -> Stencil:
    """Make a stencil of a function, or raise a Refusal that says what is wrong with it."""
    if function.refusal is not None:
        raise function.refusal
    layout = arrange(function, machine)
    parts, places = assemble(layout, machine)
    hot_size = len(parts[Part.HOT].code)

    def own(reference: Reference) -> tuple[Symbol, int] | None:
        """The part and offset of a place in this very stencil."""
        if reference == Undefined("NEXT"):
            return Symbol.HOT, hot_size
        if isinstance(reference, CodeLabel) and reference in places:
            part, offset = places[reference]
            return (Symbol.HOT if part == Part.HOT else Symbol.COLD), offset
        return None

    patches: list[Patch] = []
    for part, assembled in parts.items():
        relocations = assembled.relocations + [
            Relocation(offset, Reach.BRANCH_32, reference, -4)
            for offset, reference in assembled.jumps
        ]
        for relocation in sorted(relocations, key=lambda r: r.offset):
            where = own(relocation.reference)
            if where is not None:
                kind = _BRANCH.get(relocation.reach)
                if kind is None:
                    raise Refusal("takes the address of its own code")
                symbol, addend = where
                patches.append(
                    Patch(relocation.offset, part, kind, symbol, relocation.addend + addend)
                )
                continue
            kind, target = _resolve(relocation, assembled)
            patches.append(Patch(relocation.offset, part, kind, target, relocation.addend))
    if max(hot_size, len(parts[Part.COLD].code)) > 0xFFFF:
        raise Refusal("is larger than 64 KiB")
    return Stencil(
        name=name,
        hot=bytes(parts[Part.HOT].code),
        cold=bytes(parts[Part.COLD].code),
        patches=tuple(patches),
        flags=Flag.FALLS_THROUGH if layout.falls_through else Flag(0),
    )


def _resolve(relocation: Relocation, part: Assembled) -> tuple[Kind, Target]:
    """Kind and target of a reference that leaves the stencil."""
    reference, reach = relocation.reference, relocation.reach
    if isinstance(reference, Data):
        raise Refusal(
            f"uses static data in {reference.section}: no tables, strings, or variables of its own"
        )
    if isinstance(reference, Literal):
        return _kind(_POOL, reach, "a constant"), reference
    if isinstance(reference, CodeLabel):
        if not reference.block.startswith(ROUTINE_PREFIX):
            raise Refusal(f"refers to {reference.block}, which is neither its own nor a routine")
        return _external_kind(relocation, part), Routine(reference.block[len(ROUTINE_PREFIX) :])
    name = reference.name
    if name in _NAMES:
        family = name.rpartition("_")[0]
        if family == "HOLE" and reach is Reach.ABSOLUTE_UNSIGNED_32:
            raise Refusal(
                f"{name} is zero-extended here, wrong for negative values: "
                "use SIGNED_COUNT or a HOLEU"
            )
        kind = _kind(_HOLES[family], reach, name)
        if kind is Kind.GOT_FIXED and family == "PTR":
            kind = _got_kind(relocation, part)
        return kind, _NAMES[name]
    if name.startswith(ROUTINE_PREFIX):
        return _external_kind(relocation, part), Routine(name[len(ROUTINE_PREFIX) :])
    if name in LIBC or name.startswith(EXTERN_PREFIXES):
        if reach is Reach.RELATIVE_32:
            raise Refusal(f"{name} is declared hidden; it lies outside the library")
        return _external_kind(relocation, part), Extern(name)
    raise Refusal(
        f"undefined symbol {name} is no hole, no routine, and not exported by CPython or the engine"
    )


def _external_kind(relocation: Relocation, part: Assembled) -> Kind:
    reach = relocation.reach
    if reach in _BRANCH:
        return _BRANCH[reach]
    _kind(_GOT, reach, "a symbol")
    return _got_kind(relocation, part)


def _got_kind(relocation: Relocation, part: Assembled) -> Kind:
    """Only `call`/`jmp` through the slot and 64-bit instructions can be relaxed."""
    if relocation.reach is Reach.GOT_RELAXABLE_REX:
        return Kind.GOT_LOAD
    opcode = bytes(part.code[relocation.offset - 2 : relocation.offset])
    if relocation.reach is Reach.GOT_RELAXABLE and opcode in (b"\xff\x15", b"\xff\x25"):
        return Kind.GOT_BRANCH
    return Kind.GOT_FIXED


def _kind(accepted: dict[Reach, Kind], reach: Reach, what: str) -> Kind:
    kind = accepted.get(reach)
    if kind is None:
        known = ", ".join(r.value for r in accepted)
        raise Refusal(f"{what} is met as R_X86_64_{reach.value}; accepted: {known}")
    return kind
