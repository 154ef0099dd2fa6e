"""`python -m benchmarks.costs.guard`: whether cpjit has become dearer, by counts.

Machine instructions (valgrind's) and bytes don't depend on how fast the machine is, or busy, and
what else they might depend on is settled. So small changes are seen. What was counted last is in
limits.json, for each build of CPython that it was counted with. Who makes cpjit dearer says why,
and writes the new counts down, as who makes it cheaper does: with `--renew`, by each interpreter.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

from benchmarks import instructions
from benchmarks.costs import compiling
from benchmarks.costs.starting import ENABLE, IMPORTS, SCRIPTS, count, run

LIMITS = Path(__file__).with_name("limits.json")
PROGRAMS = SCRIPTS.parents[1] / "programs"
ALLOWED = 0.04
"""How much more is no change: other processors and C libraries count a little differently."""
PATHS = 250_000
"""Instructions that are none either: folders have longer names elsewhere, and what is counted is
the difference between two processes of some hundred million."""
# Without site-packages and what their .pth files may do, but with what is always loaded there.
PLAIN = ("-s", "-S")
LOADED = "import os\n"


def build() -> str:
    """What the counts depend on: CPython's version, and how it was compiled."""
    arguments = str(sysconfig.get_config_var("CONFIG_ARGS"))
    optimised = ["optimised"] if "--enable-optimizations" in arguments else []
    return " ".join([platform.python_version(), platform.python_compiler(), *optimised])


def why_not() -> str:
    """Why nothing can be counted here, if so."""
    if hasattr(sys, "gettotalrefcount"):
        return "a debug build of CPython counts references in code of ours"
    return "" if instructions.available() else "there is no valgrind, which counts instructions"


def source(text: str) -> int:
    """Instructions of a program, whose modules have been compiled to bytecode before."""
    run(*PLAIN, "-c", LOADED + text).check_returncode()
    return count(*PLAIN, "-c", LOADED + text)


def starting() -> float:
    return source(ENABLE) - source("pass\n")


def importing() -> float:
    return source(ENABLE + IMPORTS) - source(IMPORTS)


def cold() -> float:
    counted = compiling.cold(*PLAIN)
    assert counted is not None
    return counted[1] - counted[0]


def compiling_each() -> float:
    """One process compiles, and one only makes ready to."""
    sweep = (count(*PLAIN, "sweep.py", *words) for words in ((), ("--dry",)))
    return (next(sweep) - next(sweep)) / compiling.once("sweep.py").bytecodes


def machine_code() -> float:
    done = compiling.once("sweep.py")
    return done.code / done.bytecodes


def metadata() -> float:
    done = compiling.once("sweep.py")
    return done.metadata / done.bytecodes


def program(name: str) -> Callable[[], float]:
    """Start, warm-up and the code that was made, together."""
    text = f"import runpy; p = runpy.run_path({str(PROGRAMS / name)!r}); p['run'](p['SMALL'])\n"
    return lambda: source(ENABLE + text)


COUNTS: dict[str, Callable[[], float]] = {
    "instructions of import cpjit; cpjit.enable()": starting,
    "instructions that importing 13 packages takes more": importing,
    "instructions that 400 functions called 5 times take more": cold,
    "instructions to compile a bytecode": compiling_each,
    "bytes of machine code for a bytecode": machine_code,
    "bytes of metadata for a bytecode": metadata,
    "instructions of programs/json_parser.py": program("json_parser.py"),
    "instructions of programs/trees.py": program("trees.py"),
    "instructions of programs/mandelbrot.py": program("mandelbrot.py"),
}


def limits() -> dict[str, dict[str, float]]:
    """What was counted last, by CPython's build."""
    known: dict[str, dict[str, float]] = json.loads(LIMITS.read_text())
    return known


def grown(name: str, counted: float, last: float) -> str:
    """What is told of a count that has grown, or nothing."""
    if counted <= last * (1 + ALLOWED) + (PATHS if last > PATHS else 0):
        return ""
    return (
        f"{name}: {counted:,.1f}, and were {last:,.1f} ({counted / last - 1:+.1%}). If that is "
        f"worth it, `{Path(sys.executable).name} -m benchmarks.costs.guard --renew` writes it down"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs.guard", description=__doc__)
    parser.add_argument("--renew", action="store_true", help="write down what is counted now")
    given = parser.parse_args()
    if reason := why_not():
        print(f"nothing is counted: {reason}")
        return 0
    known = limits()
    last = known.get(build(), {})
    counted = {}
    failed = 0
    for name, work in COUNTS.items():
        counted[name] = round(work(), 1)
        change = f"{counted[name] / last[name] - 1:+.2%}" if name in last else "new"
        print(f"{name:<58} {counted[name]:>15,.1f}  {change}", flush=True)
        if name in last and (message := grown(name, counted[name], last[name])):
            failed += 1
            if not given.renew:
                print(f"  {message}", file=sys.stderr)
    if given.renew:
        known[build()] = counted
        LIMITS.write_text(json.dumps(known, indent=4, sort_keys=True) + "\n")
        print(f"written to {LIMITS}")
        return 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
