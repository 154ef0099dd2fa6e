"""Counts operations on reference counts: how many for each instruction of the bytecode.

Both sides are counted alike, by what the processor does: valgrind tells how often each machine
instruction ran, and those that add 1 to or subtract 1 from a word at the start of an object are
looked for in the interpreter, in C extensions and in code that cpjit made. That is the whole
process, C code called by the program included. Instructions of the bytecode are what the
interpreter runs, as its opcode tracing tells; they are the same work for all.

An iteration's figures are the difference of a long and a short run, as with `--instructions`.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import figures
from benchmarks.catalog import Benchmark
from benchmarks.instructions import FEW, SLOWNESS, available
from benchmarks.interpreters import Interpreter
from benchmarks.processes import Place, run

VALGRIND = (
    "valgrind",
    "--tool=callgrind",
    "--smc-check=all",
    "--dump-instr=yes",
    "--dump-line=no",
    "--compress-pos=no",
    "--compress-strings=no",
)
MORE = 8
COST = re.compile(r"0x([0-9a-f]+) (\d+)$")
WINDOW = 6  # instructions between a load and the store that belongs to it

# (object file or "", address) of a machine instruction
Where = tuple[str, int]


@dataclass(frozen=True)
class Count:
    """What one iteration of a benchmark takes."""

    operations: float
    bytecodes: int

    @property
    def rate(self) -> float:
        return self.operations / self.bytecodes


def report(benchmarks: Sequence[Benchmark], chosen: Sequence[Interpreter], place: Place) -> int:
    """Count, and print the table."""
    try:
        import capstone  # noqa: F401
    except ImportError:
        print("--references needs capstone: pip install 'cpjit[bench]'", file=sys.stderr)
        return 2
    if not available():
        print("--references needs valgrind", file=sys.stderr)
        return 2
    print(f"{'reference-count operations':<28}{'bytecodes':>12}", end="")
    print("".join(f"{each.label:>14}" for each in chosen) + "  each per bytecode", flush=True)
    rates: list[list[float]] = [[] for _ in chosen]
    failed = False
    for benchmark in benchmarks:
        try:
            counts = [count(benchmark, each, chosen[0], place) for each in chosen]
        except RuntimeError as error:
            print(f"{benchmark.name:<28}{error}")
            failed = True
            continue
        cells = "".join(f"{each.rate:>14.3f}" for each in counts)
        print(f"{benchmark.name:<28}{counts[0].bytecodes:>12,}{cells}", flush=True)
        for each, known in zip(counts, rates, strict=True):
            known.append(max(each.rate, 1e-4))  # a mean is geometric, and there may be none at all
    if rates[0]:
        cells = "".join(f"{figures.geometric_mean(each):>14.3f}" for each in rates)
        print(f"{'geometric mean':<40}{cells}")
    return 1 if failed else 0


def count(benchmark: Benchmark, interpreter: Interpreter, base: Interpreter, place: Place) -> Count:
    """One benchmark under one interpreter."""
    slow = Place(place.packages, place.core, place.timeout * SLOWNESS)
    few, many = (operations(benchmark, interpreter, slow, loops) for loops in (FEW, MORE))
    settings = {"bytecodes": True, "short": True}
    outcome = run(benchmark, base, slow, settings, benchmark.shortened, needs_cpjit=True)
    if outcome.error:
        raise RuntimeError(outcome.error)
    return Count((many - few) / (MORE - FEW), outcome.found["bytecodes"])


def operations(benchmark: Benchmark, interpreter: Interpreter, place: Place, loops: int) -> int:
    """How often a process that runs so many loops changes a reference count."""
    with tempfile.TemporaryDirectory(prefix="cpjit-benchmark-") as folder:
        profile, code = Path(folder, "profile"), Path(folder, "code")
        settings = {"fixed": loops, "short": True, "code": str(code)}
        wrapper = (*VALGRIND, f"--callgrind-out-file={profile}")
        outcome = run(benchmark, interpreter, place, settings, benchmark.shortened, wrapper)
        if outcome.error:
            raise RuntimeError(outcome.error)
        executed = costs(profile.read_text().splitlines())
        made = json.loads(code.read_text()) if code.exists() else []
        return sum_of_references(executed, made)


def costs(lines: Sequence[str]) -> Counter[Where]:
    """How often each instruction ran, from callgrind's file."""
    executed: Counter[Where] = Counter()
    file, skip = "", False
    for line in lines:
        if line.startswith("ob="):
            file = line[3:]
        elif line.startswith("calls="):
            skip = True  # the next line has what the called function took
        elif match := COST.match(line):
            if not skip:
                executed[file, int(match[1], 16)] += int(match[2])
            skip = False
    return executed


