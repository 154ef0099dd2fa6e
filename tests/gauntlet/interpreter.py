"""CPython's own tests, with and without cpjit: `python -m tests.gauntlet interpreter`.

Each module of the interpreter's `test` package runs twice, in a process of its own: plain, and
with everything compiled at its first call. What counts is the outcome of each test: cpjit is at
fault where a test fails, or is skipped, only with it, or where the process dies. Tests that fail
without cpjit too are the interpreter's business. Another outcome of a test is looked at again, in a
second pair of runs; what has gone then is reported as unsteady. With a debug build of the
interpreter, `--leaks` runs each module again and again and looks at what is held.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from .outcomes import Outcome, compare, execute

LANGUAGE = """
    test_grammar test_exceptions test_exception_group test_except_star test_with test_scope
    test_syntax test_compile test_patma test_unpack test_unpack_ex test_extcall test_call
    test_keywordonlyarg test_positional_only_arg test_descr test_class test_super test_property
    test_dict test_set test_list test_tuple test_unicode test_bytes test_slice test_float
    test_int test_long test_complex test_bool test_richcmp test_operator test_functools
    test_itertools test_iter test_enumerate test_range test_listcomps test_dictcomps test_setcomps
    test_named_expressions test_fstring test_format test_traceback test_raise test_opcodes
    test_augassign test_decorators test_dataclasses test_enum test_typing test_weakref test_gc
    test_copy test_pickle test_json test_re test_collections test_heapq test_bisect test_random
    test_statistics test_decimal test_fractions test_datetime test_argparse test_ast test_tokenize
    test_textwrap test_string test_struct test_array test_unittest
"""
WORLD = """
    test_generators test_coroutines test_asyncgen test_asyncio test_contextlib
    test_contextlib_async test_yield_from test_sys test_sys_settrace test_sys_setprofile test_bdb
    test_pdb test_trace test_cprofile test_profile test_frame test_inspect test_threading
    test_thread test_threading_local test_signal test_fork1 test_subprocess
    test_multiprocessing_main_handling test_concurrent_futures test_faulthandler test_tracemalloc
    test_code test_dis test_exception_hierarchy test_finalization test_context test_capi
    test_ctypes test_embed test_atexit test_warnings test_logging test_queue test_socketserver
"""
CORE = """
    test_grammar test_exceptions test_except_star test_with test_scope test_patma test_unpack_ex
    test_call test_extcall test_descr test_class test_super test_dict test_set test_list test_tuple
    test_float test_int test_long test_slice test_iter test_range test_raise test_generators
    test_coroutines test_asyncgen test_contextlib test_yield_from test_weakref test_opcodes
    test_functools test_operator test_dataclasses test_sys_settrace test_frame test_threading_local
"""
"""Where leaks are looked for."""
LEAKS = {False: "3:3", True: "30:3"}
"""So many runs to warm up, so many in which nothing more may be held than before; by whether cpjit
is on: compiled code holds what it has met, and it takes some runs until everything has been met."""
SHORT = """
    test_grammar test_exceptions test_except_star test_with test_scope test_patma test_unpack_ex
    test_call test_extcall test_descr test_raise test_generators test_coroutines test_sys_settrace
