"""`python -m cpjit bisect [option …] -- program`: which function is compiled wrongly?

The program is run without cpjit and with it, again and again, with fewer functions compiled:
until one is found without which nothing goes wrong, and then the piece of its code (a block, as
long as nothing has to be looked at) with which it begins. The program must do the same each time.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cpjit._engine import available

from .selection import exactly

USAGE = (
    "usage: python -m cpjit bisect [--timeout S] -- (script.py | -m module | -c code) [argument …]"
)


@dataclass(frozen=True)
class Function:
    """A function of the program, as the log names it."""

    line: int
    name: str
    file: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.name}"

    def rule(self, pieces: int | None = None) -> str:
        return exactly(self.file, self.line, self.name, pieces)


@dataclass(frozen=True)
class Piece:
    """A piece of machine code."""

    function: Function
    number: int
    offset: int
    line: int


@dataclass(frozen=True)
class Outcome:
    """What a run of the program has shown."""

    status: int | None
    """None: it took too long."""
    out: bytes
    err: bytes

    def __str__(self) -> str:
        if self.status is None:
            return "it takes too long"
        if self.status < 0:
            return f"it dies of {signal.Signals(-self.status).name}"
        size = len(self.out) + len(self.err)
        return f"it ends with status {self.status} and prints {size} bytes"


@dataclass
class Program:
    """What is run."""

    words: list[str]
    timeout: float | None
    plain: Outcome = field(init=False)
    steady_err: bool = field(init=False)
    runs: int = 0

    def run(self, *options: str, **variables: str) -> Outcome:
        """Run it, with these options of the interpreter and these variables."""
        self.runs += 1
        command = [sys.executable, *subprocess._args_from_interpreter_flags()]  # type: ignore[attr-defined]
        hashes = os.environ.get("PYTHONHASHSEED", "0")
        environment = {**os.environ, "PYTHONHASHSEED": hashes, **variables}
        try:
            done = subprocess.run(
                [*command, *options, *self.words],
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(None, b"", b"")
        return Outcome(done.returncode, done.stdout, done.stderr)

    def run_without(self) -> bool:
        """Learn what it should do; is that the same twice?"""
        self.plain, again = self.run(), self.run()
        self.steady_err = self.plain.err == again.err
        return (self.plain.status, self.plain.out) == (again.status, again.out)

    def is_wrong(self, outcome: Outcome) -> bool:
        if (outcome.status, outcome.out) != (self.plain.status, self.plain.out):
            return True
        return self.steady_err and outcome.err != self.plain.err

    def compiled(self, rules: Sequence[str] | None = None) -> tuple[Outcome, list[Piece]]:
        """Run it with cpjit, compiling only what these rules allow; what was made."""
        with tempfile.TemporaryDirectory(prefix="cpjit-bisect-") as folder:
            log, only = Path(folder, "log"), Path(folder, "only")
            variables = {"CPJIT_LOG": str(log)}
            if rules is not None:
                only.write_text("".join(f"{rule}\n" for rule in rules), errors="surrogateescape")
                variables["CPJIT_ONLY"] = f"@{only}"
            outcome = self.run("-m", "cpjit", **variables)
            text = log.read_text(errors="surrogateescape") if log.exists() else ""
        return outcome, [read(line) for line in text.splitlines() if line.count("\t") == 5]

    def fails(self, functions: Sequence[Function], limit: int | None = None) -> bool:
        """Does it go wrong with these functions compiled, of the last one only so many pieces?"""
        if not functions:
            return False
        rules = [each.rule() for each in functions[:-1]] + [functions[-1].rule(limit)]
        return self.is_wrong(self.compiled(rules)[0])


def read(line: str) -> Piece:
    """A line of the log."""
    first, name, file, number, offset, at = line.split("\t")
    return Piece(Function(int(first), name, file), int(number), int(offset), int(at))


def main(words: list[str]) -> int:
    """The command; its exit status: 0 if a culprit was found."""
    if "--" not in words or words.index("--") == len(words) - 1:
        print(USAGE, file=sys.stderr)
        return 2
    options, command = words[: words.index("--")], words[words.index("--") + 1 :]
    if "python" in os.path.basename(command[0]) and len(command) > 1:
        del command[0]  # the interpreter that runs this one is meant
    timeout = None
    if options:
        if options[0] != "--timeout" or len(options) != 2:
            print(USAGE, file=sys.stderr)
            return 2
        timeout = float(options[1])
    return bisect(Program(command, timeout))


def bisect(program: Program) -> int:
    """Find the culprit, telling of each step."""
    if not available():
        return end(str(available()))
    if not program.run_without():
        return end("it does not do the same twice without cpjit, so nothing can be told")
    say(f"without cpjit: {program.plain}")
    outcome, pieces = program.compiled()
    say(f"with cpjit: {outcome}")
    if not program.is_wrong(outcome):
        return end("that is the same: nothing to find")
    functions = list(dict.fromkeys(piece.function for piece in pieces))
    say(f"{len(functions)} functions are compiled, or looked at for that")
    if not program.fails(functions):
        return end("it is not wrong when it is run again: nothing can be told")
    needed = fewest(program, functions)
    culprit = needed[-1]
    say(f"wrong with {culprit} compiled, right without")
    for other in needed[:-1]:
        say(f"  as long as {other} is compiled, too")
    _, pieces = program.compiled([each.rule() for each in needed])
    # What is always inlined has no code of its own; it is in that of another one then.
    own = [piece.function for piece in pieces if piece.number > 0]
    holder = culprit if culprit in own else own[-1] if own else culprit
    made = [piece for piece in pieces if piece.function == holder and piece.number > 0]
    order = [*(each for each in needed if each != holder), holder]
    wrong = first_wrong(program, order, len(made))
    print(f"\nfound in {program.runs} runs: {culprit}")
    if made:
        inside = "its" if holder == culprit else f"the {len(made)} of {holder}, where it is inlined"
        count = f"{len(made)}" if holder == culprit else ""
        place = f"at offset {made[wrong - 1].offset}, line {made[wrong - 1].line}"
        print(f"wrong from piece {wrong} of {inside} {count}".rstrip() + f" on, {place}")
    only = ",".join([*(each.rule() for each in order[:-1]), holder.rule(wrong)])
    command = shlex.join(["python", "-m", "cpjit", *program.words])
    print(f"it shows with: CPJIT_ONLY={shlex.quote(only)} {command}")
    return 0


def first_wrong(program: Program, functions: list[Function], made: int) -> int:
    """How many pieces of the last function must be made for it to go wrong."""
    right, wrong = 0, max(made, 1)
    while wrong - right > 1:
        middle = (right + wrong) // 2
        if program.fails(functions, middle):
            wrong = middle
        else:
            right = middle
    return wrong


def fewest(program: Program, functions: list[Function]) -> list[Function]:
    """The functions that must be compiled for it to go wrong; the culprit is the last of them."""
    right, wrong = 0, len(functions)
    while wrong - right > 1:
        middle = (right + wrong) // 2
        say(f"  {middle} of them ...")
        if program.fails(functions[:middle]):
            wrong = middle
        else:
            right = middle
    culprit = functions[wrong - 1]
    if program.fails([culprit]):
        return [culprit]
    others = functions[: wrong - 1]
    size = len(others)
    while size:
        for start in range(len(others) - size, -1, -size):
            rest = others[:start] + others[start + size :]
            if program.fails([*rest, culprit]):
                others = rest
        size //= 2
    return [*others, culprit]


def say(text: str) -> None:
    print(f"cpjit bisect: {text}", file=sys.stderr, flush=True)


def end(text: str) -> int:
    say(text)
    return 1
