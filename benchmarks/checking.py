"""Compares what programs compute under cpjit with what they compute in the interpreter.

Each program runs whole in the interpreter, under cpjit as anyone would run it, and with everything
compiled at the first call; then shortened, in the interpreter and in torture mode. It must end
well, print the same and compute the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.catalog import Benchmark
from benchmarks.interpreters import Interpreter
from benchmarks.processes import Outcome, Place, run

# Shortened runs look at fewer parts of a value: what is described is often the size of the work.
DETAIL = {False: 50_000, True: 20_000}


@dataclass(frozen=True)
class Way:
    """A way to run a program, to be compared with the plain one of the same length."""

    name: str
    words: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    short: bool = False
    torture: bool = False


def ways(*, whole: bool, short: bool, seeds: Sequence[int]) -> list[Way]:
    """Those that are asked for: whole programs, shortened ones, and torture with these seeds."""
    chosen = []
    if whole:
        chosen += [
            Way("plain"),
            Way("cpjit", ("-m", "cpjit")),
            Way("threshold 1", ("-m", "cpjit", "--threshold=1")),
        ]
    if short or seeds:
        chosen.append(Way("plain, short", short=True))
    if short:
        chosen.append(Way("threshold 1, short", ("-m", "cpjit", "--threshold=1"), short=True))
    for seed in seeds:
        variables = (("CPJIT_TORTURE", str(seed)),)
        chosen.append(Way(f"torture {seed}", variables=variables, short=True, torture=True))
    return chosen


@dataclass(frozen=True)
class Verdict:
    """What came of one program, run in one way."""

    benchmark: str
    way: str
    problem: str
    """Empty if it did what the interpreter does."""
    seconds: float


def check(
    benchmark: Benchmark, interpreter: Interpreter, place: Place, chosen: Sequence[Way]
) -> Iterator[Verdict]:
    """Run a program in all these ways."""
    plain: dict[bool, Outcome] = {}
    for way in chosen:
        known = plain[way.short].found if way.short in plain else {}
        loops = 1 if way.short else known.get("loops", 0)
        outcome = run_way(benchmark, interpreter, place, way, loops)
        if way.name.startswith("plain"):
            plain[way.short] = outcome
            difference = outcome.error
        else:
            difference = compare(plain[way.short], outcome)
        yield Verdict(benchmark.name, way.name, difference, outcome.wall)


def run_way(
    benchmark: Benchmark, interpreter: Interpreter, place: Place, way: Way, loops: int
) -> Outcome:
    settings = {
        "check": True,
        "loops": loops,
        "short": way.short,
        "torture": way.torture,
        "detail": DETAIL[way.short],
    }
    edits = (*benchmark.shown, *(benchmark.shortened if way.short else ()))
    running = interpreter.with_words(interpreter.label, *way.words, **dict(way.variables))
    return run(benchmark, running, place, settings, edits, needs_cpjit=way.torture)


def compare(plain: Outcome, other: Outcome) -> str:
    """The first difference between two runs, in words; nothing if there is none."""
    if plain.error:
        return ""  # told already
    if other.error:
        return other.error
    if not other.found.get("stats", {}).get("functions"):
        return "nothing was compiled"
    if plain.output != other.output:
        return f"prints {other.output[-200:]!r} and not {plain.output[-200:]!r}"
    pairs = zip(plain.found["events"], other.found["events"], strict=False)
    for (what, expected, shown), (other_what, digest, other_shown) in pairs:
        if (what, expected) != (other_what, digest):
            return f"{what}: {shown_from(shown, other_shown)}"
    if len(plain.found["events"]) != len(other.found["events"]):
        return "the number of events differs"
    return ""


def shown_from(expected: str, other: str) -> str:
    """The two texts from a little before the place where they differ."""
    pairs = zip(expected, other, strict=False)
    same = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(expected), len(other)))
    start = max(0, same - 40)
    if same >= min(len(expected), len(other)):
        return f"differs behind {expected[-60:]!r}"
    return f"{other[start : same + 80]!r} and not {expected[start : same + 80]!r}"


def check_all(
    benchmarks: Sequence[Benchmark],
    interpreter: Interpreter,
    place: Place,
    chosen: Sequence[Way],
    *,
    jobs: int = 1,
) -> Iterator[list[Verdict]]:
    """The verdicts, program by program, in order."""
    with ThreadPoolExecutor(jobs) as pool:

        def one(benchmark: Benchmark) -> list[Verdict]:
            return list(check(benchmark, interpreter, place, chosen))

        yield from pool.map(one, benchmarks)
