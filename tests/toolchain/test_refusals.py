"""Wrong templates are refused with name, line and reason."""

from __future__ import annotations

import re

import pytest

from .workshop import Workshop

STENCIL = "STENCIL(bad)\n{\n"

# What the template does, and what the author is told.
BAD = {
    "relocation": (
        'asm volatile("addb $HOLE_A, %%al" ::: "rax"); GO_ON();',
        "relocation of unknown type 14 against 'HOLE_A'",
    ),
    "unreachable end": ("__builtin_trap();", "has no known end.*ud2"),
    "call without return": (
        "extern __attribute__((noreturn)) void cj_die(void); cj_die();",
        "has no known end",
    ),
    "rbp written": (
        'asm volatile("movq %0, %%rbp" :: "r"(r0)); GO_ON();',
        "writes the base pointer.*`mov rbp, r14`",
    ),
    "half of rbp": (
        'asm volatile("movl $1, %ebp"); GO_ON();',
        "writes the base pointer.*`mov ebp, 1`",
    ),
    "leave alone": ('asm volatile("leave"); GO_ON();', "writes the base pointer.*`leave`"),
    "frame not dropped": (
        'asm volatile("pushq %rbp; movq %rsp, %rbp"); GO_ON();',
        "does not restore it",
    ),
    "spill": (
        "extern void cj_call(void); cj_call(); GO_ON();",
        "spills on its hot path: `(sub rsp|mov qword ptr \\[rsp)",
    ),
    "stack variable": (
        "volatile int64_t memory = r0; r1 = memory; GO_ON();",
        "spills on its hot path",
    ),
    "two words of stack": (
        'asm volatile("pushq %rax; pushq %rax; call cj_help; popq %rax; popq %rax"); GO_ON();',
        "spills on its hot path: `push rax`",
    ),
    "unknown symbol": (
        "extern int64_t strange; r0 = strange; GO_ON();",
        "undefined symbol strange is no hole",
    ),
    "hole that does not exist": (
        "HIDDEN char HOLE_E[]; r0 = *(int64_t *)(frame + (int64_t)HOLE_E); GO_ON();",
        "undefined symbol HOLE_E is no hole",
    ),
    "compiler's own call": (
        "__builtin_memset(frame, 0, r0); GO_ON();",
        "undefined symbol memset is no hole",
    ),
    "hidden export": (
        "HIDDEN int64_t PyThing; r0 = PyThing; GO_ON();",
        "PyThing is declared hidden",
    ),
    "hole cut to 32 bits": ("r0 = HOLE(A); GO_ON();", "HOLE_A is zero-extended here"),
    "pointer as a number": (
        'asm("movq $PTR_A, %0" : "=r"(r0)); GO_ON();',
        "PTR_A is met as R_X86_64_32S; accepted: ",
    ),
    "hole as a pointer": (
        "extern char IMM64_A[]; r0 = (int64_t)IMM64_A; GO_ON();",
        "IMM64_A is met as R_X86_64_.*GOTPCRELX",
    ),
    "string": (
        'extern void cj_say(const char *); cj_say("hello"); GO_ON();',
        r"static data in \.rodata\.str",
    ),
    "table": (
        "static const int64_t table[] = {3, 1, 4, 1, 5, 9}; r0 = table[r0]; GO_ON();",
        r"static data in \.rodata",
    ),
    "variable": ("static int64_t count; r0 = count++; GO_ON();", r"static data in \.bss"),
    "initialised variable": (
        "static int64_t count = 3; r0 = count++; GO_ON();",
        r"static data in \.data",
    ),
    "thread-local variable": (
        "extern __thread int64_t PyTls; r0 = PyTls; GO_ON();",
        "relocation of unknown type 2[23] against 'PyTls'",
    ),
    "pointer in data": (
        'asm volatile(".pushsection .data; .quad HOLE_A; .popsection"); GO_ON();',
        r"static data in \.data",
    ),
    "pointer in a constant": (
        'asm volatile(".pushsection .rodata.cst8, \\"aM\\", @progbits, 8\\n"'
        '" .quad HOLE_A\\n .popsection"); GO_ON();',
        r"static data in \.rodata\.cst8",
    ),
}


@pytest.mark.parametrize("case", sorted(BAD))
def test_a_wrong_template_is_refused(workshop: Workshop, case: str) -> None:
    body, reason = BAD[case]
    told = workshop.refusal(f"/* a comment */\n\n{STENCIL}    {body}\n}}\n")
    assert re.search(reason, told), told
    assert told.startswith("family.c:3: bad: ") or told.startswith("family.c: static data"), told


