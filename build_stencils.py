"""Compile the templates in stencils_src/ into a stencil library for one target and CPython."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from cpjit.toolchain import build, cpython

ROOT = Path(__file__).resolve().parent


def show(done: int, total: int, name: str) -> None:
    """One updating line on a terminal, one line per file elsewhere."""
    line = f"[{done}/{total}] {name}"
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="\n" if done == total else "", file=sys.stderr, flush=True)
    else:
        print(line, file=sys.stderr, flush=True)


def main() -> int:
    """The command line; 0 when the library is up to date at the end."""
    parser = argparse.ArgumentParser(prog="build_stencils.py", description=__doc__)
    parser.add_argument("--target", default="x86_64-linux", metavar="TRIPLE")
    parser.add_argument(
        "--python",
        default=sys.executable,
        metavar="PATH_OR_X.Y",
        help="the CPython to build for (default: the one that runs this)",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: stencils/<target>-<abi>/")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument(
        "--check", action="store_true", help="build nothing; exit 1 if a build is needed"
    )
    options = parser.parse_args()
    started = time.monotonic()
    try:
        python = cpython.find(options.python)
        plan = build.plan(root=ROOT, python=python, target=options.target, out=options.out)
        if build.is_current(plan):
            print(f"{plan.out}: up to date")
            return 0
        if options.check:
            print(f"{plan.out}: not up to date; run build_stencils.py")
            return 1
        build.make(plan, max(options.jobs, 1), show)
    except (build.BuildError, cpython.PythonError) as error:
        print(f"build_stencils.py: {error}", file=sys.stderr)
        return 1
    print(f"{plan.out}: built in {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
