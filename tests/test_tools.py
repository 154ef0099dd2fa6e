"""Tools that people use: perf, GDB, IPython, faulthandler see a program as they did, and more."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import Run

import cpjit

TRAP = """\
import os

def callback(x):
    if x == 5 and armed:
        os.kill(os.getpid(), 5)
    return x

def leaf(n):
    return sum(map(callback, range(n)))

def caller(n):
    return [leaf(n) for each in range(1)]

armed = False
for each in range(60):
    caller(4)
armed = True
caller(10)
"""


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    path = tmp_path / "trap.py"
    path.write_text(TRAP)
    return path


@pytest.mark.skipif(not shutil.which("gdb"), reason="there is no gdb")
def test_gdb_names_python_functions(trap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(cpjit.__file__).parents[1]))
    commands = ("set debuginfod enabled off", "run", "bt", "kill")
    words = [word for command in commands for word in ("-ex", command)]
    done = subprocess.run(
        ["gdb", "-nx", "-batch", "-iex", "set auto-load off", *words, "--args"]
        + [sys.executable, "-P", "-m", "cpjit", "--gdb", str(trap)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "ptrace" in done.stderr:
        pytest.skip("the system lets nobody trace processes")
    frames = re.findall(r"^#\d+ +(?:0x[0-9a-f]+ in )?([\w:<>.]+) \(", done.stdout, re.MULTILINE)
    names = [name for name in frames if name.startswith("py::")]
    expected = ["py::callback", "py::leaf", "py::caller.<locals>.<listcomp>", "py::caller"]
    assert names[:4] == expected, done.stdout + done.stderr
    # The lines are those of the calls.
    lines = re.findall(r" py::[\w:<>.]+ \(\) at (\S+)$", done.stdout, re.MULTILINE)
    assert lines[:4] == [f"{trap}:{line}" for line in (5, 9, 12, 12)], done.stdout
    # It finds its way through compiled code to the beginning of the program.
    assert frames.index("py::leaf") < frames.index("cj_run_program")


def test_gdb_is_told_when_code_goes(run: Run) -> None:
    source = """
import gc, cpjit
cpjit.enable(threshold=1, gdb=True)
for i in range(50):
    names = {}
    exec("def made(n):\\n for i in range(n): yield i", names)
    assert sum(names["made"](10)) == 45
    cpjit.disable()
    cpjit.enable(threshold=1, gdb=True)
