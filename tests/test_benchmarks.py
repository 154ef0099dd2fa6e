"""The benchmark command: its statistics, its table, its file, its chart, and its eye for mistakes.

The short form runs every program of `benchmarks/` and fails on a crash or a wrong result, not on
time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import (  # noqa: E402
    catalog,
    chart,
    checking,
    figures,
    interpreters,
    processes,
    references,
    table,
)
from benchmarks.results import Results, Run, load, memory, steady  # noqa: E402


def benchmark(*words: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout)


# The short form of the command


@pytest.mark.interpreter
@pytest.mark.parametrize("group", ["own *", "micro *"])
def test_every_program_computes_the_same(group: str) -> None:
    """At the first call and in torture mode; each is proven to run as machine code."""
    done = benchmark("--check", "--short", "--torture=1,2", "-b", group)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("none failed\n")


@pytest.mark.interpreter
def test_a_measurement_prints_a_table_and_writes_a_file(tmp_path: Path) -> None:
    file, picture = tmp_path / "figures.json", tmp_path / "chart.svg"
    quick = ["--least=0.001", "--warm=0", "--limit=0.01", "--values=1", "--rounds=2"]
    done = benchmark("-b", "sieve,text_join", *quick, f"--json={file}", f"--svg={picture}")
    assert done.returncode == 0, done.stderr
    assert "own numbers: geometric mean of 1" in done.stdout
    assert "all: geometric mean of 2" in done.stdout
    measured = load(file)
    assert measured.labels == ["python", "cpjit"]
    assert [run.round for run in measured.runs] == [0, 0, 0, 0, 1, 1, 1, 1]
    for run in measured.runs:
        assert not run.error
        assert run.steady and run.first and run.memory and run.memory > 5e6
    ElementTree.parse(picture)
    again = benchmark(f"--show={file}")
    assert again.stdout in done.stdout


@pytest.mark.interpreter
def test_whole_processes_are_as_long_as_is_said(tmp_path: Path) -> None:
    """About a second and a tenth under the first interpreter, the same iterations under others."""
    file = tmp_path / "figures.json"
    quick = ["--least=0.001", "--warm=0", "--limit=0.01", "--values=1", "--rounds=1"]
    done = benchmark("-b", "words", "--whole", "--cpu-time", *quick, f"--json={file}")
    assert done.returncode == 0, done.stderr
    for title in ("whole, 1 s", "whole, 0.1 s", "code and metadata", "compiling"):
        assert title in done.stdout
    plain, jit = load(file).runs
    assert plain.long and plain.brief and jit.long and jit.brief
    assert 0.5 < plain.long < 2 and plain.brief < 0.5
    assert not plain.jit and jit.jit["code"] > 10_000 and jit.jit["compiling"] > 0
    assert sum(jit.jit["memory"].values()) >= jit.jit["code"]


@pytest.mark.interpreter
def test_the_costs_are_measured_and_drawn(tmp_path: Path) -> None:
    words = ["-m", "benchmarks.costs", "--short", "--json=costs.json", "--svg=."]
    environment = {**os.environ, "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{ROOT}"}
    # Without valgrind, which other tests use: it would take a minute.
    tools = {name: path for name in ("taskset", "env") if (path := shutil.which(name))}
    (tmp_path / "bin").mkdir()
    for name, path in tools.items():
        (tmp_path / "bin" / name).symlink_to(path)
    environment["PATH"] = str(tmp_path / "bin")
    done = subprocess.run(
        [sys.executable, *words],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    for what in ("hot functions", "import of 360 modules", "workers", "bytes a bytecode"):
        assert what in done.stdout
    pictures = {path.name: path.read_text() for path in tmp_path.glob("*.svg")}
    assert pictures.keys() == {f"costs-{what}.svg" for what in ("starting", "warming", "size")}
    for picture in pictures.values():
        ElementTree.fromstring(picture)
    assert pictures["costs-warming.svg"].count("<polyline") == 2
    assert "code of blocks" in pictures["costs-size.svg"]
    again = subprocess.run(
        [sys.executable, "-m", "benchmarks.costs", "--show=costs.json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert again.stdout and again.stdout in done.stdout


@pytest.mark.interpreter
def test_a_program_that_computes_something_else_is_found(tmp_path: Path) -> None:
    """In each of the ways that a mistake can show."""
    assert verdicts(tmp_path, "return 1") == ["", ""]
    assert "result" in verdicts(tmp_path, "return CPJIT")[1]
    assert "result" in verdicts(tmp_path, "return Point(CPJIT)")[1]
    assert "prints" in verdicts(tmp_path, "print(CPJIT)")[1]
    assert "exit status" in verdicts(tmp_path, "assert not CPJIT")[1]
    assert "status -6" in verdicts(tmp_path, "import os; CPJIT and os.abort()")[1]


def verdicts(folder: Path, line: str) -> list[str]:
    """What is wrong with a program, without cpjit and with it, in whose function that line is."""
    source = f"""
