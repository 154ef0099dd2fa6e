"""From blocks to a stencil's two parts: hot/cold order, inverted branches, no last jump.

The hot part starts at the entry and follows each block's final jump, which is where the compiler
expects to go. A jump to what comes next in memory vanishes, and so does the jump to NEXT at the
end: falling through costs no bytes. All other blocks are cold. Where the final jump only leads to
another edge or back into a loop, and the conditional one before it to what can follow in memory,
the condition is inverted: `jcc NEXT; jmp GOTO_A` becomes `jncc GOTO_A`.
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
    entry = function.blocks[0].label
    blocks = _simplified(function.blocks)
    placed: set[CodeLabel] = set()

    def free(reference: Reference) -> Block | None:
        """The block, if it is still to be placed."""
        if isinstance(reference, CodeLabel) and reference not in placed:
            return blocks.get(reference)
        return None

    def follow(block: Block | None, hot: bool) -> list[Placed]:
        """Place a block and what comes behind it, in the order of memory."""
        chain: list[Placed] = []
        while block is not None:
            placed.add(block.label)
            jumps = list(block.jumps)
            chain.append(Placed(block, jumps))
            if not jumps or jumps[-1].condition is not None:
                break
            likely = jumps[-1].reference
            unlikely = jumps[-2] if len(jumps) > 1 else None
            block = free(likely)
            if block or (hot and likely == NEXT):
                jumps.pop()
            elif unlikely and hot and unlikely.reference == NEXT:
                jumps[-2:] = [_inverted(unlikely, likely, machine)]
            elif unlikely and (not hot or isinstance(likely, CodeLabel)):
                # Going on to the unlikely side saves a jump: behind a loop, or in cold code.
                block = free(unlikely.reference)
                jumps[-2:] = [_inverted(unlikely, likely, machine)] if block else jumps[-2:]
        return chain

    hot = follow(blocks[entry], hot=True)
    cold: list[Placed] = []
    # Depth first from the hot part, so that unreachable blocks are left out.
    waiting = _labels(hot)
    while waiting:
        block = free(waiting.pop(0))
        if block is not None:
            chain = follow(block, hot=False)
            cold += chain
            waiting = _labels(chain) + waiting
    used = {jump.reference for place in hot + cold for jump in place.jumps}
    return Layout(hot, cold, falls_through=_is_open(hot[-1]) or NEXT in used)


def _simplified(function_blocks: list[Block]) -> dict[CodeLabel, Block]:
    """The blocks by label, with jumps led past empty blocks, and equal blocks made one."""
    blocks = {
        block.label: Block(
            block.label, block.code, block.instructions, block.relocations, list(block.jumps)
        )
        for block in function_blocks
    }
    entry = function_blocks[0].label
    while True:
        same: dict[Reference, Reference] = {}
        first: dict[object, CodeLabel] = {}
        for label, block in blocks.items():
            if label == entry:
                continue
            key = (block.code, tuple(block.relocations), tuple(block.jumps))
            if not block.code and len(block.jumps) == 1:
                goal = block.jumps[0].reference
                if goal != label and goal not in same:  # a ring of empty blocks stays one
                    same[label] = goal
            elif first.setdefault(key, label) != label:
                same[label] = first[key]
        if not same:
            return blocks
        blocks = {label: block for label, block in blocks.items() if label not in same}
        for block in blocks.values():
            block.jumps = [
                Jump(j.condition, same.get(j.reference, j.reference)) for j in block.jumps
            ]


def _inverted(jump: Jump, reference: Reference, machine: Machine) -> Jump:
    assert jump.condition is not None
    return Jump(machine.inverted(jump.condition), reference)


def _is_open(place: Placed) -> bool:
    """Whether control runs off the end: there was a final jump, and it was dropped."""
    had = bool(place.block.jumps) and place.block.jumps[-1].condition is None
    has = bool(place.jumps) and place.jumps[-1].condition is None
    return had and not has


def _labels(chain: list[Placed]) -> list[CodeLabel]:
    """The blocks that the chain's remaining jumps lead to."""
    found = [jump.reference for place in chain for jump in place.jumps]
    return [reference for reference in found if isinstance(reference, CodeLabel)]


@dataclass
class Assembled:
    """A part's bytes, and the references still to be patched, at their final offsets."""

    code: bytearray = field(default_factory=bytearray)
    relocations: list[Relocation] = field(default_factory=list)


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
                and not machine.is_short(jump.condition, offsets[jump.reference] - ends[i, j])
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
                    out.relocations.append(
                        Relocation(
                            len(out.code) - 4,
                            machine.jump_hole(jump.condition),
                            jump.reference,
                            machine.jump_addend,
                        )
                    )
        parts[part] = out
    return parts, places
