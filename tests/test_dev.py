"""The project's own commands notice what changed and leave alone what did not."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py, working on a small copy of the project."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("cpjit", "stencils_src", "stencils"):
        (tmp_path / name).mkdir()
    (tmp_path / "cpjit" / "engine.c").write_text("int x;")
    (tmp_path / "stencils_src" / "flow.c").write_text("int y;")
    for name in ("setup.py", "LICENSE", "README.md"):
        (tmp_path / name).write_text("")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def test_a_change_of_a_source_is_noticed(dev: ModuleType) -> None:
    before = dev.digest(dev.source_files())
    assert dev.digest(dev.source_files()) == before
    (dev.ROOT / "stencils" / "library.bin").write_text("made")
    (dev.ROOT / "cpjit" / "engine.o").write_text("made")
    assert dev.digest(dev.source_files()) == before
    (dev.ROOT / "stencils_src" / "flow.c").write_text("int z;")
    assert dev.digest(dev.source_files()) != before


def test_only_what_is_missing_is_installed(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(dev, "check", commands.append)
    environment = dev.Environment(tmp_path / "venv")
    environment.folder.mkdir()
    environment.install_project("test")
    made, requirements, project = commands
    assert made[1:5] == ["-m", "venv", "--clear", "--without-pip"]
    assert requirements[1:4] == ["-m", "pip", "--python"]
    assert any(word.startswith("ziglang==") for word in requirements)
    assert any(word.startswith("pytest==") for word in requirements)
    assert project[-1] == str(tmp_path)

    commands.clear()
    environment.install_project("test")
    assert commands == []
    (tmp_path / "cpjit" / "engine.c").write_text("int changed;")
    environment.install_project("test")
    [again] = commands
    assert again[-1] == str(tmp_path)


def test_help_names_the_commands() -> None:
    words = [sys.executable, str(ROOT / "dev.py"), "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    for command in ("demo", "test", "gauntlet", "benchmarks", "wheels", "docs", "lint"):
        assert f"dev.py {command} " in done.stdout
