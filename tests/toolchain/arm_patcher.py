"""A patcher for AArch64: what docs/porting.md says of each kind, so that tests can fill stencils.

It is the contract's other side, not the engine's: everything has its place, nothing is near enough
to be made shorter.
"""

from __future__ import annotations

from cpjit.toolchain.stencil import Kind

PAGE = 0xFFF
ACCESS = 0x3B000000, 0x39000000  # ldr, str with an unsigned offset: mask, value
VECTOR_16 = 0x04800000  # of those, 16 bytes

# Which instructions may have a hole of that kind: mask and value.
FORMS = {
    Kind.MOVW_SIGNED: ((0x7F800000, 0x52800000),),
    Kind.MOVW_0: ((0x5F800000, 0x52800000),),
    Kind.MOVW_1: ((0x5F800000, 0x52800000),),
    Kind.MOVW_2: ((0x5F800000, 0x52800000),),
    Kind.MOVW_3: ((0x5F800000, 0x52800000),),
    Kind.OFFSET12: (ACCESS, (0x7FC00000, 0x11000000)),
    Kind.PAGE_OFFSET: (ACCESS, (0x7FC00000, 0x11000000)),
    Kind.GOT_OFFSET: ((0xFFC00000, 0xF9400000),),
    Kind.BRANCH26: ((0x7C000000, 0x14000000),),
    Kind.BRANCH19: ((0xFF000010, 0x54000000), (0x7E000000, 0x34000000)),
    Kind.LITERAL19: ((0x3B000000, 0x18000000),),
    Kind.PAGE21: ((0x9F000000, 0x90000000),),
    Kind.GOT_PAGE21: ((0x9F000000, 0x90000000),),
}
# Which quarter of a register a movz or movk is for must be that of the kind.
QUARTERS = {
    Kind.MOVW_SIGNED: 1,
    Kind.MOVW_0: 0,
    Kind.MOVW_1: 1,
    Kind.MOVW_2: 2,
    Kind.MOVW_3: 3,
}
# The bits that are filled: from, how many.
FIELDS = {
    **dict.fromkeys(QUARTERS, (5, 16)),
    **dict.fromkeys((Kind.OFFSET12, Kind.PAGE_OFFSET, Kind.GOT_OFFSET), (10, 12)),
    Kind.BRANCH26: (0, 26),
    Kind.BRANCH19: (5, 19),
    Kind.LITERAL19: (5, 19),
    **dict.fromkeys((Kind.PAGE21, Kind.GOT_PAGE21), (5, 19)),
}


def has_form(word: int, kind: Kind) -> bool:
    """Whether the instruction can have such a hole, and has left it empty."""
    start, bits = FIELDS[kind]
    empty = word >> start & (1 << bits) - 1 == 0
    low_bits = kind not in (Kind.PAGE21, Kind.GOT_PAGE21) or word >> 29 & 3 == 0
    quarter = kind not in QUARTERS or word >> 21 & 3 == QUARTERS[kind]
    forms = any(word & mask == value for mask, value in FORMS[kind])
    return empty and low_bits and quarter and forms


def filled(word: int, kind: Kind, value: int, place: int) -> int:
    """The instruction with its hole filled. `value` is S + A; of GOT kinds, the slot's address."""

    def field(number: int, *, signed: bool) -> int:
        start, bits = FIELDS[kind]
        least, past = (-(1 << bits - 1), 1 << bits - 1) if signed else (0, 1 << bits)
        assert least <= number < past, f"{number:#x} does not fit as {kind.name}"
        return word | (number & (1 << bits) - 1) << start

    if kind is Kind.MOVW_SIGNED:
        assert -(1 << 31) <= value < 1 << 31
        if value < 0:
            word &= ~(1 << 30)  # movz -> movn
            value = ~value
        return field(value >> 16, signed=False)
    if kind in QUARTERS:
        movz = word >> 29 & 1 == 0
        assert not movz or kind is not Kind.MOVW_1 or value < 1 << 32
        return field(value >> 16 * QUARTERS[kind] & 0xFFFF, signed=False)
    if kind in (Kind.OFFSET12, Kind.PAGE_OFFSET, Kind.GOT_OFFSET):
        offset = value if kind is Kind.OFFSET12 else value & PAGE
        unit = _unit(word)
        assert offset % unit == 0, f"{offset:#x} is no multiple of {unit}"
        return field(offset // unit, signed=False)
    if kind in (Kind.PAGE21, Kind.GOT_PAGE21):
        pages = (value >> 12) - (place >> 12)
        word |= (pages & 3) << 29
        return field(pages >> 2, signed=True)
    assert (value - place) % 4 == 0
    return field((value - place) // 4, signed=True)


def _unit(word: int) -> int:
    """How many bytes an ldr, str or add counts by."""
    if word & ACCESS[0] != ACCESS[1]:
        return 1
    return 16 if word & VECTOR_16 == VECTOR_16 and word >> 30 == 0 else 1 << (word >> 30)
