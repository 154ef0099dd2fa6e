"""The columns behind the ratios: what a program costs besides its steady state.

Each has a cell for a benchmark and one for the mean of several, all interpreters in it in their
order. A column is shown where there is something in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks import results
from benchmarks.figures import geometric_mean
from benchmarks.results import Results, Run

Read = Callable[[Run], float | None]


@dataclass(frozen=True)
class Column:
    """One figure of each interpreter."""

    title: str
    read: Read
    form: str
    unit: float = 1.0
    """What the figure is divided by to be shown."""
    end: str = ""
    against: Read | None = None
    """What it is a multiple of, in the same run."""
    speed: bool = False
    """Whether it is the speed against the first interpreter."""
    change: bool = False
    """Whether the second interpreter's change against the first is told of a mean."""

    def is_known(self, measured: Results) -> bool:
        return any(self.read(run) is not None for run in measured.runs)

    def cell(self, measured: Results, names: Sequence[str]) -> str:
        """Of one benchmark, or the geometric mean of several."""
        labels = measured.labels[1:] if self.speed else measured.labels
        found = [self.figure(measured, names, label) for label in labels]
        if self.end and not any(found):
            return "-"
        cell = " / ".join(self.form.format(each) if each else "-" for each in found) + self.end
        if self.change and len(names) > 1 and len(found) > 1 and found[0] and found[1]:
            cell += f" ({found[1] / found[0] - 1:+.0%})"
        return cell

    def figure(self, measured: Results, names: Sequence[str], label: str) -> float | None:
        if self.speed:
            ratio = measured.mean(names, label, self.read)
            return ratio.value if ratio else None
        values = [value for name in names if (value := self.value(measured, name, label))]
        return geometric_mean(values) / self.unit if values else None

    def value(self, measured: Results, name: str, label: str) -> float | None:
        own = least(measured, name, label, self.read)
        if self.against is None or own is None:
            return own
        other = least(measured, name, label, self.against)
        return own / other if other else None


COLUMNS = (
    Column("whole, 1 s", results.long, "{:.2f}", speed=True),
    Column("whole, 0.1 s", results.brief, "{:.2f}", speed=True),
    Column("first iteration", results.first, "{:.1f}", against=results.steady),
    Column("peak memory", results.memory, "{:.0f}", 1e6, " MB", change=True),
    Column("code and metadata", results.jit_bytes, "{:.0f}", 1e3, " kB"),
    Column("compiling", results.compiling, "{:.1f}", 1e-3, " ms"),
)


def shown(measured: Results) -> Iterator[Column]:
    return (column for column in COLUMNS if column.is_known(measured))


def least(measured: Results, name: str, label: str, read: Read) -> float | None:
    """The least of all rounds: what the machine is able to do."""
    return min((value for value in measured.of(name, label, read) if value), default=None)
