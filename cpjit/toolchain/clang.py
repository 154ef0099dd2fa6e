"""Find the compiler, and compile templates with it.

Needed is a clang that knows `preserve_none` (every stencil's calling convention) and keeps
`musttail` promises for it. The PyPI package `ziglang` is one that pip installs anywhere; any
other recent clang will do, if what it makes passes the checks.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .machines import MACHINES

OLDEST = 19  # the first release with preserve_none in the shape used here
NEWEST_TRIED = 22

# Each flag with its reason. Machines have more of them.
FLAGS = (
    "-O2",
    "-std=gnu17",
    "-DNDEBUG",  # assertions in CPython's inline functions would bring their texts along
    "-fno-pic",  # a hidden symbol becomes a plain 32-bit immediate or displacement
    "-fno-direct-access-external-data",  # a default one goes through the GOT, and can be far
    "-fomit-frame-pointer",
    "-fno-asynchronous-unwind-tables",  # one unwind description serves all of JIT code
    "-fno-unwind-tables",
    "-fno-stack-protector",  # it reads TLS and spills
    "-fno-jump-tables",  # static data
    "-ffunction-sections",
    "-fno-ident",
    "-g0",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-unused-parameter",  # every stencil takes all registers
    "-Wno-uninitialized",  # dead registers are passed as undefined values, on purpose
    "-Wno-unused-command-line-argument",
    "-Xclang",
    "-mframe-pointer=reserved",  # rbp belongs to the native frame
    # Conditional tail calls hide which way is the likely one; the layout makes them itself.
    "-mllvm",
    "-disable-branch-fold",
    "-mllvm",
    "-branch-fold-placement=0",
)
# zig's GNU target forces position-independent code, and its default sanitizers trap.
ZIG_FLAGS = ("-fno-sanitize=all",)

_PROBE = """\
#define PN __attribute__((preserve_none))
__attribute__((visibility("hidden"))) extern PN void NEXT(void *, void *, long, long);
PN void st_probe(void *frame, void *ts, long a, long b) {
    __attribute__((musttail)) return NEXT(frame, ts, b, a);
}
"""


class CompilerError(Exception):
    """No usable compiler, or it would not compile something; one sentence to show."""


@dataclass(frozen=True)
class Clang:
    """A compiler that can make stencils."""

    command: tuple[str, ...]
    version: str  # as the compiler names itself, without paths
    flags: tuple[str, ...]

    def compile(self, source: Path, output: Path, options: Sequence[str] = ()) -> None:
        """Make an object file, or raise with what the compiler said."""
        arguments = [*self.command, *self.flags, *options, "-c", str(source), "-o", str(output)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if " error: " in line]
            told = "\n".join(list(dict.fromkeys(errors))[:5]) or done.stderr.strip()
            raise CompilerError(told or f"{self.command[0]} failed")


def find(target: str) -> Clang:
    """The compiler for `target`: CPJIT_CLANG, ziglang, or the newest clang on PATH."""
    machine = target.partition("-")[0]
    asked = os.environ.get("CPJIT_CLANG")
    if asked:
        words = tuple(shlex.split(asked))
        if shutil.which(words[0]) is None:
            raise CompilerError(f"CPJIT_CLANG names {words[0]}, which can't be run")
        return _examine(words, machine)
    if find_spec("ziglang") is not None:
        return _examine((sys.executable, "-m", "ziglang", "cc"), machine)
    for number in range(NEWEST_TRIED + 3, OLDEST - 1, -1):
        if shutil.which(f"clang-{number}"):
            return _examine((f"clang-{number}",), machine)
    if shutil.which("clang"):
        return _examine(("clang",), machine)
    raise CompilerError(
        f"no clang found: `pip install ziglang`, or set CPJIT_CLANG to a clang {OLDEST} or newer"
    )


def _examine(command: tuple[str, ...], machine: str) -> Clang:
    """Ask the compiler who it is, and refuse one that is too old."""
    zig = command[-1] == "cc"
    target = f"--target={machine}-linux-{'musl' if zig else 'gnu'}"
    # With the target: zig looks for this machine's C library otherwise, and on a busy machine says
    # that it has not found it.
    words = [*command, target, "--version"]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    name = " ".join(command)
    version = re.search(r"clang version (\d+)[^\s(]*", told.stdout)
    if told.returncode or version is None:
        said = (told.stderr.strip().splitlines() or ["it does not say its version"])[0]
        raise CompilerError(
            f"{name} is not a clang, but stencils need preserve_none and musttail: {said}"
        )
    if int(version[1]) < OLDEST:
        raise CompilerError(f"{name} is clang {version[1]}: stencils need {OLDEST} or newer")
    label = version[0] + (f" (ziglang {_ziglang_version(command)})" if zig else "")
    return Clang(
        command, label, (target, *(ZIG_FLAGS if zig else ()), *FLAGS, *MACHINES[machine].flags)
    )


def _ziglang_version(command: tuple[str, ...]) -> str:
    done = subprocess.run([*command[:-1], "version"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def probe(compiler: Clang) -> None:
    """Compile the smallest stencil, to refuse with one sentence rather than with hundreds."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "probe.c")
        source.write_text(_PROBE, encoding="utf-8")
        try:
            compiler.compile(source, Path(folder, "probe.o"))
        except CompilerError as error:
            reason = str(error).splitlines()[0]
            raise CompilerError(
                f"{' '.join(compiler.command)} ({compiler.version}) can't make stencils, "
                f"which need preserve_none and musttail: {reason}"
            ) from None
