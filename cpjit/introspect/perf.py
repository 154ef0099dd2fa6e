"""Names for machine code, where Linux's `perf` looks for them: /tmp/perf-PID.map.

Each piece of code is named by its Python function (`py::name:line`) or by the template it was
copied from, which shows what the time goes into; shared routines by their own names. The engine
adds what it makes (`runtime/perf.c`); when a program ends, the map is written anew, without the
code that has been freed by then.
"""

from __future__ import annotations

import atexit
import os
from pathlib import Path

opened: tuple[int, int] | None = None  # by which process, and the file


def write_map(*, stencils: bool = False) -> Path:
    """Write the map of this process, with all code there is; what is made later is added.

    The file is new, and its owner's alone, since everybody may put files and links into /tmp.
    Raises OSError where there can't be one.
    """
    global opened
    from cpjit import _cpjit

    process = os.getpid()
    path = Path(f"/tmp/perf-{process}.map")
    if opened is None or opened[0] != process:
        path.unlink(missing_ok=True)  # of an earlier process of that number
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        opened = process, os.open(path, flags, 0o600)
    _cpjit.write_map(opened[1], stencils)
    return path


def start(*, stencils: bool) -> None:
    """Write the map from now on."""
    write_map(stencils=stencils)
    atexit.unregister(write_map)
    atexit.register(write_map, stencils=stencils)
