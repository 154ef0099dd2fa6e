"""The engine counts the instructions that run as machine code, exactly, when it is asked to."""

from __future__ import annotations

from running import Program

LOOP = """
def f(n):
    total = 0
    for i in range(n):
        if i % 3 == 0:
            total += i
        elif i in (4, 5):
            total -= 1
    return total
"""


def test_nothing_is_counted_unasked(program: Program) -> None:
    printed = program(
        LOOP
        + """
from cpjit import _cpjit
f(50)
stencils = [name for block in _cpjit.blocks(f.__code__) for name in block["stencils"]]
print(cpjit.opcode_counts(), "count" in stencils, bool(stencils))
"""
    )
    assert printed == "{} False True\n"


def test_every_run_of_an_instruction_is_counted_once(program: Program) -> None:
    """Also where it is begun again after a guard, and where two are made one."""
    printed = program(
        LOOP
        + """
import dis
cpjit.enable(threshold=1, count=True)
from cpjit.introspect.counts import instruction_counts, interpreted
for n in 50, 1, 7: f(n)
counts = instruction_counts(f.__code__)
def again():
    for n in 50, 1, 7: f(n)
print(counts == interpreted(again)[f.__code__], sum(counts.values()) > 500)
names = {instruction.opname for instruction in dis.get_instructions(f)}
print(names <= cpjit.opcode_counts().keys())
"""
    )
    assert printed == "True True\nTrue\n"


def test_what_the_interpreter_does_is_not_counted(program: Program) -> None:
    printed = program(
        LOOP
        + """
import sys
cpjit.enable(threshold=1, count=True)
from cpjit.introspect.counts import instruction_counts
f(10)
before = instruction_counts(f.__code__)
sys.settrace(lambda *event: None)
f(10)
sys.settrace(None)
cpjit.disable()
f(10)
print(before == instruction_counts(f.__code__))
"""
    )
    assert printed == "True\n"


def test_a_function_that_is_gone_is_part_of_the_totals(program: Program) -> None:
    printed = program(
        """
cpjit.enable(threshold=1, count=True)
def run():
    space = {}
    exec("def g(x): return x @ x", space)
    try: space["g"](1)
    except TypeError: pass
run()
first = cpjit.opcode_counts()["BINARY_OP"]
run()
print(cpjit.opcode_counts()["BINARY_OP"] - first)
"""
    )
    assert printed == "1\n"


def test_the_share_of_a_program_is_measured_exactly(program: Program) -> None:
    printed = program(
        LOOP
        + """
cpjit.enable(threshold=1, count=True)
from cpjit.introspect.counts import measure
f(3)
whole = measure(lambda: f(20))
print(whole.total > 100, whole.share, whole.missing)
cpjit.enable(threshold=1000, count=True)
def rarely(x): return x + x
part = measure(lambda: (f(5), rarely(1)))
print(0 < part.share < 1, "rarely" in {code.co_name for code, _ in part.missing})
"""
    )
    assert printed == "True 1.0 {}\nTrue True\n"
