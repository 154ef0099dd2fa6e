"""fork and threads: compiled code is shared, compiling goes on, nothing is corrupted."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Program, Run

pytestmark = pytest.mark.interpreter

WORK = """
import os, sys
from cpjit import _cpjit

def work(n, step):
    total = 0
    for i in range(n):
        total += i * step
    return total

def other(n):
    total = 0.5
    for i in range(n):
        total = total * 0.75 + i
    return total

def expected(n, step):
    return sum(i * step for i in range(n))
"""


def test_a_child_runs_what_its_parent_compiled(program: Program) -> None:
    printed = program(
        WORK
        + """
work(1000, 3)
before = _cpjit.entered(work.__code__)
child = os.fork()
if child == 0:
    good = work(1000, 3) == expected(1000, 3) and _cpjit.entered(work.__code__) > before
    os._exit(0 if good else 1)
print(os.waitpid(child, 0)[1], work(1000, 3) == expected(1000, 3))
"""
    )
    assert printed == "0 True\n"


def test_parent_and_child_compile_on_their_own(program: Program) -> None:
    printed = program(
        WORK
        + """
import signal
work(100, 1)
ready, go = os.pipe()
children = []
for k in range(4):
    child = os.fork()
    if child == 0:
        # New types in old code (patches it), and new code.
        good = work(1000, 0.5 + k) == expected(1000, 0.5 + k)
        space = {}
        for i in range(50):
            exec(f"def f(n):\\n t = {i}\\n for i in range(n): t += i\\n return t", space)
            good = good and space["f"](100) == 4950 + i
        good = good and other(100) == other(100) and _cpjit.is_compiled(other.__code__)
        os._exit(0 if good else 1)
    children.append(child)
    good = work(500, 2**61 + k) == expected(500, 2**61 + k)
    print(good, other(50) == other(50))
print([os.waitpid(child, 0)[1] for child in children])
print(work(1000, 0.5) == expected(1000, 0.5), work(1000, 2) == expected(1000, 2))
"""
    )
    assert printed == "True True\n" * 4 + "[0, 0, 0, 0]\nTrue True\n"


def test_grandchildren_and_fork_inside_a_compiled_loop(program: Program) -> None:
    printed = program(
        WORK
        + """
def forking(n):
    total = 0
    for i in range(n):
        total += i
        if i % 25 == 10:
            child = os.fork()
            if child == 0:
                total += 1000
                depth.append(i)
            else:
                status.append(os.waitpid(child, 0)[1])
    return total

depth = []
status = []
result = forking(80)
if depth:
    os._exit(0 if result == 3160 + 1000 * len(depth) and not any(status) else 1)
print(result, status)
"""
    )
    assert printed == "3160 [0, 0, 0]\n"


def test_a_pool_of_workers(run: Run) -> None:
    source = (
        WORK
        + """
import multiprocessing, cpjit
cpjit.enable(threshold=1)
if __name__ == "__main__":
    work(100, 2)
    with multiprocessing.get_context("fork").Pool(3) as pool:
        found = pool.starmap(work, [(n, n % 7) for n in range(200)])
    print(found == [expected(n, n % 7) for n in range(200)])
"""
    )
    done = run("-c", source)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_threads_compile_and_run_at_once(program: Program) -> None:
    printed = program(
        WORK
        + """
import threading
sys.setswitchinterval(1e-6)
good = []

def many(seed):
    space = {}
    right = True
    for k in range(60):
        source = f"def f(n, x):\\n t = x\\n for i in range(n): t = t + x * {k}\\n return t"
        exec(source, space)
        x = [1, 0.5, 2**62, seed][k % 4]
        t = x
        for _ in range(40):
            t = t + x * k
        right = right and space["f"](40, x) == t
        right = right and work(50, k) == expected(50, k)
    good.append(right)

