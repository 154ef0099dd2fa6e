"""Switching a whole environment on and off; Python starts whatever becomes of cpjit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cpjit
from cpjit import _autoload, _engine

pytestmark = pytest.mark.interpreter

Python = Callable[..., subprocess.CompletedProcess[str]]
ASK = "import sys; print('cpjit' in sys.modules and sys.modules['cpjit'].is_enabled())"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that cpjit is installed in, as far as `site` can see."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    [packages] = folder.glob("lib/python*/site-packages")
    shutil.copytree(Path(cpjit.__file__).parent, packages / "cpjit")
    return folder


@pytest.fixture
def packages(environment: Path) -> Path:
    [packages] = environment.glob("lib/python*/site-packages")
    for name, text in _autoload.files(on=False).items():
        (packages / name).write_text(text)
    return packages


@pytest.fixture
def python(environment: Path, packages: Path) -> Python:
    def python(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [str(environment / "bin" / "python"), *words]
        return subprocess.run(
            command, env=variables, cwd=environment, capture_output=True, text=True, check=False
        )

    return python


def asked(python: Python, *flags: str, **variables: str) -> str:
    done = python(*flags, "-c", ASK, **variables)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_the_variable_switches_a_program_on(python: Python) -> None:
    assert asked(python) == "False"
    assert asked(python, CPJIT="1") == "True"
    assert asked(python, CPJIT="0") == asked(python, CPJIT="") == "False"
    assert asked(python, "-E", CPJIT="1") == asked(python, "-S", CPJIT="1") == "False"


def test_a_whole_environment(python: Python, packages: Path) -> None:
    on = python("-m", "cpjit", "autoload", "on")
    assert on.stdout.startswith("on: each Python of this environment starts with cpjit"), on.stderr
    assert asked(python) == asked(python, "-I") == asked(python, CPJIT="1") == "True"
    assert asked(python, CPJIT="0") == "False"
    assert python("-m", "cpjit", "autoload", "status").stdout == on.stdout
    assert (packages / "cpjit.start").read_text() == "cpjit._autoload:unless_refused\n"
    off = python("-m", "cpjit", "autoload", "off")
    assert off.stdout.startswith("off: Python starts with cpjit where CPJIT=1 is set"), off.stderr
    assert asked(python) == "False"
    assert not list(packages.glob("*.new"))


def test_zero_wins_over_what_a_program_says(python: Python) -> None:
    source = "import cpjit; cpjit.enable(); print(cpjit.is_enabled(), cpjit.available())"
    done = python("-c", source, CPJIT="0")
    assert done.stdout == "False CPJIT=0 switches it off: unset that variable, or set CPJIT=1\n"
    done = python("-m", "cpjit", "-c", ASK, CPJIT="0")
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_python_starts_without_the_package(python: Python, packages: Path) -> None:
    for name, text in _autoload.files(on=True).items():
        (packages / name).write_text(text)
    (packages / "cpjit").rename(packages / "gone")
    try:
        assert asked(python) == asked(python, CPJIT="1") == "False"
    finally:
        (packages / "gone").rename(packages / "cpjit")


@pytest.mark.parametrize("broken", ["_engine.py", "_autoload.py", "_cpjit"])
def test_python_starts_with_a_broken_package(python: Python, packages: Path, broken: str) -> None:
    for file in (packages / "cpjit").glob(f"{broken}*"):
        file.rename(packages / file.name)
        file.write_text("nonsense (")
    try:
        done = python("-c", "print('it runs')", CPJIT="1")
        assert (done.returncode, done.stdout) == (0, "it runs\n")
        assert done.stderr != ""
    finally:
        for file in packages.glob(f"{broken}*"):
            file.rename(packages / "cpjit" / file.name)


def test_nonsense_in_the_environment_is_told(python: Python) -> None:
    for variables in ({"CPJIT": "maybe"}, {"CPJIT": "1", "CPJIT_THRESHOLD": "x"}):
        done = python("-c", "print('it runs')", **variables)
        assert done.stdout == "it runs\n"
        assert done.stderr.startswith("cpjit: warning: running interpreted: CPJIT")


def test_doctor(python: Python, packages: Path) -> None:
    done = python("-m", "cpjit", "doctor")
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("\ncpjit works here\n")
    assert "bad" not in done.stdout
    manifest = packages / "cpjit" / "stencils" / _engine.stencils_key() / "manifest.json"
    text = manifest.read_text()
    try:
        manifest.write_text("{}")
        done = python("-m", "cpjit", "doctor", CPJIT_THRESHOLD="many")
    finally:
        manifest.write_text(text)
    assert done.returncode == 1
    assert "bad   stencils " in done.stdout and "the stencils are damaged" in done.stdout
    assert "bad   environment" in done.stdout and "CPJIT_THRESHOLD is 'many'" in done.stdout
