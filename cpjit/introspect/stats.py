"""What the JIT has done so far: the numbers, and the table printed by `--stats`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import CodeType


@dataclass(frozen=True)
class Uncompiled:
    """A function that the interpreter runs, and why."""

    name: str
    file: str
    line: int
    calls: int
    reason: str


def most_called(
    uncompiled: list[tuple[CodeType, int, str]], count: int = 10
) -> tuple[Uncompiled, ...]:
    """The functions not compiled that were called most often since cpjit was enabled."""
    found = sorted(uncompiled, key=lambda item: -item[1])[:count]
    return tuple(
        Uncompiled(code.co_qualname, code.co_filename, code.co_firstlineno, calls, reason)
        for code, calls, reason in found
    )


@dataclass(frozen=True)
class Stats:
    """A snapshot of the engine's counters."""

    functions: int = 0
    """Code objects that have compiled code."""
    blocks: int = 0
    """Places in the bytecode where compiled code begins."""
    versions: int = 0
    """Compiled versions of those blocks: one for each set of facts that was met there."""
    stubs: int = 0
    """Exits of compiled code that have not been taken yet and so lead nowhere yet."""
    bytecodes_compiled: int = 0
    """Instructions compiled, counted once for each version they are part of."""
    code_bytes: int = 0
    """Machine code and its constants."""
    metadata_bytes: int = 0
    """What the engine keeps to know its code: blocks, versions, stubs, facts."""
    memory_reserved: int = 0
    """Address space taken for machine code, in bytes."""
    memory_committed: int = 0
    """Memory behind it that is in use, in bytes."""
    compile_seconds: float = 0.0
    """Time spent compiling."""
    samples_jit: int = 0
    """Clock ticks that met compiled code, or C called from it; only CPJIT_STATS counts them."""
    samples_interpreter: int = 0
    """Clock ticks that met the interpreter."""
    exits: Mapping[str, int] = field(default_factory=dict)
    """How often compiled code went back to the interpreter, by reason."""
    refusals: Mapping[str, int] = field(default_factory=dict)
    """How many functions were left to the interpreter, by reason."""

    side_exits: Mapping[str, int] = field(default_factory=dict)
    """How often compiled code came to a place that it had no code for, by reason."""
    versions_per_block: Mapping[int, int] = field(default_factory=dict)
    """How many blocks have so many versions; 15 stands for more, too."""
    memory: Mapping[str, int] = field(default_factory=dict)
    """What the bytes of machine code and metadata are for."""
    uncompiled: tuple[Uncompiled, ...] = ()
    """Functions that were called and are not compiled, the most called first: some of them."""

    @property
    def share(self) -> float | None:
        """The part of the running time spent in compiled code, from 0 to 1; None if unknown."""
        samples = self.samples_jit + self.samples_interpreter
        return self.samples_jit / samples if samples else None

    def as_dict(self) -> dict[str, object]:
        """The numbers as plain data, for JSON."""
        return dataclasses.asdict(self) | {"share": self.share}

    def __str__(self) -> str:
        return "\n".join(table(self))


def table(stats: Stats) -> Iterator[str]:
    """The lines of the table that `--stats` prints."""
    share = "too short to tell" if stats.share is None else f"{stats.share:.1%}"
    yield f"cpjit: share of time in JIT code: {share}"
    samples = stats.samples_jit + stats.samples_interpreter
    yield from rows(
        {
            "samples": f"{samples:,} ({stats.samples_jit:,} in JIT code)",
            "functions compiled": f"{stats.functions:,}",
            "blocks": f"{stats.blocks:,} in {stats.versions:,} versions",
            "stubs": f"{stats.stubs:,}",
            "bytecodes compiled": f"{stats.bytecodes_compiled:,}",
            "machine code": size(stats.code_bytes),
            "metadata": size(stats.metadata_bytes),
            "memory": f"{size(stats.memory_committed)} of {size(stats.memory_reserved)} reserved",
            "compile time": f"{stats.compile_seconds * 1e3:,.2f} ms{rate(stats)}",
        }
    )
    blocks = sorted(stats.versions_per_block.items())
    yield "  blocks by their number of versions"
    yield from rows({f"{n:,}": f"{count:,}" for n, count in blocks}, indent=4)
    for title, counts, show in (
        ("memory", stats.memory, size),
        ("side exits, where there was no code yet or can't be", stats.side_exits, grouped),
        ("exits to the interpreter", stats.exits, grouped),
        ("functions left to the interpreter", stats.refusals, grouped),
    ):
        yield f"  {title}: {show(sum(counts.values()))}"
        most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        yield from rows({reason: show(count) for reason, count in most_first}, indent=4)
    if stats.uncompiled:
        yield "  most called functions that are not compiled"
    for each in stats.uncompiled:
        place = f"{each.file.rpartition('/')[2]}:{each.line}"
        yield f"    {each.calls:>9,} {each.name} ({place}): {each.reason}"


def grouped(number: int) -> str:
    """A number with its thousands marked."""
    return f"{number:,}"


def rows(cells: Mapping[str, str], indent: int = 2) -> Iterator[str]:
    """Two columns, the first as wide as its widest cell."""
    width = max(map(len, cells), default=0)
    for name, value in cells.items():
        yield f"{'':{indent}}{name:<{width}}  {value}"


def rate(stats: Stats) -> str:
    """How fast the compiler was, where there is something to divide by."""
    if not stats.compile_seconds:
        return ""
    return f" ({stats.bytecodes_compiled / stats.compile_seconds / 1e6:.1f} million bytecodes/s)"


def size(count: int) -> str:
    """A number of bytes for people."""
    if count < 1 << 10:
        return f"{count} B"
    if count < 1 << 20:
        return f"{count / (1 << 10):.1f} KiB"
    return f"{count / (1 << 20):.1f} MiB"