import sys, types
CPJIT = "cpjit" in sys.modules
SIZE = SMALL = 1
class Point:
    def __init__(self, x):
        self.x = x
def run(size):
    total = 0
    for i in range(1000):
        total += i
    {line}
"""
    path = folder / "program.py"
    path.write_text(source)
    program = catalog.Benchmark("program", "test", catalog.INSIDE / "own.py", (str(path), "run"))
    python = interpreters.Interpreter("python", (sys.executable,))
    ways = checking.ways(whole=True, short=False, seeds=[])[:2]
    return [each.problem for each in checking.check(program, python, processes.Place(), ways)]


def test_a_program_of_ours_that_fails_is_told() -> None:
    done = benchmark("no=false", "-b", "sieve", "-r1", "--json=/dev/null")
    assert done.returncode == 1
    assert "failed: sieve under no: exit status 1" in done.stdout
    assert Path("/dev/null").is_char_device(), "a file has taken the device's place"


def test_pyperformance_programs_run_in_the_process_itself(tmp_path: Path) -> None:
    """A folder of scripts, made for pyperf, of several benchmarks each."""
    script = tmp_path / "bm_two" / "run_benchmark.py"
    script.parent.mkdir()
    script.write_text(
        """
import pyperf
def first():
    return sum(range(1000))
def second(loops, size):
    start = pyperf.perf_counter()
    for _ in range(loops):
        sum(range(size))
    return pyperf.perf_counter() - start
async def third():
    return 3
if __name__ == "__main__":
    runner = pyperf.Runner()
    runner.argparser.add_argument("--size", type=int, default=10)
    args = runner.parse_args()
    runner.bench_func("first", first)
    runner.bench_time_func("second", second, args.size)
    runner.bench_async_func("third", third)
