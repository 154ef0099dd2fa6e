"""On-stack replacement: what the interpreter runs goes on as JIT code where a loop gets hot.

The whole corpus runs in this way, too (mode `loops` of tests/differential). Here stands what only
this mechanism has: how it gets hold of the interpreter, and what must not be seen of that.
"""

from __future__ import annotations

import pytest
from running import Run

pytestmark = pytest.mark.interpreter

START = """\
import cpjit
from cpjit import _cpjit
cpjit.enable(threshold=1_000_000, loop_threshold=50)

def entered(function):
    return _cpjit.entered(function.__code__)
"""


def outcome(run: Run, program: str, *options: str) -> list[str]:
    """The lines that a program prints which ends well."""
    done = run(*options, "-c", START + program)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


def test_a_function_that_is_called_once_is_compiled_in_its_loop(run: Run) -> None:
    program = """
def cold(n):
    total = 0
    for i in range(n):
        total += i
    return total
def nested(rows):
    total = 0
    for row in rows:
        for item in row:
            if item % 2:
                total += item
    return total
def counted(n):
    while n:
        n -= 1
    return n
def never(n):
    return sum(range(n))
print(cold(1000), entered(cold))
print(nested([[1, 2, 3]] * 100), entered(nested))
print(counted(1000), entered(counted))
print(never(1000), entered(never))
print(cold(10), entered(cold))
"""
    assert outcome(run, program) == [
        "499500 1",
        "400 1",
        "0 1",
        "499500 0",
        "45 2",
    ]


def test_few_rounds_leave_it_to_the_interpreter(run: Run) -> None:
    program = """
def cold(n):
    for i in range(n):
        pass
cold(40)
print(entered(cold))
cold(40)
print(entered(cold), "rounds are counted over all calls")
"""
    assert outcome(run, program) == ["0", "1 rounds are counted over all calls"]


def test_module_level_code(run: Run) -> None:
    program = """
program = compile('''
total = 0
for i in range(1000):
    total += i
''', "program", "exec")
exec(program)
print(total, _cpjit.entered(program))
"""
    assert outcome(run, program) == ["499500 1"]


def test_handlers_and_the_exception_being_handled(run: Run) -> None:
    program = """
import sys
def handled():
    caught = 0
    try:
        raise KeyError("outer")
    except KeyError:
        for i in range(200):
            try:
                if i % 3 == 0:
                    raise ValueError(i)
            except ValueError as error:
                caught += 1
                assert isinstance(error.__context__, KeyError), error.__context__
            finally:
                caught += 1000
            assert sys.exc_info()[0] is KeyError
    assert sys.exc_info() == (None, None, None)
    for i in range(200):
        with open("/dev/null") as file:
            caught += i
    return caught
print(handled(), entered(handled))
def fails():
    for i in range(200):
        if i == 150:
            1 / 0
try:
    fails()
except ZeroDivisionError as error:
    trace = error.__traceback__
    lines = []
    while trace:
        lines.append(trace.tb_lineno - fails.__code__.co_firstlineno)
        trace = trace.tb_next
    print(lines[1:], error.__context__, entered(fails))
"""
    assert outcome(run, program) == ["219967 1", "[3] None 1"]


def test_generators_and_coroutines(run: Run) -> None:
    program = """
def numbers():
    total = 0
    for i in range(1000):
        total += i
    yield total
    for i in range(3):
        yield i
print(list(numbers()), entered(numbers) > 0)
async def waits():
    total = 0
    for i in range(1000):
        total += i
    return total
try:
    waits().send(None)
except StopIteration as stop:
    print(stop.value, entered(waits))
"""
    assert outcome(run, program) == ["[499500, 0, 1, 2] True", "499500 1"]


def test_calls_in_the_loop_do_not_keep_it_from_being_found(run: Run) -> None:
    """Compiled code uses up the request to look at loops."""
    program = """
def small(i):
    for j in range(3):
        i += j
    return i
def main(n):
    total = 0
    for i in range(n):
        total += small(i) + small(i + 1)
    return total
print(main(2000), entered(main) , entered(small) > 0)
"""
    assert outcome(run, program) == ["4012000 1 True"]


def test_calls_that_no_hook_sees_do_not_keep_it_from_being_found(run: Run) -> None:
    """CPython 3.11 enters a `__getitem__` within the same evaluation once it has specialised it."""
    program = """
cpjit.enable(threshold=1_000_000, loop_threshold=150)
class Rows:
    def __init__(self, rows):
        self.rows = rows
    def __getitem__(self, i):
        return self.rows[i]
def main(n):
    rows, total = Rows([[1.0] * n for i in range(n)]), 0.0
    for j in range(n):
        for i in range(j + 1, n):
            total += rows[i][j]
    return total
print(main(100), entered(main))
"""
    assert outcome(run, program) == ["4950.0 1"]


def test_callbacks_do_not_keep_it_from_being_found(run: Run) -> None:
    program = """
def key(i):
    for j in range(2):
        i += j
    return -i
def main():
    items = sorted(range(50_000), key=key)
    total = 0
    for item in items:
        total += item
    return total
print(main(), entered(main))
"""
    assert outcome(run, program) == ["1249975000 1"]


