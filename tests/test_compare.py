"""`python -m cpjit run --compare`: a user's own program both ways."""

from __future__ import annotations

import json
import re
from pathlib import Path

from running import Program, Run


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


def test_a_program_that_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f(:\n")
    done = run("-m", "cpjit", "run", "--compare", "--rounds=1", "bad.py")
    assert "it fails, with cpjit and without: SyntaxError: invalid syntax\n" in done.stdout
    done = run("-m", "cpjit", "run", "--compare", "missing.py")
    assert (done.returncode, done.stderr) == (2, "cpjit run: there is no file missing.py\n")


def test_without_compare_it_just_runs(run: Run) -> None:
    done = run("-m", "cpjit", "run", "-c", "import cpjit; print(cpjit.is_enabled())")
    assert (done.returncode, done.stdout) == (0, "True\n")


def test_statistics_in_a_file(run: Run, tmp_path: Path) -> None:
    program = "def work():\n for i in range(999): pass\nwork()"
    done = run("-m", "cpjit", "--stats-file", "stats.json", "-c", program)
    assert (done.returncode, done.stderr) == (0, "")
    stats = json.loads((tmp_path / "stats.json").read_text())
    assert stats["functions"] >= 1 and set(stats["memory"]) >= {"stubs", "contexts"}


def test_files_that_can_not_be_written(run: Run) -> None:
    program = ("-c", "import cpjit; print(cpjit.is_enabled())")
    done = run("-m", "cpjit", "--stats-file", "/nowhere/stats.json", *program)
    assert (done.returncode, done.stdout) == (0, "True\n")
    where = "[Errno 2] No such file or directory: '/nowhere/"
    warning = "cpjit: warning: the statistics can't be written: "
    assert done.stderr == f"{warning}{where}stats.json'\n"
    done = run("-m", "cpjit", "--jitdump", "/nowhere", *program)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"cpjit: a file can't be written: {where}jit-")
    done = run("-m", "cpjit", "--only", "@/nowhere/names", *program)
    assert done.stderr.endswith(f"cpjit: --only is '@/nowhere/names': {where}names'\n")


def test_nothing_is_enabled_where_a_file_can_not_be_written(program: Program) -> None:
    source = """
    try:
        cpjit.enable(jitdump="/nowhere")
    except OSError:
        print(cpjit.is_enabled())
    """
    assert program(source) == "False\n"
