"""What wheels are built for: a C library, and the oldest version of it that must do.

`dev.py wheels` sets CPJIT_PLATFORM to one of these names. The compiler inside `ziglang` then builds
the engine against that C library, whatever the machine has; without the variable it is built with
the machine's own compiler, for this machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Platform:
    """A kind of Linux system."""

    target: str
    """As zig names it."""
    tag: str
    """As pip does."""
    suffix: str
    """Of extension modules there, after the version."""
    link: tuple[str, ...] = ()
    """More flags for the linker."""


PLATFORMS = {
    "manylinux": Platform("x86_64-linux-gnu.2.17", "manylinux_2_17_x86_64", "x86_64-linux-gnu"),
    "musllinux": Platform(
        "x86_64-linux-musl",
        "musllinux_1_2_x86_64",
        "x86_64-linux-musl",
        # Its C library has no name that linkers agree on; Python has loaded it anyway.
        ("-nostdlib",),
    ),
}


def chosen() -> Platform | None:
    """What is built for, if it is not this very machine."""
    name = os.environ.get("CPJIT_PLATFORM")
    return PLATFORMS[name] if name else None
