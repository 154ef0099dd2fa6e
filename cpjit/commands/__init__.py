"""The commands of `python -m cpjit` beside running a program: a module for each, with
`main(words)`, which returns the exit status. `python -m cpjit COMMAND --help` tells of one."""

from __future__ import annotations

import importlib
from collections.abc import Sequence


def main(name: str, words: Sequence[str]) -> int:
    """Run a command with the words that follow it."""
    status: int = importlib.import_module(f"cpjit.commands.{name}").main(words)
    return status
