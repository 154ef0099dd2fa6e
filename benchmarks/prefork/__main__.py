"""`python -m benchmarks.prefork [WORKERS]`: the memory of a forked worker, without and with cpjit.

The parent has warmed up before it forks; each worker then does the same work and some of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SERVER = Path(__file__).with_name("server.py")


COMMANDS = {"Python": [sys.executable], "cpjit": [sys.executable, "-m", "cpjit"]}


def measure(command: list[str], workers: int) -> list[int]:
    """KiB of each worker: its share of memory, and what of that is its own."""
    line = [*command, str(SERVER), str(workers)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    figures = [[int(word) for word in line.split()] for line in done.stdout.splitlines()]
    return [sum(kind) // workers for kind in zip(*figures, strict=True)]


def shares(workers: int) -> tuple[int, int]:
    """KiB of each worker, without cpjit and with it."""
    plain, jit = (measure(command, workers)[0] for command in COMMANDS.values())
    return plain, jit


def main() -> None:
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 32
    print(f"of each of {workers} workers   share of memory   of that its own")
    for name, command in COMMANDS.items():
        share, own = measure(command, workers)
        print(f"{name:22} {share:12} KiB {own:13} KiB")


if __name__ == "__main__":
    main()
