"""From blocks to a stencil's two parts: hot/cold order, inverted branches, no last jump.

The hot part starts at the entry and follows each block's final jump, which is where the compiler
expects to go. A jump to what comes next in memory vanishes, and so does the jump to NEXT at the
end: falling through costs no bytes. All other blocks are cold. Where the compiler leaves by
`jcc NEXT; jmp X`, the condition is inverted to `jncc X` and the stencil falls through.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .elf import Block, CodeLabel, Function, Jump, Reference, Relocation, Undefined
from .machine import Machine
from .stencil import Part

NEXT = Undefined("NEXT")


@dataclass
class Placed:
    """A block in its place, with the jumps that are left of it."""

    block: Block
    jumps: list[Jump]


@dataclass
class Layout:
    """The order of a function's blocks in each part."""

    hot: list[Placed]
    cold: list[Placed]
    falls_through: bool


def arrange(function: Function, machine: Machine) -> Layout:
    """Order the blocks and drop or invert the jumps that the order makes needless."""
    blocks = {block.label: block for block in function.blocks}
    placed: set[CodeLabel] = set()

    def thread(jump: Jump) -> Jump:
        """The jump's real goal, when it leads to nothing but another jump."""
        seen = set()
        reference = jump.reference
        while isinstance(reference, CodeLabel) and reference not in seen:
            seen.add(reference)
            block = blocks.get(reference)
            if block is None or block.code or len(block.jumps) != 1:
                break
            reference = block.jumps[0].reference
        return Jump(jump.condition, reference)

    def free(reference: Reference) -> Block | None:
        """The block that could be placed next."""
        if isinstance(reference, CodeLabel) and reference not in placed:
            return blocks.get(reference)
        return None

    def follow(block: Block | None, hot: bool) -> list[Placed]:
        chain: list[Placed] = []
        while block is not None:
            placed.add(block.label)
            jumps = [thread(jump) for jump in block.jumps]
            chain.append(Placed(block, jumps))
            if not jumps or jumps[-1].condition is not None:
                return chain
            last = jumps[-1].reference
            other = jumps[-2] if len(jumps) > 1 else None
            if hot and last == NEXT:
                jumps.pop()
                return chain
            if hot and other is not None and other.reference == NEXT:
                jumps[-2:] = [_inverted(other, last, machine)]
                return chain
            block = free(last)
            if block is not None:
                jumps.pop()
            elif other is not None and isinstance(last, CodeLabel):
                # The likely way is a loop's back edge: go on behind the loop.
                block = free(other.reference)
                if block is not None:
                    jumps[-2:] = [_inverted(other, last, machine)]
        return chain

    hot = follow(function.blocks[0], hot=True)
    reached = {label for place in hot for label in _labels(place)}
    cold: list[Placed] = []
    # In the compiler's order, but only what is still reached after jumps were threaded.
    pending = True
    while pending:
        pending = False
        for block in function.blocks:
            if block.label in reached and block.label not in placed:
                chain = follow(block, hot=False)
                reached.update(label for place in chain for label in _labels(place))
                cold += chain
                pending = True
    used = {jump.reference for place in hot + cold for jump in place.jumps}
    tail = hot[-1].jumps
    ends_open = bool(function.blocks) and _is_open(hot[-1], tail)
    return Layout(hot, cold, falls_through=ends_open or NEXT in used)


def _inverted(jump: Jump, reference: Reference, machine: Machine) -> Jump:
    assert jump.condition is not None
    return Jump(machine.inverted(jump.condition), reference)


def _is_open(place: Placed, jumps: list[Jump]) -> bool:
    """Whether control runs off the end: it had a final jump, and that one was dropped."""
    had = bool(place.block.jumps) and place.block.jumps[-1].condition is None
    has = bool(jumps) and jumps[-1].condition is None
    return had and not has


def _labels(place: Placed) -> list[CodeLabel]:
    found = [jump.reference for jump in place.jumps]
    found += [relocation.reference for relocation in place.block.relocations]
    # A dropped final jump leads to the next block, which is placed already.
    return [reference for reference in found if isinstance(reference, CodeLabel)]


@dataclass
class Assembled:
    """A part's bytes, and the references still to be patched, at their final offsets."""

    code: bytearray = field(default_factory=bytearray)
    relocations: list[Relocation] = field(default_factory=list)
    jumps: list[tuple[int, Reference]] = field(default_factory=list)


def assemble(
    layout: Layout, machine: Machine
) -> tuple[dict[Part, Assembled], dict[CodeLabel, tuple[Part, int]]]:
    """Lay the blocks out; jumps within a part are resolved here, and short where they fit."""
    parts: dict[Part, Assembled] = {}
    places: dict[CodeLabel, tuple[Part, int]] = {}
    for part, chain in ((Part.HOT, layout.hot), (Part.COLD, layout.cold)):
        inside = {place.block.label for place in chain}

        def local(reference: Reference, part: Part = part, inside: set[CodeLabel] = inside) -> bool:
            return reference in inside or (part == Part.HOT and reference == NEXT)

        # Start with every local jump short and lengthen what does not reach, until all do.
        long: set[tuple[int, int]] = set()
        while True:
            offsets: dict[Reference, int] = {}
            ends: dict[tuple[int, int], int] = {}
            at = 0
            for i, place in enumerate(chain):
                offsets[place.block.label] = at
                at += len(place.block.code)
                for j, jump in enumerate(place.jumps):
                    short = local(jump.reference) and (i, j) not in long
                    at += machine.jump_size(jump.condition, short)
                    ends[i, j] = at
            offsets[NEXT] = at
            grown = {
                (i, j)
                for i, place in enumerate(chain)
                for j, jump in enumerate(place.jumps)
                if local(jump.reference)
                and (i, j) not in long
                and not -128 <= offsets[jump.reference] - ends[i, j] <= 127
            }
            if not grown:
                break
            long |= grown

        out = Assembled()
        for i, place in enumerate(chain):
            base = len(out.code)
            places[place.block.label] = (part, base)
            out.code += place.block.code
            out.relocations += [
                Relocation(base + r.offset, r.reach, r.reference, r.addend)
                for r in place.block.relocations
            ]
            for j, jump in enumerate(place.jumps):
                if local(jump.reference):
                    distance = offsets[jump.reference] - ends[i, j]
                    out.code += machine.jump(jump.condition, distance)
                else:
                    out.code += machine.jump(jump.condition, None)
                    out.jumps.append((len(out.code) - 4, jump.reference))
        parts[part] = out
    return parts, places
