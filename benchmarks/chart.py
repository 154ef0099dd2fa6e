"""The chart: bars of speed against the first interpreter.

The scale is logarithmic, since twice as fast and half as fast are equally far from the same speed.
Bars grow from that line; a thin line across a bar's end is the interval of confidence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks import results
from benchmarks.figures import Ratio
from benchmarks.results import Results, Run
from benchmarks.svg import box, line, page, text

WIDTH = 860
LABELS = 230  # where the bars' area starts
RIGHT = 70  # room for the numbers behind the bars
TOP = 84
BAR, GAP, SPACE = 11, 7, 18


@dataclass(frozen=True)
class Bar:
    """A row of the chart: one bar for each interpreter but the first."""

    title: str
    ratios: tuple[Ratio | None, ...]
    kind: str = "benchmark"


def bars(measured: Results, read: Callable[[Run], float | None]) -> Iterator[Bar]:
    """The rows: of each group the geometric mean, then its benchmarks."""
    others = measured.labels[1:]
    groups = measured.benchmarks()
    everything = [name for names in groups.values() for name in names]

    def mean(title: str, names: list[str]) -> Bar:
        return Bar(title, tuple(measured.mean(names, label, read) for label in others), "mean")

    if len(groups) > 1:
        yield mean(f"all {len(everything)} programs, mean", everything)
    for group, names in groups.items():
        if len(names) > 1:
            yield mean(f"{group}, mean", names)
        for name in names:
            yield Bar(name, tuple(measured.ratio(name, label, read) for label in others))


def draw(
    measured: Results, read: Callable[[Run], float | None] = results.steady, title: str = ""
) -> str:
    """The chart as text of an SVG file."""
    base, *others = measured.labels
    lines = list(bars(measured, read))
    scale = Scale(lines)
    height = sum(row_height(bar) for bar in lines) + TOP + 40
    shapes = [text(16, 28, title or f"Speed against {base} (longer is faster)", "title")]
    shapes += legend(measured)
    shapes += grid(scale, height)
    y = float(TOP)
    for bar in lines:
        if bar.kind == "mean":
            y += SPACE
        middle = y + BAR * len(others) / 2
        shapes.append(text(LABELS - 10, middle + 4, bar.title, bar.kind, "end"))
        for number, ratio in enumerate(bar.ratios):
            shapes += drawn(ratio, number, y + BAR * number, scale, bar.kind)
        y += BAR * len(others) + GAP
    shapes.append(text(16, height - 12, note(measured), "note"))
    shapes.append(line("same", scale(1), TOP - 6, scale(1), height - 36))
    return page(WIDTH, height, f"Speed against {base}", shapes)


def row_height(bar: Bar) -> float:
    return BAR * len(bar.ratios) + GAP + (SPACE if bar.kind == "mean" else 0)


class Scale:
    """Where a ratio lies on the page."""

    def __init__(self, lines: list[Bar]) -> None:
        values = [ratio.value for bar in lines for ratio in bar.ratios if ratio is not None]
        # Whole powers of two, so that the ends have ticks; the same speed is always in it.
        self.low = min(-1, math.floor(math.log2(min(values, default=1))))
        self.high = max(1, math.ceil(math.log2(max(values, default=1))))

    def __call__(self, ratio: float) -> float:
        part = (math.log2(ratio) - self.low) / (self.high - self.low)
        return LABELS + min(max(part, 0), 1) * (WIDTH - LABELS - RIGHT)

    def ticks(self) -> range:
        return range(self.low, self.high + 1)


def legend(measured: Results) -> Iterator[str]:
    x = 16.0
    for number, label in enumerate(measured.labels[1:]):
        yield box(x, 42, 11, 11, number)
        yield text(x + 17, 52, label)
        x += 40 + 7 * len(label)


def grid(scale: Scale, height: float) -> Iterator[str]:
    for power in scale.ticks():
        x = scale(2.0**power)
        yield line("grid", x, TOP - 6, x, height - 36)
        yield text(x, TOP - 12, f"{2.0**power:g}×", "tick", "middle")


def drawn(ratio: Ratio | None, number: int, y: float, scale: Scale, kind: str) -> Iterator[str]:
    """A bar, its spread and its number."""
    if ratio is None:
        yield text(scale(1) + 6, y + BAR - 2, "-", "tick")
        return
    start, end = sorted((scale(1), scale(ratio.value)))
    yield box(start, y, end - start, BAR - 2, number)
    edge = end
    if ratio.low is not None and ratio.high is not None:
        low, high, middle = scale(ratio.low), scale(ratio.high), y + (BAR - 2) / 2
        yield line("spread", low, middle, high, middle)
        edge = max(edge, high)
    yield text(edge + 6, y + BAR - 2, f"{ratio.value:.2f}", "mean" if kind == "mean" else "tick")


def note(measured: Results) -> str:
    base = measured.interpreters[0]
    processor = measured.machine.get("processor", "")
    rounds = measured.rounds()
    how = f"{rounds} rounds, interleaved" if rounds > 1 else "one round"
    parts = [f"{base['label']} = {base['version']}", how, processor, measured.date[:10]]
    return "; ".join(part for part in parts if part)