def test_the_line_is_found_in_files_with_axes(workshop: Workshop) -> None:
    told = workshop.refusal(
        "// axes: X=0..3\n"
        "STENCIL(good)\n{\n    R(X)++;\n    GO_ON();\n}\n\n"
        "STENCIL(bad)\n{\n    R(X) = HOLE(B);\n    GO_ON();\n}\n"
    )
    assert told.startswith("family.c:8: bad: HOLE_B is zero-extended")
    assert "(st_bad_0, and 3 more)" in told
    assert "good" not in told


def test_the_line_of_a_template_made_by_a_macro(workshop: Workshop) -> None:
    told = workshop.refusal(
        "#define MAKE(name) STENCIL(name) { __builtin_trap(); }\n\nMAKE(first)\nMAKE(second)\n"
    )
    assert [line.split(" ")[0] for line in told.splitlines()] == ["family.c:3:", "family.c:4:"]


def test_a_function_that_is_no_template_is_refused(workshop: Workshop) -> None:
    told = workshop.refusal(
        "static __attribute__((noinline)) int64_t twice(int64_t x) { return x + x; }\n"
        "STENCIL(sample) { r0 = twice(r0); GO_ON(); }\n"
    )
    assert "twice: is neither a STENCIL nor a ROUTINE" in told


@pytest.mark.parametrize(
    ("before", "after"), [("pushq %rax", "popq %rax"), ("subq $24, %rsp", "addq $24, %rsp")]
)
def test_what_enters_code_spills_nothing_before(
    workshop: Workshop, before: str, after: str
) -> None:
    enter = "pushq %r11; pushq %rbp; movq %rsp, %rbp; subq $40, %rsp; call *%rax; leave; popq %r11"
    template = '// family: calls\n\nSTENCIL(sample)\n{{\n    asm volatile("{}"); GO_ON();\n}}\n'
    told = workshop.refusal(template.format(f"{before}; {enter}; {after}"))
    assert told.startswith("family.c:3: sample: spills before it enters code"), told


def test_one_aligned_call_is_no_spill(workshop: Workshop) -> None:
    stencil = workshop.stencil(
        """
        extern int64_t cj_call(int64_t);
        int64_t dead;
        double dead_double;
        r0 = cj_call(SLOT(A));
        MUSTTAIL return NEXT(frame, ts, r0, r1, dead, dead, dead_double, dead_double);
        """
    )
    assert workshop.listing(stencil) == [
        "sample: 18 bytes",
        "push rax",
        "mov rdi, qword ptr [r12] ; ABS32S HOLE_A",
        "call qword ptr [rip] ; GOT_BRANCH cj_call",
        "mov r14, rax",
        "pop rax",
        "next:",
    ] or "cj_call" in str(workshop.listing(stencil))


SPILLS = """\
extern void cj_call(void);
STENCIL(first) {{ cj_call(); GO_ON(); }}
{above_second}
STENCIL(second) {{ cj_call(); GO_ON(); }}
"""


def test_a_file_of_calls_may_spill(workshop: Workshop) -> None:
    families, _ = workshop.read("// family: calls\n" + SPILLS.format(above_second=""))
    assert workshop.refusals == []
    assert [family.name for family in families] == ["first", "second"]


def test_a_single_template_may_be_declared_to_spill(workshop: Workshop) -> None:
    told = workshop.refusal(SPILLS.format(above_second="// family: calls"))
    assert told.startswith("family.c:2: first: spills")
    assert "second" not in told


def test_a_native_frame_is_accepted_when_it_is_balanced(workshop: Workshop) -> None:
    stencil = workshop.stencil(
        """
        asm volatile("pushq %%r11; pushq %%rbp; movq %%rsp, %%rbp; call *%0; leave; popq %%r11"
                     :: "r"(r0) : "memory", "rcx", "rdx");
        GO_ON();
        """,
        before="// family: calls",
    )
    assert "leave" in workshop.listing(stencil)


def test_rbp_may_be_read(workshop: Workshop) -> None:
    stencil = workshop.stencil('asm volatile("movq %0, HOLE_A(%%rbp)" :: "r"(r0)); GO_ON();')
    assert workshop.listing(stencil)[1] == "mov qword ptr [rbp], r14 ; ABS32S HOLE_A"
