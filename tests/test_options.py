"""Options mean the same by argument, environment and command line."""

from __future__ import annotations

import inspect

import pytest

import cpjit
from cpjit._options import OPTIONS, Settings, settings

PLAIN = Settings(60, 240, 64 << 20, 0, "", 0, "", 0, 0, 0, "", "", "", 0)


def test_defaults_hold_where_nothing_is_said() -> None:
    assert settings({}, {}) == PLAIN
    assert settings({"threshold": None}, {"PATH": "/bin"}) == PLAIN


def test_every_option_has_an_environment_variable() -> None:
    names = {option.environment for option in OPTIONS}
    words = (
        "THRESHOLD",
        "LOOP_THRESHOLD",
        "MEMORY_LIMIT",
        "STATS",
        "STATS_FILE",
        "PERF",
        "JITDUMP",
        "GDB",
        "INSPECT",
        "COUNT",
        "TORTURE",
        "ONLY",
        "EXCLUDE",
        "LOG",
    )
    assert names == {f"CPJIT_{word}" for word in words}


def test_the_environment_overrides_the_defaults() -> None:
    environ = {"CPJIT_THRESHOLD": "5", "CPJIT_STATS": "yes", "CPJIT_TORTURE": "7"}
    assert settings({}, environ) == Settings(5, 240, 64 << 20, 1, "", 0, "", 0, 0, 0, "", "", "", 7)


def test_arguments_override_the_environment() -> None:
    environ = {"CPJIT_THRESHOLD": "5", "CPJIT_MEMORY_LIMIT": "1M"}
    found = settings({"threshold": 9, "memory_limit": "2M"}, environ)
    assert (found.threshold, found.memory_limit) == (9, 2 << 20)


def test_names_of_functions_may_be_a_list() -> None:
    assert settings({"only": ["f", "Point.*"]}, {}) == settings({"only": "f,Point.*"}, {})


def test_an_argument_of_enable_has_the_name_of_its_option() -> None:
    arguments = set(inspect.signature(cpjit.enable).parameters)
    assert arguments == {option.name for option in OPTIONS} - {"log", "torture"}


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("500000", 500000),
        ("512K", 512 << 10),
        ("512k", 512 << 10),
        ("64M", 64 << 20),
        (" 1G ", 1 << 30),
        (4096, 4096),
    ],
)
def test_sizes_have_units(text: str | int, size: int) -> None:
    assert settings({"memory_limit": text}, {}).memory_limit == size


@pytest.mark.parametrize("text", ["", "M", "1.5M", "-1", "0", "0K", "64MB", "lots"])
def test_a_wrong_size_is_refused_with_the_name_it_was_given_by(text: str) -> None:
    with pytest.raises(ValueError, match=r"CPJIT_MEMORY_LIMIT is '.*'; it must be: A number of"):
        settings({}, {"CPJIT_MEMORY_LIMIT": text})


@pytest.mark.parametrize("value", [0, -3, "x", "1.5", ""])
def test_a_wrong_threshold_is_refused(value: int | str) -> None:
    with pytest.raises(ValueError, match=r"threshold is .*; it must be: A whole number, at least"):
        settings({"threshold": value}, {})


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("0", 0), ("yes", 1), ("No", 0), ("TRUE", 1), ("off", 0), ("", 0)],
)
def test_switches_understand_words(text: str, value: int) -> None:
    assert settings({}, {"CPJIT_STATS": text}).stats == value


def test_a_wrong_switch_is_refused() -> None:
    with pytest.raises(ValueError, match="CPJIT_STATS is 'maybe'"):
        settings({}, {"CPJIT_STATS": "maybe"})
