"""CPython's own tests, with and without cpjit: `python -m tests.gauntlet interpreter`.

Each module of the interpreter's `test` package runs twice, in a process of its own: plain, and
with everything compiled at its first call. What counts is the outcome of each test: cpjit is at
fault where a test fails, or is skipped, only with it, or where the process dies. Tests that fail
without cpjit too are the interpreter's business. Another outcome of a test is looked at again, in a
second pair of runs; what has gone then is reported as unsteady.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

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
class Outcome:
    """One run of one module."""

    tests: dict[str, str] = field(default_factory=dict)
    """By test: `passed`, `skipped`, `failed`."""
    seconds: float = 0.0
    trouble: str = ""
    """Why there are no outcomes: a crash, a timeout; the end of the log is part of it."""

    def __str__(self) -> str:
        if self.trouble:
            return self.trouble.partition("\n")[0]
        counts = Counter(self.tests.values())
        words = [f"{counts[kind]} {kind}" for kind in ("passed", "failed", "skipped")]
        return f"{', '.join(word for word in words if word[0] != '0')} in {self.seconds:.0f} s"


@dataclass(frozen=True)
class Result:
    """A module run both ways."""

    plain: Outcome
    compiled: Outcome
    differences: list[str]
    unsteady: list[str] = field(default_factory=list)


def main(words: list[str]) -> int:
    given = parse(words)
    names = given.names or (SHORT if given.short else LANGUAGE + WORLD).split()
    present = [name for name in names if find_spec(f"test.{name}") is not None]
    if absent := [name for name in names if name not in present]:
        print(f"{sys.executable} has not got: {' '.join(absent)}")
    failed: dict[str, Result] = {}
    met: set[str] = set()
    with ThreadPoolExecutor(given.jobs) as pool:
        for name, result in zip(
            present, pool.map(lambda name: examine(name, given), present), strict=True
        ):
            report(name, result)
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
    print(f"\ngauntlet passed: {len(present)} modules as without cpjit")
    return 0


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gauntlet interpreter", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="modules such as test_dict (all)")
    parser.add_argument("--threshold", default="1", metavar="N", help="compile at the Nth call (1)")
    parser.add_argument("--torture", default="0", metavar="SEED", help="disturb it at each escape")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="modules at a time (1)")
    parser.add_argument("--timeout", type=float, default=900, metavar="S", help="a run's (900)")
    parser.add_argument("--short", action="store_true", help="a few modules only, for CI")
    return parser.parse_args(words)


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


def compare(plain: Outcome, compiled: Outcome) -> Iterator[str]:
    """The tests whose outcome is worse with cpjit."""
    if compiled.trouble and not plain.trouble:
        yield compiled.trouble
        return
    for test, outcome in plain.tests.items():
        if compiled.tests.get(test, "missing") != outcome and outcome != "failed":
            yield test
    for test, outcome in compiled.tests.items():
        if outcome == "failed" and test not in plain.tests:
            yield test


def run(name: str, given: argparse.Namespace, *, jit: bool) -> Outcome:
    """Run a module of tests in a process and a folder of its own."""
    options = ["-m", "cpjit", "--threshold", given.threshold] if jit else []
    variables = {"PYTHONHASHSEED": "0", "CPJIT_TORTURE": given.torture}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gauntlet-") as folder:
        log, listing = Path(folder, "log"), Path(folder, "outcomes.xml")
        command = [sys.executable, *options, "-m", "test", *("-u", "network"), "-v"]
        command += ["--junit-xml", str(listing), name]
        with log.open("w") as output:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, **variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            try:
                status = process.wait(given.timeout)
                trouble = "" if listing.exists() else f"it died with status {status}"
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()
                trouble = f"it took longer than {given.timeout:.0f} s"
        seconds = time.monotonic() - began
        if trouble:
            end = log.read_text(errors="replace").splitlines()[-12:]
            return Outcome({}, seconds, "\n".join([trouble, f"$ {shlex.join(command)}", *end]))
        return Outcome(dict(outcomes(listing)), seconds)


def outcomes(listing: Path) -> Iterator[tuple[str, str]]:
    """The outcome of each test in a file that regrtest has written."""
    for case in ElementTree.parse(listing).iter("testcase"):
        kinds = {child.tag for child in case}
        failed = kinds & {"error", "failure"}
        yield (
            case.get("name", ""),
            "failed" if failed else kinds & {"skipped"} and "skipped" or "passed",
        )


def report(name: str, result: Result) -> None:
    print(f"{name:28} plain: {result.plain}; cpjit: {result.compiled}", flush=True)
    for test in result.differences:
        print(f"  {'expected: ' if test in EXPECTED else 'DIFFERENT: '}{test}", flush=True)
    for test in result.unsteady:
        print(f"  unsteady (different once, then not): {test}", flush=True)