"""
"""For every change; the rest takes hours on a slow machine."""

NOT_QUICKENED = "the interpreter specialises code that it runs, and compiled code it does not run"
EXPECTED = {
    f"test.test_dis.{suite}.{test}": NOT_QUICKENED
    for suite in ("DisTests", "DisWithFileTests")
    for test in (
        "test_binary_specialize",
        "test_call_specialize",
        "test_load_attr_specialize",
        "test_loop_quicken",
        "test_show_caches",
        "test_super_instructions",
    )
}
"""Tests that fail with cpjit, and why that is no fault: docs/deviations.md has the whole story."""


@dataclass(frozen=True)
class Result:
    """A module run both ways."""

    plain: Outcome
    compiled: Outcome
    differences: list[str]
    unsteady: list[str] = field(default_factory=list)


def main(words: list[str]) -> int:
    given = parse(words)
    names = given.names or chosen(given)
    present = [name for name in names if find_spec(f"test.{name}") is not None]
    if absent := [name for name in names if name not in present]:
        print(f"{sys.executable} has not got: {' '.join(absent)}")
    if not present and not given.names:
        print("there is nothing to compare: this Python comes without its tests")
        return 0
    failed: dict[str, Result] = {}
    met: set[str] = set()
    functions = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for name, result in zip(
            present, pool.map(lambda name: examine(name, given), present), strict=True
        ):
            report(name, result)
            functions += result.compiled.functions
            met.update(test for test in result.differences if test in EXPECTED)
            if any(test not in EXPECTED for test in result.differences):
                failed[name] = result
    for test in sorted(EXPECTED.keys() - met):
        if given.threshold == "1" and test.split(".")[1] in present:
            print(f"expected to fail and does not: {test}")
    if failed:
        print(f"\ngauntlet failed: {' '.join(failed)}")
        for name, result in failed.items():
            for test in result.differences:
                if test not in EXPECTED:
                    print(f"  {name}: {test}")
        return 1
    if not functions:
        print("\ngauntlet failed: no machine code ran")
        return 1
    print(f"\ngauntlet passed: {len(present)} modules as without cpjit, {functions} functions ran")
    return 0


def chosen(given: argparse.Namespace) -> list[str]:
    """The modules to run where none is named."""
    if given.all:
        modules = iter_modules(import_module("test").__path__)
        return sorted(each.name for each in modules if each.name.startswith("test_"))
    return (SHORT if given.short else CORE if given.leaks else LANGUAGE + WORLD).split()


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gauntlet interpreter", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as test_dict (most)")
    parser.add_argument("--all", action="store_true", help="every module that is there")
    parser.add_argument("--leaks", action="store_true", help="hunt reference leaks (debug builds)")
    parser.add_argument("--threshold", default="1", metavar="N", help="compile at the Nth call (1)")
    parser.add_argument("--torture", default="0", metavar="SEED", help="disturb it at each escape")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="modules at a time (1)")
    parser.add_argument("--timeout", type=float, default=900, metavar="S", help="a run's (900)")
    parser.add_argument("--short", action="store_true", help="a few modules only, for CI")
    given = parser.parse_args(words)
    if given.leaks and not hasattr(sys, "gettotalrefcount"):
        parser.error("only a debug build of the interpreter counts all references")
    return given


def examine(name: str, given: argparse.Namespace) -> Result:
    """Run a module both ways, and again if there is a difference."""
    plain, compiled = run(name, given, jit=False), run(name, given, jit=True)
    differences = list(compare(plain, compiled))
    if all(test in EXPECTED for test in differences):
        return Result(plain, compiled, differences)
    if compiled.trouble:
        return Result(plain, compiled, differences)
    again = set(compare(run(name, given, jit=False), run(name, given, jit=True)))
    return Result(
        plain,
        compiled,
        [test for test in differences if test in again],
        [test for test in differences if test not in again],
    )


def run(name: str, given: argparse.Namespace, *, jit: bool) -> Outcome:
    """Run a module of tests in a process and a folder of its own."""
    options = ["-m", "cpjit", "--threshold", given.threshold] if jit else []
    command = [sys.executable, *options, "-m", "test", *("-u", "network"), "-v"]
    # A listing of outcomes is made as tests run, which looks like a leak.
    command += ["-R", LEAKS[jit]] if given.leaks else ["--junit-xml", "LISTING"]
    command.append(name)
    with tempfile.TemporaryDirectory(prefix="gauntlet-") as folder:
        variables = {"PYTHONHASHSEED": "0", "CPJIT_TORTURE": given.torture}
        return execute(command, Path(folder), variables, given.timeout)


def report(name: str, result: Result) -> None:
    print(f"{name:28} plain: {result.plain}; cpjit: {result.compiled}", flush=True)
    for test in result.differences:
        print(f"  {'expected: ' if test in EXPECTED else 'DIFFERENT: '}{test}", flush=True)
    for test in result.unsteady:
        print(f"  unsteady (different once, then not): {test}", flush=True)
