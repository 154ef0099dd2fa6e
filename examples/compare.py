"""Runs the examples with and without cpjit, in turn, and compares times and results.

Usage: python compare.py [--rounds N] [--json] [example ...]

Each example runs as a whole program, `python example.py` against `python -m cpjit example.py`, so
the times include starting Python and compiling. The two take turns, so that whatever else the
machine does meets both alike; of each, the median counts.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cpjit

FOLDER = Path(__file__).resolve().parent
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "compare")

SHARE = re.compile(r"^cpjit: share of time in JIT code: ([\d.]+)%$", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """One run of one example."""

    seconds: float
    output: str
    errors: str
    status: int


@dataclass(frozen=True)
class Comparison:
    """One row of the table."""

    example: str
    python_seconds: float
    cpjit_seconds: float
    ratio: float
    share: float | None  # of the time under cpjit that was spent in JIT code
    equal: bool


def run(command: Sequence[str]) -> Run:
    """Run a program and take its time."""
    start = time.perf_counter()
    # Not in the source tree: there `-m cpjit` would mean the folder, not what is installed.
    done = subprocess.run(
        [sys.executable, *command], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    return Run(seconds, done.stdout, done.stderr, done.returncode)


def compare(example: str, rounds: int) -> Comparison:
    """Run an example both ways, in turn."""
    program = str(FOLDER / f"{example}.py")
    plain: list[Run] = []
    jitted: list[Run] = []
    for _ in range(rounds):
        plain.append(run([program]))
        jitted.append(run(["-m", "cpjit", "--stats", program]))
    python_seconds = statistics.median(each.seconds for each in plain)
    cpjit_seconds = statistics.median(each.seconds for each in jitted)
    shares = [float(found[1]) / 100 for each in jitted if (found := SHARE.search(each.errors))]
    return Comparison(
        example=example,
        python_seconds=python_seconds,
        cpjit_seconds=cpjit_seconds,
        ratio=python_seconds / cpjit_seconds,
        share=statistics.median(shares) if shares else None,
        equal=plain[0].status == 0
        and len({(each.output, each.status) for each in plain + jitted}) == 1,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the examples with and without cpjit.")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each example (3)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("examples", nargs="*", metavar="example", help=", ".join(EXAMPLES))
    given = parser.parse_args()
    if unknown := set(given.examples) - set(EXAMPLES):
        parser.error(f"no such example: {', '.join(sorted(unknown))}")

    available = cpjit.available()
    if not available:
        print(f"cpjit is not available here: {available.reason}", file=sys.stderr)
        return 1
    if not given.json:
        print(f"Python {sys.version.split()[0]}, cpjit {cpjit.__version__}; ", end="")
        print(f"median of {given.rounds}, in turn, start of Python included\n")
        columns = ("python", "cpjit", "ratio", "in JIT code", "results")
        print("{:<18}{:>9}{:>9}{:>8}{:>13}  {}".format("example", *columns), flush=True)
    done = []
    for example in given.examples or EXAMPLES:
        row = compare(example, given.rounds)
        done.append(row)
        if not given.json:
            share = "unknown" if row.share is None else f"{row.share:.1%}"
            result = "equal" if row.equal else "DIFFERENT"
            times = f"{row.python_seconds:>7.2f} s{row.cpjit_seconds:>7.2f} s{row.ratio:>7.2f}x"
            print(f"{row.example:<18}{times}{share:>13}  {result}", flush=True)
    if given.json:
        print(json.dumps([asdict(row) for row in done], indent=2))
    return 0 if all(row.equal for row in done) else 1


if __name__ == "__main__":
    sys.exit(main())
