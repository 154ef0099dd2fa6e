"""Debuggers, profilers and others that look into programs see what they see without cpjit."""

from __future__ import annotations

import importlib.util

import pytest
from running import Run, Same

pytestmark = pytest.mark.interpreter

WORK = """
import sys
def leaf(x):
    return abs(x) + 1
def work(n):
    total = 0
    for i in range(n):
        if i % 2:
            total += leaf(i)
        else:
            total -= 1
        try:
            total += [1, 2][i]
        except IndexError:
            total += 3
    return total
def floats(n):
    x = 0.5
    while n:
        x = x * 0.5 + n
        n -= 1
    return x
def produce(n):
    for i in range(n):
        yield leaf(i)
def consume(n):
    return sum(produce(n)) + sum([leaf(i) for i in range(n)])
class Thing:
    def __init__(self, n): self.n = n
    @property
    def value(self): return self.n
    def __add__(self, other): return Thing(self.n + other.value)
def objects(n):
    thing = Thing(0)
    for i in range(n):
        thing = thing + Thing(i)
    return thing.value
HOT = [leaf, work, floats, consume, objects, Thing.__init__, Thing.__add__]
def everything():
    return work(9), floats(7), consume(5), objects(6)
everything()
"""


def test_a_profile_has_the_same_calls(same: Same) -> None:
    same(
        WORK
        + """
import cProfile, profile, pstats
for module in cProfile, profile:
    watcher = module.Profile()
    watcher.runcall(everything)
    rows = pstats.Stats(watcher).stats
    for name, row in sorted(rows.items()):
        callers = sorted((caller[2], count) for caller, (count, *_) in row[4].items()) \\
            if module is cProfile else sorted((c[2], n) for c, n in row[4].items())
        if "rofile" not in f"{name}":
            print(name[2].partition(" at 0x")[0], name[1], row[0], row[1],
              [(name.partition(" at 0x")[0], count) for name, count in callers])
print(everything())
"""
    )


def test_a_profile_begun_and_ended_in_a_compiled_loop(same: Same) -> None:
    same(
        WORK
        + """
import cProfile, pstats
watcher = cProfile.Profile()
def loop(n):
    total = 0
    for i in range(n):
        if i == 5: watcher.enable()
        total += leaf(i)
        total += Thing(i).value
        if i == 15: watcher.disable()
    return total
HOT.append(loop)
print(loop(30))
for name, row in sorted(pstats.Stats(watcher).stats.items()):
    print(name[2], row[:2])
print(loop(3))
"""
    )


DEBUG = """
import io, pdb
def debugged(n):
    total = 0
    for i in range(n):
        total += leaf(i)
        if i == 3:
            debugger.set_trace()
        x = total * 0.5
    total += 100
    return total, x
def outer(n):
    before = 10
    result = debugged(n)
    return result, before
HOT += [debugged, outer]
debugged.__code__
def session(commands):
    global debugger
    shown = io.StringIO()
    debugger = pdb.Pdb(stdin=io.StringIO(commands), stdout=shown, nosigint=True, readrc=False)
    debugger.use_rawinput = False
    print(outer(6))
    debugger.clear_all_breaks()
    sys.settrace(None)
    debugger = nobody
    print(shown.getvalue())
debugger = nobody = type("Nobody", (), {"set_trace": lambda self: None})()
print(outer(9))
"""


@pytest.mark.parametrize(
    "commands",
    [
        "p i, total\nc",
        "n\nn\nn\np x\nn\ns\np x\nn\nr\nc",
        "!total = 1000\nn\nn\np total\nc",
        "up\np before, n\n!before = 77\ndown\np i\nc",
        "w\nup\nw\nu\nc",
        "until\nuntil\nuntil\np total, x\nc",
        "return\nn\nn\nc",
        "tbreak leaf\nc\nargs\nw\nreturn\nn\nc",
        "break leaf, x == 5\nc\np x\nup\np i, total\ncl 1\nc",
        "display total\nn\nn\nn\nc",
        "j 61\nn\np total\nc",
        "p frame if 'frame' in dir() else 0\npp locals()\nc",
    ],
)
def test_a_debugger_shows_the_same(same: Same, commands: str) -> None:
    if commands.startswith("j "):
        line = (WORK + DEBUG).splitlines().index("    total += 100") + 1 + 2
        commands = commands.replace("61", str(line))
    same(WORK + DEBUG + f"session({commands!r} + '\\n')\nprint(outer(9), everything())")


