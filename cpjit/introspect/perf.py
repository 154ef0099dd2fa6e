"""Names for machine code, where Linux's `perf` looks for them."""

from __future__ import annotations

import os
from pathlib import Path


def write_map(*, stencils: bool = False) -> Path:
    """Write /tmp/perf-PID.map, from which `perf report` takes the names of addresses.

    Each piece of code is named by its Python function (`py::name:line`) or, with `stencils`, by the
    template it was copied from, which shows what the time goes into; shared routines by their own
    names. Code that has been freed by then is missing. The file is new, and its owner's alone,
    since everybody may put files and links into /tmp. Raises OSError where there can't be one.
    """
    from cpjit import _cpjit

    path = Path(f"/tmp/perf-{os.getpid()}.map")
    path.unlink(missing_ok=True)  # of an earlier process of that number
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with open(made, "w", encoding="utf-8") as lines:
        for address, size, code, stencil in _cpjit.code_places():
            function = code and f"py::{code.co_qualname}:{code.co_firstlineno}"
            name = function if function and not stencils else f"cpjit::{stencil}"
            print(f"{address:x} {size:x} {name}", file=lines)
    return path
