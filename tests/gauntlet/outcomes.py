"""Suites of tests run in processes of their own, and what came of each test.

A suite writes its outcomes as JUnit XML; an enabled cpjit writes its statistics, which are the
proof that machine code ran. What counts is each test by itself: cpjit is at fault where one fails,
or is skipped, only with it, or where the process dies. A leak that regrtest tells of is a test that
fails.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

WORST_FIRST = ("failed", "skipped", "passed")


@dataclass(frozen=True)
class Outcome:
    """One run of one suite."""

    tests: dict[str, str] = field(default_factory=dict)
    """By test: `passed`, `skipped`, `failed`."""
    files: dict[str, str] = field(default_factory=dict)
    """By test, the file that has it, where the suite tells."""
    seconds: float = 0.0
    functions: int = 0
    """How many functions were compiled."""
    share: float | None = None
    """How much of the time of Python code was machine code's."""
    trouble: str = ""
    """Why there are no outcomes: a crash, a timeout; the end of the log is part of it."""

    def __str__(self) -> str:
        if self.trouble:
            return self.trouble.partition("\n")[0]
        counts = Counter(self.tests.values())
        words = [f"{counts[kind]} {kind}" for kind in ("passed", "failed", "skipped")]
        text = f"{', '.join(word for word in words if word[0] != '0')} in {self.seconds:.0f} s"
        if self.functions:
            text += f", {self.functions} functions compiled"
        return text if self.share is None else f"{text}, {self.share:.0%} of the time"


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


def execute(
    command: Sequence[str],
    folder: Path,
    variables: Mapping[str, str],
    timeout: float,
) -> Outcome:
    """Run a suite in that folder. In `command`, LISTING stands for the file it is to write; without
    it leaks alone are looked for."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gauntlet-") as place:
        log, listing, stats = (Path(place, name) for name in ("log", "outcomes.xml", "stats"))
        listed = "LISTING" in command
        command = [str(listing) if word == "LISTING" else word for word in command]
        with log.open("w") as output:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, **variables, "CPJIT_STATS_FILE": str(stats)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            try:
                status = process.wait(timeout)
                died = not listing.exists() if listed else status < 0
                trouble = f"it died with status {status}" if died else ""
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                trouble = f"it took longer than {timeout:.0f} s"
        seconds = time.monotonic() - began
        if trouble:
            end = log.read_text(errors="replace").splitlines()[-12:]
            return Outcome(
                seconds=seconds, trouble="\n".join([trouble, f"$ {shlex.join(command)}", *end])
            )
        tests, files = outcomes(listing) if listed else ({"ran": "passed"}, {})
        for leak in re.finditer(
            r"^(\w+ leaked) .* (\w+), sum=", log.read_text(errors="replace"), re.M
        ):
            tests[" ".join(leak.groups())] = "failed"
        told = json.loads(stats.read_text()) if stats.exists() else {}
        return Outcome(
            tests,
            files,
            seconds=seconds,
            functions=told.get("functions", 0),
            share=told.get("share"),
        )


def outcomes(listing: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The outcome of each test in a file that regrtest or pytest has written, and its file."""
    found: dict[str, str] = {}
    files: dict[str, str] = {}
    for case in ElementTree.parse(listing).iter("testcase"):
        kinds = {child.tag for child in case}
        failed = kinds & {"error", "failure"}
        kind = "failed" if failed else kinds & {"skipped"} and "skipped" or "passed"
        name = ".".join(filter(None, (case.get("classname"), case.get("name"))))
        found[name] = min(kind, found.get(name, kind), key=WORST_FIRST.index)
        files[name] = case.get("file", "")
    return found, files
