"""Other tools that take over the evaluation of frames (PEP 523), before cpjit and after it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from running import Program, Run

pytestmark = pytest.mark.interpreter

SOURCE = Path(__file__).with_name("foreign_hook.c")

START = """
import ctypes, sys
import cpjit
from cpjit import _cpjit
hook = ctypes.PyDLL("./foreign_hook.so")
def leaf(i): return i + 1
def work(n):
    total = 0
    for i in range(n):
        total += leaf(i)
    return total
def produce(n):
    for i in range(n): yield i
def consume(n):
    return sum(produce(n))
def consume_directly(n):
    total = 0
    for i in produce(n): total += i
    return total
def delegate(n): yield from produce(n)
def consume_delegated(n): return [*delegate(n)]
async def wait(i): return i
async def awaiting(n):
    total = 0
    for i in range(n): total += await wait(i)
    return total
def consume_awaited(n):
    try: awaiting(n).send(None)
    except StopIteration as end: return end.value
class Thing:
    def __init__(self, n): self.n = n
    def method(self, *rest, key=1): return self.n + key
    def __getitem__(self, i): return i
    def __setitem__(self, i, value): self.n = value
    def __add__(self, other): return self.n + other
    def __lt__(self, other): return True
    def __len__(self): return 5
    def __contains__(self, i): return True
    @property
    def value(self): return self.n
def methods(n):
    total = 0
    for i in range(n):
        total += Thing(i).method(i, key=2)
    return total
def operators(n):
    total, thing = 0, Thing(2)
    for i in range(n):
        total += thing[i] + (thing + i) + (thing < i) + len(thing) + (i in thing) + thing.value
        thing[i] = i
    return total
def recursive(n): return recursive(n - 1) + 1 if n else 0
def between(n, name, chained):
    '''Sets the hook in the middle of the loop, removes it later.'''
    total = 0
    for i in range(n):
        if i == 10: hook.hook_set(name, chained)
        total += leaf(i)
        if i == 19: hook.hook_remove(chained)
    return total
def entered(function): return _cpjit.entered(function.__code__)
"""


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("hook") / "foreign_hook.so"
    found = os.environ.get("CC") or shutil.which("cc")
    compiler = found.split() if found else [sys.executable, "-m", "ziglang", "cc"]
    headers = sysconfig.get_paths()["include"]
    flags = ["-std=gnu17", "-shared", "-fPIC", "-I", headers, "-o", str(output)]
    done = subprocess.run([*compiler, *flags, str(SOURCE)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture
def hooked(run: Run, library: Path, tmp_path: Path) -> Program:
    shutil.copy(library, tmp_path)

    def hooked(source: str) -> str:
        done = run("-c", START + source)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return hooked


def test_a_hook_that_is_there_before_is_respected(hooked: Program) -> None:
    printed = hooked("""
hook.hook_set(b"leaf", 0)
try:
    cpjit.enable(threshold=1)
except cpjit.UnavailableError as error:
    print(error)
print(cpjit.is_enabled(), work(100), hook.hook_count())
hook.hook_remove(0)
cpjit.enable(threshold=1)
print(cpjit.is_enabled(), work(100), entered(work))
""")
    reason, refused, on = printed.splitlines()
    assert "another tool has taken over" in reason
    assert (refused, on) == ("False 5050 100", "True 5050 1")


@pytest.mark.parametrize("chained", [0, 1])
def test_a_hook_set_later_sees_every_frame(hooked: Program, chained: int) -> None:
    """It may pass them to the interpreter or to us; when it goes, JIT code is called directly."""
    printed = hooked(f"""
cpjit.enable(threshold=1)
everything = [(work, b"leaf", 100), (work, b"work", 1), (consume, b"produce", 102),
              (methods, b"method", 100), (methods, b"__init__", 100),
              (recursive, b"recursive", 101), (operators, b"value", 100),
              (consume_directly, b"produce", 102), (consume_delegated, b"produce", 102),
              (consume_awaited, b"wait", 200)]
everything += [(operators, b"__" + name + b"__", 100)
               for name in (b"setitem", b"add", b"lt", b"len", b"contains")]
if {chained}: everything.append((operators, b"__getitem__", 100))  # CPython 3.11.2 misses it itself
for function, name, expected in everything: function(100)
for function, name, expected in everything * 2:
    before = entered(function)
    hook.hook_set(name, {chained})
    result = function(100)
    seen = hook.hook_count()
    on = cpjit.is_enabled()
    ran = entered(function) - before
    hook.hook_remove(1)
    if not {chained}: cpjit.disable(), cpjit.enable()
    print(result == function(100), seen - expected, on, ran, cpjit.is_enabled())
    print(entered(function) - before > ran)
""")
    ran = "[1-9]" if chained else "0"
    lines = printed.splitlines()
    assert len(lines) == 4 * (15 + chained)
    for first, second in zip(lines[::2], lines[1::2], strict=True):
        right, missed, on, entered, after = first.split()
        assert (right, missed, on, after, second) == ("True", "0", "True", "True", "True"), printed
        assert (entered != "0") == (ran != "0"), printed


@pytest.mark.parametrize("chained", [0, 1])
def test_a_hook_set_in_the_middle_of_a_compiled_loop(hooked: Program, chained: int) -> None:
    printed = hooked(f"""
cpjit.enable(threshold=1)
for k in range(3):
    print(between(30, b"leaf", {chained}), hook.hook_count(), cpjit.is_enabled())
    cpjit.enable(threshold=1)
print(entered(between), cpjit.stats().exits)
""")
    assert printed == f"465 10 {bool(chained)}\n" * 3 + "3 {}\n"


def test_who_puts_the_interpreter_back_has_switched_cpjit_off(hooked: Program) -> None:
    printed = hooked("""
cpjit.enable(threshold=1)
print(work(10), cpjit.is_enabled(), entered(work))
hook.hook_set(b"leaf", 0)
hook.hook_remove(0)
print(work(10), cpjit.is_enabled(), entered(work))
cpjit.enable(threshold=1)
print(work(10), cpjit.is_enabled(), entered(work))
""")
    assert printed == "55 True 1\n55 False 1\n55 True 2\n"


def test_disabled_under_another_hook(hooked: Program) -> None:
    """The other hook may go on asking ours, which then only passes on to the interpreter."""
    printed = hooked("""
cpjit.enable(threshold=1)
work(10)
hook.hook_set(b"leaf", 1)
cpjit.disable()
before = entered(work)
print(work(10), hook.hook_count(), cpjit.is_enabled(), entered(work) - before)
hook.hook_remove(1)
print(work(10), cpjit.is_enabled(), entered(work) - before)
cpjit.enable()
print(work(10), cpjit.is_enabled(), entered(work) - before)
cpjit.disable()
print(work(10), cpjit.is_enabled(), entered(work) - before)
""")
    assert printed == "55 10 False 0\n55 False 0\n55 True 1\n55 False 1\n"
