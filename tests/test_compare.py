"""`python -m cpjit run --compare`: a user's own program both ways."""

from __future__ import annotations

import json
import re
from pathlib import Path

from running import Run


def test_a_program_that_gains(run: Run, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import sys\ndef work(n):\n    t = 0.0\n    for i in range(n):\n        t += i * 0.5\n"
        "    return t\nprint(work(int(sys.argv[1])))\n"
    )
    done = run("-m", "cpjit", "run", "--compare", "--rounds=1", "app.py", "20000000")
    assert done.returncode == 0, done.stderr
    first, second, third, *reasons = done.stdout.splitlines()
    times = re.fullmatch(r"python [\d.]+ s   cpjit [\d.]+ s   ([\d.]+) times as fast", first)
    assert times and float(times[1]) > 1.5, first
    assert second == "the output is the same (exit status 0)"
    assert re.fullmatch(r"[\d,]+ functions compiled in \d+ ms", third)
    assert reasons


def test_a_program_that_does_not(run: Run, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import random\nprint(random.random())\n"
        "def slow(): return 1\nfor i in range(2000): slow()\nraise SystemExit(3)\n"
    )
    done = run("-m", "cpjit", "run", "--compare", "--rounds=1", "app.py", CPJIT_EXCLUDE="slow")
    assert done.returncode == 0, done.stderr
    assert "the output differs from run to run: is the program the same each time?" in done.stdout
    assert "app.py:3), called 2,000 times: excluded" in done.stdout


def test_without_compare_it_just_runs(run: Run) -> None:
    done = run("-m", "cpjit", "run", "-c", "import cpjit; print(cpjit.is_enabled())")
    assert (done.returncode, done.stdout) == (0, "True\n")


def test_statistics_in_a_file(run: Run, tmp_path: Path) -> None:
    done = run("-m", "cpjit", "--stats-file", "stats.json", "-c", "for i in range(9): pass")
    assert (done.returncode, done.stderr) == (0, "")
    stats = json.loads((tmp_path / "stats.json").read_text())
    assert stats["functions"] >= 1 and set(stats["memory"]) >= {"stubs", "contexts"}
