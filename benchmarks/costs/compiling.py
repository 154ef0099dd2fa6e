"""How fast the compiler is, and how large its code: by scripts that say so themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass

from benchmarks import instructions
from benchmarks.costs.starting import count, run


@dataclass(frozen=True)
class Compiled:
    """What was compiled, and what it took."""

    functions: int
    bytecodes: int
    code: int
    metadata: int
    """Both in bytes."""
    seconds: float
    failed: int = 0

    @property
    def rate(self) -> float:
        """Bytecodes a second."""
        return self.bytecodes / self.seconds

    @property
    def size(self) -> float:
        """Bytes for a bytecode."""
        return (self.code + self.metadata) / self.bytecodes


def measure(script: str, *words: str, rounds: int) -> Compiled:
    """The fastest of some runs of `sweep.py` or `application.py`."""
    return min((once(script, *words) for _ in range(rounds)), key=lambda each: each.seconds)


def once(script: str, *words: str) -> Compiled:
    done = run(script, *words)
    if done.returncode:
        raise RuntimeError(f"{script}: {done.stderr.decode()}")
    return Compiled(**json.loads(done.stdout))


COLD = ("400", "5")


def cold(*flags: str) -> tuple[int, int] | None:
    """Machine instructions of functions that are called a few times: without cpjit and with one
    that compiles nothing; their making and the start left out. None without valgrind."""
    if not instructions.available():
        return None
    functions, calls = COLD

    def called(*words: str) -> int:
        run(*flags, "application.py", functions, "0", *words)  # modules are compiled to bytecode
        counts = (count(*flags, "application.py", functions, n, *words) for n in (calls, "0"))
        return next(counts) - next(counts)

    return called("--plain"), called("--cold")