def test_a_debugger_jumps_within_a_loop(same: Same) -> None:
    """frame.f_lineno set by a trace function that was switched on in the middle of the loop."""
    same(
        WORK
        + """
def jumping(n, way):
    total = 0
    for i in range(n):
        total += 1
        if i == 2: switch(way)
        total += 10
        total += 100
        total += 0.5
    total += 1000
    return total
first = jumping.__code__.co_firstlineno
def switch(way):
    if not way: return
    def trace(frame, event, arg):
        if event == "line" and frame.f_lineno - first == way[0] and jumps:
            try:
                frame.f_lineno = first + jumps.pop()
            except ValueError as error:
                print(error)
        return trace
    sys._getframe(1).f_trace = trace
    sys.settrace(trace)
HOT.append(jumping)
for way in (), (5, 7), (6, 8), (7, 9), (5, 9), (8, 3), (6, 1), (7, 2):
    jumps = [*way[1:]] * 2
    print(way, jumping(7, way))
    sys.settrace(None)
print(jumping(5, ()))
"""
    )


def test_locals_written_into_a_frame_further_out(same: Same) -> None:
    """PyFrame_LocalsToFast on a frame whose loop keeps its values in registers."""
    same(
        WORK
        + """
import ctypes
write = ctypes.pythonapi.PyFrame_LocalsToFast
write.argtypes = [ctypes.py_object, ctypes.c_int]
def change(depth, **values):
    frame = sys._getframe(depth)
    frame.f_locals.update(values)
    write(frame, 0)
def inner(i):
    if i == 4: change(2, total=5000, x=2.5)
    if i == 6: change(2, total=2**70)
    if i == 8: change(2, x="text"[:0] and 0 or 7)
    if i == 9: change(2, i=1.5)
def outer(n):
    total, x = 0, 0.5
    for i in range(n):
        total += i
        x = x * 0.5 + 1
        inner(i)
        total += 1
        x += i
    return total, x
HOT += [inner, outer]
for n in (3, 5, 7, 12, 5, 12): print(outer(n))
"""
    )


def test_tracing_switched_on_for_another_thread(same: Same) -> None:
    """As debuggers in C do: the loop runs in the other thread and is traced from there on."""
    same(
        """
import ctypes, sys, threading, time
api = ctypes.pythonapi
Trace = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.py_object, ctypes.c_int,
                         ctypes.c_void_p)
PY_LINE = 2
seen = set()
def loop(stop):
    i = 0
    while not stop:
        i += 1
        i += 2
    return i
HOT = [loop]
first = loop.__code__.co_firstlineno
@Trace
def trace(_, frame, what, argument):
    if what == PY_LINE and frame.f_code is loop.__code__:
        seen.add(frame.f_lineno - first)
    return 0
stop, states = [], []
get = api.PyThreadState_Get
get.restype = ctypes.c_void_p
def run():
    states.append(get())
    loop(stop)
thread = threading.Thread(target=run)
thread.start()
time.sleep(0.05)
switch = api._PyEval_SetTrace
switch.argtypes = [ctypes.c_void_p, Trace, ctypes.py_object]
if switch(states[0], trace, None): raise SystemError
until = time.monotonic() + 20
while len(seen) < 3 and time.monotonic() < until:
    time.sleep(0.01)
stop.append(1)
thread.join()
print(sorted(seen))
"""
    )


def test_threads_are_traced_from_their_start(same: Same) -> None:
    same(
        WORK
        + """
import threading
events = []
def trace(frame, event, arg):
    if frame.f_code.co_name in ("work", "leaf", "floats"):
        events.append((frame.f_code.co_name, event, frame.f_lineno))
    return trace
def profile(frame, event, arg):
    if frame.f_code.co_name in ("work", "leaf"):
        events.append((frame.f_code.co_name, event))
for switch, watcher in ((threading.settrace, trace), (threading.setprofile, profile)):
    switch(watcher)
    thread = threading.Thread(target=everything)
    thread.start()
    thread.join()
    switch(None)
print(*events, sep="\\n")
"""
    )


