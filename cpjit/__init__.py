"""cpjit makes stock CPython run Python code faster.

    import cpjit
    cpjit.enable()

From then on functions are compiled to machine code when they have been called a few times, or at
once when they contain a loop. Nothing about the program changes but its speed. `available()` says
whether that works here and, if not, why; `stats()` says what has been done so far; `disable()`
gives the interpreter back.
"""

from __future__ import annotations

from cpjit._engine import (
    Availability,
    UnavailableError,
    available,
    disable,
    enable,
    is_enabled,
    stats,
)
from cpjit._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cpjit.introspect.counts import opcode_counts
    from cpjit.introspect.stats import Stats

__all__ = [
    "Availability",
    "Stats",
    "UnavailableError",
    "__version__",
    "available",
    "disable",
    "enable",
    "is_enabled",
    "opcode_counts",
    "stats",
]


def __getattr__(name: str) -> object:
    """What few programs ask for is loaded when it is asked for."""
    if name == "Stats":
        from cpjit.introspect.stats import Stats

        return Stats
    if name == "opcode_counts":
        from cpjit.introspect.counts import opcode_counts

        return opcode_counts
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