from cpjit import _cpjit
print(len({place[2] for place in _cpjit.code_places() if place[2] and place[2].co_name == "made"}))
"""
    done = run("-c", source)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_jitdump_has_the_code_and_its_lines(run: Run, trap: Path, tmp_path: Path) -> None:
    trap.write_text(TRAP.replace("armed = True", "os.fork() or os._exit(0)"))
    done = run("-m", "cpjit", "--jitdump", tmp_path, trap)
    assert (done.returncode, done.stderr) == (0, "")
    [dump] = tmp_path.glob("jit-*.dump")
    data = dump.read_bytes()
    assert data[:4] == b"DTiJ"
    offset, kinds, names = 40, set(), set()
    while offset < len(data):
        kind, size = int.from_bytes(data[offset : offset + 4], "little"), 0
        size = int.from_bytes(data[offset + 4 : offset + 8], "little")
        kinds.add(kind)
        if kind == 0:
            names.add(data[offset + 56 :].partition(b"\0")[0].decode())
        offset += size
    assert offset == len(data) and kinds == {0, 2}
    assert {"py::leaf", "py::callback", "cpjit::enter"} <= names
    assert str(trap).encode() in data


def test_a_program_that_is_killed_leaves_what_perf_needs(run: Run, tmp_path: Path) -> None:
    program = tmp_path / "killed.py"
    program.write_text(
        "import os\n"
        "def busy(n):\n"
        "    t = 0\n"
        "    for i in range(n):\n"
        "        t ^= i\n"
        "    return t\n"
        "busy(100_000)\n"
        "print(os.getpid(), flush=True)\n"
        "if os.fork() == 0:\n"
        "    exec('def child(n):\\n for i in range(n): pass\\nchild(100_000)')\n"
        "    os._exit(0)\n"
        "os.wait()\n"
        "os.abort()\n"
    )
    done = run("-m", "cpjit", "--jitdump", tmp_path, "--perf", 1, program)
    assert done.returncode == -6
    [dump] = tmp_path.glob("jit-*.dump")
    data = dump.read_bytes()
    assert b"py::busy\0" in data and str(program).encode() in data
    assert b"py::child\0" not in data
    names = Path(f"/tmp/perf-{int(done.stdout)}.map")
    text = names.read_text()
    names.unlink()
    assert " py::busy:2\n" in text and " cpjit::enter\n" in text and "child" not in text


@pytest.mark.skipif(not shutil.which("perf"), reason="there is no perf")
def test_perf_annotates_python_lines(trap: Path, tmp_path: Path) -> None:
    trap.write_text(
        "def busy(n):\n    x = 0.0\n    for i in range(n):\n        x += i * 0.5\n    return x\n"
        "for each in range(300):\n    busy(1_000_000)\n"
    )
    python = [sys.executable, "-m", "cpjit", "--jitdump", str(tmp_path), str(trap)]
    record = ["perf", "record", "-k", "mono", "-e", "cpu-clock", "-o", "perf.data", *python]
    environment = {"PYTHONPATH": str(Path(cpjit.__file__).parents[1]), "PATH": "/usr/bin:/bin"}

    def perf(command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    if perf(record).returncode:
        pytest.skip("the system lets nobody take samples")
    done = perf(["perf", "inject", "--jit", "-i", "perf.data", "-o", "perf.jit.data"])
    assert done.returncode == 0, done.stderr
    report = perf(["perf", "report", "-i", "perf.jit.data", "--stdio"]).stdout
    [share] = re.findall(r"([\d.]+)%.*py::busy", report)[:1] or ["0"]
    assert float(share) > 30, report
    annotated = perf(
        ["perf", "annotate", "-i", "perf.jit.data", "--stdio", "-s", "py::busy"]
    ).stdout
    assert "x += i * 0.5" in annotated


@pytest.mark.skipif(not shutil.which("perf"), reason="there is no perf")
def test_perf_follows_frame_pointers_from_code_to_code(trap: Path, tmp_path: Path) -> None:
    trap.write_text(
        "def leaf(n):\n    x = 0.0\n    for i in range(n):\n        x += i * 0.5\n    return x\n"
        "def middle(n):\n    for i in range(n):\n        leaf(2000)\n"
        "def top(n):\n    for i in range(n):\n        middle(100)\n"
        "top(300)\n"
    )
    python = [sys.executable, "-m", "cpjit", "--perf", "1", str(trap)]
    record = ["perf", "record", "-g", "-e", "cpu-clock", "-o", "perf.data", *python]
    environment = {"PYTHONPATH": str(Path(cpjit.__file__).parents[1]), "PATH": "/usr/bin:/bin"}
    if subprocess.run(record, cwd=tmp_path, env=environment, capture_output=True).returncode:
        pytest.skip("the system lets nobody take samples")
    show = ["perf", "script", "-i", "perf.data", "-F", "ip,sym"]
    chains = subprocess.run(show, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    names = [re.findall(r"py::(\w+)", chain)[:3] for chain in chains.split("\n\n")]
    assert ["leaf", "middle", "top"] in names, chains[:2000]


def test_faulthandler_shows_python_frames(run: Run, trap: Path) -> None:
    plain = run("-X", "faulthandler", trap)
    jitted = run("-X", "faulthandler", "-m", "cpjit", trap)
    assert plain.returncode == jitted.returncode == -5  # SIGTRAP is not one of faulthandler's
    source = TRAP.replace("os.kill(os.getpid(), 5)", "__import__('faulthandler').dump_traceback()")
    trap.write_text(source)
    plain, jitted = run(trap), run("-m", "cpjit", "--threshold", "1", trap)
    assert jitted.stderr.splitlines()[1:] == plain.stderr.splitlines()[1:]
    assert [line.split()[-1] for line in plain.stderr.splitlines()[1:4]] == [
        "callback",
        "leaf",
        "<listcomp>",
    ]


CALCULATING = """\
def busy():
    x = 0
    y = 1
    while True:
        y += 1
        if y & 1:
            x ^= y & 3 ^ y * 3 & 7 ^ y * 5 & 15 ^ y * 7 & 31 ^ y * 9 & 63 ^ y * 11 & 127
        y &= 4095

