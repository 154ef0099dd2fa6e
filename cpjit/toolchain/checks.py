"""What a stencil must not do, found in its machine code."""

from __future__ import annotations

from .machine import Machine
from .stencil import Refusal, Routine, Stencil

__all__ = ["Routine", "check_routine", "check_stencil", "Refusal"]


def check_stencil(stencil: Stencil, machine: Machine, *, may_spill: bool) -> None:
    """Refuse a stencil that breaks the engine's assumptions."""


def check_routine(stencil: Stencil, machine: Machine) -> None:
    """Likewise a routine."""
