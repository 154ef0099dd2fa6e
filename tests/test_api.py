"""`import cpjit` and its few functions, as a program uses them."""

from __future__ import annotations

import inspect
import json
import textwrap

import pytest
from running import Program, Run

import cpjit

pytestmark = pytest.mark.interpreter


def test_importing_cpjit_loads_no_machine_code(run: Run) -> None:
    source = "import sys, cpjit; print('cpjit._cpjit' in sys.modules, cpjit.is_enabled())"
    assert run("-c", source).stdout == "False False\n"


def test_everything_public_is_documented() -> None:
    for name in cpjit.__all__:
        if name != "__version__":
            assert inspect.getdoc(getattr(cpjit, name)), name


def test_it_is_available_here() -> None:
    available = cpjit.available()
    assert available, available.reason
    assert str(available) == "cpjit is available"


def test_enable_and_disable_can_be_repeated(program: Program) -> None:
    printed = program(
        """
        print(cpjit.is_enabled())
        cpjit.enable()
        cpjit.enable(threshold=1)
        cpjit.enable(threshold=1, memory_limit="8M")
        print(cpjit.is_enabled())
        cpjit.disable()
        cpjit.disable()
        print(cpjit.is_enabled())
        cpjit.enable()
        print(cpjit.is_enabled())
        """
    )
    assert printed.split() == ["True", "True", "False", "True"]


def test_options_can_be_changed_while_it_runs(program: Program) -> None:
    printed = program(
        """
        from cpjit import _cpjit
        cpjit.enable(threshold=50)
        def early(x): return x + 1
        for i in range(40): early(i)
        before = _cpjit.is_compiled(early.__code__)
        for i in range(20): early(i)
        after = _cpjit.is_compiled(early.__code__)
        cpjit.enable(threshold=2)
        def late(x): return x + 1
        late(1), late(2), late(3)
        print(before, after, _cpjit.is_compiled(late.__code__))
        """
    )
    assert printed == "False True True\n"


def test_a_function_with_a_loop_is_compiled_in_its_first_call(program: Program) -> None:
    printed = program(
        """
        from cpjit import _cpjit
        cpjit.enable(threshold=1000)
        def loop(n):
            total = 0
            for i in range(n):
                total += i
            return total
        print(loop(1000), _cpjit.entered(loop.__code__) > 0, _cpjit.is_compiled(loop.__code__))
        """
    )
    assert printed == "499500 True True\n"


def test_after_disable_no_compiled_code_is_entered(program: Program) -> None:
    printed = program(
        """
        from cpjit import _cpjit
        def double(x): return x * 2
        for i in range(10): double(i)
        before = _cpjit.entered(double.__code__)
        cpjit.disable()
        print([double(i) for i in range(4)], before > 0)
        print(_cpjit.entered(double.__code__) == before)
        cpjit.enable(threshold=1)
        print(double(4), _cpjit.entered(double.__code__) > before)
        """
    )
    assert printed == "[0, 2, 4, 6] True\nTrue\n8 True\n"


def test_it_can_be_disabled_from_within_compiled_code(program: Program) -> None:
    printed = program(
        """
        def double(x): return x * 2
        def work(n):
            total = 0
            for i in range(n):
                if i == 50:
                    cpjit.disable()
                if i == 70:
                    cpjit.enable(threshold=1)
                total += double(i)
            return total
        print(work(100), work(20), cpjit.is_enabled())
        """
    )
    assert printed == "9900 380 True\n"


def test_blocks_tell_what_was_compiled(program: Program) -> None:
    printed = program(
        """
        import json
        from cpjit import _cpjit
        def loop(n):
            total = 0.0
            for i in range(n):
                total += i * 0.5
            return total
        loop(100)
        print(json.dumps(_cpjit.blocks(loop.__code__)))
        """
    )
    blocks = json.loads(printed)
    assert blocks
    for block in blocks:
        assert set(block) == {"offset", "context", "stencils", "address", "size", "first"}
        assert block["size"] > 0 and block["address"] > 0 and block["stencils"]


def test_the_engine_answers_for_code_it_never_saw(program: Program) -> None:
    printed = program(
        """
        from cpjit import _cpjit
        code = compile("1", "nothing", "eval")
        print(_cpjit.is_compiled(code), _cpjit.entered(code), _cpjit.blocks(code))
        """
    )
    assert printed == "False 0 []\n"


def test_stats_count_what_happens(run: Run) -> None:
    source = textwrap.dedent(
        """
        import json, cpjit
        cpjit.enable(threshold=1)
        nothing = cpjit.stats()
        def loop(n):
            total = 0
            for i in range(n):
                total += i & 3
            return total
        def refused(x):
            try:
                return 1 // x
            except ZeroDivisionError:
                return None
        loop(100_000_000)
        refused(0), refused(1)
        print(json.dumps(cpjit.stats().as_dict()))
        """
    )
    stats = json.loads(run("-c", source, CPJIT_STATS="1").stdout)
    for name in ("functions", "blocks", "versions", "bytecodes_compiled", "code_bytes"):
        assert stats[name] > 0, name
    assert stats["versions"] >= stats["blocks"]
    assert stats["metadata_bytes"] > 0
    assert 0 < stats["memory_committed"] <= stats["memory_reserved"]
    assert 0 < stats["compile_seconds"] < 1
    assert stats["samples_jit"] > 0
    assert stats["share"] > 0.9


def test_enable_says_what_is_wrong_with_a_value(run: Run) -> None:
    done = run("-c", "import cpjit; cpjit.enable()", CPJIT_THRESHOLD="many")
    assert "ValueError: CPJIT_THRESHOLD is 'many'; it must be: A whole number" in done.stderr
    done = run("-c", "import cpjit; cpjit.enable(memory_limit='64 bananas')")
    assert "ValueError: memory_limit is '64 bananas'" in done.stderr


def test_the_statistics_are_printed_at_exit_when_asked_for(run: Run) -> None:
    source = "import cpjit; cpjit.enable(); cpjit.enable(threshold=5); print('done')"
    done = run("-c", source, CPJIT_STATS="1")
    assert done.stdout == "done\n"
    assert done.stderr.count("cpjit: share of time in JIT code") == 1
    assert run("-c", source).stderr == ""
