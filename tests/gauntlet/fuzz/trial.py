"""Runs a program without cpjit and with it, each in a forked child, and compares what it shows.

The children are copies of one process, in which nothing of cpjit is switched on; they differ in
nothing else, addresses and hashes included.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType

import cpjit
from cpjit import _cpjit, _engine

from .observing import Observations, run

PATIENCE = 3
"""A program that takes longer than so many seconds without cpjit is not looked at."""


VAGUE = ("recursion depth exceeded", "RecursionError", "MemoryError")
"""What these have to do with is told in docs/deviations.md."""


@dataclass(frozen=True)
class Mode:
    """A way to run a program."""

    name: str
    threshold: int = 0
    """0: without cpjit."""
    torture: int = 0
    loop_threshold: int = 240
    exact: bool = True
    """Whether reference counts and moments of death are compared. They differ where code is
    interpreted under the hook (docs/deviations.md), and where torture collects garbage."""
    levels: int = 300
    """Of recursion."""


EXACT, LOOSE = Mode("plain"), Mode("plain, loose", exact=False)
MODES = {
    mode.name: mode
    for mode in (
        Mode("first", 1),
        Mode("third", 3, exact=False),
        Mode("loops", 1 << 30, loop_threshold=1, exact=False),
        Mode("torture-1", 1, 1, exact=False),
        Mode("torture-2", 1, 2),
        Mode("torture-3", 1, 3, exact=False),
        Mode("torture-4", 1, 4, exact=False),
    )
}


@dataclass(frozen=True)
class Outcome:
    """What one run has shown."""

    status: int
    """Of the process: 0, or minus the signal that has ended it."""
    text: str
    entered: int = 0
    """How many functions of the program ran as machine code."""


@dataclass(frozen=True)
class Difference:
    """A program that does not do the same with cpjit."""

    mode: Mode
    plain: Outcome
    compiled: Outcome

    @property
    def kind(self) -> str:
        """What a reduced program must show, too."""
        if self.compiled.status:
            return f"status {self.compiled.status}"
        lines = zip(self.plain.text.splitlines(), self.compiled.text.splitlines(), strict=False)
        different = next(((a, b) for a, b in lines if a != b), ("", ""))
        return " ".join(line.partition(" ")[0] for line in ("text", *different))

    def __str__(self) -> str:
        if self.compiled.status:
            return f"{self.mode.name}: ended with status {self.compiled.status}"
        plain, compiled = self.plain.text.splitlines(), self.compiled.text.splitlines()
        for i, (a, b) in enumerate(zip(plain, compiled, strict=False)):
            if a != b:
                before = [f"    {line[:300]}" for line in plain[max(i - 4, 0) : i]]
                return "\n".join(
                    [f"{self.mode.name}: line {i}", *before, f"  - {a[:600]}", f"  + {b[:600]}"]
                )
        return f"{self.mode.name}: {len(plain)} lines, {len(compiled)} with cpjit"


Perform = Callable[[CodeType, str, Mode], str]


class Trial:
    """Runs programs; `perform` does so in a child, and gives back what is to be compared."""

    def __init__(self, perform: Perform | None = None) -> None:
        self.perform = perform or observe
        _engine.load()
        gc.collect()
        gc.freeze()

    def compare(self, source: str, calls: str, mode: Mode) -> Difference | Outcome | None:
        """The difference that a mode makes, or the outcome; None: nothing can be told."""
        code = compile_quietly(source)
        if code is None:
            return None
        calls = "\n" * source.count("\n") + calls
        plain = self.run(code, calls, EXACT if mode.exact else LOOSE)
        if plain.status or any(word in plain.text for word in VAGUE):
            return None
        compiled = self.run(code, calls, mode)
        if (compiled.status, compiled.text) == (plain.status, plain.text):
            return compiled
        difference = Difference(mode, plain, compiled)
        if not compiled.status and (
            self.depends_on_depth(code, calls, mode, plain)
            or not self.is_steady(source, calls, mode)
        ):
            return None
        return difference

    def depends_on_depth(self, code: CodeType, calls: str, mode: Mode, plain: Outcome) -> bool:
        """Does the program do something else, without cpjit, with fewer levels of recursion? It may
        have caught the exception and said nothing."""
        shallow = Mode("shallow", exact=mode.exact, levels=mode.levels - 20)
        return self.run(code, calls, shallow).text != plain.text

    def is_steady(self, source: str, calls: str, mode: Mode) -> bool:
        """Does the program do the same twice without cpjit? (`calls` with the program's lines.)"""
        code = compile_quietly(source)
        assert code is not None
        plain = EXACT if mode.exact else LOOSE
        return self.run(code, calls, plain).text == self.run(code, calls, plain).text

    def run(self, code: CodeType, calls: str, mode: Mode) -> Outcome:
        """Run a program in a child."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            status = 1
            try:
                become(self.perform, code, calls, mode, writing)
                status = 0
            finally:
                os._exit(status)
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            shown = stream.read()
        _, status = os.waitpid(child, 0)
        status = os.waitstatus_to_exitcode(status)
        if status:
            return Outcome(status, shown.decode())
        entered, text = json.loads(shown)
        return Outcome(0, text, entered)


def observe(code: CodeType, calls: str, mode: Mode) -> str:
    return run(code, calls, Observations(exact=mode.exact))


def become(perform: Perform, code: CodeType, calls: str, mode: Mode, writing: int) -> None:
    """In the child: run the program."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(PATIENCE if not mode.threshold else 20 * PATIENCE)
    sys.setrecursionlimit(mode.levels)
    if mode.exact:
        gc.disable()
    if mode.threshold:
        os.environ["CPJIT_TORTURE"] = str(mode.torture)
        cpjit.enable(threshold=mode.threshold, loop_threshold=mode.loop_threshold)
    text = perform(code, calls, mode)
    cpjit.disable()
    entered = sum(_cpjit.entered(each) > 0 for each in code_objects(code))
    with os.fdopen(writing, "wb") as stream:
        stream.write(json.dumps([entered, text]).encode())


def call_again(module: str, words: list[str]) -> int:
    """Call a part in a process in which hashes, and so what programs do, are always the same."""
    package, _, part = module.partition("gauntlet.")
    command = [sys.executable, *(["-P"] if sys.flags.safe_path else []), "-W", "ignore"]
    command += ["-m", f"{package}gauntlet", part.partition(".")[0], *words]
    return subprocess.call(command, env={**os.environ, "PYTHONHASHSEED": "0"})


def compile_quietly(source: str) -> CodeType | None:
    try:
        return compile(source, "program", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return None


def code_objects(code: CodeType) -> Iterator[CodeType]:
    """A code object and all that are defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from code_objects(constant)
