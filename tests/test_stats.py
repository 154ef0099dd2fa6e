"""The statistics: numbers as a typed object, and as a table for people."""

from __future__ import annotations

import dataclasses

import pytest

from cpjit import Stats

SOME = Stats(
    functions=3,
    blocks=40,
    versions=52,
    stubs=17,
    bytecodes_compiled=1234,
    code_bytes=20_480,
    metadata_bytes=900,
    memory_reserved=64 << 20,
    memory_committed=128 << 10,
    compile_seconds=0.0005,
    samples_jit=970,
    samples_interpreter=30,
    exits={"tracing": 1, "exception": 2000},
    refusals={"opcode YIELD_VALUE": 4},
)


def test_the_share_is_the_part_of_samples_in_jit_code() -> None:
    assert SOME.share == pytest.approx(0.97)
    assert Stats().share is None
    assert Stats(samples_interpreter=5).share == 0


def test_the_table_has_every_number() -> None:
    lines = str(SOME).splitlines()
    assert lines[0] == "cpjit: share of time in JIT code: 97.0%"
    text = "\n".join(lines)
    for part in ("1,000 (970 in JIT code)", "40 in 52 versions", "20.0 KiB", "900 B", "0.50 ms"):
        assert part in text
    assert "128.0 KiB of 64.0 MiB reserved" in text
    assert "2.5 million bytecodes/s" in text


def test_the_most_frequent_exit_comes_first() -> None:
    lines = [" ".join(line.split()) for line in str(SOME).splitlines()]
    at = lines.index("exits to the interpreter: 2,001")
    assert lines[at + 1 : at + 3] == ["exception 2,000", "tracing 1"]
    assert lines[-1] == "opcode YIELD_VALUE 4"


def test_a_table_of_nothing_is_still_a_table() -> None:
    assert str(Stats()).startswith("cpjit: share of time in JIT code: too short to tell\n")


def test_stats_are_a_snapshot() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SOME.functions = 4  # type: ignore[misc]
    assert SOME.as_dict()["share"] == pytest.approx(0.97)
