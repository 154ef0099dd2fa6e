"""Random programs, with and without cpjit: `python -m tests.gauntlet fuzz`.

Programs are numbered; a number is the same program everywhere. Each is run in two of the modes.
What differs is made smaller and written into a folder.
"""

from __future__ import annotations

import argparse
import os
import time

from .options import limited, numbered
from .programs import write
from .reduce import reduce
from .trial import MODES, Difference, Trial, call_again

SHORT = 400
"""Programs in the form for every change: the same ones on each machine."""


def main(words: list[str]) -> int:
    given = parse(words)
    if os.environ.get("PYTHONHASHSEED") != "0":
        return call_again(__name__, words)
    trial = Trial()
    modes = [MODES[name] for name in given.modes.split(",")]
    began, looked_at, void, entered = time.monotonic(), 0, 0, 0
    found: list[int] = []
    for seed in range(given.start, given.start + given.count):
        source, calls = write(seed)
        # Each program meets the first mode and one of the others.
        chosen = modes[:1] + ([modes[1 + seed % (len(modes) - 1)]] if len(modes) > 1 else [])
        for mode in chosen:
            outcome = trial.compare(source, calls, mode)
            if outcome is None:
                void += 1
                break
            if isinstance(outcome, Difference):
                found.append(seed)
                report(trial, seed, source, calls, outcome, given)
                break
            looked_at += 1
            entered += outcome.entered
        if seed % 200 == 199 or time.monotonic() - began > given.seconds:
            print(f"to {seed}: {looked_at} runs, {len(found)} differences", flush=True)
        if time.monotonic() - began > given.seconds or len(found) >= given.most:
            break
    print(
        f"{looked_at} runs in {time.monotonic() - began:.0f} s, {entered} functions compiled, "
        f"{void} programs left out; differences: {len(found)} {found}"
    )
    return 1 if found or (looked_at and not entered) else 0


def parse(words: list[str]) -> argparse.Namespace:
    parser = numbered("fuzz", __doc__, count=1000, short=SHORT)
    parser.add_argument("--modes", default=",".join(MODES), help="of %(default)s")
    return limited(parser.parse_args(words), SHORT)


def report(
    trial: Trial,
    seed: int,
    source: str,
    calls: str,
    difference: Difference,
    given: argparse.Namespace,
) -> None:
    """Tell of a failure, make it smaller, keep it."""
    mode = difference.mode
    print(f"DIFFERENT: program {seed}, {difference}", flush=True)
    given.folder.mkdir(exist_ok=True)
    path = given.folder / f"{seed}-{mode.name}.py"
    path.write_text(f"{source}\n# calls:\n{calls}")

    def shows(source: str, calls: str) -> bool:
        outcome = trial.compare(source, calls, mode)
        return isinstance(outcome, Difference) and outcome.kind == difference.kind

    source, calls = reduce(source, calls, shows, given.reduce)
    outcome = trial.compare(source, calls, mode)
    smaller = path.with_suffix(".reduced.py")
    smaller.write_text(f"{source}\n# calls:\n{calls}")
    print(f"reduced: {smaller}\n{source}\n{calls}\n{outcome}", flush=True)
