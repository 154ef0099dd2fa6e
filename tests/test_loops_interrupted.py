"""Every kind of compiled loop can be interrupted: by Ctrl-C, by handlers, by other threads, by the
end of the program; and goes on as compiled code where that is possible."""

from __future__ import annotations

import pytest
from running import Program, Run

pytestmark = pytest.mark.interpreter

# Each runs until somebody sets stop[0], or raises.
LOOPS = """
import _thread, os, signal, sys, threading, time
from cpjit import _cpjit
stop = [False]

def ints():
    i = 0
    while not stop[0]:
        i += 1
    return i
def floats():
    x, i = 0.5, 0
    while not stop[0]:
        x = x * 0.5 + 1.0
        i += 1
    return i
def lists(items=[1, 2.5, 3] * 100):
    i = 0
    while not stop[0]:
        for item in items:
            i += item
    return i
def tight_list(items=list(range(10_000))):
    i = 0
    while not stop[0]:
        for i in items:
            pass
    return i
def ranges():
    i = 0
    while not stop[0]:
        for j in range(10_000):
            i = j
    return i
def nested():
    i = 0
    while not stop[0]:
        for j in range(3):
            for k in (1, 2):
                i += j * k
    return i
def numbers():
    i = 0
    while True:
        yield i
        i += 1
def generators():
    i = 0
    for i in numbers():
        if stop[0]:
            break
    return i
def expression():
    i = 0
    while not stop[0]:
        i += sum(x for x in range(20))
    return i
class Manager:
    def __enter__(self): return self
    def __exit__(self, *details): return False
def managed():
    i = 0
    while not stop[0]:
        with Manager():
            i += 1
    return i
def trying():
    i = 0
    while not stop[0]:
        try:
            i += [][i]
        except IndexError:
            i += 1
        finally:
            i += 0
    return i
def callee(i): return i + 1
def calling():
    i = 0
    while not stop[0]:
        i = callee(i)
    return i
def comprehension():
    i = 0
    while not stop[0]:
        i = len([x for x in range(50)])
    return i
def strings():
    i = 0
    while not stop[0]:
        i += len(f"{i}" + "a")
    return i
ALL = [ints, floats, lists, tight_list, ranges, nested, generators, expression, managed, trying,
       calling, comprehension, strings]
"""


def test_ctrl_c_stops_every_kind_of_loop(program: Program) -> None:
    printed = program(
        LOOPS
        + """
for function in ALL:
    for k in range(2):
        timer = threading.Timer(0.03, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        try:
            function()
        except KeyboardInterrupt as error:
            tb = error.__traceback__.tb_next
            right = function.__code__.co_firstlineno < tb.tb_lineno
            right = right and tb.tb_frame.f_code is function.__code__
        timer.join()
        print(function.__name__, right, _cpjit.entered(function.__code__) == k + 1)
"""
    )
    lines = [line.split() for line in printed.splitlines()]
    assert len(lines) == 26 and all(line[1:] == ["True", "True"] for line in lines), printed


def test_loops_stay_compiled_when_handlers_return(program: Program) -> None:
    printed = program(
        LOOPS
        + """
def handler(number, frame):
    global ticks
    ticks += 1
    frame.f_lineno, frame.f_code
    if ticks == 6:
        stop[0] = True
signal.signal(signal.SIGALRM, handler)
for function in ALL:
    ticks, stop[0] = 5, False
    signal.setitimer(signal.ITIMER_REAL, 0.002)
    function()  # all is compiled now
    ticks, stop[0] = 0, False
    before = cpjit.stats().exits
    signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)
    function()
    signal.setitimer(signal.ITIMER_REAL, 0)
    print(function.__name__, cpjit.stats().exits == before, _cpjit.entered(function.__code__))
"""
    )
    lines = [line.split() for line in printed.splitlines()]
    assert len(lines) == 13 and all(line[1:] == ["True", "2"] for line in lines), printed


