"""A file from which `perf inject --jit` makes object files, for `perf report` and `perf annotate`.

    perf record -k mono python -m cpjit --jitdump . app.py
    perf inject --jit -i perf.data -o perf.jit.data
    perf annotate -i perf.jit.data

The file is mapped when cpjit is enabled, by which perf learns of it. The engine writes each piece
of code to it, with its lines, when that is made (`runtime/perf.c`), so a program that is killed
leaves it, too. When a program ends it is written anew: what was made piece by piece is in one piece
then, and code that has been freed by then is missing.
"""

from __future__ import annotations

import atexit
import mmap
import os
import struct
import time
from pathlib import Path

MAGIC, VERSION, X86_64 = 0x4A695444, 1, 62
HEADER = struct.Struct("<IIIIIIQQ")  # magic ... timestamp, flags


class Dump:
    """The file of this process."""

    def __init__(self, folder: str) -> None:
        from cpjit import _cpjit

        _cpjit.commit_memory()  # a later mapping would hide what perf knows of its addresses
        self.process = os.getpid()
        self.started = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
        path = Path(folder) / f"jit-{self.process}.dump"
        path.unlink(missing_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self.file = os.open(path, flags, 0o600)
        header = (MAGIC, VERSION, HEADER.size, X86_64, 0, self.process, self.started, 0)
        os.write(self.file, HEADER.pack(*header))
        executable = mmap.PROT_READ | mmap.PROT_EXEC
        self.mark = mmap.mmap(self.file, HEADER.size, mmap.MAP_PRIVATE, executable)
        self.write()

    def write(self) -> None:
        """Everything there is, and from now on what is made; in a child of a fork, nothing."""
        from cpjit import _cpjit

        if os.getpid() == self.process:
            # What the program ran lay there all the time, as far as perf is concerned.
            _cpjit.write_dump(self.file, HEADER.size, self.started)


dump: Dump | None = None


def start(folder: str) -> None:
    """Begin the file of this process."""
    global dump
    if dump is None or dump.process != os.getpid():
        dump = Dump(folder)
        atexit.register(dump.write)
