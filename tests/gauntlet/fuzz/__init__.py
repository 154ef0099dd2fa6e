"""Differential fuzzing: random programs, run without cpjit and with it."""

from __future__ import annotations

from .command import main

__all__ = ["main"]
