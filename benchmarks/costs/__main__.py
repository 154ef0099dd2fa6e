"""`python -m benchmarks.costs`: what cpjit costs; the figures and charts of docs/costs.md.

Start-up, warm-up, the compiler's speed, memory by what it is for. Machine instructions are counted
where there is valgrind. What whole programs cost is measured by `python -m benchmarks --whole`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import interpreters, results
from benchmarks.costs import charts, compiling, figures, running, starting
from benchmarks.costs.figures import Costs
from benchmarks.prefork import __main__ as prefork


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=__doc__)
    add = parser.add_argument
    add("--json", type=Path, metavar="FILE", help="write what was measured")
    add("--show", type=Path, metavar="FILE", help="measure nothing; what is in that JSON file")
    add("--svg", type=Path, metavar="DIR", help="draw the charts into that folder")
    add("--short", action="store_true", help="little of each, to see that it works")
    given = parser.parse_args()
    costs = figures.load(given.show) if given.show else measure(short=given.short)
    for line in figures.lines(costs):
        print(line)
    if given.json:
        costs.save(given.json)
    if given.svg:
        for name, picture in charts.draw(costs).items():
            (given.svg / name).write_text(picture, encoding="utf-8")
            print(f"chart: {given.svg / name}")


def measure(short: bool) -> Costs:
    """All of it, with this Python."""
    rounds = 1 if short else 5
    workers = 2 if short else 32
    return Costs(
        interpreters.identity(sys.executable),
        results.now(),
        results.circumstances(),
        enabling=starting.enabling(4 * rounds),
        starts=list(starting.measure(rounds)),
        cold=compiling.cold(),
        sweep=compiling.measure("sweep.py", rounds=rounds),
        hot=compiling.measure("application.py", "200" if short else "2000", "100", rounds=rounds),
        workers=workers,
        prefork=prefork.shares(workers),
        programs=list(
            running.measure(running.CURVES[:1] if short else (), seconds=0.05 if short else 0.6)
        ),
    )


if __name__ == "__main__":
    main()
