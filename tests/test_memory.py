"""Memory: the limit holds, code that dies gives its memory back, reference counts stay even."""

from __future__ import annotations

import json

import pytest
from running import Program

pytestmark = pytest.mark.interpreter

MEASURE = """
import gc, json, sys

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
"""


def test_code_made_by_exec_again_and_again_does_not_grow_memory(program: Program) -> None:
    """A hundred thousand functions, compiled, run and dropped one after the other."""
    printed = program(
        MEASURE
        + """
code = compile("def f(n):\\n t = 0\\n for i in range(n): t += i\\n return t", "made", "exec")
source = "def f(n):\\n t = %d\\n for i in range(n): t += i\\n return t"
space = {}
marks = []
for k in range(100_000):
    # Mostly new code objects; compiling the source each time would only test the compiler.
    made = code.replace(co_consts=(code.co_consts[0].replace(co_firstlineno=k + 1),
                                   *code.co_consts[1:]))
    exec(made, space)
    assert space["f"](10) == 45
    if k % 20_000 == 19_999:
        stats = cpjit.stats()
        marks.append((resident(), stats.memory_committed, stats.metadata_bytes, stats.functions))
print(json.dumps(marks))
"""
    )
    marks = json.loads(printed)
    first, last = marks[0], marks[-1]
    assert last[0] - first[0] < 4 << 20, marks  # resident
    assert last[1] <= first[1] + (256 << 10), marks  # committed for machine code
    assert last[2] <= first[2] + (256 << 10), marks  # metadata
    assert last[3] < 1000, marks


def test_the_memory_limit_is_hard(program: Program) -> None:
    """Code beyond the limit is not made; everything goes on, interpreted where need be."""
    printed = program(
        MEASURE
        + """
cpjit.disable()
cpjit.enable(threshold=1, memory_limit="1M")
keep = []
most = 0
for k in range(4000):
    space = {}
    exec("def f(n, x):\\n t = x\\n for i in range(n): t = t + x * i - %d\\n return t" % k, space)
    keep.append(space["f"])
    assert space["f"](10, 1) == 1 + 45 - 10 * k
    assert space["f"](10, 0.5) == 0.5 + 22.5 - 10 * k
    most = max(most, cpjit.stats().memory_committed)
assert all(f(10, 2) == 2 + 90 - 10 * k for k, f in enumerate(keep))
stats = cpjit.stats()
print(json.dumps([most, stats.memory_committed, stats.functions, stats.as_dict()["refusals"]]))
"""
    )
    most, committed, functions, refusals = json.loads(printed)
    assert committed <= most <= 1 << 20
    assert 0 < functions < 4000
    assert sum(refusals.values()) > 0


def test_after_the_limit_room_is_used_again(program: Program) -> None:
    printed = program(
        """
        import gc
        from cpjit import _cpjit
        cpjit.disable()
        cpjit.enable(threshold=1, memory_limit="1M")
        def make(k):
            space = {}
            source = "def f(n):\\n t = %d\\n for i in range(n): t += i\\n return t"
            exec(source % k, space)
            assert space["f"](10) == 45 + k
            return space["f"]
        keep = [make(k) for k in range(5000)]
        full = _cpjit.is_compiled(keep[-1].__code__)
        keep.clear()
        gc.collect()  # each function and its namespace hold each other
        later = [make(k) for k in range(50)]
        print(full, _cpjit.is_compiled(later[-1].__code__))
        """
    )
    assert printed == "False True\n"


def test_running_compiled_code_leaks_nothing(program: Program) -> None:
    """Reference counts and allocated blocks are level after many calls."""
    printed = program(
        MEASURE
        + """
class Thing:
    def __init__(self, x): self.x = x
    def get(self): return self.x

def work(things, n):
    total = 0.0
    for i in range(n):
        for thing in things:
            other = Thing(thing.get() + i)
            total += other.x * 0.5
            pair = [other, (thing, i)]
            pair[0] = None
    return total, pair

def fails(n, x):
    total = 2**70
    for i in range(n):
        total += i * 1.5 if i % 2 else i
    return total + x

def round_():
    work(things, 30)
    try:
        fails(20, None)
    except TypeError:
        pass

things = [Thing(k) for k in range(5)]
for k in range(50): round_()
gc.collect()
before = sys.getallocatedblocks(), [sys.getrefcount(thing) for thing in things]
count = sys.gettotalrefcount() if hasattr(sys, "gettotalrefcount") else 0
for k in range(200): round_()
gc.collect()
after = sys.getallocatedblocks(), [sys.getrefcount(thing) for thing in things]
count = (sys.gettotalrefcount() if hasattr(sys, "gettotalrefcount") else 0) - count
print(abs(after[0] - before[0]) < 50, after[1] == before[1], abs(count) < 50)
"""
    )
    assert printed == "True True True\n"


def test_a_function_may_die_while_it_runs(program: Program) -> None:
    printed = program(
        """
        import gc
        SOURCE = "\\n".join([
            "def suicidal(n):",
            "    total = 0",
            "    for i in range(n):",
            "        if i == n // 2:",
            "            vanish()",
            "        total += i",
            "    return total",
        ])
        def make():
            space = {}
            exec(SOURCE, space)
            def vanish():
                space.pop("suicidal", None)
                gc.collect()
                # Something else is made where the code may have been.
                for j in range(20):
                    exec(f"def g(n):\\n t = {j}\\n for i in range(n): t -= i\\n return t", other)
                    other["g"](10)
            other = {}
            space["vanish"] = vanish
            return space
        def call(space, n):
            return space["suicidal"](n)
        print({call(make(), 40 + k) - sum(range(40 + k)) for k in range(30)})
        """
    )
    assert printed == "{0}\n"


def test_frames_outlive_their_calls(program: Program) -> None:
    printed = program(
        """
        import sys, gc
        frames = []
        def inner(x):
            frames.append(sys._getframe(1))
            return x * 2
        def outer(n):
            a = n + 0.5
            b = inner(a)
            c = [b]
            return c
        for i in range(20):
            outer(i)
        gc.collect()
        print(all(frame.f_back is None or frame.f_back.f_code.co_name for frame in frames))
        print([frame.f_locals["c"] for frame in frames[:3]], [f.f_lineno for f in frames[:2]])
        last = frames[-1]
        last.clear()
        print(last.f_locals)
        """
    )
    assert printed == "True\n[[1.0], [3.0], [5.0]] [13, 13]\n{}\n"