print(1)
busy()
"""
LONGEST = 7  # of its lines, in time


def test_py_spy_shows_python_frames_and_lines(tmp_path: Path) -> None:
    spy = shutil.which("py-spy", path=str(Path(sys.executable).parent)) or shutil.which("py-spy")
    if spy is None:
        pytest.skip("there is no py-spy")
    program = tmp_path / "busy.py"
    program.write_text(CALCULATING)
    words = [sys.executable, "-P", "-u", "-m", "cpjit", str(program)]
    environment = {"PYTHONPATH": str(Path(cpjit.__file__).parents[1])}
    found = []
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout and process.stdout.readline() == b"1\n"
            time.sleep(0.2)
            for _ in range(8):
                command = [spy, "dump", "--nonblocking", "--pid", str(process.pid)]
                found.append(subprocess.run(command, capture_output=True, text=True, check=False))
        finally:
            process.kill()
    if any("ermission" in done.stderr for done in found):
        pytest.skip("the system lets nobody look into processes")
    lines = []
    for done in found:
        line = re.search(r"busy \(\S*busy.py:([5-8])\)", done.stdout)
        assert line, done.stdout + done.stderr
        lines.append(int(line[1]))
        assert re.search(r"<module> \(\S*busy.py:11\)", done.stdout), done.stdout
    assert lines.count(LONGEST) > len(lines) // 3, lines


def test_faulthandler_in_another_thread_shows_the_loop(run: Run, tmp_path: Path) -> None:
    program = tmp_path / "busy.py"
    watched = "import faulthandler\nfaulthandler.dump_traceback_later(0.5, exit=True)\n"
    program.write_text(CALCULATING.replace("print(1)", watched))
    done = run("-m", "cpjit", program)
    lines = [line for line in done.stderr.splitlines() if "busy.py" in line]
    assert re.search(r"busy.py\", line [5-8] in busy$", lines[0]), done.stderr


NOTEBOOK = """
from IPython.testing.globalipapp import start_ipython
shell = start_ipython()
shell.run_line_magic("load_ext", "cpjit")
shell.run_line_magic("cpjit", "")
shell.run_cell("def work(n):\\n  t = 0\\n  for i in range(n): t += i\\n  return t")
shell.run_cell_magic("cpjit", "-r 2", "x = work(300000)")
print(shell.user_ns["x"])
shell.run_line_magic("cpjit", "")
shell.run_line_magic("cpjit", "on")
shell.run_cell("work(10)")
shell.run_line_magic("cpjit", "explain work")
from IPython.core.error import UsageError
for wrong in ("explain", "explain nowhere", "explain print", "nonsense"):
    try:
        shell.run_line_magic("cpjit", wrong)
    except UsageError as error:
        print("usage:", error)
shell.run_line_magic("cpjit", "off")
"""


def test_ipython(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("IPython")
    done = run("-c", NOTEBOOK, IPYTHONDIR=str(tmp_path), HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    text = done.stdout
    assert text.startswith("cpjit is off\n")
    compared = r"python [\d.]+ m?s +cpjit [\d.]+ [mµ]?s +([\d.]+) times as fast \(first run "
    found = re.search(compared, text)
    assert found and float(found[1]) > 1.5, text
    assert "44999850000\ncpjit is off\n" in text
    assert "  t = 0" in text and "guards: " in text
    assert "usage: say which function: %cpjit explain NAME\n" in text
    assert "usage: nowhere can't be explained: name 'nowhere' is not defined\n" in text
    assert "usage: print can't be explained: a function written in Python is needed" in text
    assert "usage: argument what: invalid choice: 'nonsense'" in text
