"""All that was measured, as JSON; and as text, for people."""

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
    starts: list[Start] = field(default_factory=list)
    sweep: Compiled | None = None
    hot: Compiled | None = None
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
    for name, kind in (("sweep", Compiled), ("hot", Compiled)):
        content[name] = content[name] and kind(**content[name])
    content["starts"] = [Start(**each) for each in content["starts"]]
    content["programs"] = [Running(**each) for each in content["programs"]]
    return Costs(**content)


def lines(costs: Costs) -> Iterator[str]:
    """The figures in sentences."""
    for start in costs.starts:
        plain, jit = start.seconds
        text = f"{start.title}: {duration(plain)} without cpjit, {duration(jit)} with it"
        if start.instructions:
            one, other = start.instructions
            text += f"; {count(one / 1e6)} and {count(other / 1e6)} million instructions"
            text += f" ({other / one - 1:+.1%})"
        yield text
    titles = (("functions of the standard library", costs.sweep), ("hot functions", costs.hot))
    for title, each in titles:
        if each is not None:
            yield (
                f"{each.functions:,} {title}, {each.bytecodes:,} bytecodes: compiled in "
                f"{duration(each.seconds)}, {each.rate / 1e6:.2f} million a second; "
                f"{each.code / each.bytecodes:.1f} bytes of code and "
                f"{each.metadata / each.bytecodes:.1f} of metadata for each"
            )
