"""Every kind of hole, from C to the patch that fills it."""

from __future__ import annotations

import pytest

from cpjit.toolchain.stencil import (
    Extern,
    Flag,
    Kind,
    Literal,
    Part,
    Patch,
    Routine,
    Symbol,
    Target,
)

from .workshop import Workshop


def kinds(patches: tuple[Patch, ...]) -> list[tuple[Kind, Target]]:
    return [(patch.kind, patch.target) for patch in patches]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("r0 = SLOT(A); GO_ON();", (Kind.ABS32S, Symbol.HOLE_A)),
        ("r0 = (int64_t)HOLEU_A; GO_ON();", (Kind.ABS32, Symbol.HOLEU_A)),
        ("r0 = *(int64_t *)(frame + (int64_t)HOLEU_A); GO_ON();", (Kind.ABS32S, Symbol.HOLEU_A)),
        ("r0 = (int64_t)PTR_A; GO_ON();", (Kind.GOT_LOAD, Symbol.PTR_A)),
        ("r0 = ((int64_t (*)(void))PTR_A)(); GO_ON();", (Kind.GOT_BRANCH, Symbol.PTR_A)),
        ("r0 = (int64_t)CELL_A; GO_ON();", (Kind.GOT_FIXED, Symbol.CELL_A)),
        ('asm("movq CELL_A(%%rip), %0" : "=r"(r0)); GO_ON();', (Kind.PC32, Symbol.CELL_A)),
        ('asm("movabsq $IMM64_A, %0" : "=r"(r0)); GO_ON();', (Kind.ABS64, Symbol.IMM64_A)),
        ('asm("movsd K_A(%%rip), %0" : "=x"(d0)); GO_ON();', (Kind.PC32, Symbol.K_A)),
        ("GOTO(B);", (Kind.PC32, Symbol.GOTO_B)),
        (
            "extern char PyThing; r0 = (int64_t)&PyThing; GO_ON();",
            (Kind.GOT_LOAD, Extern("PyThing")),
        ),
        (
            "extern int64_t cj_help(void); r0 = cj_help(); GO_ON();",
            (Kind.GOT_BRANCH, Extern("cj_help")),
        ),
        ("extern int PyByte; r0 = PyByte; GO_ON();", (Kind.GOT_LOAD, Extern("PyByte"))),
        (
            "extern double floor(double); d0 = floor(d0); GO_ON();",
            (Kind.GOT_BRANCH, Extern("floor")),
        ),
        ("d0 *= 1.5; GO_ON();", (Kind.PC32, Literal(b"\0\0\0\0\0\0\xf8\x3f"))),
        ("d0 = -d0; GO_ON();", (Kind.PC32, Literal((b"\0" * 7 + b"\x80") * 2))),
        (
            "extern int64_t lib_help(void); r0 = lib_help(); GO_ON();",
            (Kind.GOT_BRANCH, Routine("help")),
        ),
        (
            'HIDDEN void lib_help(void); asm volatile("call lib_help"); GO_ON();',
            (Kind.PC32, Routine("help")),
        ),
    ],
)
def test_the_kind_follows_from_name_and_use(
    workshop: Workshop, body: str, expected: tuple[Kind, Target]
) -> None:
    stencil = workshop.stencil(body, before="// family: calls")
    assert kinds(stencil.patches) == [expected]


def test_a_register_compared_with_a_pointer_reads_the_pool(workshop: Workshop) -> None:
    stencil = workshop.stencil(
        "if (UNLIKELY(*(int64_t *)(r0 + 8) != (int64_t)PTR_A)) GOTO(A); GO_ON();"
    )
    assert kinds(stencil.patches) == [
        (Kind.GOT_LOAD, Symbol.PTR_A),
        (Kind.PC32, Symbol.GOTO_A),
    ]
    assert workshop.listing(stencil)[2] == "cmp rax, qword ptr [rip] ; GOT_LOAD PTR_A"


def test_addends_are_those_of_the_place(workshop: Workshop) -> None:
    """-4 where the hole ends the instruction, -5 where an immediate byte follows it."""
    last = workshop.stencil('asm("addq CELL_A(%%rip), %0" : "+r"(r0)); GO_ON();')
    inner = workshop.stencil('asm volatile("cmpb $7, CELL_A(%rip)"); GO_ON();')
    assert [patch.addend for patch in last.patches + inner.patches] == [-4, -5]


def test_part_of_a_constant_is_its_offset_in_the_constant(workshop: Workshop) -> None:
    stencil = workshop.stencil(
        """
        asm(".pushsection .rodata.cst16, \\"aM\\", @progbits, 16\\n"
            ".balign 16\\n1: .quad 1, 2\\n.popsection\\n"
            "movq 1b+8(%%rip), %0" : "=r"(r0));
        GO_ON();
        """
    )
    (patch,) = stencil.patches
    assert patch.target == Literal((1).to_bytes(8, "little") + (2).to_bytes(8, "little"))
    assert (patch.kind, patch.addend) == (Kind.PC32, 8 - 4)


def test_parts_refer_to_each_other(workshop: Workshop) -> None:
    """The cold part comes back into the middle of the hot one."""
    stencil = workshop.stencil(
        """
        extern int64_t cj_slow(void);
        if (UNLIKELY(r0 == r2)) { ts += 8; r0 = cj_slow(); }
        frame += r0 * 3;
        r1 = r0;
        GO_ON();
        """
    )
    there = next(p for p in stencil.patches if p.target is Symbol.COLD)
    back = next(p for p in stencil.patches if p.target is Symbol.HOT)
    assert (there.part, there.addend) == (Part.HOT, -4)
    assert back.part is Part.COLD
    assert 0 < back.addend + 4 <= len(stencil.hot)


def test_next_from_the_cold_part_is_the_end_of_the_hot_part(workshop: Workshop) -> None:
    stencil = workshop.stencil(
        """
        extern void cj_slow(void);
        if (UNLIKELY(r0 == r2)) {
            cj_slow();
            MUSTTAIL return NEXT(frame, ts, r0, r1, 1, 2, d0, d1);
        }
        r3 = r0;
        GO_ON();
        """
    )
    back = next(p for p in stencil.patches if p.part is Part.COLD and p.target is Symbol.HOT)
    assert back.addend == len(stencil.hot) - 4
    assert stencil.flags & Flag.FALLS_THROUGH


def test_a_stencil_is_as_small_as_its_meaning(workshop: Workshop) -> None:
    add = workshop.stencil(
        """
        int64_t sum;
        if (UNLIKELY(__builtin_add_overflow(r0, r1, &sum))) GOTO(A);
        r0 = sum;
        GO_ON();
        """
    )
    assert workshop.listing(add) == [
        "sample: 15 bytes",
        "mov rax, r14",
        "add rax, r15",
        "jo GOTO_A",
        "mov r14, rax",
        "next:",
    ]
    assert not add.cold
