"""Stencils for AArch64, filled and run in an emulator."""

from __future__ import annotations

import struct
from typing import Any

import unicorn
from unicorn import arm64_const as registers

from cpjit.toolchain.stencil import Kind, Part, Stencil, Symbol, target_name

from .arm_patcher import filled

CODE, COLD, POOL, EXITS = 0x4000_0000, 0x4000_8000, 0x4001_0000, 0x4002_0000
DATA, STACK = 0x5000_0000, 0x6000_0000
SIZE = 0x10_0000
NAMES = ("NEXT", "GOTO_A", "GOTO_B", "GOTO_C", "GOTO_D")
GOT = (Kind.GOT_PAGE21, Kind.GOT_OFFSET)
B = 0x14000000

# The convention, as stencils_src/machine.h and the compiler make it.
INTEGERS = ("x22", "x23", "x24", "x25", "x26", "x27", "x28", "x0")
FRAME, THREAD_STATE, BASE = "x20", "x21", "x29"


def number(register: str) -> int:
    """The emulator's number of a register."""
    found: int = getattr(registers, f"UC_ARM64_REG_{register.upper()}")
    return found


class Emulator:
    """A little memory, and one stencil or a few in it."""

    def __init__(self) -> None:
        make: Any = unicorn.unicorn.Uc
        self.uc = make(unicorn.UC_ARCH_ARM64, unicorn.UC_MODE_ARM)
        for start in (CODE, DATA, STACK):
            self.uc.mem_map(start, SIZE)
        self.uc.reg_write(registers.UC_ARM64_REG_CPACR_EL1, 3 << 20)  # floating point
        self["sp"] = STACK + SIZE // 2
        self.slots = POOL
        # A run ends where an exit is reached.
        end = EXITS + 16 * len(NAMES)
        self.uc.hook_add(unicorn.UC_HOOK_CODE, lambda uc, *_: uc.emu_stop(), None, EXITS, end)

    def __getitem__(self, register: str) -> int:
        value: int = self.uc.reg_read(number(register))
        return value

    def __setitem__(self, register: str, value: int) -> None:
        self.uc.reg_write(number(register), value & (1 << 64) - 1)

    def integer(self, index: int) -> int:
        """r0 .. r7, signed."""
        value = self[INTEGERS[index]]
        return value - (value >> 63 << 64)

    def double(self, index: int) -> float:
        """d0 .. d7."""
        (value,) = struct.unpack("<d", struct.pack("<Q", self[f"d{index}"]))
        assert isinstance(value, float)
        return value

    def set_double(self, index: int, value: float) -> None:
        """Likewise."""
        self[f"d{index}"] = int.from_bytes(struct.pack("<d", value), "little")

    def word(self, address: int) -> int:
        """Eight bytes of memory."""
        return int.from_bytes(self.uc.mem_read(address, 8), "little")

    def store(self, address: int, value: int) -> None:
        """Likewise."""
        self.uc.mem_write(address, (value & (1 << 64) - 1).to_bytes(8, "little"))

    def slot(self, value: bytes) -> int:
        """A new place in the pool."""
        self.slots += 16
        self.uc.mem_write(self.slots, value)
        return self.slots

    def place(self, stencil: Stencil, at: int = CODE, **operands: float) -> int:
        """Copy and patch; what follows is NEXT. The end of the hot part."""
        parts = {Part.HOT: (at, bytearray(stencil.hot)), Part.COLD: (COLD, bytearray(stencil.cold))}
        slots: dict[tuple[str, int], int] = {}
        for patch in stencil.patches:
            base, code = parts[patch.part]
            name = target_name(patch.target)
            if patch.target in (Symbol.HOT, Symbol.COLD):
                value = parts[Part.HOT if patch.target is Symbol.HOT else Part.COLD][0]
            elif name in NAMES:
                value = EXITS + 16 * NAMES.index(name)
            elif patch.kind is Kind.LITERAL19:
                value = self.slot(struct.pack("<d", operands[name]))
            else:
                operand = operands[name]
                assert isinstance(operand, int)
                value = operand
            value += patch.addend
            if patch.kind in GOT:
                # Both halves of a pair mean the same slot.
                if (name, value) not in slots:
                    slots[name, value] = self.slot(value.to_bytes(8, "little"))
                value = slots[name, value]
            word = int.from_bytes(code[patch.offset : patch.offset + 4], "little")
            word = filled(word, patch.kind, value, base + patch.offset)
            code[patch.offset : patch.offset + 4] = word.to_bytes(4, "little")
        for base, code in parts.values():
            self.uc.mem_write(base, bytes(code))
        self.uc.ctl_flush_tb()  # what it has translated before
        end = at + len(stencil.hot)
        self.uc.mem_write(end, (B | (EXITS - end) // 4).to_bytes(4, "little"))
        return end

    def run(self, start: int = CODE) -> str:
        """Where it went, after not too many instructions."""
        self.uc.emu_start(start, EXITS + 16 * len(NAMES), count=10_000)
        place = self["pc"] - EXITS
        assert place % 16 == 0 and 0 <= place // 16 < len(NAMES), hex(place + EXITS)
        return NAMES[place // 16]
