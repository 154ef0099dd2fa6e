"""The command: `python -m benchmarks [options] [label=command ...]`.

Without anything it measures the project's own programs with this Python, without and with cpjit.
Interpreters are commands with names, the first of which the others are compared with:

    python -m benchmarks base=/usr/bin/python3.11 'cpjit=/usr/bin/python3.11 -m cpjit'
    python -m benchmarks --peers --pyperformance installed -b numbers -r 5
    python -m benchmarks --check --torture 1,2
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import (
    catalog,
    chart,
    checking,
    instructions,
    interpreters,
    measuring,
    references,
    results,
    table,
    whole,
)
from benchmarks.catalog import Benchmark
from benchmarks.interpreters import Interpreter
from benchmarks.processes import Place, usable_core
from benchmarks.results import Results


def main(words: Sequence[str] | None = None) -> int:
    parser = arguments()
    given = parser.parse_args(words)
    try:
        if given.show is not None:
            return show(results.load(given.show), given)
        chosen = columns(given)
        benchmarks = rows(given)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    place = Place(tuple(given.packages), None if given.no_pin else usable_core(), given.timeout)
    if given.list:
        for each in benchmarks:
            print(f"{each.group:<20} {each.name}")
        return 0
    if given.check:
        return check(benchmarks, chosen, place, given)
    if given.references:
        return references.report(benchmarks, chosen, place)
    if given.instructions and not instructions.available():
        parser.error("--instructions needs valgrind")
    settings = {
        "least": given.least,
        "warm": given.warm,
        "values": given.values,
        "limit": given.limit,
    }
    settings["cpu_time"] = given.cpu_time
    if given.instructions:
        settings["short"] = 1
    processes = whole.Whole(chosen[0], place, given.cpu_time) if given.whole else None
    plan = measuring.Plan(
        benchmarks, chosen, place, given.rounds, settings, given.instructions, processes
    )
    try:
        measured = measuring.measure(plan, say, lambda measured: measured.save(given.json))
    except KeyboardInterrupt:
        return 130
    return show(measured, given)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("interpreters", nargs="*", metavar="label=command", help="with VARIABLE=value in front")
    add("--peers", action="store_true", help="other Pythons found on this machine, too")
    add("-b", "--benchmarks", default="", metavar="NAMES", help="names, groups or patterns (all)")
    add("--list", action="store_true", help="say which benchmarks there are")
    add(
        "--pyperformance",
        metavar="DIR",
        help="its programs instead of our own: 'installed', or a folder of bm_*/",
    )
    add("--own", action="store_true", help="our own programs beside those of --pyperformance")
    add(
        "--packages",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="packages that programs import",
    )
    add(
        "-r",
        "--rounds",
        type=int,
        default=3,
        help="how often each runs (3); judge small differences by 10",
    )
    add("--no-pin", action="store_true", help="do not keep processes to one core")
    add(
        "--cpu-time",
        action="store_true",
        help="CPU time instead of time: for a machine that has other work",
    )
    add(
        "--instructions",
        action="store_true",
        help="count machine instructions (valgrind), not time",
    )
    add(
        "--whole",
        action="store_true",
        help="also whole processes, start and warm-up included, of about 1 s and 0.1 s",
    )
    add(
        "--references",
        action="store_true",
        help="count reference-count operations per bytecode (valgrind)",
    )
    add("--check", action="store_true", help="compare what is computed with and without cpjit")
    add(
        "--torture",
        default="",
        metavar="SEEDS",
        help="with --check: torture, shortened, with these seeds (1,2)",
    )
    add("--short", action="store_true", help="with --check: shortened programs only")
    add("-j", "--jobs", type=int, default=1, help="with --check: processes at a time")
    add(
        "--json",
        type=Path,
        default=Path("benchmarks.json"),
        metavar="FILE",
        help="what was measured (benchmarks.json)",
    )
    add("--svg", type=Path, metavar="FILE", help="draw the chart")
    add("--show", type=Path, metavar="FILE", help="measure nothing; show what is in that JSON file")
    add("--least", type=float, default=0.05, metavar="S", help="least seconds for a value (0.05)")
    add("--warm", type=float, default=0.3, metavar="S", help="least seconds of warm-up (0.3)")
    add("--values", type=int, default=5, help="undisturbed values in a process (5)")
    add("--limit", type=float, default=2.0, metavar="S", help="most seconds for values (2)")
    add(
        "--timeout", type=float, default=300.0, metavar="S", help="most seconds for a process (300)"
    )
    return parser


def columns(given: argparse.Namespace) -> list[Interpreter]:
    """The interpreters that are asked for."""
    named = [interpreters.parse(text) for text in given.interpreters]
    chosen = named or interpreters.with_and_without_cpjit()
    return interpreters.distinct([*chosen, *(interpreters.peers() if given.peers else ())])


def rows(given: argparse.Namespace) -> list[Benchmark]:
    """The benchmarks that are asked for."""
    names = [name for name in given.benchmarks.split(",") if name]
    found: list[Benchmark] = []
    if given.own or not given.pyperformance:
        micro = catalog.own_micro_files if given.short else catalog.own_micro
        found += [*catalog.own_programs(), *micro()]
    if given.pyperformance:
        folder = catalog.find_pyperformance(given.pyperformance)
        found += [*catalog.pyperformance(folder), *catalog.other_pyperformance(folder, names)]
    return catalog.choose(found, names)


def check(
    benchmarks: Sequence[Benchmark],
    chosen: Sequence[Interpreter],
    place: Place,
    given: argparse.Namespace,
) -> int:
    """Say what each program does, and how many do not what they should."""
    seeds = [int(seed) for seed in given.torture.split(",") if seed]
    wanted = checking.ways(whole=not given.short, short=given.short, seeds=seeds)
    place = Place(place.packages, None, place.timeout)
    failed = 0
    everything = checking.check_all(benchmarks, chosen[0], place, wanted, jobs=given.jobs)
    for number, verdicts in enumerate(everything):
        words = [f"{each.way} {'FAILED' if each.problem else 'ok'}" for each in verdicts]
        say(f"{number + 1}/{len(benchmarks)}  {verdicts[0].benchmark}: {', '.join(words)}")
        for verdict in verdicts:
            if verdict.problem:
                failed += 1
                say(f"    {verdict.way}: {verdict.problem}")
    print(f"{len(benchmarks)} programs, {len(wanted)} ways each: {failed or 'none'} failed")
    return 1 if failed else 0


def show(measured: Results, given: argparse.Namespace) -> int:
    """The table, and the chart if it is asked for. Fails where a program failed."""
    counted = any(run.instructions is not None for run in measured.runs)
    read = results.instructions if counted else results.steady
    table.show(measured, read)
    if given.show is None:
        print(f"all figures: {given.json}")
    if given.svg is not None:
        given.svg.write_text(chart.draw(measured, read), encoding="utf-8")
        print(f"chart: {given.svg}")
    return 1 if list(measured.errors()) else 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
