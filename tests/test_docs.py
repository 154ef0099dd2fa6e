"""Every command in the documentation runs: here, or in the test that is named here."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cpjit

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*(?:python|pip|perf|gdb|make|git|apt)\S* .*")

# What would change the machine, takes long, or has a test of its own; first match.
ELSEWHERE = {
    r"pip (un)?install": "test_installing.py",
    r"python3?\S* -m pip install": "test_installing.py",
    r"python -m cpjit autoload": "test_autoload.py",
    r"python3.11 dev.py": ".ci/run and test_dev.py",
    r"python3.11 setup.py": ".ci/run",
    r"python -m benchmarks|python -m pyperf": "test_benchmarks.py",
    r"python -m gauntlet": "test_gauntlet.py",
    r"python -m cpjit bisect": "test_bisect.py",
    r"perf |gdb ": "test_tools.py",
    r"make -C examples/embed": "test_embedding.py",
    r"python build_stencils.py|python3.11 build_stencils.py": "toolchain/test_build.py",
    r"python tests/|python3.11 tests/": "toolchain/test_golden.py",
    r"python -m cpjit -m package": "test_command.py",
    r"python -m cpjit --stats app.py arguments": "test_command.py",
    r"CPJIT_INSPECTION=0 pip": "test_embedding.py",
    r"CPJIT_\w+=": "test_options.py",
    r"python -m pytest|pytest": ".ci/run",
    r"python3.11 -m venv|python -m venv": "test_installing.py",
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


def runs_elsewhere(command: str) -> str | None:
    return next((test for rule, test in ELSEWHERE.items() if re.match(rule, command)), None)


HERE = sorted({command for _, command in commands() if not runs_elsewhere(command)})


@pytest.mark.skipif(not (ROOT / "docs").exists(), reason="the documentation is not there")
@pytest.mark.parametrize("command", HERE)
def test_a_command(command: str, tmp_path: Path) -> None:
    assert APP, "the tutorial has lost its program"
    (tmp_path / "app.py").write_text(APP[1].replace("3_000_000", "300_000"))
    python = shlex.quote(sys.executable)
    done = subprocess.run(
        re.sub(r"\bpython(3\.11)? ", f"{python} ", command, count=1),
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(cpjit.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_commands_are_found_and_their_tests_are_there() -> None:
    assert len(HERE) >= 8, HERE
    for test in ELSEWHERE.values():
        names = re.findall(r"[\w/]+\.py", test)
        assert all((ROOT / "tests" / name).exists() for name in names), test


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
