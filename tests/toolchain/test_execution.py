"""Stencils do what their templates say, after their blocks were taken apart and put together.

Each template is laid out, its two parts are put at a distance from each other, its jumps are
patched by the book, and it is run with many operands and compared with the same thing in Python.
"""

from __future__ import annotations

import ctypes
import mmap
import random
from collections.abc import Callable

import pytest

from cpjit.toolchain.stencil import Kind, Part, Stencil, Symbol

from .workshop import Workshop

# int run(ignored, int64_t registers[2], r0, r1): from the C convention to the stencils' and back.
ENTRY = bytes.fromhex(
    "53 4154 4155 4156 4157"  # push rbx, r12, r13, r14, r15
    "4989fc 4989f5 4989d6 4989cf"  # r12..r15 = the four arguments
    "e8 00000000"  # call the hot part
    "4d897500 4d897d08"  # registers[0] = r14, registers[1] = r15
    "415f 415e 415d 415c 5b c3"
)
CALL_FIELD = ENTRY.index(b"\xe8") + 1
# Where NEXT and GOTO lead: eax says where the stencil went.
ARRIVED = {name: bytes([0xB8, i, 0, 0, 0, 0xC3]) for i, name in enumerate(("NEXT", "A", "B"))}

COLD, OUTSIDE = 0x800, 0x1000


class Loaded:
    """A stencil in executable memory."""

    def __init__(self, stencil: Stencil) -> None:
        self.memory = mmap.mmap(-1, 2 * OUTSIDE, prot=7)
        at = len(ENTRY)
        self.memory[:at] = ENTRY
        self._relative(CALL_FIELD, at, -4)
        self.memory[at : at + len(stencil.hot)] = stencil.hot
        after = at + len(stencil.hot)
        self.memory[after : after + 6] = ARRIVED["NEXT"]
        self.memory[COLD : COLD + len(stencil.cold)] = stencil.cold
        self.memory[OUTSIDE : OUTSIDE + 6] = ARRIVED["A"]
        self.memory[OUTSIDE + 16 : OUTSIDE + 22] = ARRIVED["B"]
        places = {
            Symbol.HOT: at,
            Symbol.COLD: COLD,
            Symbol.GOTO_A: OUTSIDE,
            Symbol.GOTO_B: OUTSIDE + 16,
        }
        for patch in stencil.patches:
            assert patch.kind is Kind.PC32 and isinstance(patch.target, Symbol)
            start = at if patch.part is Part.HOT else COLD
            self._relative(start + patch.offset, places[patch.target], patch.addend)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64
        )
        self.function = kind(address)

    def _relative(self, field: int, target: int, addend: int) -> None:
        value = target + addend - field
        self.memory[field : field + 4] = value.to_bytes(4, "little", signed=True)

    def run(self, r0: int, r1: int) -> tuple[str, int, int]:
        """Where it went, and the two registers then."""
        registers = (ctypes.c_int64 * 2)()
        where = self.function(None, ctypes.addressof(registers), r0, r1)
        return list(ARRIVED)[where], registers[0], registers[1]


Model = Callable[[int, int], tuple[str, int, int]]


def signed(value: int) -> int:
    return (value + 2**63) % 2**64 - 2**63


def add(r0: int, r1: int) -> tuple[str, int, int]:
    fits = -(2**63) <= r0 + r1 < 2**63
    return ("NEXT", r0 + r1, r1) if fits else ("A", r0, r1)


def floor_divide(r0: int, r1: int) -> tuple[str, int, int]:
    return ("A", r0, r1) if r1 in (0, -1) else ("NEXT", r0 // r1, r1)


def collatz(r0: int, r1: int) -> tuple[str, int, int]:
    n, steps = abs(r0) % 1000, 0
    while n > 1:
        if n == 97:
            return "B", n, steps
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return "NEXT", n, steps


def ladder(r0: int, r1: int) -> tuple[str, int, int]:
    if r0 < 0:
        return ("A", r0, r1) if r1 < 0 else ("NEXT", signed(r0 + 1), r1)
    if r0 == r1:
        return "B", r0, 7
    if r1 > 100:
        return "NEXT", r0, signed(r1 - r0)
    return ("A", r0, r1) if r1 % 2 else ("NEXT", r0, 0)


TEMPLATES: dict[str, tuple[Model, str]] = {
    "add": (
        add,
        """
        int64_t sum;
        if (UNLIKELY(__builtin_add_overflow(r0, r1, &sum))) GOTO(A);
        r0 = sum;
        GO_ON();
        """,
    ),
    "floor_divide": (
        floor_divide,
        """
        if (UNLIKELY((uint64_t)r1 + 1 <= 1)) GOTO(A);
        int64_t quotient = r0 / r1, remainder = r0 - quotient * r1;
        if (remainder != 0 && (remainder ^ r1) < 0) quotient--;
        r0 = quotient;
        GO_ON();
        """,
    ),
    "collatz": (
        collatz,
        """
        r0 = (r0 < 0 ? -(uint64_t)r0 : (uint64_t)r0) % 1000;
        r1 = 0;
        while (r0 > 1) {
            if (UNLIKELY(r0 == 97)) GOTO(B);
            if (r0 % 2 == 0) { r0 /= 2; } else { r0 = 3 * r0 + 1; }
            r1++;
            asm volatile("" : "+r"(r0));
        }
        GO_ON();
        """,
    ),
    "ladder": (
        ladder,
        """
        if (r0 < 0) {
            if (r1 < 0) GOTO(A);
            r0++;
            GO_ON();
        }
        if (r0 == r1) { r1 = 7; GOTO(B); }
        if (__builtin_expect(r1 > 100, 1)) { r1 -= r0; GO_ON(); }
        if (r1 & 1) GOTO(A);
        r1 = 0;
        GO_ON();
        """,
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_stencil_computes_what_its_template_says(workshop: Workshop, name: str) -> None:
    model, body = TEMPLATES[name]
    stencil = workshop.stencil(body)
    loaded = Loaded(stencil)
    source = random.Random(name)
    edges = [0, 1, -1, 2, 7, 97, 100, 101, -8, 2**63 - 1, -(2**63), -(2**63) + 1]
    numbers = edges + [source.randrange(-1000, 1000) for _ in range(50)]
    numbers += [source.randrange(-(2**63), 2**63) for _ in range(20)]
    for r0 in numbers:
        for r1 in numbers:
            assert loaded.run(r0, r1) == model(r0, r1), (r0, r1, workshop.listing(stencil))