def test_pending_calls_of_others_are_made(run: Run) -> None:
    program = """
import ctypes
made = []
callback = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(lambda _: made.append(1) or 0)
def main():
    for i in range(40):
        if i == 20:
            for k in range(5):
                ctypes.pythonapi.Py_AddPendingCall(callback, None)
        if i == 25:
            print(len(made))
    for i in range(1000):
        if i % 10 == 0:
            ctypes.pythonapi.Py_AddPendingCall(callback, None)
    return len(made)
print(main(), entered(main))
"""
    assert outcome(run, program) == ["5", "105 1"]


def test_nothing_of_it_is_seen(run: Run) -> None:
    """The collector's state, the handlers of the code, frames that somebody holds, the current
    exception, the trace functions."""
    program = """
import gc, sys
def main(n):
    frame = sys._getframe()
    items = [object()]
    count = sys.getrefcount(items)
    for i in range(n):
        for item in items:
            pass
    count -= sys.getrefcount(items)
    assert frame is sys._getframe() and frame.f_locals["i"] == n - 1
    return count, frame.f_lineno - main.__code__.co_firstlineno
table = main.__code__.co_exceptiontable
print(main(1000), entered(main), gc.isenabled(), main.__code__.co_exceptiontable is table)
gc.disable()
def again(n):
    for i in range(n):
        pass
again(1000)
print(entered(again), gc.isenabled(), sys.exc_info(), sys.gettrace(), sys.getprofile())
"""
    assert outcome(run, program) == [
        "(0, 9) 1 True True",
        "1 False (None, None, None) None None",
    ]


def test_tracing_that_begins_in_the_loop(run: Run) -> None:
    program = """
import sys
lines = []
def trace(frame, event, argument):
    if frame.f_code is main.__code__:
        lines.append(event)
    return trace
def main(n):
    for i in range(n):
        if i == 30:
            sys.settrace(trace)
            sys._getframe().f_trace = trace
    sys.settrace(None)
main(200)
print(len(lines) > 200, set(lines))
"""
    assert outcome(run, program) == ["True {'line'}"]


def test_other_threads_compile_at_the_first_call(run: Run) -> None:
    program = """
import threading
def work(n):
    for i in range(n):
        pass
thread = threading.Thread(target=work, args=(3,))
def main():
    for i in range(20):
        pass
    thread.start()
    thread.join()
    for i in range(10):
        pass
main()
print(entered(work), entered(main))
"""
    assert outcome(run, program) == ["1 0"]


def test_a_fork_in_a_watched_loop(run: Run) -> None:
    program = """
import os, threading
def main(n):
    status = None
    for i in range(n):
        if i == 20:
            child = os.fork()
            if child == 0:
                os._exit(child_of())
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status
def child_of():
    total = 0
    for i in range(1000):
        total += i
    return 7 if total == 499500 and entered(child_of) == 1 else 1
print(main(1000), entered(main))
def in_thread():
    results.append(main(1000))
results = []
thread = threading.Thread(target=in_thread)
def wait():
    for i in range(20):
        pass
    thread.start()
    for i in range(10):
        thread.join()
    return results
print(wait())
"""
    assert outcome(run, program) == ["7 1", "[7]"]


def test_signals_in_a_watched_loop(run: Run) -> None:
    program = """
import signal
def handler(number, frame):
    raise TimeoutError
signal.signal(signal.SIGALRM, handler)
def main():
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        while True:
            pass
    except TimeoutError:
        return "interrupted"
print(main(), entered(main))
"""
    assert outcome(run, program) == ["interrupted 1"]


def test_switching_off_in_the_loop(run: Run) -> None:
    program = """
def main(n):
    for i in range(n):
        if i == 20:
            cpjit.disable()
    return i
print(main(1000), entered(main))
cpjit.enable(threshold=1_000_000, loop_threshold=50)
print(main(10), entered(main))
print(main(1000), entered(main))
"""
    lines = outcome(run, program)
    assert lines[0] == "999 0"
    assert lines[-1] == "999 1"


def test_code_whose_stack_depth_depends_on_the_way(run: Run) -> None:
    """Python's compiler makes no such code; who makes it keeps the interpreter."""
    program = """
import dis
def template():
    while True:
        pass
op = dis.opmap
# Each round leaves a None on the stack: 70 rounds, then it raises 70, which is no exception.
code = bytes([
    op["RESUME"], 0,
    op["LOAD_CONST"], 0,
    op["LOAD_FAST"], 0, op["LOAD_CONST"], 1, op["BINARY_OP"], 13, 0, 0, op["STORE_FAST"], 0,
    op["LOAD_FAST"], 0, op["LOAD_CONST"], 2, op["COMPARE_OP"], 0, 0, 0, 0, 0,
    op["POP_JUMP_BACKWARD_IF_TRUE"], 12,
    op["LOAD_FAST"], 0, op["RAISE_VARARGS"], 1,
])
template.__code__ = template.__code__.replace(
    co_code=code, co_consts=(None, 1, 70), co_varnames=("i",), co_nlocals=1, co_argcount=1,
    co_stacksize=100, co_exceptiontable=b"", co_linetable=b"")
try:
    template(0)
except TypeError as error:
    print(error, entered(template))
"""
    assert outcome(run, program) == ["exceptions must derive from BaseException 0"]
