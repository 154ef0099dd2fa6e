"""What the system refuses in the middle: each mapping, file and allocation of the engine fails, one
after the other or all from one on; no executable memory; no more address space, no more files. The
program goes on and computes the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from running import Run

pytestmark = pytest.mark.interpreter

SOURCE = Path(__file__).with_name("failing_calls.c")
SYSTEM, MEMORY, NO_MEMFD = 1, 2, 4
STEPS = 10_000 if os.environ.get("LONG_TESTS") else 12
"""How many calls of a long row fail, spread evenly; the first ones all."""

WORK = """
import ctypes, os, resource, sys
import cpjit
from cpjit import _cpjit

class Thing:
    def __init__(self, x): self.x = x
    def get(self, n): return self.x + n

def numbers(n, x):
    t = x
    for i in range(n):
        t = t + i * 3
    return t

def objects(n):
    total, kept = 0.5, []
    for i in range(n):
        thing = Thing(i)
        kept.append((i, str(i), {i: thing.get(i)}))
        try:
            total += thing.get(0.5 if i % 2 else i)
            if i % 7 == 0: raise KeyError(i)
        except KeyError as error:
            total += error.args[0]
    return total, [k[1] for k in kept]

def produce(n):
    for i in range(n):
        yield i, [k * i for k in range(3)]

def consume(n):
    return [(a, b[2]) for a, b in produce(n)], max(produce(n), key=lambda p: -p[0])

def many(n):
    found = []
    for k in range(n):
        space = {}
        exec(f"def f(n, x):\\n t = x\\n for i in range(n): t = t + x * {k}\\n return t", space)
        found.append(space["f"](9, k) + space["f"](9, 0.5))
    return found

def work():
    found = [numbers(30, x) for x in (1, 0.5, 2**62)] + [objects(30), consume(9), many(20)]
    child = os.fork()
    if child == 0:
        os._exit(0 if numbers(30, 1 + 2j) == COMPLEX and many(3) == MANY else 1)
    return found, os.waitpid(child, 0)[1]

def enable():
    try:
        cpjit.enable(threshold=1, memory_limit="4M")
    except (cpjit.UnavailableError, OSError) as error:  # Python itself may find no file any more
        assert "\\n" not in str(error), error

COMPLEX, MANY = numbers(30, 1 + 2j), many(3)
EXPECTED = work()
"""

FAILING = """
failing = ctypes.CDLL(None)

def attempt(kinds, start, count, before):
    if before:
        failing.failing_set(kinds, start, count)
    enable()
    if not before:
        failing.failing_set(kinds, start, count)
    right = work() == EXPECTED
    cpjit.disable()
    enable()
    right = right and work() == EXPECTED
    made = failing.failing_made()
    failing.failing_set(0, 0, 0)
    return right and work() == EXPECTED, made

def run(kinds, count, before, steps):
    start = step = 0
    while True:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            right, made = attempt(kinds, start, count, before)
            os.write(writer, b"%d %d" % (right, made))
            os._exit(0)
        os.close(writer)
        status = os.waitpid(child, 0)[1]
        told = os.read(reader, 100).decode().split()
        os.close(reader)
        if status or not told or told[0] != "1":
            print("call", start, "status", status, told)
            break
        if int(told[1]) <= start:
            print("all have failed", step > 3)
            break
        step += 1
        start += 1 if step < steps else max(1, int(told[1]) // steps)
"""


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("failing") / "failing_calls.so"
    found = os.environ.get("CC") or shutil.which("cc")
    compiler = found.split() if found else [sys.executable, "-m", "ziglang", "cc"]
    command = [*compiler, "-std=gnu17", "-O1", "-shared", "-fPIC", "-o", str(output), str(SOURCE)]
    done = subprocess.run([*command, "-ldl"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return output


# Without a memfd pages are opened and closed again: that they can be closed needs one of two calls.
@pytest.mark.parametrize(
    ("kinds", "before", "count"),
    [
        *((SYSTEM, before, count) for before in (False, True) for count in (1, 2, -1)),
        (SYSTEM | NO_MEMFD, True, 1),
        *((MEMORY, before, count) for before in (False, True) for count in (1, 2, -1)),
    ],
)
def test_any_call_may_fail(run: Run, library: Path, kinds: int, before: bool, count: int) -> None:
    source = f"{WORK}{FAILING}\nrun({kinds}, {count}, {before}, {STEPS})"
    done = run("-X", "faulthandler", "-c", source, LD_PRELOAD=str(library), timeout=3600)
    assert (done.returncode, done.stdout, done.stderr) == (0, "all have failed True\n", "")


# Each is done before cpjit is enabled, or after some code was made.
REFUSALS = {
    "no-more-files": """
        resource.setrlimit(resource.RLIMIT_NOFILE, (1, 1))
        """,
    "no-larger-files": """
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        """,
    "no-more-address-space": """
        with open("/proc/self/statm") as sizes:
            pages = int(sizes.read().split()[0])
        room = 4 if hasattr(sys, "gettotalrefcount") else 1  # MiB; debug builds take more
        limit = pages * resource.getpagesize() + (room << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        """,
    # memfd_create, and mmap and mprotect with PROT_EXEC (4): a filter as a container may have it
    "no-executable-memory": """
        import struct
        def step(code, yes, no, k): return struct.pack("HBBI", code, yes, no, k)
        LOAD, EQUAL, BITS, RETURN, ARGUMENT = 0x20, 0x15, 0x45, 0x06, 32
        filter = b"".join([
            step(LOAD, 0, 0, 0),
            step(EQUAL, 4, 0, 319),
            step(EQUAL, 1, 0, 9),
            step(EQUAL, 0, 3, 10),
            step(LOAD, 0, 0, ARGUMENT),
            step(BITS, 0, 1, 4),
            step(RETURN, 0, 0, 0x00050000 | 13),
            step(RETURN, 0, 0, 0x7FFF0000),
        ])
        prctl = ctypes.CDLL(None).prctl
        buffer = ctypes.create_string_buffer(filter)
        program = struct.pack("HxxxxxxP", len(filter) // 8, ctypes.addressof(buffer))
        assert prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS
        if prctl(22, 2, program) != 0:  # PR_SET_SECCOMP
            print("not to be had here")
            sys.exit()
        """,
}


@pytest.mark.parametrize("compiled", [False, True], ids=["before", "in-the-middle"])
@pytest.mark.parametrize("name", REFUSALS)
def test_the_system_refuses(run: Run, name: str, compiled: bool) -> None:
    refuse = textwrap.dedent(REFUSALS[name])
    steps = ["enable()\nassert work() == EXPECTED", refuse] if compiled else [refuse, "enable()"]
    after = "print(work() == EXPECTED, many(300) == many(300), _cpjit.entered(numbers.__code__))"
    done = run("-X", "faulthandler", "-c", "\n".join([WORK, *steps, after]))
    if done.stdout == "not to be had here\n":
        pytest.skip("there are no filters for system calls")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("True True ")
    assert not compiled or not done.stdout.endswith(" 0\n")
