"""Compiles the engine, the C files below `cpjit/`, into the extension module.

The compiler is `$CC`, else the system's, else the one inside the `ziglang` package, so that a
machine without a C compiler can install cpjit too. The interpreter's own compile flags are not
taken over: they belong to another compiler and another program. An object is compiled again when
its source, a header it includes, or the command changed; the compiler writes down which headers
those are. Only the standard library is needed.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cpjit.toolchain import platforms

COMPILE_FLAGS = (
    "-std=c17",
    "-D_GNU_SOURCE",
    "-O2",
    "-g",
    "-fPIC",
    "-fvisibility=hidden",
    "-fwrapv",  # the engine reads CPython's structures under CPython's own rules:
    "-fno-strict-aliasing",  # both flags are what the interpreter is built with
    "-fcf-protection=full",  # landing pads wherever a pointer may lead
    "-Wall",
    "-Wextra",
)
LINK_FLAGS = (
    "-shared",
    "-Wl,-z,relro,-z,now",  # all addresses are resolved at load, and read-only from then on
    "-Wl,-z,noexecstack",
)


class CompileError(Exception):
    """The C compiler is missing or refused a file."""


def find_compiler() -> list[str]:
    """The command that compiles C here."""
    if (platform := platforms.chosen()) is not None:
        return zig_command(platform.target)
    if chosen := os.environ.get("CC"):
        return shlex.split(chosen)
    for name in ("cc", "gcc", "clang"):
        if found := shutil.which(name):
            return [found]
    if importlib.util.find_spec("ziglang") is not None:
        return zig_compiler()
    raise CompileError("no C compiler found: install gcc or clang, or `pip install ziglang`")


def zig_compiler() -> list[str]:
    """The compiler inside `ziglang`, told not to tune for this very machine.

    Without a target it would use every instruction of the machine at hand.
    """
    target = f"{platform.machine()}-linux-gnu"
    name, version = platform.libc_ver()
    if name == "glibc":
        target += f".{version}"
    return zig_command(target)


def zig_command(target: str) -> list[str]:
    """The compiler inside `ziglang` for a target.

    With a target it does not look into /usr/include, where Debian keeps the interpreter's
    pyconfig.h. What the target has itself comes first.
    """
    zig = [sys.executable, "-m", "ziglang", "cc", "-target", target, "-fno-sanitize=all"]
    return [*zig, "-idirafter", "/usr/include"]


def build(*, root: Path, stencils: Path, output: Path) -> None:
    """Compile and link the engine of the source tree `root` for the running interpreter."""
    sources = sorted((root / "cpjit").rglob("*.c"))
    if not sources:
        raise CompileError(f"no C files below {root / 'cpjit'}")
    compiler = find_compiler()
    command = [
        *compiler,
        *COMPILE_FLAGS,
        *shlex.split(os.environ.get("CPJIT_CFLAGS", "")),
        *include_flags(root, stencils),
        f"-DCJ_DEBUG_BUILD={int(hasattr(sys, 'gettotalrefcount'))}",
    ]
    # Objects of different interpreters never meet: their headers have the same names.
    folder = f"{stencils.name}-{platform.python_version()}"
    if portable := platforms.chosen():
        folder += f"-{portable.target}"
        command.append("-g0")  # wheels are for people who don't debug it
    if os.environ.get("CPJIT_INSPECTION") == "0":
        folder += "-small"
        command.append("-DCJ_NO_INSPECTION")
    objects = root / "build" / "engine" / folder

    def compile_one(source: Path) -> Path:
        target = objects / source.relative_to(root).with_suffix(".o")
        compile_object(command, source, target)
        return target

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        compiled = list(pool.map(compile_one, sources))
    output.parent.mkdir(parents=True, exist_ok=True)
    libraries = portable.link if portable and portable.link else ("-lm", "-lpthread")
    run([*compiler, *LINK_FLAGS, "-o", str(output), *map(str, compiled), *libraries])
    if portable and "musl" in portable.target and needs_room_for_threads(output):
        raise CompileError(f"musl can't load {output}: it has thread-locals at fixed places")


def needs_room_for_threads(library: Path) -> bool:
    """Whether its thread-local variables must lie where those of the program itself lie.

    glibc keeps some room there for libraries that are loaded later, other C libraries don't.
    """
    from elftools.elf.dynamic import DynamicSection
    from elftools.elf.elffile import ELFFile

    static_tls = 0x10
    with library.open("rb") as file:
        sections = ELFFile(file).iter_sections()
        [dynamic] = [each for each in sections if isinstance(each, DynamicSection)]
        return any(tag.entry.d_val & static_tls for tag in dynamic.iter_tags("DT_FLAGS"))


def include_flags(root: Path, stencils: Path) -> list[str]:
    """Where the engine's headers are: its own, the generated names, the machine, CPython's."""
    paths = sysconfig.get_paths()
    folders = [root / "cpjit", stencils, root / "stencils_src"]
    python = dict.fromkeys((paths["include"], paths["platinclude"]))
    # Not -isystem: gcc follows the symlinks of system headers, and Debian's headers for the debug
    # build are symlinks into those of the release build, whose pyconfig.h would be taken.
    return [f"-I{folder}" for folder in (*folders, *python)]


def compile_object(command: Sequence[str], source: Path, target: Path) -> None:
    """Compile one file, unless its object is newer than all it was made from."""
    line = shlex.join(command)
    note = target.with_suffix(".cmd")
    if up_to_date(target) and note.exists() and note.read_text() == line:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    note.unlink(missing_ok=True)
    run([*command, "-MD", "-c", str(source), "-o", str(target)])
    note.write_text(line)


def up_to_date(target: Path) -> bool:
    """Whether the object is newer than every file the compiler read to make it."""
    listing = target.with_suffix(".d")
    if not (target.exists() and listing.exists()):
        return False
    _, _, files = listing.read_text().replace("\\\n", " ").partition(": ")
    made = target.stat().st_mtime_ns
    for name in shlex.split(files):
        path = Path(name)
        if not path.exists() or path.stat().st_mtime_ns >= made:
            return False
    return True


def run(command: Sequence[str]) -> None:
    """Run the compiler; what it says is shown, and its failure names the file it was given."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.stdout:
        print(done.stdout, file=sys.stderr, end="")
    if done.returncode != 0:
        raise CompileError(f"this command failed ({done.returncode}): {shlex.join(command)}")
