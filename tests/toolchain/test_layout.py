"""Hot and cold parts, inverted branches, jumps that vanish: by blocks made by hand."""

from __future__ import annotations

from cpjit.toolchain.elf import Block, CodeLabel, Function, Jump, Reference, Undefined
from cpjit.toolchain.layout import Layout, arrange, assemble
from cpjit.toolchain.stencil import Part
from cpjit.toolchain.x86_64 import X86_64

NEXT, GOTO_A, GOTO_B = Undefined("NEXT"), Undefined("GOTO_A"), Undefined("GOTO_B")
E, NE = 4, 5  # x86 conditions "equal" and "not equal"
MACHINE = X86_64()


def label(name: str) -> CodeLabel:
    return CodeLabel("f", name)


def block(name: str, *jumps: Jump, code: bytes = b"\x90") -> Block:
    return Block(label(name), code, MACHINE.decode(code), [], list(jumps))


def always(reference: Reference | str) -> Jump:
    return Jump(None, label(reference) if isinstance(reference, str) else reference)


def when(condition: int, reference: Reference | str) -> Jump:
    return Jump(condition, label(reference) if isinstance(reference, str) else reference)


def lay(*blocks: Block) -> Layout:
    return arrange(Function("f", exported=True, blocks=list(blocks)), MACHINE)


def shape(layout: Layout) -> tuple[list[str], list[str]]:
    """The names of hot and cold blocks, in order."""
    return (
        [place.block.label.block for place in layout.hot],
        [place.block.label.block for place in layout.cold],
    )


def parts(layout: Layout) -> tuple[bytes, bytes]:
    assembled, _ = assemble(layout, MACHINE)
    return bytes(assembled[Part.HOT].code), bytes(assembled[Part.COLD].code)


def test_the_jump_to_next_at_the_end_costs_nothing() -> None:
    layout = lay(block("a", always(NEXT)))
    assert parts(layout) == (b"\x90", b"")
    assert layout.falls_through


def test_a_jump_to_the_following_block_vanishes() -> None:
    layout = lay(block("a", always("b")), block("b", always(NEXT)))
    assert parts(layout) == (b"\x90\x90", b"")


def test_the_likely_way_is_hot_and_the_other_cold() -> None:
    layout = lay(
        block("a", when(E, "slow"), always("fast")),
        block("slow", always(GOTO_A)),
        block("fast", always(NEXT)),
    )
    assert shape(layout) == (["a", "fast"], ["slow"])
    assert parts(layout) == (b"\x90" + b"\x0f\x84" + bytes(4) + b"\x90", b"\x90\xe9" + bytes(4))


def test_a_conditional_jump_to_next_is_inverted() -> None:
    layout = lay(block("a", when(E, NEXT), always("b")), block("b", always(GOTO_A), code=b""))
    assert shape(layout) == (["a"], [])
    assert layout.hot[0].jumps == [when(NE, GOTO_A)]
    assert layout.falls_through


def test_a_conditional_jump_to_next_stays_where_the_likely_way_has_code() -> None:
    layout = lay(block("a", when(E, NEXT), always("b")), block("b", always(NEXT)))
    assert shape(layout) == (["a", "b"], [])
    assert parts(layout)[0] == b"\x90\x74\x01\x90"  # nop; je behind the next nop; nop


def test_an_exit_without_code_of_its_own_is_reached_directly() -> None:
    layout = lay(
        block("a", when(E, "out"), always("on")),
        block("out", always(GOTO_A), code=b""),
        block("on", always(NEXT), code=b""),
    )
    assert shape(layout) == (["a"], [])
    assert layout.hot[0].jumps == [when(E, GOTO_A)]


def test_equal_cold_blocks_are_kept_once() -> None:
    layout = lay(
        block("a", when(E, "x"), always("b")),
        block("b", when(E, "y"), always(NEXT)),
        block("x", always(GOTO_A)),
        block("y", always(GOTO_A)),
    )
    assert shape(layout) == (["a", "b"], ["x"])


def test_a_loop_stays_together_and_goes_on_behind_it() -> None:
    layout = lay(
        block("a", always("loop")),
        block("loop", when(E, "end"), always("loop")),
        block("end", always(NEXT)),
    )
    assert shape(layout) == (["a", "loop", "end"], [])
    assert parts(layout)[0] == b"\x90\x90\x75\xfd\x90"  # jne back to the second nop


def test_a_block_that_ends_in_another_edge_does_not_fall_through() -> None:
    layout = lay(block("a", always(GOTO_A)))
    assert not layout.falls_through
    assert parts(layout)[0] == b"\x90\xe9" + bytes(4)


def test_next_reached_from_the_cold_part_alone_counts_as_falling_through() -> None:
    layout = lay(block("a", when(E, "b"), always(GOTO_A)), block("b", always(NEXT)))
    assert shape(layout) == (["a"], ["b"])
    assert layout.falls_through


def test_a_return_ends_the_hot_part() -> None:
    layout = lay(block("a", code=b"\xc3"))
    assert parts(layout) == (b"\xc3", b"")
    assert not layout.falls_through


def test_blocks_that_nothing_leads_to_are_dropped() -> None:
    layout = lay(block("a", always(NEXT)), block("dead", always(GOTO_A)))
    assert shape(layout) == (["a"], [])


def test_two_jumps_to_different_edges_in_cold_code_need_no_third() -> None:
    layout = lay(
        block("a", when(E, "cold"), always(NEXT)),
        block("cold", when(E, "more"), always(GOTO_A)),
        block("more", always(GOTO_B)),
    )
    assert shape(layout) == (["a"], ["cold", "more"])
    assert layout.cold[0].jumps == [when(NE, GOTO_A)]


def test_a_local_jump_is_long_only_where_it_must_be() -> None:
    near, far = bytes([0x90] * 127), bytes([0x90] * 128)

    def skipping(code: bytes) -> bytes:
        return parts(
            lay(block("a", when(E, NEXT), always("b")), block("b", always(NEXT), code=code))
        )[0]

    assert skipping(near) == b"\x90\x74\x7f" + near
    assert skipping(far) == b"\x90\x0f\x84" + (128).to_bytes(4, "little") + far


def test_a_jump_that_grows_can_make_another_grow() -> None:
    # a jumps over b's jump and 125 bytes; b's jump needs its long form, so a's does as well.
    layout = lay(
        block("a", when(E, "d"), always("b")),
        block("b", when(E, NEXT), always("c")),
        block("c", always("d"), code=bytes([0x90] * 120)),
        block("d", always(NEXT), code=bytes([0x91] + [0x90] * 20)),
    )
    hot = parts(layout)[0]
    assert hot[:2] == b"\x90\x74" and hot[2] == 1 + 6 + 120
    assert hot[4:6] == b"\x0f\x84" and int.from_bytes(hot[6:10], "little") == 120 + 21


def test_empty_blocks_in_a_ring_are_left_alone() -> None:
    layout = lay(
        block("a", always("b")),
        block("b", always("c"), code=b""),
        block("c", always("b"), code=b""),
    )
    assert parts(layout)[0] == b"\x90\xeb\xfe"  # jump to itself
