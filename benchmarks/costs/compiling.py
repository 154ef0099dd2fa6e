"""How fast the compiler is, and how large its code: by scripts that say so themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.costs.starting import SCRIPTS, environment


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


def measure(script: str, *words: str, python: str = sys.executable, rounds: int = 5) -> Compiled:
    """The fastest of some runs of `sweep.py` or `hot.py`."""
    return min((once(script, *words, python=python) for _ in range(rounds)), key=seconds)


def seconds(each: Compiled) -> float:
    return each.seconds


def once(script: str, *words: str, python: str = sys.executable) -> Compiled:
    done = subprocess.run(
        [python, "-P", str(SCRIPTS / script), *words],
        env=environment(python),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{script}: {done.stderr}")
    return Compiled(**json.loads(done.stdout))
