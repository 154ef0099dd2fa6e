"""The examples give the same results with cpjit, and run as machine code."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from running import Run

pytestmark = pytest.mark.interpreter

FOLDER = Path(__file__).resolve().parents[1] / "examples"

# For each a size at which compiled code runs for about a fifth of a second, and what it prints.
SMALL = {
    "fib": ("34", "fib(34) = 5702887"),
    "float_loop": ("20000000", "x = -0.194412592172, v = 0.625593687581"),
    "interpreter_loop": ("4000", "Collatz below 4000: 299162 steps, 4943884 instructions"),
    "mandelbrot": ("900", "900 x 450 points: 85036 inside, 36032847 steps"),
    "nbody": ("100000", "energy after 100000 steps: -0.169079859"),
    "nqueens": ("12", "12 queens: 14200 solutions"),
    "ray_tracer": ("400", "400 x 100 points, mean brightness 0.534465"),
    "sat_solver": (
        "100",
        "9 of 20 formulas of 100 variables hold: 47451 decisions, 604867 conclusions",
    ),
    "text_search": ("200", "200 documents, 340 words, 60 queries: total score 371.410622"),
    "template_engine": ("2000", "2000 pages, 8479931 characters, checksum 687443"),
    "event_simulation": (
        "60000",
        "6 counters: 60000 served by 60108, waited 0.0619 on average, 5.9110 at most",
    ),
    "spectral_norm": ("800", "spectral norm for n = 800: 1.274224144"),
}


def test_every_example_is_tested() -> None:
    assert set(SMALL) == {path.stem for path in FOLDER.glob("*.py")} - {"compare"}


def samples_of(table: str) -> tuple[int, int]:
    """How many there were, and how many in JIT code."""
    found = re.search(r"^ +samples +([\d,]+) \(([\d,]+) in JIT code\)$", table, re.MULTILINE)
    assert found, table
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


@pytest.mark.parametrize("example", SMALL)
def test_an_example(run: Run, example: str) -> None:
    size, expected = SMALL[example]
    program = FOLDER / f"{example}.py"
    plain = run(program, size)
    assert plain.stderr == ""
    assert plain.stdout.strip().endswith(expected)
    jitted = run("-m", "cpjit", "--stats", program, size)
    assert (jitted.returncode, jitted.stdout) == (0, plain.stdout)
    # What the start and the end of any program take is interpreted, but not the program's.
    samples, compiled = samples_of(jitted.stderr)
    others, _ = samples_of(run("-m", "cpjit", "--stats", "-c", "pass").stderr)
    assert compiled > 0.8 * (samples - others), jitted.stderr


@pytest.mark.parametrize("example", SMALL)
def test_an_example_under_torture(run: Run, example: str) -> None:
    sizes = {"fib": "12", "float_loop": "300", "interpreter_loop": "12", "mandelbrot": "8"}
    sizes |= {"ray_tracer": "8", "sat_solver": "6", "text_search": "1", "template_engine": "1"}
    size = sizes.get(example, "5")
    program = FOLDER / f"{example}.py"
    plain = run(program, size)
    for seed in ("1", "2"):
        words = ("-m", "cpjit", "--threshold=1", program, size)
        jitted = run(*words, CPJIT_TORTURE=seed, timeout=300)
        assert (jitted.returncode, jitted.stdout) == (0, plain.stdout), jitted.stderr
        assert jitted.stderr == plain.stderr


def test_the_comparison_prints_both_times_and_that_results_are_equal(run: Run) -> None:
    compare = FOLDER / "compare.py"
    done = run(compare, "--rounds=1", "nqueens")
    assert done.returncode == 0, done.stderr
    header, row = done.stdout.splitlines()[-2:]
    assert header.split() == ["example", "python", "cpjit", "ratio", "in", "JIT", "code", "results"]
    assert re.fullmatch(r"nqueens +[\d.]+ s +[\d.]+ s +[\d.]+x +[\d.]+%  equal", row)
    done = run(compare, "--rounds=1", "--json", "nqueens")
    [figures] = json.loads(done.stdout)
    assert figures["equal"] is True
    assert figures["ratio"] == pytest.approx(figures["python_seconds"] / figures["cpjit_seconds"])


def test_the_comparison_refuses_what_it_does_not_know(run: Run) -> None:
    done = run(FOLDER / "compare.py", "nonsense")
    assert done.returncode == 2
    assert "no such example: nonsense" in done.stderr
    assert sys.executable not in done.stderr
