"""Signals, tracing and profiling that come while compiled code runs."""

from __future__ import annotations

import pytest
from running import Program

pytestmark = pytest.mark.interpreter


def test_ctrl_c_stops_a_compiled_loop_and_the_loop_stays_compiled(program: Program) -> None:
    printed = program(
        """
        import os, signal, threading, time
        from cpjit import _cpjit
        def forever():
            i = 0
            while True:
                i += 1
        def interrupt():
            time.sleep(0.1)
            os.kill(os.getpid(), signal.SIGINT)
        for k in range(3):
            threading.Thread(target=interrupt).start()
            try:
                forever()
            except KeyboardInterrupt as error:
                lines = []
                tb = error.__traceback__
                while tb:
                    lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno > 0))
                    tb = tb.tb_next
                i = error.__traceback__.tb_next.tb_frame.f_locals["i"]
                print(lines, i > 1000, _cpjit.entered(forever.__code__))
        """
    )
    frames = "[('<module>', True), ('forever', True)]"
    assert printed.splitlines() == [f"{frames} True {count}" for count in (1, 2, 3)]


def test_signal_handlers_run_in_the_middle_of_a_loop(program: Program) -> None:
    printed = program(
        """
        import signal, time
        ticks = []
        def handler(number, frame):
            if frame.f_code is not handler.__code__:  # a slow machine ticks in here, too
                ticks.append((frame.f_code.co_name, frame.f_locals["i"]))
        def loop(until):
            i = 0
            signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)
            while len(ticks) < until:
                i += 1
            signal.setitimer(signal.ITIMER_REAL, 0)  # here, so that no tick meets another frame
            return i
        signal.signal(signal.SIGALRM, handler)
        print(loop(20) > 0)
        numbers = [i for _, i in ticks]
        print({name for name, _ in ticks}, numbers == sorted(numbers), numbers[-1] > numbers[0])
        """
    )
    assert printed == "True\n{'loop'} True True\n"


def test_a_handler_that_raises_is_caught_round_the_loop(program: Program) -> None:
    printed = program(
        """
        import signal
        class Alarm(Exception): pass
        def handler(number, frame): raise Alarm
        def loop(items):
            n = 0
            while True:
                for item in items:
                    n += item
        def guarded(items):
            try:
                loop(items)
            except Alarm:
                return "alarm"
        signal.signal(signal.SIGALRM, handler)
        for items in ([1, 2], [1.5], range(5)):
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            print(guarded(items))
        """
    )
    assert printed == "alarm\n" * 3


def test_a_profiler_sees_the_same_calls(program: Program) -> None:
    printed = program(
        """
        import cProfile, pstats
        def leaf(x): return abs(x)
        def work(n):
            total = 0
            for i in range(n):
                total += leaf(i)
            return total
        work(100)
        profile = cProfile.Profile()
        profile.runcall(work, 50)
        calls = {name[2]: row[0] for name, row in pstats.Stats(profile).stats.items()}
        print(calls["leaf"], calls["work"], calls["<built-in method builtins.abs>"])
        print(work(100))
        """
    )
    assert printed == "50 1 50\n4950\n"


def test_tracing_in_all_threads(program: Program) -> None:
    printed = program(
        """
        import sys, threading
        lines = []
        def trace(frame, event, arg):
            if frame.f_code.co_name == "work":
                lines.append(event)
            return trace
        def work(n):
            total = 0
            for i in range(n):
                total += i
            return total
        work(100)
        threading.settrace(trace)
        thread = threading.Thread(target=work, args=(5,))
        thread.start()
        thread.join()
        threading.settrace(None)
        print(lines.count("call"), lines.count("line"), lines.count("return"))
        print(work(100), len(lines))
        """
    )
    call, line, return_ = map(int, printed.splitlines()[0].split())
    assert (call, line, return_) == (1, 13, 1)
    assert printed.splitlines()[1] == "4950 15"


def test_a_debugger_stops_in_a_compiled_function(program: Program) -> None:
    printed = program(
        """
        import io, pdb
        def work(n):
            total = 0
            for i in range(n):
                total += i
                if i == 3:
                    debugger.set_trace()
            return total
        work.__code__
        commands = io.StringIO("p i, total\\n!total = 1000\\nn\\np total\\nc\\n")
        shown = io.StringIO()
        debugger = pdb.Pdb(stdin=commands, stdout=shown, nosigint=True, readrc=False)
        debugger.use_rawinput = False
        debugger.prompt = ""
        print(work(6))
        text = shown.getvalue()
        print("(3, 6)" in text, "1000" in text)
        print(work(3))
        """
    )
    assert printed == "1009\nTrue True\n3\n"


def test_coverage_by_a_trace_function_is_complete(program: Program) -> None:
    """Every line is seen, whether tracing begins before or after the code was compiled."""
    printed = program(
        """
        import sys
        def work(n):
            total = 0
            for i in range(n):
                if i % 2:
                    total += i
                else:
                    total -= 1
            return total
        def covered():
            lines = set()
            def trace(frame, event, arg):
                if frame.f_code is work.__code__ and event == "line":
                    lines.add(frame.f_lineno - work.__code__.co_firstlineno)
                return trace
            sys.settrace(trace)
            work(6)
            sys.settrace(None)
            return sorted(lines)
        first = covered()
        work(1000)
        print(first == covered() == [1, 2, 3, 4, 6, 7], first)
        """
    )
    assert printed == "True [1, 2, 3, 4, 6, 7]\n"
