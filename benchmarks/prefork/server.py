"""A server as the operating system sees it: it warms up, forks, and its workers work.

Each worker prints its memory in KiB: its share of pages that several processes have, and what it
has alone. `server.py WORKERS`.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parent.parent / "programs"
WARM, OWN = ("words", "templates", "json_parser"), ("event_loop",)
ROUNDS = 3


def load(name: str) -> dict[str, object]:
    return runpy.run_path(str(PROGRAMS / f"{name}.py"))


def work(programs: list[dict[str, object]]) -> None:
    for program in programs:
        run, size = program["run"], program["SMALL"]
        assert callable(run)
        for _ in range(ROUNDS):
            run(size)


def memory() -> tuple[int, int]:
    """The proportional share (Pss) and what is private, in KiB."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    kib = {name: int(rest.split()[0]) for name, rest in (line.split(":") for line in lines)}
    return kib["Pss"], kib["Private_Dirty"] + kib["Private_Clean"]


def worker(programs: list[dict[str, object]], ready: int, measure: int, end: int) -> None:
    """Works, says so, measures when all are there, and stays until all have measured."""
    work(programs)
    os.write(ready, b".")
    os.read(measure, 1)
    sys.stdout.write("{} {}\n".format(*memory()))
    sys.stdout.flush()
    os.write(ready, b".")
    os.read(end, 1)


def wait_for(pipe: int, count: int) -> None:
    while count > 0:
        count -= len(os.read(pipe, count))


def main() -> None:
    count = int(sys.argv[1])
    warm, own = [load(name) for name in WARM], [load(name) for name in OWN]
    work(warm)
    ready, measure, end = os.pipe(), os.pipe(), os.pipe()
    for _ in range(count):
        if os.fork() == 0:
            worker(warm + own, ready[1], measure[0], end[0])
            os._exit(0)
    for pipe in measure, end:
        wait_for(ready[0], count)
        os.write(pipe[1], b"." * count)
    for _ in range(count):
        os.wait()


if __name__ == "__main__":
    main()
