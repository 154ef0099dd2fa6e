"""`python -m cpjit run --compare app.py`: what cpjit gains for a program, and where it does not.

The program runs several times without and with cpjit, in turn, each time as a whole: the times
include starting Python and compiling. Without --compare it runs once, as without `run`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cpjit import _engine


@dataclass(frozen=True)
class Run:
    """One run of the program."""

    seconds: float
    status: int
    output: bytes
    errors: bytes


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m cpjit run", description=__doc__)
    parser.add_argument(
        "--compare", action="store_true", help="run it both ways; say what it gains"
    )
    parser.add_argument("--rounds", type=int, default=3, help="runs each way (3)")
    rest: dict[str, Any] = {"nargs": argparse.REMAINDER, "default": []}
    parser.add_argument("-m", help="run a module, as python does", metavar="MODULE", **rest)
    parser.add_argument("-c", help="run a line of code", metavar="CODE", **rest)
    parser.add_argument("program", help="with its arguments", **rest)
    given = parser.parse_args(words)
    program = next((["-" + kind, *found] for kind in "mc" if (found := getattr(given, kind))), [])
    program = program or given.program
    if not program:
        parser.error("no program given")
    if not given.compare:
        os.execv(sys.executable, [sys.executable, "-m", "cpjit", *program])
    if reason := _engine.available().reason:
        print(f"cpjit run: {reason}", file=sys.stderr)
        return 1
    if not program[0].startswith("-") and not os.path.exists(program[0]):
        print(f"cpjit run: there is no file {program[0]}", file=sys.stderr)
        return 2
    plain, jitted, stats = compare(program, max(given.rounds, 1))
    print("\n".join(report(plain, jitted, stats)))
    return 0 if {each.status for each in plain} == {each.status for each in jitted} else 1


def compare(program: Sequence[str], rounds: int) -> tuple[list[Run], list[Run], dict[str, Any]]:
    """Run it both ways in turn; the statistics are of the last run with cpjit."""
    plain, jitted = [], []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "stats.json"
        for number in range(1, rounds + 1):
            progress(f"round {number} of {rounds}: python ")
            plain.append(run(program, CPJIT="0"))
            progress(f"round {number} of {rounds}: cpjit  ")
            # Counting samples costs a thread, so the times are of runs without it.
            jitted.append(run(["-m", "cpjit", *program], CPJIT="1"))
        progress("once more, for the reasons")
        run(["-m", "cpjit", "--stats-file", str(report), *program])
        progress("")
        stats = json.loads(report.read_text()) if report.exists() else {}
    return plain, jitted, stats


def run(command: Sequence[str], **variables: str) -> Run:
    """Run Python with these words and take the time; what the program reads is nothing."""
    environment = {name: text for name, text in os.environ.items() if name != "CPJIT"}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command],
        env={**environment, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Run(time.perf_counter() - start, done.returncode, done.stdout, done.stderr)


def progress(text: str) -> None:
    """One line on a terminal that changes."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def report(plain: Sequence[Run], jitted: Sequence[Run], stats: dict[str, Any]) -> Iterator[str]:
    """What there is to say, most important first."""
    before = statistics.median(each.seconds for each in plain)
    after = statistics.median(each.seconds for each in jitted)
    ratio = before / after
    verdict = "times as fast" if ratio >= 1 else "of the speed: cpjit does not pay for this program"
    yield f"python {before:.3f} s   cpjit {after:.3f} s   {ratio:.2f} {verdict}"
    if len({(each.status, each.output) for each in [*plain, *jitted]}) == 1:
        yield f"the output is the same (exit status {plain[0].status})"
        if plain[0].status and (errors := plain[0].errors.decode(errors="replace").split("\n")):
            yield f"it fails, with cpjit and without: {errors[-2] if errors[1:] else errors[0]}"
    else:
        yield "the output differs from run to run: is the program the same each time?"
    yield from reasons(stats, after)


def reasons(stats: dict[str, Any], seconds: float) -> Iterator[str]:
    """Why it is not more."""
    if not stats:
        yield "no statistics: the program did not end in the usual way"
        return
    share = stats["share"]
    yield f"{stats['functions']:,} functions compiled in {stats['compile_seconds'] * 1e3:.0f} ms"
    if share is None or seconds < 0.2:
        yield "it is too short to gain much: most of the time goes into starting Python"
    elif share < 0.5:
        yield (
            f"{share:.0%} of its time is spent in compiled code and what that calls: the rest is "
            "imports, and functions that are called too seldom"
        )
    else:
        yield f"{share:.0%} of its time is spent in compiled code, or in C code called from it"
        if seconds and share > 0.9:
            yield "where the time goes: perf record -k mono python -m cpjit --jitdump . ..."
    if stats["compile_seconds"] > 0.2 * seconds:
        yield "much of its time goes into compiling: a longer run gains more"
    refused = [each for each in stats["uncompiled"] if "threshold" not in each["reason"]]
    for each in refused[:5]:
        place = f"{each['file']}:{each['line']}"
        calls = f"called {each['calls']:,} times"
        yield f"not compiled: {each['name']} ({place}), {calls}: {each['reason']}"
    for reason, count in stats["exits"].items():
        yield f"went on in the interpreter {count:,} times: {reason}"
