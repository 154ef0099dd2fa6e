"""A file from which `perf inject --jit` makes object files, for `perf report` and `perf annotate`.

    perf record -k mono python -m cpjit --jitdump . app.py
    perf inject --jit -i perf.data -o perf.jit.data
    perf annotate -i perf.jit.data

The file is mapped when cpjit is enabled, by which perf learns of it, and written when the program
ends: the functions with their code and the lines of it. Code that has been freed by then is
missing.
"""

from __future__ import annotations

import atexit
import ctypes
import mmap
import os
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import BinaryIO

from cpjit import _engine
from cpjit.introspect.listing import Listing

MAGIC, VERSION, X86_64 = 0x4A695444, 1, 62
LOAD, DEBUG_INFO = 0, 2
HEADER = struct.Struct("<IIIIIIQQ")  # magic ... timestamp, flags
PREFIX = struct.Struct("<IIQ")  # kind, size, timestamp
PLACE = struct.Struct("<IIQQQQ")  # process, thread, address twice, size, number


@dataclass(frozen=True)
class Line:
    """From this address on, code of this line."""

    address: int
    file: str
    number: int


@dataclass
class Region:
    """Code of one function that lies in one piece."""

    name: str
    address: int
    end: int
    lines: list[Line]


class Dump:
    """The file of this process."""

    def __init__(self, folder: str) -> None:
        from cpjit import _cpjit

        _cpjit.commit_memory()  # a later mapping would hide what perf knows of its addresses
        self.process = os.getpid()
        self.started = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
        path = Path(folder) / f"jit-{self.process}.dump"
        path.unlink(missing_ok=True)
        made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self.file: BinaryIO = os.fdopen(made, "w+b")
        header = (MAGIC, VERSION, HEADER.size, X86_64, 0, self.process, self.started, 0)
        self.file.write(HEADER.pack(*header))
        self.file.flush()
        executable = mmap.PROT_READ | mmap.PROT_EXEC
        self.mark = mmap.mmap(made, HEADER.size, mmap.MAP_PRIVATE, executable)

    def write(self) -> None:
        """Everything there is; in a child of a fork, nothing."""
        if os.getpid() != self.process:
            return
        _engine.disable()
        for number, region in enumerate(regions()):
            self.write_lines(region)
            self.write_code(number, region)
        self.file.close()

    def write_lines(self, region: Region) -> None:
        entries = b"".join(
            struct.pack("<QII", line.address, line.number, 0) + os.fsencode(line.file) + b"\0"
            for line in region.lines
        )
        self.record(DEBUG_INFO, struct.pack("<QQ", region.address, len(region.lines)) + entries)

    def write_code(self, number: int, region: Region) -> None:
        size = region.end - region.address
        where = (self.process, self.process, region.address, region.address, size, number)
        name = region.name.encode(errors="replace") + b"\0"
        code = ctypes.string_at(region.address, size)
        self.record(LOAD, PLACE.pack(*where) + name + code)

    def record(self, kind: int, content: bytes) -> None:
        # What the program ran lay there all the time, as far as perf is concerned.
        self.file.write(PREFIX.pack(kind, PREFIX.size + len(content), self.started) + content)


def regions() -> Iterator[Region]:
    """All code, in the order of addresses."""
    from cpjit import _cpjit

    places = _cpjit.code_places()
    for function in {place[2] for place in places if place[2] is not None}:
        yield from regions_of(function)
    for address, size, code, name in places:
        if code is None:
            yield Region(f"cpjit::{name}", address, address + size, [])


def regions_of(code: CodeType) -> Iterator[Region]:
    """A function's code: pieces that lie next to each other are one."""
    parts: list[tuple[int, int, Line | None]] = []
    for version in Listing(code).versions:
        for piece in version.pieces:
            at = piece.instruction
            hot, cold = (piece.address, piece.size), (piece.cold_address, piece.cold_size)
            for address, size in (hot, cold):
                line = Line(address, at.code.co_filename, at.line) if at and at.line else None
                if size:
                    parts.append((address, size, line))
    region: Region | None = None
    for address, size, line in sorted(parts, key=lambda part: part[0]):
        if region is None or region.end != address:
            if region:
                yield region
            region = Region(f"py::{code.co_qualname}", address, address, [])
        region.end = address + size
        last = region.lines[-1] if region.lines else None
        if line and (not last or (last.file, last.number) != (line.file, line.number)):
            region.lines.append(line)
    if region:
        yield region


dump: Dump | None = None


def start(folder: str) -> None:
    """Begin the file of this process; it is written when the process ends."""
    global dump
    if dump is None or dump.process != os.getpid():
        dump = Dump(folder)
        atexit.register(dump.write)
