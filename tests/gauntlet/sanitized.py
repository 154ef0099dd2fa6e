"""Random programs with sanitizers in the engine: `python -m tests.gauntlet sanitized`.

The extension is built with AddressSanitizer and UndefinedBehaviorSanitizer by the system's gcc, in
a copy of the source tree, and runs what the part `fuzz` runs; options are that part's. What a
sanitizer objects to ends the process, and so is a difference. Machine code itself has none of
their checks; the engine, which makes it, has them, and so has all C code that it calls of ours.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .environments import FOLDER

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "cpjit", "stencils_src", "stencils")
COMPILER = "gcc -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
COMPILER += " -fno-sanitize=bounds"  # CPython declares one element where there are many
OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",  # CPython leaves some at its end
    "UBSAN_OPTIONS": "print_stacktrace=1",
}


def main(words: list[str]) -> int:
    if "--help" in words or "-h" in words:
        print(__doc__)
        words = ["--help"]
    if shutil.which("gcc") is None:
        print("the sanitizers are gcc's, and there is no gcc")
        return 1
    tree = FOLDER / "sanitized"
    copy(tree)
    build = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
    if subprocess.run(build, cwd=tree, env={**os.environ, "CC": COMPILER}).returncode:
        print("the extension can't be built with sanitizers here")
        return 1
    libraries = [library(f"lib{name}.so") for name in ("asan", "ubsan")]
    variables = {
        **os.environ,
        **OPTIONS,
        "LD_PRELOAD": ":".join(libraries),
        "PYTHONPATH": f"{tree}:{ROOT / 'tests'}",
    }
    command = [sys.executable, "-P", "-m", "gauntlet", "fuzz", *words]
    return subprocess.run(command, env=variables).returncode


def copy(tree: Path) -> None:
    """Copy what is built; files keep their times, so only what changed is compiled again."""
    tree.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        if (ROOT / name).is_dir():
            if name != "stencils":  # those serve again if nothing they are made from changed
                shutil.rmtree(tree / name, ignore_errors=True)
            ignored = shutil.ignore_patterns(
                "*.so", "__pycache__", *["stencils"] * (name == "cpjit")
            )
            shutil.copytree(ROOT / name, tree / name, dirs_exist_ok=True, ignore=ignored)
        elif (ROOT / name).exists():
            shutil.copy2(ROOT / name, tree / name)


def library(name: str) -> str:
    """Where gcc has one of its libraries."""
    words = ["gcc", f"-print-file-name={name}"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
