"""Fixtures: a compiler, and a folder of templates to build with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cpjit.toolchain import clang

from .workshop import Workshop


@pytest.fixture(scope="session")
def compiler() -> clang.Clang:
    return clang.find("x86_64-linux")


@pytest.fixture
def workshop(tmp_path: Path, compiler: clang.Clang) -> Workshop:
    return Workshop(tmp_path, compiler)


@pytest.fixture
def fake_clang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes CPJIT_CLANG a shell script."""

    def make(script: str) -> None:
        path = tmp_path / "clang"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("CPJIT_CLANG", str(path))

    return make
