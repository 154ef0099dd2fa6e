"""Which compilers are taken, and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cpjit.toolchain import clang


def test_ziglang_is_found_without_being_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CPJIT_CLANG", raising=False)
    found = clang.find("x86_64-linux")
    assert found.command[1:] == ("-m", "ziglang", "cc")
    assert found.version.startswith("clang version ") and "ziglang 0." in found.version
    clang.probe(found)


def test_a_compiler_that_is_too_old_is_refused(fake_clang: Callable[[str], None]) -> None:
    fake_clang("echo 'Debian clang version 14.0.6'")
    with pytest.raises(clang.CompilerError, match="is clang 14: stencils need 19 or newer"):
        clang.find("x86_64-linux")


def test_another_compiler_is_refused(fake_clang: Callable[[str], None]) -> None:
    fake_clang("echo 'gcc (Debian 12.2.0-14) 12.2.0'")
    with pytest.raises(clang.CompilerError, match="is not a clang"):
        clang.find("x86_64-linux")


def test_a_compiler_without_preserve_none_is_refused(fake_clang: Callable[[str], None]) -> None:
    fake_clang(
        'case "$*" in *--version*) echo "clang version 21.0.0";;\n'
        '*) echo "p.c:1:1: error: unknown attribute preserve_none ignored" >&2; exit 1;; esac'
    )
    with pytest.raises(
        clang.CompilerError, match=r"can't make stencils.*unknown attribute"
    ) as told:
        clang.probe(clang.find("x86_64-linux"))
    assert "\n" not in str(told.value)


def test_a_missing_compiler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPJIT_CLANG", "/nowhere/clang-19")
    with pytest.raises(clang.CompilerError, match="/nowhere/clang-19, which can't be run"):
        clang.find("x86_64-linux")


def test_options_may_stand_behind_the_command(fake_clang: Callable[[str], None]) -> None:
    import os

    fake_clang("echo 'clang version 20.1.0'")
    os.environ["CPJIT_CLANG"] += " --gcc-toolchain=/opt/gcc"
    assert clang.find("x86_64-linux").command[1:] == ("--gcc-toolchain=/opt/gcc",)
