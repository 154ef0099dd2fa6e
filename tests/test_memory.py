"""Memory: the limit holds and can be changed, reference counts stay even."""

from __future__ import annotations

import json

import pytest
from running import Program, Run

pytestmark = pytest.mark.interpreter

MEASURE = """
import gc, json, sys

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
"""


def test_the_memory_limit_is_hard(program: Program) -> None:
    """Code beyond the limit is not made; everything goes on, interpreted where need be."""
    printed = program(
        MEASURE
        + """
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
""",
        CPJIT_MEMORY_LIMIT="1M",
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


def test_the_limit_can_be_changed_at_any_time(program: Program) -> None:
    """Lowered, it stops new code; raised, code is made again, of functions that missed it too."""
    printed = program(
        """
        from cpjit import _cpjit
        cpjit.enable(threshold=1, memory_limit="2M")
        def make(k):
            space = {}
            exec("def f(n):\\n t = %d\\n for i in range(n): t += i\\n return t" % k, space)
            assert space["f"](10) == 45 + k
            return space["f"]
        def full():
            made = [make(k) for k in range(200)]
            return made, sum(_cpjit.is_compiled(f.__code__) for f in made)
        keep = []
        while True:
            made, count = full()
            keep.append(made)
            if count < 200:
                break
        at_two = cpjit.stats().memory_committed
        missed = made[-1]
        cpjit.enable(threshold=1, memory_limit="1M")
        print(full()[1], cpjit.stats().memory_committed == at_two == 2 << 20)
        cpjit.enable(threshold=1, memory_limit="3M")
        print(full()[1], missed(3), _cpjit.is_compiled(missed.__code__))
        print(2 << 20 < cpjit.stats().memory_committed <= 3 << 20)
        """
    )
    assert printed == "0 True\n200 202 True\nTrue\n"


def test_the_limit_can_be_raised_as_far_as_the_address_space_goes(program: Program) -> None:
    printed = program(
        """
        cpjit.enable(threshold=1, memory_limit="64M")
        try:
            cpjit.enable(threshold=7, memory_limit="65M")
        except cpjit.UnavailableError as error:
            print(error)
        print(cpjit.is_enabled())
        def f(): return sum(i for i in range(3))
        from cpjit import _cpjit
        f()
        print(_cpjit.is_compiled(f.__code__), "the threshold is as before")
        """
    )
    told, *states = printed.splitlines()
    assert "can be raised to 64 MiB at most" in told and "first enabled" in told
    assert states == ["True", "True the threshold is as before"]


def test_a_larger_limit_may_be_given_first(run: Run) -> None:
    source = "import cpjit; cpjit.enable(memory_limit='128M'); cpjit.enable(memory_limit='100M')"
    done = run("-c", f"{source}; print(cpjit.stats().memory_reserved >> 20)")
    assert (done.stdout, done.stderr) == ("128\n", "")


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
