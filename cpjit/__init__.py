"""cpjit makes stock CPython run Python code faster.

    import cpjit
    cpjit.enable()

From then on functions are compiled to machine code when they have been called a few times, or at
once when they contain a loop. Nothing about the program changes but its speed. `available()` says
whether that works here and, if not, why; `stats()` says what has been done so far; `disable()`
gives the interpreter back, and `with paused():` for a while. `@jit` has a function compiled now,
`@never` leaves it to the interpreter.
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
    from cpjit._marks import jit, never, paused
    from cpjit.introspect.counts import opcode_counts
    from cpjit.introspect.explain import explain
    from cpjit.introspect.stats import Stats

# What few programs ask for is loaded when it is asked for.
LATER = {
    "Stats": "cpjit.introspect.stats",
    "explain": "cpjit.introspect.explain",
    "jit": "cpjit._marks",
    "load_ipython_extension": "cpjit.introspect.ipython",
    "never": "cpjit._marks",
    "opcode_counts": "cpjit.introspect.counts",
    "paused": "cpjit._marks",
}

__all__ = [
    "Availability",
    "Stats",
    "UnavailableError",
    "__version__",
    "available",
    "disable",
    "enable",
    "explain",
    "is_enabled",
    "jit",
    "never",
    "opcode_counts",
    "paused",
    "stats",
]


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(LATER[name]), name)
    globals()[name] = value
    return value
