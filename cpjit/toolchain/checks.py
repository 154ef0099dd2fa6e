"""What a stencil must not do, found in its machine code.

The engine keeps the native frame's base pointer for itself, counts on hot paths without spills,
and places code after a stencil only if control goes there; templates that break this are refused.
"""

from __future__ import annotations

from .elf import Function
from .machine import Instruction, Machine, Stack
from .stencil import Refusal, Stencil


def check_ends(function: Function, machine: Machine) -> None:
    """Every block must jump on, return, or jump through a pointer."""
    for block in function.blocks:
        if block.jumps and block.jumps[-1].condition is None:
            continue
        last = block.instructions[-1] if block.instructions else None
        if block.jumps or last is None or not machine.leaves(last):
            raise Refusal(
                "has no known end: it must end in GO_ON, GOTO, a tail call or a return"
                + (f", not in `{last}`" if last else "")
            )


def check_frame_pointer(stencil: Stencil, machine: Machine) -> None:
    """Only `push rbp; mov rbp, rsp; ...; leave` may write it, as calls and the entry shim do."""
    hot, cold = machine.decode(stencil.hot), machine.decode(stencil.cold)
    frames = 0
    dropped = False
    before: Instruction | None = None
    for instruction in hot + cold:
        use = machine.stack_use(instruction)
        saved = before is not None and machine.stack_use(before) is Stack.SAVE_FRAME
        if use is Stack.SET_FRAME and saved:
            frames += 1
        elif use is Stack.DROP_FRAME and frames:
            dropped = True
        elif use in (Stack.SET_FRAME, Stack.DROP_FRAME, Stack.CLOBBER_FRAME):
            raise Refusal(f"writes the base pointer, which belongs to the engine: `{instruction}`")
        before = instruction
    if frames and not dropped:
        raise Refusal("sets the base pointer and does not restore it with `leave`")


def check_entries(stencil: Stencil, machine: Machine) -> None:
    """Code is entered with the stack aligned as it is between stencils: with nothing spilt."""
    words = 0
    entered = spilt = False
    for instruction in machine.decode(stencil.hot) + machine.decode(stencil.cold):
        use = machine.stack_use(instruction)
        if use is Stack.SAVE_FRAME:
            if spilt or words != machine.words_below_frame:
                raise Refusal("spills before it enters code, whose stack would not be aligned")
            entered = True
        elif use is Stack.DROP_FRAME:
            entered = False
        spilt |= use is Stack.USE and not entered
        words += use is Stack.GROW_WORD
        words -= use is Stack.SHRINK_WORD


def check_spills(stencil: Stencil, machine: Machine) -> None:
    """The hot part may align the stack for one call to C, and do no more with it."""
    hot = machine.decode(stencil.hot)
    uses = [(machine.stack_use(instruction), instruction) for instruction in hot]
    grown = shrunk = 0
    calls = any(use is Stack.CALL for use, _ in uses) or any(
        machine.stack_use(instruction) is Stack.CALL for instruction in machine.decode(stencil.cold)
    )
    for use, instruction in uses:
        grown += use in (Stack.GROW_WORD, Stack.SAVE_FRAME)
        shrunk += use is Stack.SHRINK_WORD
        if use is Stack.USE or grown > 1 or shrunk > 1 or (grown and not calls):
            raise Refusal(
                f"spills on its hot path: `{instruction}` "
                "(pass dead registers as undefined, or declare `// family: calls`)"
            )