threads = [threading.Thread(target=many, args=(seed,)) for seed in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(good, cpjit.is_enabled())
"""
    )
    assert printed == "[True, True, True, True, True, True] True\n"


def test_other_threads_get_their_turn(program: Program) -> None:
    printed = program(
        """
        import threading, time
        from cpjit import _cpjit
        stop = []
        def spin(stop):
            n = 0
            while not stop:
                n += 1
            return n
        thread = threading.Thread(target=spin, args=(stop,))
        thread.start()
        started = time.monotonic()
        for i in range(20):
            time.sleep(0.001)
        waited = time.monotonic() - started
        stop.append(1)
        thread.join(5)
        print(thread.is_alive(), waited < 5, _cpjit.entered(spin.__code__))
        """
    )
    assert printed == "False True 1\n"


def test_it_can_be_switched_on_in_a_thread_and_off_in_another(run: Run) -> None:
    source = (
        WORK
        + """
import threading, cpjit
def on(): cpjit.enable(threshold=1); results.append(work(100, 2))
def off(): results.append(work(100, 2)); cpjit.disable(); results.append(work(100, 2))
results = []
for function in (on, off, on, off):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()
print(set(results), cpjit.is_enabled())
"""
    )
    done = run("-c", source)
    assert (done.stdout, done.stderr) == ("{9900} False\n", "")


def test_an_exception_sent_to_a_thread_stops_its_compiled_loop(program: Program) -> None:
    printed = program(
        """
        import ctypes, threading, time
        class Stop(Exception): pass
        caught = []
        def spin():
            n = 0
            while True:
                n += 1
        def run():
            try:
                spin()
            except Stop:
                caught.append("stopped")
        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(0.05)
        send = ctypes.pythonapi.PyThreadState_SetAsyncExc
        send(ctypes.c_ulong(thread.ident), ctypes.py_object(Stop))
        thread.join(5)
        print(thread.is_alive(), caught)
        """
    )
    assert printed == "False ['stopped']\n"


def test_another_interpreter_in_the_process_is_safe(program: Program) -> None:
    """A subinterpreter may have cpjit or be refused it; the main one goes on as before."""
    printed = program(
        WORK
        + '''
import _xxsubinterpreters as interpreters
work(100, 1)
inner = interpreters.create()
interpreters.run_string(inner, """
import cpjit
def work(n):
    total = 0
    for i in range(n): total += i
    return total
try:
    cpjit.enable(threshold=1)
    reason = "a reason"
except cpjit.UnavailableError as error:
    reason = str(error)
assert reason
assert work(100) == 4950
assert not cpjit.is_enabled()
cpjit.disable()
from cpjit import _cpjit
try:
    _cpjit.disable()
except RuntimeError as error:
    assert "main interpreter only" in str(error)
else:
    assert False
assert work(100) == 4950
assert not _cpjit.is_compiled(work.__code__)
""")
interpreters.destroy(inner)
print(work(1000, 2), cpjit.is_enabled())
'''
    )
    assert printed == "999000 True\n"


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing_by_every_start_method(run: Run, tmp_path: Path, method: str) -> None:
    """Parent and children compile and run compiled code, also what they were not forked with."""
    source = (
        WORK
        + f"""
import multiprocessing, cpjit
cpjit.enable(threshold=1)

def compiled(n):
    good = other(n) == other(n) and work(n, 3) == expected(n, 3)
    space = {{}}
    exec("def f(n):\\n t = 0\\n for i in range(n): t += i\\n return t", space)
    good = good and space["f"](n) == sum(range(n)) and _cpjit.entered(space["f"].__code__) > 0
    return good and _cpjit.entered(other.__code__) > 0 and _cpjit.entered(work.__code__) > 0

if __name__ == "__main__":
    work(100, 2)
    context = multiprocessing.get_context("{method}")
    with context.Pool(2) as pool:
        results = pool.map(compiled, range(1, 20))
    queue = context.Queue()
    process = context.Process(target=queue.put, args=(7,))
    process.start()
    print(all(results), queue.get(timeout=60), compiled(50))
    process.join()
"""
    )
    (tmp_path / "pool.py").write_text(source)
    done = run("pool.py")
    assert (done.returncode, done.stdout, done.stderr) == (0, "True 7 True\n", "")


def test_fork_in_a_thread_while_others_run_compiled_loops(program: Program) -> None:
    printed = program(
        WORK
        + """
import threading
sys.setswitchinterval(1e-5)
stop, statuses = [], []
def spin():
    while not stop: work(50, 2)
def forking():
    for k in range(10):
        total = 0
        for i in range(100):
            total += i * k
            if i == 50:
                child = os.fork()
                if child == 0:
                    space = {}
                    exec(f"def f(n):\\n t = {k}\\n for i in range(n): t += i\\n return t", space)
                    continue
        if child == 0:
            good = total == 4950 * k and space["f"](10) == 45 + k
            good = good and work(100, 0.5 + k) == expected(100, 0.5 + k)
            good = good and _cpjit.entered(space["f"].__code__) > 0
            os._exit(0 if good else 1)
        statuses.append(os.waitpid(child, 0)[1])
spinning = [threading.Thread(target=spin) for _ in range(3)]
thread = threading.Thread(target=forking)
for each in (*spinning, thread): each.start()
thread.join()
stop.append(1)
for each in spinning: each.join()
print(statuses, _cpjit.entered(forking.__code__), work(100, 2) == expected(100, 2))
"""
    )
    assert printed == f"{[0] * 10} 1 True\n"


def test_programs_started_from_compiled_loops(program: Program) -> None:
    """posix_spawn, vfork and exec of other programs; a function that runs between fork and exec."""
    printed = program(
        WORK
        + """
import subprocess
def before(): work(10, 2)
def start(n):
    total = 0
    for i in range(n):
        child = os.posix_spawn(sys.executable, [sys.executable, "-c", f"exit({i})"], os.environ)
        total += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        total += subprocess.run([sys.executable, "-c", f"exit({i})"]).returncode
        total += subprocess.run([sys.executable, "-c", f"exit({i})"], preexec_fn=before).returncode
    return total
print(start(4), _cpjit.entered(start.__code__), work(100, 2) == expected(100, 2))
"""
    )
    assert printed == "18 1 True\n"


def test_statistics_go_on_in_children(run: Run) -> None:
    """The thread that samples does not survive a fork by itself."""
    source = (
        WORK
        + """
import cpjit, time
cpjit.enable(threshold=1)
def sampled():  # on a busy machine the other thread may get its turn late
    until = time.process_time() + 30
    enough = cpjit.stats().samples_jit + 10
    while cpjit.stats().samples_jit < enough and time.process_time() < until: work(1000, 2)
    return cpjit.stats().samples_jit >= enough
parent = sampled()
child = os.fork()
if child == 0:
    grandchild = os.fork()
    if grandchild == 0:
        os._exit(0 if sampled() else 1)
    os._exit(os.waitpid(grandchild, 0)[1] or (0 if sampled() else 1))
print(parent, os.waitpid(child, 0)[1], sampled())
cpjit.disable()
print(len(os.listdir("/proc/self/task")))
"""
    )
    done = run("-c", source, CPJIT_STATS="1")
    assert (done.returncode, done.stdout) == (0, "True 0 True\n1\n"), done.stderr


def test_without_statistics_there_is_no_other_thread(program: Program) -> None:
    """Some of what the system offers is for processes with one thread only."""
    printed = program(
        WORK + 'print(work(10, 2), len(os.listdir("/proc/self/task")), cpjit.stats().share)'
    )
    assert printed == "90 1 None\n"