def test_memory_is_traced_to_the_right_lines(same: Same) -> None:
    """Objects that live on were allocated where tracemalloc says, frames further out included."""
    same(
        WORK
        + """
import tracemalloc
class Plain: pass
def allocate(n, kept):
    for i in range(n):
        kept.append([i, i])
        kept.append((i, n, kept))
        kept.append({"i": i})
        kept.append(
            {i, n}
        )
        x = i * 1e300
        kept.append(lambda: i)
        kept.append(Plain())
        kept.append(f"text {i} and more")
        kept.append(b"bytes" * (i + 300))
        kept.append(slice(i, n))
        kept.append([k for k in range(i + 50)])
        kept.append(produce(i))
        kept.append(Thing(i).__add__)
    return kept
def outer(n):
    return allocate(n, [])
HOT += [allocate, outer]
outer(5)
# What comes from a free list was allocated before.
free = [([], (k,), (k, k), (k, k, k), {k: k}, slice(k)) for k in range(500)]
tracemalloc.start(3)
kept = outer(20)
first = allocate.__code__.co_firstlineno
for value in kept[:39] + kept[-26:]:
    trace = tracemalloc.get_object_traceback(value)
    print(type(value).__name__, [frame.lineno for frame in trace or ()])
"""
    )


def test_faulthandler_names_the_right_lines(same: Same) -> None:
    same(
        WORK
        + """
import faulthandler, os, signal, tempfile, threading, time
out = tempfile.TemporaryFile()
def show():
    faulthandler.dump_traceback(out, all_threads=False)
def deep(n):
    total = 0
    for i in range(n):
        total += i * 0.5
        if n > 1: deep(n - 1)
        if i == 1:
            show()
    return total
HOT.append(deep)
deep(4)
faulthandler.register(signal.SIGUSR1, out, all_threads=False)
def signalled(n):
    for i in range(n):
        os.kill(os.getpid(), signal.SIGUSR1)
        n = i
HOT.append(signalled)
signalled(3)
faulthandler.unregister(signal.SIGUSR1)
out.seek(0)
print(out.read().decode())
out.close()
"""
    )


def test_faulthandler_sees_a_loop_that_hangs(run: Run) -> None:
    """dump_traceback_later looks from a thread without the GIL, at any instruction."""
    source = (
        WORK
        + """
import cpjit, faulthandler, tempfile, time
cpjit.enable(threshold=1)
out = tempfile.TemporaryFile()
def hang(until):
    x = 0
    while time.monotonic() < until:
        for i in range(1000):
            x += i
            leaf(x)
faulthandler.dump_traceback_later(0.01, repeat=True, file=out)
hang(time.monotonic() + 0.3)
faulthandler.cancel_dump_traceback_later()
out.seek(0)
text = out.read().decode()
out.close()
first = hang.__code__.co_firstlineno
import re
inside = [int(line) - first for line in re.findall(r"line (\\d+) in hang", text)]
print(len(inside) >= 5, {*inside} <= {2, 3, 4, 5}, text.count("Timeout") == len(inside))
"""
    )
    done = run("-c", source)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True True True\n", "")


@pytest.mark.skipif(importlib.util.find_spec("coverage") is None, reason="coverage is not here")
@pytest.mark.parametrize("core", ["ctrace", "pytrace"])
def test_coverage_finds_the_same_lines_and_branches(same: Same, core: str) -> None:
    program = WORK.removesuffix("everything()\n").replace("import sys\n", "")
    same(
        f"""
import coverage, os, sys, pathlib
pathlib.Path("measured.py").write_text({program!r})
sys.path.insert(0, "")
import measured
measured.everything()  # compiled before
HOT = measured.HOT
watcher = coverage.Coverage(branch=True, data_file=None, include=["measured.py"])
watcher.start()
measured.everything()
measured.work(2)
watcher.stop()
data = watcher.get_data()
for name in data.measured_files():
    print(sorted(data.lines(name)), sorted(data.arcs(name)))
print(measured.everything())
""",
        COVERAGE_CORE=core,
    )
