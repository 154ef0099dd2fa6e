"""What all charts are drawn with: a page of SVG that needs nothing else.

Colours are chosen for light and for dark pages, and the page says which it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

# Pairs: on light pages, on dark ones. Okabe and Ito's, which all can tell apart.
COLOURS = (
    ("#0072b2", "#56b4e9"),
    ("#d55e00", "#e69f00"),
    ("#009e73", "#2bc49a"),
    ("#cc79a7", "#e3a6c8"),
    ("#8a8200", "#f0e442"),
    ("#6a6a6a", "#b0b0b0"),
    ("#7b4fa3", "#b08fd8"),
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
.curve { fill: none; stroke-width: 1.6; stroke-linejoin: round }
"""

DARK = """
text { fill: #e6edf3 }
.note, .tick { fill: #9da7b3 }
.page { fill: #0d1117 }
.grid { stroke: #30363d }
.same { stroke: #9da7b3 }
.spread { stroke: #e6edf3 }
"""


def page(width: float, height: float, title: str, shapes: Iterable[str]) -> str:
    """The text of an SVG file. Shapes of class c0 are filled with the first colour, lines of class
    l0 drawn with it."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}{coloured(0)}"
            f"@media (prefers-color-scheme: dark) {{{DARK}{coloured(1)}}}</style>",
            f'<rect class="page" width="{width:.0f}" height="{height:.0f}"/>',
            *shapes,
            "</svg>\n",
        ]
    )


def coloured(which: int) -> str:
    return "".join(
        f".c{i} {{ fill: {pair[which]} }}\n.l{i} {{ stroke: {pair[which]} }}\n"
        for i, pair in enumerate(COLOURS)
    )


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    attributes = f' class="{kind}"' if kind else ""
    attributes += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{attributes}>{escape(words)}</text>'


def box(x: float, y: float, width: float, height: float, colour: int) -> str:
    return (
        f'<rect class="c{colour % len(COLOURS)}" x="{x:.1f}" y="{y:.1f}" '
        f'width="{max(width, 1):.1f}" height="{height:.1f}"/>'
    )


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" {at(x1, y1)} {to(x2, y2)}/>'


def at(x: float, y: float) -> str:
    return f'x1="{x:.1f}" y1="{y:.1f}"'


def to(x: float, y: float) -> str:
    return f'x2="{x:.1f}" y2="{y:.1f}"'
