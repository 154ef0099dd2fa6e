"""Finds the engine and its stencils, checks that they fit, and switches the engine on and off.

Everything that can be wrong with an installation is found here, before any machine code runs, and
is told in one sentence that says what to do. Nothing is loaded before it is asked for: importing
cpjit costs little and cannot fail.
"""

from __future__ import annotations

import atexit
import importlib.machinery
import json
import platform
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cpjit._options import Settings, Value, settings
from cpjit._version import __version__
from cpjit.introspect.stats import Stats

PACKAGE = Path(__file__).resolve().parent
SUPPORTED = (3, 11)


class UnavailableError(RuntimeError):
    """cpjit can't work here; the message says why and what to do."""


@dataclass(frozen=True)
class Availability:
    """Whether cpjit can work here: true or false, and the reason when it is false."""

    reason: str = ""

    def __bool__(self) -> bool:
        return not self.reason

    def __str__(self) -> str:
        return self.reason or "cpjit is available"


def available() -> Availability:
    """Whether `enable()` can work here. What only the system can refuse it finds out itself."""
    try:
        library = load()
        check_digest(library)
    except UnavailableError as error:
        return Availability(str(error))
    return Availability()


def enable(
    *,
    threshold: Value | None = None,
    memory_limit: Value | None = None,
    count: Value | None = None,
) -> None:
    """Compile from now on.

    `threshold` is the call at which a function is compiled (one with a loop: always its first),
    `memory_limit` a hard limit on memory for machine code, in bytes or as text such as "64M". What
    is not given is taken from the environment (CPJIT_THRESHOLD, CPJIT_MEMORY_LIMIT). With `count`,
    code of functions that are called for the first time from then on counts the instructions it
    runs, see `opcode_counts()`; it is off by default, and costs nothing then. Calling it again with
    other values changes them; the limit can be raised up to 64 MiB, or to what it was first.
    Raises UnavailableError where cpjit can't work, and changes nothing then.
    """
    start(settings({"threshold": threshold, "memory_limit": memory_limit, "count": count}))


def start(wanted: Settings) -> None:
    """Switch the engine on with these settings."""
    global current
    library = load()
    from cpjit import _cpjit

    if _cpjit.is_enabled() and wanted == current:
        return
    try:
        _cpjit.enable(
            str(library),
            wanted.threshold,
            wanted.memory_limit,
            wanted.torture,
            wanted.stats,
            wanted.count,
            wanted.perf,
        )
    except RuntimeError as error:
        raise UnavailableError(str(error)) from None
    if wanted.stats:
        atexit.unregister(print_stats)  # once, however often it is switched on
        atexit.register(print_stats)
    if wanted.perf:
        from cpjit.introspect import perf

        atexit.unregister(perf.write_map)
        atexit.register(perf.write_map, stencils=wanted.perf > 1)
    current = wanted


current: Settings | None = None


def disable() -> None:
    """Compile nothing more and enter no compiled code from now on; the interpreter takes over."""
    if is_enabled():
        from cpjit import _cpjit

        _cpjit.disable()


def is_enabled() -> bool:
    """Whether the engine is switched on."""
    if "cpjit._cpjit" not in sys.modules:
        return False
    from cpjit import _cpjit

    return _cpjit.is_enabled()


def stats() -> Stats:
    """What the engine has done so far; all zero if it was never switched on."""
    if "cpjit._cpjit" not in sys.modules:
        return Stats()
    from cpjit import _cpjit

    return Stats(**_cpjit.stats())


def print_stats() -> None:
    """The table of `--stats`."""
    print(stats(), file=sys.stderr)


@cache
def load() -> Path:
    """Load the extension module; the stencil library that fits it, or UnavailableError."""
    check_interpreter()
    check_extension()
    library, manifest = find_stencils()
    try:
        from cpjit import _cpjit
    except ImportError as error:
        raise UnavailableError(f"the engine can't be loaded ({error}): {reinstall()}") from None
    try:
        problem = _cpjit.self_check(manifest)
    except (LookupError, TypeError) as error:
        raise damaged(library.with_name("manifest.json"), f"no {error}") from None
    if problem:
        raise UnavailableError(problem)
    return library


def check_interpreter() -> None:
    """Refuse what cpjit has no engine for."""
    name = platform.python_implementation()
    version = platform.python_version()
    if (name, sys.version_info[:2]) != ("CPython", SUPPORTED):
        wanted = ".".join(map(str, SUPPORTED))
        raise UnavailableError(
            f"cpjit {__version__} works with CPython {wanted} and this is {name} {version}: "
            f"run the program with python{wanted}"
        )
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise UnavailableError(
            f"cpjit {__version__} works on x86-64 Linux and this is {platform.machine()} "
            f"{platform.system()}: there is nothing to be done about it yet"
        )


def check_extension() -> None:
    """Refuse an engine that is missing or was built for the other build of the interpreter.

    A debug build of the interpreter would import a release build's extension, whose view of the
    interpreter's structures is then wrong; so the name must have this interpreter's own suffix.
    """
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    if (PACKAGE / f"_cpjit{suffix}").exists():
        return
    others = sorted(path.name for path in PACKAGE.glob("_cpjit*.so"))
    if others:
        raise UnavailableError(
            f"the engine was built for another build of the interpreter ({', '.join(others)}, "
            f"where this one needs _cpjit{suffix}): {reinstall()}"
        )
    raise UnavailableError(f"the engine is not built for this interpreter: {reinstall()}")


def stencils_key() -> str:
    """The name of the folder whose stencils fit this interpreter."""
    abi = "cp{}{}".format(*sys.version_info[:2]) + ("d" if hasattr(sys, "gettotalrefcount") else "")
    return f"{platform.machine()}-{sys.platform}-{abi}"


def find_stencils() -> tuple[Path, dict[str, Any]]:
    """The stencil library for this interpreter, and its manifest."""
    folder = PACKAGE / "stencils" / stencils_key()
    library = folder / "library.bin"
    if not library.exists():
        raise UnavailableError(f"the stencils are missing ({library}): {reinstall()}")
    return library, read_manifest(folder / "manifest.json")


def read_manifest(path: Path) -> dict[str, Any]:
    """The description of a stencil library."""
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise damaged(path, str(error)) from None
    if not isinstance(manifest, dict):
        raise damaged(path, "it is not an object")
    return manifest


def check_digest(library: Path) -> None:
    """Refuse a library that is not the one its manifest describes.

    The engine checks the library's own checksum when it loads it. This says the same beforehand,
    and notices a manifest from another build too.
    """
    import hashlib

    recorded = read_manifest(library.with_name("manifest.json")).get("files", {})
    try:
        actual = hashlib.sha256(library.read_bytes()).hexdigest()
    except OSError as error:
        raise damaged(library, str(error)) from None
    if recorded.get(library.name) != actual:
        raise damaged(library, "it does not have the digest that the manifest gives")


def damaged(path: Path, why: str) -> UnavailableError:
    return UnavailableError(f"the stencils are damaged ({path}: {why}): {reinstall()}")


def reinstall() -> str:
    """What to do when the installation is at fault."""
    return f"install cpjit again with `{sys.executable} -m pip install --force-reinstall cpjit`"
