"""From references to patches: which hole a symbol's name means, and which relocations suit it.

This is the naming contract with `stencils_src/machine.h`. Whatever is not in it is refused, with
words a template's author can act on.
"""

from __future__ import annotations

from .elf import CodeLabel, Data, Function, Reference, Relocation, Undefined
from .layout import Assembled, arrange, assemble
from .machine import Machine
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
        for relocation in sorted(assembled.relocations, key=lambda r: r.offset):
            where = own(relocation.reference)
            if where is not None:
                kind = machine.kinds["OWN"].get(relocation.reach)
                if kind is None:
                    raise Refusal("takes the address of its own code")
                symbol, addend = where
                patches.append(
                    Patch(relocation.offset, part, kind, symbol, relocation.addend + addend)
                )
                continue
            kind, target = _resolve(relocation, assembled, machine)
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


def _resolve(relocation: Relocation, part: Assembled, machine: Machine) -> tuple[Kind, Target]:
    """Kind and target of a reference that leaves the stencil."""
    reference, reach = relocation.reference, relocation.reach

    def kind(family: str, what: str) -> Kind:
        """The kind of patch, which the instruction may have a say in."""
        accepted = machine.kinds[family]
        if reach not in accepted:
            known = ", ".join(r.value for r in accepted)
            raise Refusal(f"{what} is met as {reach.value}; accepted: {known}")
        if family == "CELL":
            return accepted[reach]
        return machine.kind(accepted[reach], bytes(part.code), relocation.offset, reach)

    if isinstance(reference, Data):
        raise Refusal(
            f"uses static data in {reference.section}: no tables, strings, or variables of its own"
        )
    if isinstance(reference, Literal):
        return kind("LITERAL", "a constant"), reference
    if isinstance(reference, CodeLabel):
        if not reference.block.startswith(ROUTINE_PREFIX):
            raise Refusal(f"refers to {reference.block}, which is neither its own nor a routine")
        return kind("SYMBOL", "a symbol"), Routine(reference.block[len(ROUTINE_PREFIX) :])
    name = reference.name
    if name in _NAMES:
        family = name.rpartition("_")[0]
        if family == "HOLE" and reach in machine.zero_extended:
            raise Refusal(
                f"{name} is zero-extended here, wrong for negative values: "
                "use SIGNED_COUNT or a HOLEU"
            )
        return kind(family, name), _NAMES[name]
    if name.startswith(ROUTINE_PREFIX):
        return kind("SYMBOL", "a symbol"), Routine(name[len(ROUTINE_PREFIX) :])
    if name in LIBC or name.startswith(EXTERN_PREFIXES):
        if reach in machine.hidden:
            raise Refusal(f"{name} is declared hidden; it lies outside the library")
        return kind("SYMBOL", "a symbol"), Extern(name)
    raise Refusal(
        f"undefined symbol {name} is no hole, no routine, and not exported by CPython or the engine"
    )
