"""The table: a row for each benchmark, a line for each group, and what follows from them.

Rich draws it where it is installed and the output is a terminal; else it is plain text.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks import columns, results
from benchmarks.figures import SLOWER, Ratio
from benchmarks.results import Results, Run

LEGEND = """
Ratios are speed against the first interpreter: 2 is twice as fast. Behind them, half the interval
that holds the true ratio in 95 of 100 cases. "Whole" are speeds, too: of whole processes that take
that long under the first interpreter. First iterations are multiples of the steady state's; they
and what follows are in the order of the interpreters.
"""


@dataclass(frozen=True)
class Row:
    """A line of cells; a heading stands for a group, the means for its end."""

    cells: tuple[str, ...]
    kind: str = "benchmark"


def rows(measured: Results, read: Callable[[Run], float | None] = results.steady) -> Iterator[Row]:
    """The rows, the header first."""
    base, *others = measured.labels
    unit = "instructions" if read is results.instructions else "time"
    header = ["benchmark", f"{base}, {unit}"]
    for label in others:
        header += [label, ""]
    yield Row((*header, *(each.title for each in columns.shown(measured))), "header")
    groups = measured.benchmarks()
    for group, names in groups.items():
        yield Row((group,), "group")
        for name in names:
            yield row(measured, name, read)
        yield mean(measured, f"{group}: geometric mean of {len(names)}", names, read)
    if len(groups) > 1:
        names = [name for names in groups.values() for name in names]
        yield mean(measured, f"all: geometric mean of {len(names)}", names, read)


def row(measured: Results, name: str, read: Callable[[Run], float | None]) -> Row:
    base, *others = measured.labels
    best = columns.least(measured, name, base, read)
    unit = count if read is results.instructions else duration
    cells = [name, unit(best) if best is not None else "-"]
    for label in others:
        cells += ratio_cells(measured.ratio(name, label, read))
    return Row((*cells, *(each.cell(measured, [name]) for each in columns.shown(measured))))


def mean(
    measured: Results, title: str, names: list[str], read: Callable[[Run], float | None]
) -> Row:
    """A line with the geometric means of a group."""
    cells = [title, ""]
    for label in measured.labels[1:]:
        cells += ratio_cells(measured.mean(names, label, read))
    return Row((*cells, *(each.cell(measured, names) for each in columns.shown(measured))), "mean")


def ratio_cells(ratio: Ratio | None) -> list[str]:
    if ratio is None:
        return ["-", ""]
    return [f"{ratio.value:.2f}", f"{spread(ratio):<7}{ratio.verdict}"]


def spread(ratio: Ratio) -> str:
    """Half the interval of confidence, as a part of the ratio: 2.00 ±10% is from 1.82 to 2.20."""
    if ratio.high is None:
        return ""
    part = ratio.high / ratio.value - 1
    return f"±{part:.1%}" if part < 0.1 else f"±{part:.0%}" if part < 1 else "±100%+"


def duration(seconds: float) -> str:
    """A time with three figures and its unit."""
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def count(number: float) -> str:
    return f"{number:,.0f}"


def verdicts(measured: Results, read: Callable[[Run], float | None]) -> Iterator[str]:
    """What must not be overlooked, in sentences."""
    names = [name for names in measured.benchmarks().values() for name in names]
    for label in measured.labels[1:]:
        found: dict[str, list[str]] = {"slower": [], "slower?": []}
        for name in names:
            ratio = measured.ratio(name, label, read)
            if ratio is not None and ratio.verdict:
                found[ratio.verdict].append(f"{name} ({ratio.value:.2f})")
        if found["slower"]:
            yield f"{label} is certainly slower at: {', '.join(found['slower'])}"
        if found["slower?"]:
            rest = ", ".join(found["slower?"])
            yield f"{label} may be slower at (more rounds tell, or --instructions): {rest}"
        if not found["slower"] and measured.rounds() > 1:
            yield f"{label} is certainly slower (whole interval below {SLOWER}) at none"
    for error in measured.errors():
        yield f"failed: {error}"


def plain(lines: list[Row]) -> str:
    """The table as text, its columns as wide as they must be."""
    columns = len(lines[0].cells)
    full = [row for row in lines if len(row.cells) == columns]
    widths = [max(len(row.cells[i]) for row in full) for i in range(columns)]
    text = []
    for line in lines:
        if line.kind == "group":
            text += ["", line.cells[0]]
            continue
        first = f"{line.cells[0]:<{widths[0]}}"
        pairs = zip(line.cells[1:], widths[1:], strict=True)
        rest = [f"{c:<{width}}" if c.startswith("±") else f"{c:>{width}}" for c, width in pairs]
        text.append("  ".join([first, *rest]).rstrip())
        if line.kind == "header":
            text.append("-" * len(text[0]))
    return "\n".join(text)


def show(measured: Results, read: Callable[[Run], float | None] = results.steady) -> None:
    """Print the table and the verdicts."""
    lines = list(rows(measured, read))
    if not (sys.stdout.isatty() and rich(lines)):
        print(plain(lines))
    print(LEGEND)
    for sentence in verdicts(measured, read):
        print(sentence)


def rich(lines: list[Row]) -> bool:
    """Draw the table with rich; False if that is not installed."""
    try:
        from rich.console import Console
        from rich.table import Table
    except ImportError:
        return False
    table = Table(box=None, header_style="bold", pad_edge=False)
    for number, title in enumerate(lines[0].cells):
        table.add_column(title, justify="left" if number == 0 else "right", no_wrap=number == 0)
    for line in lines[1:]:
        style = {"group": "bold", "mean": "bold cyan"}.get(line.kind)
        if line.kind == "group":
            table.add_section()
        table.add_row(*line.cells, style=style)
    Console().print(table)
    return True
