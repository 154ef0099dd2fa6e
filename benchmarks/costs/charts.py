"""The three charts of docs/costs.md."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from benchmarks.costs.figures import Costs
from benchmarks.costs.running import Running
from benchmarks.svg import COLOURS, box, line, page, text

WIDTH = 860
LEFT, RIGHT, TOP, BOTTOM = 200, 110, 70, 40
BAR = 13
Shapes = Iterator[str]


def draw(costs: Costs) -> dict[str, str]:
    """The files' names, and what is in them."""
    return {
        "costs-starting.svg": starting(costs),
        "costs-warming.svg": warming(costs),
        "costs-size.svg": size(costs),
    }


def legend(labels: Sequence[str], x: float = 16, y: float = 42) -> Shapes:
    for number, label in enumerate(labels):
        yield box(x, y, 11, 11, number)
        yield text(x + 17, y + 10, label)
        x += 40 + 6.5 * len(label)


def bars(width: float, most: float, x: float) -> float:
    return x / most * (width - LEFT - RIGHT)


def starting(costs: Costs) -> str:
    """Two bars for a program: without cpjit and with it."""
    counted = all(start.instructions for start in costs.starts)
    unit = "million machine instructions" if counted else "milliseconds of CPU time"
    rows = [
        (start.title, [each / 1e6 for each in start.instructions or ()])
        if counted
        else (start.title, [each * 1e3 for each in start.seconds])
        for start in costs.starts
    ]
    most = max((value for _, values in rows for value in values), default=1)
    height = TOP + len(rows) * (2 * BAR + 14) + BOTTOM
    shapes = [text(16, 28, f"Programs that only start, in {unit}", "title")]
    shapes += legend(("CPython", "with cpjit"))
    for number, (title, values) in enumerate(rows):
        y = TOP + number * (2 * BAR + 14)
        shapes.append(text(LEFT - 10, y + BAR + 4, title, "", "end"))
        for which, value in enumerate(values):
            length = bars(WIDTH, most, value)
            shapes.append(box(LEFT, y + which * BAR, length, BAR - 2, which))
            words = f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
            words += f" ({value / values[0] - 1:+.1%})" if which else ""
            shapes.append(text(LEFT + length + 6, y + which * BAR + 10, words, "tick"))
    shapes.append(text(16, height - 12, costs.note, "note"))
    return page(WIDTH, height, "Start-up", shapes)


def size(costs: Costs) -> str:
    """A bar for a program, its parts what the memory is for."""
    programs = [each for each in costs.programs if each.bytecodes]
    kinds = list(dict.fromkeys(kind for each in programs for kind in each.memory))

    def of_bytecode(each: Running) -> float:
        return sum(each.memory.values()) / each.bytecodes

    most = max(map(of_bytecode, programs), default=1)
    height = TOP + len(programs) * (BAR + 8) + BOTTOM
    title = "Memory by what it is for: bytes for a bytecode compiled; behind the bars, in all"
    shapes = [text(16, 28, title, "title"), *legend(kinds)]
    for number, each in enumerate(programs):
        y = TOP + number * (BAR + 8)
        shapes.append(text(LEFT - 10, y + BAR - 2, each.name, "", "end"))
        x = float(LEFT)
        for which, kind in enumerate(kinds):
            length = bars(WIDTH, most, each.memory.get(kind, 0) / each.bytecodes)
            shapes.append(box(x, y, length, BAR, which))
            x += length
        words = f"{of_bytecode(each):.0f}; {sum(each.memory.values()) / 1e3:,.0f} kB"
        shapes.append(text(x + 6, y + BAR - 2, words, "tick"))
    shapes.append(text(16, height - 12, costs.note, "note"))
    return page(WIDTH, height, "Memory by what it is for", shapes)


PANEL = (400, 190)


def warming(costs: Costs) -> str:
    """A panel for each program, two to a row: how long each iteration takes."""
    programs = [each for each in costs.programs if all(each.curves)]
    height = TOP + (len(programs) + 1) // 2 * (PANEL[1] + 40) + BOTTOM
    title = "Warm-up: milliseconds of each iteration, by seconds since the process started"
    shapes = [text(16, 28, title, "title"), *legend(("CPython", "with cpjit"))]
    for number, each in enumerate(programs):
        left = 50 + number % 2 * (PANEL[0] + 10)
        shapes += panel(each, left, TOP + 20 + number // 2 * (PANEL[1] + 40))
    shapes.append(text(16, height - 12, f"CPU time; {costs.note}", "note"))
    return page(WIDTH, height, "Warm-up", shapes)


def panel(program: Running, left: float, top: float) -> Shapes:
    """The times are on a logarithmic scale with ticks at 1, 2 and 5."""
    width, height = PANEL[0] - 50, PANEL[1] - 20
    times = [taken * 1e3 for curve in program.curves for _, taken in curve]
    ticks = [
        base * 10.0**power
        for power in range(-4, 5)
        for base in (1, 2, 5)
        if min(times) / 2.5 < base * 10.0**power < max(times) * 2.5
    ]
    low, high = math.log(ticks[0]), math.log(ticks[-1])
    last = max(at for curve in program.curves for at, _ in curve)

    def place(at: float, taken: float) -> tuple[float, float]:
        part = (math.log(taken) - low) / (high - low)
        return left + at / last * width, top + (1 - part) * height

    yield text(left, top - 6, program.name, "group")
    for tick in ticks:
        _, y = place(0, tick)
        yield line("grid", left, y, left + width, y)
        yield text(left - 6, y + 4, f"{tick:g}", "tick", "end")
    for tenths in range(0, int(last * 10) + 1, 2):
        x, _ = place(tenths / 10, 1)
        yield text(x, top + height + 14, f"{tenths / 10:g}", "tick", "middle")
    for number, curve in enumerate(program.curves):
        points = " ".join("{:.1f},{:.1f}".format(*place(at, taken * 1e3)) for at, taken in curve)
        yield f'<polyline class="curve l{number % len(COLOURS)}" points="{points}"/>'