"""
    )
    assert catalog.find_pyperformance(str(tmp_path)) == tmp_path
    python = interpreters.Interpreter("python", (sys.executable,))
    settings = {"least": 0.001, "warm": 0, "limit": 0.01}
    for task, name in enumerate(("first", "second", "third")):
        each = catalog.Benchmark(name, "test", script, ("--size", "20"), task)
        outcome = processes.run(each, python, processes.Place(), settings)
        assert outcome.error == ""
        assert outcome.found["name"] == name
        assert min(outcome.found["values"]) > 0
    missing = catalog.Benchmark("fourth", "test", script, (), 3)
    outcome = processes.run(missing, python, processes.Place(), settings)
    assert outcome.error == "the script has no such benchmark"


def test_the_command_says_what_it_does_not_understand() -> None:
    for words, complaint in {
        ("nonsense",): "'nonsense' is not of the form label=command",
        ("a=python3", "a=python3"): "two interpreters are called a",
        ("-b", "nonsense"): "no benchmark is called nonsense",
        ("--pyperformance", "/nonsense"): "no bm_*/run_benchmark.py in /nonsense",
        ("--show", "/nonsense"): "No such file",
    }.items():
        done = benchmark(*words)
        assert done.returncode == 2
        assert complaint in done.stderr


def test_an_interpreter_is_a_command_with_variables() -> None:
    each = interpreters.parse("mine=A=1 B='x y' /usr/bin/python -X dev")
    assert each.words == ("/usr/bin/python", "-X", "dev")
    assert each.variables == {"A": "1", "B": "x y"}
    assert interpreters.parse(f"again={each.command}").variables == each.variables


# Statistics


def test_a_ratio_is_the_mean_of_pairs() -> None:
    ratio = figures.ratio([2.0, 8.0], [1.0, 2.0])
    assert ratio is not None
    assert ratio.value == pytest.approx(8**0.5)
    assert figures.ratio([2.0, None], [1.0, 1.0]) == figures.Ratio(2.0)
    assert figures.ratio([None], [1.0]) is None


def test_the_interval_is_students() -> None:
    """Against a worked example: the logarithms 1, 2, 3 have mean 2 and 95 % interval ± 2.4841."""
    import math

    ratio = figures.from_logarithms([1.0, 2.0, 3.0])
    assert ratio is not None and ratio.low and ratio.high
    assert math.log(ratio.low) == pytest.approx(2 - 2.4841, abs=1e-3)
    assert math.log(ratio.high) == pytest.approx(2 + 2.4841, abs=1e-3)
    same = figures.from_logarithms([0.5] * 40)
    assert same is not None and same.low == pytest.approx(same.high)


def test_slower_is_said_only_beyond_doubt() -> None:
    assert figures.Ratio(0.9, 0.85, 0.95).verdict == "slower"
    assert figures.Ratio(0.98, 0.94, 1.02).verdict == "slower?"
    assert figures.Ratio(1.01, 0.94, 1.08).verdict == ""
    assert figures.Ratio(0.98, 0.975, 0.985).verdict == ""
    assert figures.Ratio(0.5).verdict == ""


def test_means_are_geometric() -> None:
    assert figures.geometric_mean([0.5, 2.0, 8.0]) == pytest.approx(2.0)
    ratios = [figures.Ratio(2.0), figures.Ratio(8.0)]
    mean = figures.mean_ratio(ratios, [[2.0, 8.0], [4.0, 16.0], [1.0]])
    assert mean is not None and mean.low and mean.high
    assert mean.value == pytest.approx(4.0)
    assert mean.low < 4.0 < mean.high
    assert figures.mean_ratio([], []) is None


# Results, table, chart


@pytest.fixture
def measured() -> Results:
    """Two interpreters, three benchmarks in two groups, three rounds; one fails."""
    columns = [{"label": label, "command": label, "version": "3"} for label in ("base", "other")]
    results = Results(columns, machine={"processor": "a <processor>"}, date="2026-01-01 00:00")
    times = {
        "fast": ("one", [8.0, 8.1, 8.2], [2.0, 2.0, 2.1]),
        "slow": ("one", [1.0, 1.0, 1.01], [1.25, 1.26, 1.27]),
        "alone": ("two", [1.0, 1.0, 1.0], [0.5, 0.5, 0.5]),
    }
    for name, (group, *both) in times.items():
        for label, values in zip(("base", "other"), both, strict=True):
            for number, value in enumerate(values):
                each = Run(name, group, label, number, value, value * 3, 20_000_000)
                results.runs.append(each)
    results.runs.append(Run("broken", "two", "base", 0, 1.0))
    results.runs.append(Run("broken", "two", "other", 0, error="exit status 1"))
    return results


def test_the_file_holds_everything(measured: Results, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    measured.save(path)
    assert load(path) == measured
    summary = json.loads(path.read_text())["summary"]["other"]
    assert summary["ratio"]["alone"] == [2.0, 2.0, 2.0]
    assert summary["ratio"]["broken"] is None
    assert summary["geometric mean"]["one"][0] == pytest.approx(1.78, abs=0.02)
    assert [file.name for file in tmp_path.iterdir()] == ["results.json"]


def test_the_table_says_what_is_slower(measured: Results) -> None:
    text = table.plain(list(table.rows(measured)))
    slow = next(line.split() for line in text.splitlines() if line.startswith("slow"))
    assert slow[:6] == ["slow", "1", "s", "0.80", "±1.0%", "slower"]
    assert slow[-2:] == ["20", "MB"] and slow[-5:-4] == ["3.0"]
    assert "one: geometric mean of 2" in text
    sentences = list(table.verdicts(measured, steady))
    assert sentences == [
        "other is certainly slower at: slow (0.80)",
        "failed: broken under other: exit status 1",
    ]


def test_other_figures_have_ratios_too(measured: Results) -> None:
    ratio = measured.ratio("fast", "other", memory)
    assert ratio is not None and ratio.value == 1.0


def test_times_have_units() -> None:
    shown = [table.duration(seconds) for seconds in (12.345, 0.012345, 1.2345e-5, 1.23e-8)]
    assert shown == ["12.3 s", "12.3 ms", "12.3 µs", "12.3 ns"]


def test_the_chart_stands_alone_and_has_every_figure(measured: Results) -> None:
    picture = chart.draw(measured)
    assert picture == chart.draw(measured)
    root = ElementTree.fromstring(picture)
    words = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"fast", "slow", "alone", "broken", "one, mean", "3.98", "0.80", "1×"} <= set(words)
    assert "prefers-color-scheme: dark" in picture
    assert "href" not in picture and "url(" not in picture
    assert any("a <processor>" in each for each in words)
    # Nothing lies outside the page, and what is slower grows to the left.
    width = float(root.attrib["width"])
    boxes = {}
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        if box.attrib["class"] == "c0" and "x" in box.attrib:
            left = float(box.attrib["x"])
            assert left >= 0 and left + float(box.attrib["width"]) <= width
            boxes[float(box.attrib["y"])] = left
    same = next(each for each in root.iter() if each.attrib.get("class") == "same")
    assert min(list(boxes.values())[1:]) < float(same.attrib["x1"])


# Reference counts


def test_changes_of_reference_counts_are_told_from_other_arithmetic() -> None:
    changes = {
        "add qword ptr [rax], 1": True,
        "sub qword ptr [r12], 1": True,
        "inc qword ptr [rdi]": True,
        "add qword ptr [rax + 0x10], 1": False,  # a list's length
        "add dword ptr [rax], 1": False,
        "add qword ptr [rax], 2": False,
        "add qword ptr [rax], rcx": False,
        "mov rcx, qword ptr [rdi]; lea rdx, [rcx - 1]; mov qword ptr [rdi], rdx": True,
        "mov rcx, qword ptr [rdi]; sub rcx, 1; test rsi, rsi; mov qword ptr [rdi], rcx": True,
        "mov rcx, qword ptr [rsi]; sub rcx, 1; mov qword ptr [rdi], rcx": False,
        "mov rcx, qword ptr [rdi]; mov qword ptr [rdi], rcx": False,
        "sub rcx, 1; mov qword ptr [rdi], rcx": False,
    }
    for text, expected in changes.items():
        words = [instruction.partition(" ") for instruction in text.split("; ")]
        assert references.is_change([(name, rest) for name, _, rest in words]) is expected, text


def test_what_a_function_calls_is_not_counted_twice() -> None:
    lines = ["ob=/bin/x", "fn=f", "0x10 5", "cfn=g", "calls=1 0x20", "0x11 700", "0x12 5", "ob="]
    counted = references.costs([*lines, "0x10 3"])
    assert counted == {("/bin/x", 0x10): 5, ("/bin/x", 0x12): 5, ("", 0x10): 3}