def sum_of_references(executed: Mapping[Where, int], made: Sequence[tuple[int, str]]) -> int:
    """Of these instructions, those that change a reference count; `made` is code that was made at
    run time: addresses and bytes."""
    total = 0
    by_file: dict[str, dict[int, int]] = {}
    for (file, address), times in executed.items():
        by_file.setdefault(file, {})[address] = times
    for file, times_at in by_file.items():
        memory = list(segments(Path(file))) if Path(file).is_file() else generated(made)
        if memory:
            total += sum(times_at[address] for address in changes(sorted(times_at), memory))
    return total


Segment = tuple[int, bytes]


def generated(made: Sequence[tuple[int, str]]) -> list[Segment]:
    return [(address, bytes.fromhex(code)) for address, code in made]


def segments(path: Path) -> Iterator[Segment]:
    """The executable parts of an object file, at the addresses that they were linked for."""
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    with path.open("rb") as file:
        try:
            for segment in ELFFile(file).iter_segments("PT_LOAD"):
                if segment["p_flags"] & 1:
                    yield segment["p_vaddr"], segment.data()
        except ELFError:
            return


def changes(addresses: Sequence[int], memory: Sequence[Segment]) -> Iterator[int]:
    """Which of these executed instructions change a reference count.

    Either one does all (`add qword ptr [rax], 1`), or a word is loaded, changed in a register, and
    stored where it came from.
    """
    from capstone import CS_ARCH_X86, CS_MODE_64, Cs

    decoder = Cs(CS_ARCH_X86, CS_MODE_64)
    recent: list[tuple[str, str]] = []
    end = 0
    for address in addresses:
        code = bytes_at(address, memory)
        if address != end:
            recent.clear()  # not the instruction that stands behind the last one
        decoded = next(decoder.disasm_lite(code, address, 1), None)
        if decoded is None:
            end = 0
            continue
        _, size, mnemonic, operands = decoded
        end = address + size
        recent.append((mnemonic, operands))
        del recent[: -WINDOW - 1]
        if is_change(recent):
            yield address


def bytes_at(address: int, memory: Sequence[Segment]) -> bytes:
    for start, content in memory:
        if start <= address < start + len(content):
            return content[address - start : address - start + 15]
    return b""


AT_ONCE = re.compile(r"qword ptr \[r\w+\](, (1|-1|0xffffffffffffffff))?$")
STORE = re.compile(r"qword ptr \[(r\w+)\], (r\w+)$")


def is_change(recent: Sequence[tuple[str, str]]) -> bool:
    """Whether the last of these instructions changes a reference count."""
    mnemonic, operands = recent[-1]
    if mnemonic in ("inc", "dec", "lock inc", "lock dec"):
        return AT_ONCE.match(operands) is not None
    if mnemonic in ("add", "sub"):
        return AT_ONCE.match(operands) is not None and "," in operands
    stored = STORE.match(operands) if mnemonic == "mov" else None
    if stored is None or stored[1] in ("rsp", "rbp"):
        return False
    pointer, value = stored[1], stored[2]
    before = list(recent[:-1])
    for index in range(len(before) - 1, -1, -1):
        changed = stepped(before[index], value)
        if changed is not None:
            load = ("mov", f"{changed}, qword ptr [{pointer}]")
            return load in before[:index]
    return False


def stepped(instruction: tuple[str, str], register: str) -> str | None:
    """The register whose value plus or minus 1 an instruction puts into this one."""
    mnemonic, operands = instruction
    if mnemonic in ("add", "sub") and re.match(rf"{register}, (1|-1)$", operands):
        return register
    if mnemonic in ("inc", "dec") and operands == register:
        return register
    if mnemonic == "lea" and (match := re.match(rf"{register}, \[(\w+) [+-] 1\]$", operands)):
        return match[1]
    return None
