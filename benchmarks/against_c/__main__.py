"""`python -m benchmarks.against_c [STEPS]`: one loop in Python, with and without cpjit, and in C.

Needs a C compiler (CC, or cc). Prints the CPU time of a step of each, and whether all computed
the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
STEPS = 3_000_000
ROUNDS = 5


def main(steps: int = STEPS) -> None:
    """Measure in turns, so that all meet the machine in the same moods; the least time counts."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {"Python": [sys.executable, str(FOLDER / "loop.py")]}
        commands["cpjit"] = [sys.executable, "-m", "cpjit", str(FOLDER / "loop.py")]
        for level in "-O0", "-O1", "-O2":
            program = Path(folder, f"loop{level}")
            compiler = os.environ.get("CC", "cc")
            subprocess.run([compiler, level, "-o", program, FOLDER / "loop.c"], check=True)
            commands[f"C {level}"] = [str(program)]
        times: dict[str, list[float]] = {name: [] for name in commands}
        results = set()
        for _ in range(ROUNDS):
            for name, command in commands.items():
                run = subprocess.run(
                    [*command, str(steps)], capture_output=True, text=True, check=True
                )
                result, time = run.stdout.split()
                results.add(float(result))
                times[name].append(float(time))
    for name, measured in times.items():
        ratio = min(times["C -O0"]) / min(measured)
        print(f"{name:8} {min(measured):8.2f} ns a step   {ratio:.2f} times as fast as C -O0")
    print("all compute the same" if len(results) == 1 else f"different results: {results}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
