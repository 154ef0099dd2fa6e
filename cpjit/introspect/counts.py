"""Which instructions of the bytecode run as machine code: counted exactly, where that is asked for.

With `cpjit.enable(count=True)` (or CPJIT_COUNT=1) each instruction that compiled code runs adds one
to a counter of its own. An instruction that raises has run; one that compiled code had to leave to
the interpreter has not. Not counted is code of functions that were called before counting was
switched on.

`measure()` sets the counts against what the interpreter runs for the same program, as its opcode
tracing tells: the exact share of a deterministic program's instructions that run as machine code.
"""

from __future__ import annotations

import opcode
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

NAMES = {number: name for name, number in opcode.opmap.items()}


def opcode_counts() -> dict[str, int]:
    """How often each opcode has run as machine code, by name; those that have not are missing.

    A prefix (EXTENDED_ARG) counts as itself; inline caches are part of their instructions.
    """
    if "cpjit._cpjit" not in sys.modules:
        return {}
    from cpjit import _cpjit

    return _cpjit.opcode_counts()


def instruction_counts(code: CodeType) -> dict[int, int]:
    """The same for one code object, by the offset in its bytecode."""
    if "cpjit._cpjit" not in sys.modules:
        return {}
    from cpjit import _cpjit

    return _cpjit.instruction_counts(code)


@dataclass(frozen=True)
class Measurement:
    """What of a program's instructions ran as machine code."""

    total: int
    """Instructions that the program runs."""
    jit: int
    """Those of them that ran as machine code."""
    missing: dict[tuple[CodeType, int], int] = field(default_factory=dict)
    """Where compiled code ran less often than the interpreter: (code, offset), how much less."""

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.jit / self.total if self.total else 1.0


def measure(program: Callable[[], object]) -> Measurement:
    """Run a deterministic program twice: traced in the interpreter, and counted.

    Both runs must execute the same code objects the same number of times; only what the calling
    thread runs is seen. Run the program before, often enough for its functions to be compiled, and
    with counting on from the start.
    """
    expected = interpreted(program)
    before = {code: instruction_counts(code) for code in expected}
    program()
    total = jit = 0
    missing = {}
    for code, offsets in expected.items():
        now = instruction_counts(code)
        for offset, wanted in offsets.items():
            seen = now.get(offset, 0) - before[code].get(offset, 0)
            total += wanted
            jit += min(seen, wanted)
            if seen < wanted:
                missing[code, offset] = wanted - seen
    return Measurement(total, jit, missing)


def interpreted(program: Callable[[], object]) -> dict[CodeType, Counter[int]]:
    """What the interpreter runs of a program: for each code object how often which offset.

    It is the interpreter that runs it: code that is traced is not compiled code.
    """
    counts: dict[CodeType, Counter[int]] = {}

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        seen = counts.setdefault(frame.f_code, Counter())
        if event == "opcode" or (event == "call" and starts(frame)):
            seen.update(instruction_at(frame.f_code, frame.f_lasti))
        if event == "call" and starts(frame):
            seen.update(prologue(frame.f_code, frame.f_lasti))
        return trace

    outer = sys.gettrace()
    sys.settrace(trace)
    try:
        program()
    finally:
        sys.settrace(outer)
    return counts


def starts(frame: FrameType) -> bool:
    """Whether the frame is at a RESUME: a call, but not an exception thrown into a generator.

    For RESUME itself there is no event but that of the call.
    """
    return frame.f_code.co_code[frame.f_lasti] == opcode.opmap["RESUME"]


def instruction_at(code: CodeType, offset: int) -> list[int]:
    """The offset and those of what belongs to it: the event for a prefix stands for them all."""
    bytecode = code.co_code
    offsets = [offset]
    while bytecode[offset] == opcode.EXTENDED_ARG:
        offset += 2
        offsets.append(offset)
    return offsets


def prologue(code: CodeType, offset: int) -> list[int]:
    """The offsets before a function's first RESUME, which are never traced."""
    offsets = list(range(0, offset, 2))
    names = [code.co_code[before] for before in offsets]
    return [] if opcode.opmap["RESUME"] in names else offsets
