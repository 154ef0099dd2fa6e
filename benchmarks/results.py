"""What was measured, and what follows from it; kept as JSON.

The file holds every run of every process. All figures are worked out from these when they are
shown, so a chart or a table can be made again later, or another way.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.figures import Ratio

FORMAT = 1


@dataclass(frozen=True)
class Run:
    """One process: one benchmark under one interpreter in one round."""

    benchmark: str
    group: str
    interpreter: str
    round: int
    steady: float | None = None
    """Seconds for an iteration when it is warm."""
    first: float | None = None
    """Seconds for the first iteration."""
    memory: int | None = None
    """The most the process took, in bytes."""
    instructions: float | None = None
    """Machine instructions for an iteration, if they were counted."""
    long: float | None = None
    """Seconds of a whole process that takes about a second under the first interpreter."""
    brief: float | None = None
    """Seconds of a whole process that takes about a tenth of a second there."""
    jit: dict[str, Any] = field(default_factory=dict)
    """Of what cpjit's `stats()` told at the end: code, metadata (bytes), bytecodes, compiling
    (seconds), memory (bytes by what they are for)."""
    values: list[float] = field(default_factory=list)
    quiet: list[bool] = field(default_factory=list)
    warmup: list[tuple[float, float]] = field(default_factory=list)
    """Pairs: seconds since the process started, seconds for an iteration."""
    wall: float = 0.0
    error: str = ""


@dataclass
class Results:
    """All runs, and the circumstances."""

    interpreters: list[dict[str, str]]
    """The columns: label, command, version. The first is what the others are compared with."""
    runs: list[Run] = field(default_factory=list)
    machine: dict[str, Any] = field(default_factory=dict)
    date: str = ""

    @property
    def labels(self) -> list[str]:
        return [each["label"] for each in self.interpreters]

    def benchmarks(self) -> dict[str, list[str]]:
        """The names by group, in the order of the runs."""
        groups: dict[str, list[str]] = {}
        for run in self.runs:
            names = groups.setdefault(run.group, [])
            if run.benchmark not in names:
                names.append(run.benchmark)
        return groups

    def rounds(self) -> int:
        return 1 + max((run.round for run in self.runs), default=-1)

    def of(
        self, benchmark: str, label: str, read: Callable[[Run], float | None]
    ) -> list[float | None]:
        """A figure of a benchmark under an interpreter, round by round."""
        found: list[float | None] = [None] * self.rounds()
        for run in self.runs:
            if (run.benchmark, run.interpreter) == (benchmark, label) and not run.error:
                found[run.round] = read(run)
        return found

    def ratio(
        self, benchmark: str, label: str, read: Callable[[Run], float | None]
    ) -> Ratio | None:
        """An interpreter against the first one: above 1 it takes less."""
        return figures.ratio(
            self.of(benchmark, self.labels[0], read), self.of(benchmark, label, read)
        )

    def mean(
        self, names: Sequence[str], label: str, read: Callable[[Run], float | None]
    ) -> Ratio | None:
        """The geometric mean over these benchmarks."""
        known = {name: self.ratio(name, label, read) for name in names}
        ratios = [each for each in known.values() if each is not None]
        by_round: list[list[float]] = [[] for _ in range(self.rounds())]
        for name, known_ratio in known.items():
            if known_ratio is None:
                continue
            pairs = zip(
                self.of(name, self.labels[0], read), self.of(name, label, read), strict=True
            )
            for number, (a, b) in enumerate(pairs):
                if a and b:
                    by_round[number].append(a / b)
        return figures.mean_ratio(ratios, by_round)

    def errors(self) -> Iterator[str]:
        """What went wrong, each thing once."""
        seen = set()
        for run in self.runs:
            line = f"{run.benchmark} under {run.interpreter}: {run.error}"
            if run.error and line not in seen:
                seen.add(line)
                yield line

    def summary(self) -> dict[str, Any]:
        """The figures for people who read the file."""
        groups = self.benchmarks()
        everything = [name for names in groups.values() for name in names]
        titled = {**groups, "all": everything}
        return {
            label: {
                "geometric mean": {
                    title: rounded(self.mean(names, label, steady))
                    for title, names in titled.items()
                },
                "ratio": {name: rounded(self.ratio(name, label, steady)) for name in everything},
                "others, geometric mean": {
                    title: rounded(self.mean(everything, label, read))
                    for title, read in OTHERS.items()
                },
            }
            for label in self.labels[1:]
        }

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all."""
        content = {
            "format": FORMAT,
            "date": self.date,
            "machine": self.machine,
            "interpreters": self.interpreters,
            "summary": self.summary(),
        }
        # A run to a line, so that the file can be read, and compared with another.
        runs = ",\n".join(json.dumps(asdict(run)) for run in self.runs)
        text = json.dumps(content, indent=1).removesuffix("\n}")
        text = f'{text},\n "runs": [\n{runs}\n]\n}}\n'
        if path.exists() and not path.is_file():
            path.write_text(text)  # a device, which a file must not take the place of
            return
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        temporary.write_text(text)
        temporary.replace(path)


def load(path: Path) -> Results:
    """Read a file that `save()` wrote."""
    content = json.loads(path.read_text())
    if content.get("format") != FORMAT:
        raise ValueError(f"{path} is not of format {FORMAT}")
    runs = [
        Run(**{**run, "warmup": [tuple(pair) for pair in run["warmup"]]}) for run in content["runs"]
    ]
    return Results(content["interpreters"], runs, content["machine"], content["date"])


def shortened(value: Any) -> Any:
    """Times with as many digits as they are good for."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, list | tuple):
        return [shortened(each) for each in value]
    return {k: shortened(v) for k, v in value.items()} if isinstance(value, dict) else value


def steady(run: Run) -> float | None:
    return run.steady


def first(run: Run) -> float | None:
    return run.first


def memory(run: Run) -> float | None:
    return run.memory


def instructions(run: Run) -> float | None:
    return run.instructions


def long(run: Run) -> float | None:
    return run.long


def brief(run: Run) -> float | None:
    return run.brief


def jit_bytes(run: Run) -> float | None:
    """Machine code and metadata."""
    return run.jit["code"] + run.jit["metadata"] if run.jit else None


def compiling(run: Run) -> float | None:
    return run.jit.get("compiling")


# The figures of which there are ratios beside the steady state's.
OTHERS = {
    "whole process, 1 s": long,
    "whole process, 0.1 s": brief,
    "first iteration": first,
    "peak memory": memory,
}


def rounded(ratio: Ratio | None) -> list[float] | None:
    """The ratio, and its interval if there is one."""
    if ratio is None:
        return None
    numbers = (ratio.value, ratio.low, ratio.high)
    return [round(number, 4) for number in numbers if number is not None]


def circumstances() -> dict[str, Any]:
    """The machine, as far as it matters."""
    processor = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next(
            line.split(":")[1].strip() for line in lines if line.startswith("model name")
        )
    except (OSError, StopIteration):
        pass
    return {"processor": processor, "cores": os.cpu_count(), "system": platform.platform()}


def now() -> str:
    return time.strftime("%Y-%m-%d %H:%M")
