"""The chart: bars of speed against the first interpreter, as an SVG that needs nothing else.

The scale is logarithmic, since twice as fast and half as fast are equally far from the same speed.
Bars grow from that line; a thin line across a bar's end is the interval of confidence. Colours are
chosen for light and for dark pages, and the page says which it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from benchmarks import results
from benchmarks.figures import Ratio
from benchmarks.results import Results, Run

WIDTH = 860
LABELS = 230  # where the bars' area starts
RIGHT = 70  # room for the numbers behind the bars
TOP = 84
BAR, GAP, SPACE = 11, 7, 18

# A pair for each interpreter: on light pages, on dark ones. Okabe and Ito's, which all can tell
# apart.
COLOURS = (
    ("#0072b2", "#56b4e9"),
    ("#d55e00", "#e69f00"),
    ("#009e73", "#2bc49a"),
    ("#cc79a7", "#e3a6c8"),
    ("#8a8200", "#f0e442"),
    ("#6a6a6a", "#b0b0b0"),
)

STYLE = """
text { font: 12px system-ui, -apple-system, "Segoe UI", Arial, sans-serif; fill: #24292f }
.title { font-size: 16px; font-weight: 600 }
.note, .tick { fill: #57606a; font-size: 11px }
.group, .mean { font-weight: 600 }
.page { fill: #ffffff }
.grid { stroke: #d0d7de; stroke-width: 1 }
.same { stroke: #57606a; stroke-width: 1.5 }
.spread { stroke: #24292f; stroke-width: 1.2 }
"""

DARK = """
text { fill: #e6edf3 }
.note, .tick { fill: #9da7b3 }
.page { fill: #0d1117 }
.grid { stroke: #30363d }
.same { stroke: #9da7b3 }
.spread { stroke: #e6edf3 }
"""


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
    shapes = [f'<rect class="page" width="{WIDTH}" height="{height:.0f}"/>']
    shapes.append(text(16, 28, title or f"Speed against {base} (longer is faster)", "title"))
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
    shapes.append(f'<line class="same" {at(scale(1), TOP - 6)} {to(scale(1), height - 36)}/>')
    style = STYLE + "".join(f".c{i} {{ fill: {c[0]} }}\n" for i, c in enumerate(COLOURS))
    dark = DARK + "".join(f".c{i} {{ fill: {c[1]} }}\n" for i, c in enumerate(COLOURS))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
            f'viewBox="0 0 {WIDTH} {height:.0f}" role="img">',
            f"<title>Speed against {escape(base)}</title>",
            f"<style>{style}@media (prefers-color-scheme: dark) {{{dark}}}</style>",
            *shapes,
            "</svg>\n",
        ]
    )


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
        yield f'<rect class="c{number % len(COLOURS)}" x="{x:.0f}" y="42" width="11" height="11"/>'
        yield text(x + 17, 52, label)
        x += 40 + 7 * len(label)


def grid(scale: Scale, height: float) -> Iterator[str]:
    for power in scale.ticks():
        x = scale(2.0**power)
        yield f'<line class="grid" {at(x, TOP - 6)} {to(x, height - 36)}/>'
        yield text(x, TOP - 12, f"{2.0**power:g}×", "tick", "middle")


def drawn(ratio: Ratio | None, number: int, y: float, scale: Scale, kind: str) -> Iterator[str]:
    """A bar, its spread and its number."""
    if ratio is None:
        yield text(scale(1) + 6, y + BAR - 2, "-", "tick")
        return
    start, end = sorted((scale(1), scale(ratio.value)))
    colour = number % len(COLOURS)
    yield (
        f'<rect class="c{colour}" x="{start:.1f}" y="{y:.1f}" '
        f'width="{max(end - start, 1):.1f}" height="{BAR - 2}"/>'
    )
    edge = end
    if ratio.low is not None and ratio.high is not None:
        low, high, middle = scale(ratio.low), scale(ratio.high), y + (BAR - 2) / 2
        yield f'<line class="spread" {at(low, middle)} {to(high, middle)}/>'
        edge = max(edge, high)
    yield text(edge + 6, y + BAR - 2, f"{ratio.value:.2f}", "mean" if kind == "mean" else "tick")


def note(measured: Results) -> str:
    base = measured.interpreters[0]
    processor = measured.machine.get("processor", "")
    rounds = measured.rounds()
    how = f"{rounds} rounds, interleaved" if rounds > 1 else "one round"
    parts = [f"{base['label']} = {base['version']}", how, processor, measured.date[:10]]
    return "; ".join(part for part in parts if part)


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    attributes = f' class="{kind}"' if kind else ""
    attributes += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{attributes}>{escape(words)}</text>'


def at(x: float, y: float) -> str:
    return f'x1="{x:.1f}" y1="{y:.1f}"'


def to(x: float, y: float) -> str:
    return f'x2="{x:.1f}" y2="{y:.1f}"'