def test_exceptions_sent_to_threads_stop_every_kind_of_loop(program: Program) -> None:
    printed = program(
        LOOPS
        + """
import ctypes
class Stop(Exception): pass
send = ctypes.pythonapi.PyThreadState_SetAsyncExc
def run(function):
    try:
        function()
    except Stop as error:
        tb = error.__traceback__.tb_next
        caught.append(tb.tb_frame.f_code is function.__code__
                      and tb.tb_lineno > function.__code__.co_firstlineno)
for function in ALL:
    caught = []
    thread = threading.Thread(target=run, args=(function,))
    thread.start()
    time.sleep(0.02)
    send(ctypes.c_ulong(thread.ident), ctypes.py_object(Stop))
    thread.join(10)
    print(function.__name__, thread.is_alive(), caught, _cpjit.entered(function.__code__))
"""
    )
    lines = [line.split() for line in printed.splitlines()]
    assert len(lines) == 13 and all(line[1:] == ["False", "[True]", "1"] for line in lines), printed


def test_64_threads_share_time(program: Program) -> None:
    """Each gets its turn, whatever its loop: none starves, none takes a quarter of it all."""
    printed = program(
        LOOPS
        + """
sys.setswitchinterval(0.001)
def run(k):
    begin.wait()
    ALL[k % len(ALL)]()
def used(thread):
    return time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
begin = threading.Barrier(65)
threads = [threading.Thread(target=run, args=(k,)) for k in range(64)]
for thread in threads: thread.start()
begin.wait()
first = [used(thread) for thread in threads]
until = time.monotonic() + 60
while True:
    time.sleep(0.1)
    times = [used(thread) - begun for thread, begun in zip(threads, first)]
    if min(times) > 0.01 or time.monotonic() > until:
        break
stop[0] = True
for thread in threads: thread.join(30)
print(any(thread.is_alive() for thread in threads), min(times) > 0.01, max(times) < sum(times) / 4)
print(all(_cpjit.entered(function.__code__) for function in ALL), "tracing" in cpjit.stats().exits)
"""
    )
    assert printed == "False True True\nTrue False\n"


def test_daemon_threads_in_compiled_loops_end_with_the_program(run: Run) -> None:
    source = (
        "import cpjit\ncpjit.enable(threshold=1)\n"
        + LOOPS
        + """
import atexit
def spin(function):
    while True:
        function()
for function in ALL:
    threading.Thread(target=function, daemon=True).start()
time.sleep(0.1)
atexit.register(lambda: print("exit", all(_cpjit.entered(f.__code__) for f in ALL)))
"""
    )
    for _ in range(5):
        done = run("-c", source)
        assert (done.returncode, done.stdout, done.stderr) == (0, "exit True\n", "")


def test_values_of_a_loop_are_right_from_another_thread(program: Program) -> None:
    """sys._current_frames shows the locals as they are, though the loop keeps them in registers."""
    printed = program(
        LOOPS
        + """
sys.setswitchinterval(1e-5)
def count():
    i, x, twice = 0, 0.0, 0
    while not stop[0]:
        i += 1
        x += 0.5
        twice = i * 2
    return i
thread = threading.Thread(target=count)
thread.start()
time.sleep(0.01)
seen, right, lines = [], True, set()
first = count.__code__.co_firstlineno
while len(seen) < 300:
    frame = sys._current_frames()[thread.ident]
    if frame.f_code is not count.__code__:
        continue
    here = frame.f_locals
    i, x, twice = here["i"], here["x"], here["twice"]
    seen.append(i)
    lines.add(frame.f_lineno - first)
    right = right and type(x) is float and x * 2 in (i, i - 1) and twice in (i * 2, i * 2 - 2)
    time.sleep(0)
stop[0] = True
thread.join()
print(right, seen == sorted(seen), seen[-1] > seen[0], lines <= {2, 3, 4, 5})
print(_cpjit.entered(count.__code__), "tracing" in cpjit.stats().exits)
"""
    )
    assert printed == "True True True True\n1 False\n"


def test_every_thread_has_its_own_limit_of_recursion(program: Program) -> None:
    printed = program(
        """
        import sys, threading
        def down(n):
            try:
                return down(n + 1)
            except RecursionError:
                return n
        def run():
            depths.append(down(0))
        depths = []
        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(len(depths), len(set(depths)))
        """
    )
    assert printed == "8 1\n"
