"""Running Python programs in processes of their own, with the cpjit that is being tested."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Completed = subprocess.CompletedProcess[str]
Run = Callable[..., Completed]
Program = Callable[..., str]
Same = Callable[..., str]


def run_python(
    folder: Path, *words: object, stdin: str = "", timeout: float = 120, **variables: str
) -> Completed:
    """Run the interpreter with these words, in that folder, with these variables added."""
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=folder,
        env={**os.environ, **variables},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
