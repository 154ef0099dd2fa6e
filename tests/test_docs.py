"""Every command in the documentation runs: here, or in the test that is named here."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cpjit

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*(?:python|pip|perf|gdb|make|git|apt)\S* .*")

# What would change the machine or takes long: where it is run, and what shows that; first match.
ELSEWHERE = {
    r"CPJIT_INSPECTION=0 pip": ("test_embedding.py", '"CPJIT_INSPECTION": "0"'),
    r"pip install \.": ("test_installing.py", "def test_from_source"),
    r"pip uninstall": ("test_installing.py", '"uninstall", "--yes"'),
    r"python -m cpjit autoload on": ("test_autoload.py", '"autoload", "on"'),
    r"python -m cpjit autoload off": ("test_autoload.py", '"autoload", "off"'),
    r"python -m cpjit autoload status": ("test_autoload.py", '"autoload", "status"'),
    r"python -m cpjit bisect": ("test_bisect.py", '"-m", "cpjit", "bisect"'),
    r"python3.11 dev.py demo": ("../.ci/run", "dev.py demo"),
    r"python3.11 dev.py benchmarks": ("../.ci/run", "dev.py benchmarks"),
    r"python3.11 dev.py test": ("../.ci/run", "dev.py test"),
    r"MUSL_PYTHON": ("test_installing.py", "MUSL_PYTHON"),
    r"python -m benchmarks .*--pyperformance": ("test_benchmarks.py", "--pyperformance"),
    r"make -C examples/embed": ("test_embedding.py", '"make"'),
    r"python build_stencils.py .*--python": ("../.ci/run", "dbg"),
    r"python build_stencils.py --target": ("toolchain/test_aarch64.py", "aarch64-linux"),
    r"python build_stencils.py --check": ("toolchain/test_build.py", '"--check"'),
    r"python build_stencils.py": ("toolchain/test_build.py", "build_stencils.py"),
    r"perf ": ("test_docs.py", "def test_the_commands_of_perf"),
    r"gdb ": ("test_docs.py", "def test_the_command_of_gdb"),
    r"python3.11 dev.py lint": ("../.ci/run", "dev.py lint"),
}
# What is run here for a command, where the command itself takes long or has words to be filled in.
INSTEAD = {
    "app.py arguments...": "app.py 1 2",
    "-m package": "-m app",
    "prefork 32": "prefork 2",
    "benchmarks.costs --json docs/costs.json --svg docs": "benchmarks.costs --help",
    "benchmarks.costs.guard": "benchmarks.costs.guard --help",
    "benchmarks --whole --cpu-time": "benchmarks --whole --short -r 1 -b sieve",
    "against_c": "against_c 300000",
    "[options] [label=command ...]": "--short -r 1 -b sieve plain=python",
    "-r 5 base=/usr/bin/python3.11 'cpjit=/usr/bin/python3.11 -m cpjit'": "--short -r 1 -b sieve "
    "base=python 'cpjit=python -m cpjit'",
    "--peers -b 'own*' --svg chart.svg": "--peers --short -r 1 -b sieve --svg chart.svg",
    "--check --torture 1,2": "--check --short --torture 1,2 -b sieve",
}

APP = re.search(r"```python\n(def area.*?)```", (ROOT / "docs" / "tutorial.md").read_text(), re.S)


def commands() -> Iterator[tuple[str, str]]:
    """The commands in code blocks, with their pages."""
    for page in PAGES:
        text = re.sub(r"```python.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
        for line in text.splitlines():
            words = re.sub(r" {4,}.*", "", line[4:]) if line.startswith("    ") else ""
            if COMMAND.fullmatch(words):
                yield page.name, words


def runs_elsewhere(command: str) -> tuple[str, str] | None:
    return next((test for rule, test in ELSEWHERE.items() if re.match(rule, command)), None)


HERE = sorted({command for _, command in commands() if not runs_elsewhere(command)})


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """The program of the tutorial, and where it is."""
    assert APP, "the tutorial has lost its program"
    (tmp_path / "app.py").write_text(APP[1].replace("3_000_000", "300_000"))
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of the documentation in a shell, with this interpreter as `python`."""
    python = shlex.quote(sys.executable)
    home = Path(cpjit.__file__).parents[1]
    return subprocess.run(
        re.sub(r"\bpython(3\.11)?(?=[ ']|$)", python, command),
        shell=True,
        cwd=folder,
        # No other interpreters than the system's: they would only take time.
        env={**os.environ, "PYTHONPATH": f"{home}:{ROOT}", "PYENV_ROOT": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",  # machine code that perf shows
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(not (ROOT / "docs").exists(), reason="the documentation is not there")
@pytest.mark.parametrize("command", HERE)
def test_a_command(command: str, app: Path) -> None:
    if "benchmarks" in command:
        pytest.importorskip("rich")
    for words, others in INSTEAD.items():
        command = command.replace(words, others)
    done = run(command, app)
    assert done.returncode == 0, done.stderr


def lines_with(tool: str) -> list[str]:
    """The commands of a tool, in their order."""
    return [command for page, command in commands() if command.startswith(f"{tool} ")]


@pytest.mark.skipif(not shutil.which("perf"), reason="there is no perf")
def test_the_commands_of_perf(app: Path) -> None:
    (app / "app.py").write_text((app / "app.py").read_text().replace("300_000", "30_000_000"))
    record, *others = lines_with("perf")
    # Without a terminal it would write to its output.
    if run(record.replace("record", "record -o perf.data", 1), app).returncode:
        pytest.skip("the system lets nobody take samples")
    outputs = []
    for command in others:
        done = run(command, app)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        outputs.append(done.stdout)
    _, report, annotated = outputs
    assert "py::area" in report and "total += (1.0 - x * x)" in annotated


@pytest.mark.skipif(not shutil.which("gdb"), reason="there is no gdb")
def test_the_command_of_gdb(app: Path) -> None:
    [command] = lines_with("gdb")
    options = "gdb -nx -batch -iex 'set auto-load off' -ex run"
    done = run(command.replace("gdb", options, 1), app)
    if "ptrace" in done.stderr:
        pytest.skip("the system lets nobody trace processes")
    assert "pi is about 3.14" in done.stdout and "exited normally" in done.stdout


def test_commands_are_found_and_their_tests_are_there() -> None:
    assert len(HERE) >= 15, HERE
    found = {test for _, command in commands() if (test := runs_elsewhere(command))}
    for name, words in found:
        assert words in (ROOT / "tests" / name).read_text(), (name, words)
    everything = " ".join(HERE)
    assert all(words in everything for words in INSTEAD)


def test_every_page_is_in_the_site_and_every_link_leads_somewhere() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text()
    for page in PAGES:
        assert page.name == "README.md" or f"- {page.name}\n" in navigation, page
        for target in re.findall(r"\]\(([^)#:]+)(?:#\w+)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_option_is_documented() -> None:
    from cpjit._options import OPTIONS

    text = (ROOT / "docs" / "options.md").read_text()
    for option in OPTIONS:
        assert f"| `{option.name}` |" in text or option.name in ("log", "torture"), option.name
