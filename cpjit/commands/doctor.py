"""`python -m cpjit doctor`: what works here, what does not, and what to do about it."""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cpjit
from cpjit import _engine
from cpjit._options import OPTIONS, settings, switched
from cpjit.commands import autoload

PROGRAM = """
import cpjit
cpjit.enable(threshold=1)
def work(n):
    total = 0
    for i in range(n):
        total += i
    return total
assert work(1000) == 499500
from cpjit import _cpjit
assert _cpjit.is_compiled(work.__code__), "the function was not compiled"
"""


@dataclass(frozen=True)
class Finding:
    """What was looked at, what was found; bad: nothing works then; a note: something less does."""

    kind: str  # "ok", "bad", "note"
    what: str
    text: str


def main(words: Sequence[str]) -> int:
    argparse.ArgumentParser(prog="python -m cpjit doctor", description=__doc__).parse_args(words)
    findings = list(examine())
    width = max(len(each.what) for each in findings)
    for each in findings:
        print(f"{each.kind:<5} {each.what:<{width}}  {each.text}")
    bad = sum(each.kind == "bad" for each in findings)
    print(f"\ncpjit does not work here: see {bad} above" if bad else "\ncpjit works here")
    return 1 if bad else 0


def examine() -> Iterator[Finding]:
    """Everything that cpjit needs, then what it can make use of."""
    build = "debug" if hasattr(sys, "gettotalrefcount") else "release"
    here = f"{platform.python_implementation()} {platform.python_version()} ({build} build)"
    machine = f"{platform.machine()} {platform.system()}"
    yield Finding("ok", "cpjit", f"{cpjit.__version__} in {_engine.PACKAGE}")
    yield attempt("interpreter", _engine.check_interpreter, f"{here}, {machine}")
    yield attempt("engine", _engine.check_extension, "built for this interpreter")
    yield attempt("stencils", check_stencils, _engine.stencils_key())
    yield from environment()
    yield attempt("running", check_running, "a loop was compiled and gave the right result")
    home = autoload.folder()
    yield Finding(
        "ok" if autoload.state(home) is not None else "note", "autoload", autoload.describe(home)
    )
    yield from tools()


def attempt(what: str, check: Callable[[], None], well: str) -> Finding:
    """One thing without which nothing works."""
    try:
        check()
    except _engine.UnavailableError as error:
        return Finding("bad", what, str(error))
    return Finding("ok", what, well)


def check_stencils() -> None:
    """That the library is there, whole, and fits the engine."""
    _engine.check_manifest(_engine.load())


def check_running() -> None:
    """Compile something, in a process of its own: what is at fault may end it."""
    path = os.pathsep.join(
        filter(None, (str(Path(_engine.PACKAGE).parent), os.environ.get("PYTHONPATH")))
    )
    variables = {name: text for name, text in os.environ.items() if not name.startswith("CPJIT")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**variables, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"the process ended with {done.returncode}"]
        raise _engine.UnavailableError(lines[-1])


def environment() -> Iterator[Finding]:
    """The variables that are set, and whether they make sense."""
    try:
        if switched() is False:
            yield Finding("note", "CPJIT", "0: cpjit is switched off, whatever a program says")
        settings({})
    except ValueError as error:
        yield Finding("bad", "environment", str(error))
    else:
        names = [option.environment for option in OPTIONS if option.environment in os.environ]
        said = ", ".join(f"{name}={os.environ[name]}" for name in names)
        yield Finding("ok", "environment", said or "no options are set")


def tools() -> Iterator[Finding]:
    """What cpjit works with, if it is there."""
    for module, use in (("capstone", "machine code in listings"), ("rich", "colours and tables")):
        if importlib.util.find_spec(module):
            yield Finding("ok", module, use)
        else:
            yield Finding(
                "note", module, f"not installed, so no {use}: pip install 'cpjit[inspect]'"
            )
    for tool, use in (("perf", "--perf"), ("gdb", "--gdb")):
        found = shutil.which(tool)
        yield Finding(
            "ok" if found else "note", tool, found or f"not installed ({use} is of no use)"
        )
