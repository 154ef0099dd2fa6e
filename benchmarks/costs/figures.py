"""All that was measured, as JSON; and as a table, for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.costs.compiling import Compiled
from benchmarks.costs.running import Running
from benchmarks.costs.starting import Start
from benchmarks.table import count, duration


@dataclass
class Costs:
    """The figures, and the circumstances."""

    version: str
    date: str
    machine: dict[str, Any]
    enabling: float
    """Seconds."""
    starts: list[Start]
    cold: tuple[int, int] | None
    """Instructions of code that is never compiled, without cpjit and with it."""
    sweep: Compiled
    hot: Compiled
    workers: int
    prefork: tuple[int, int]
    """KiB of each of so many workers, without cpjit and with it."""
    programs: list[Running] = field(default_factory=list)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)) + "\n")

    @property
    def note(self) -> str:
        """What a chart says of where its figures come from."""
        parts = (self.version, self.machine.get("processor", ""), self.date[:10])
        return "; ".join(part for part in parts if part)


def load(path: Path) -> Costs:
    content = json.loads(path.read_text())
    for name in ("sweep", "hot"):
        content[name] = Compiled(**content[name])
    content["starts"] = [Start(**each) for each in content["starts"]]
    content["programs"] = [Running(**each) for each in content["programs"]]
    return Costs(**content)


def lines(costs: Costs) -> Iterator[str]:
    """A figure a line: what is measured, the figure, and what it comes from."""
    for what, figure, origin in rows(costs):
        yield f"{what:<58} {figure:>9}   {origin}".rstrip()


def rows(costs: Costs) -> Iterator[tuple[str, str, str]]:
    yield "import cpjit; cpjit.enable()", duration(costs.enabling), ""
    for start in costs.starts:
        plain, jit = start.seconds
        yield (
            f"{start.title}, CPU time",
            f"{jit / plain - 1:+.1%}",
            f"{duration(plain)} to {duration(jit)}",
        )
        if start.instructions:
            yield f"{start.title}, instructions", *more(start.instructions)
    if costs.cold:
        yield "cold code, enabled and nothing compiled, instructions", *more(costs.cold)
    sweep, hot = costs.sweep, costs.hot
    yield (
        "bytecodes compiled in a second, standard library",
        f"{sweep.rate / 1e6:.2f} M",
        f"{sweep.bytecodes:,} bytecodes in {duration(sweep.seconds)}",
    )
    yield "bytes a bytecode compiled", f"{sweep.size:.1f}", parts(sweep)
    yield (
        f"{hot.functions:,} hot functions, time spent compiling",
        duration(hot.seconds),
        f"{hot.bytecodes:,} bytecodes, {hot.size:.1f} bytes for each",
    )
    plain, jit = costs.prefork
    yield (
        f"memory of each of {costs.workers} workers that were forked",
        f"{jit / plain - 1:+.0%}",
        f"{plain:,} to {jit:,} KiB, their share of common pages included",
    )


def more(counts: tuple[int, int]) -> tuple[str, str]:
    plain, jit = counts
    return f"{jit / plain - 1:+.1%}", f"{count(plain / 1e6)} to {count(jit / 1e6)} million"


def parts(each: Compiled) -> str:
    code, metadata = each.code / each.bytecodes, each.metadata / each.bytecodes
    return f"{code:.1f} of machine code, {metadata:.1f} of metadata"
