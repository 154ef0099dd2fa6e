"""Finds the engine and its stencils, checks that they fit, and switches the engine on and off.

Everything that can be wrong with an installation is found here, before any machine code runs, and
is told in one sentence that says what to do. Nothing is loaded before it is asked for: importing
cpjit costs little and cannot fail. Every program that uses cpjit pays for what this module imports;
so it makes do with what Python has loaded anyway.
"""

from __future__ import annotations

import os
import sys

from cpjit._options import Settings, settings, switched
from cpjit._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FunctionType

    from cpjit._options import Value
    from cpjit.introspect.stats import Stats

PACKAGE = os.path.dirname(os.path.realpath(__file__))
SUPPORTED = (3, 11)


class UnavailableError(RuntimeError):
    """cpjit can't work here; the message says why and what to do."""


class Availability:
    """Whether cpjit can work here: true or false, and the reason when it is false."""

    def __init__(self, reason: str = "") -> None:
        self.reason = reason

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Availability) and self.reason == other.reason

    def __repr__(self) -> str:
        return f"Availability(reason={self.reason!r})"

    def __bool__(self) -> bool:
        return not self.reason

    def __str__(self) -> str:
        return self.reason or "cpjit is available"


def available() -> Availability:
    """Whether `enable()` can work here. What only the system can refuse it finds out itself."""
    try:
        if switched() is False:
            raise UnavailableError("CPJIT=0 switches it off: unset that variable, or set CPJIT=1")
        library = load()
        check_manifest(library)
    except UnavailableError as error:
        return Availability(str(error))
    return Availability()


def enable(
    *,
    threshold: Value | None = None,
    loop_threshold: Value | None = None,
    memory_limit: Value | None = None,
    only: Value | None = None,
    exclude: Value | None = None,
    stats: Value | None = None,
    stats_file: Value | None = None,
    perf: Value | None = None,
    jitdump: Value | None = None,
    gdb: Value | None = None,
    inspect: Value | None = None,
    count: Value | None = None,
) -> None:
    """Compile from now on.

    A function is compiled at its call number `threshold`, or when its loops have gone round
    `loop_threshold` times: then it goes on in machine code in mid-call (in threads other than the
    main one it is compiled at its first call). `memory_limit` is a hard limit on memory for machine
    code, in bytes or as text such as "64M". `only` and `exclude` say which functions are compiled:
    names with `*`, or `file.py:name`, in one text separated by commas or in a list. `stats` has a
    table printed when the program ends, `perf` a file written from which `perf` takes the names of
    machine code, `jitdump` one for `perf inject`; `gdb` tells GDB. With `inspect` the engine
    remembers what each piece of code is for, and counts exits, for `explain()`. With `count`, code
    of functions that are called for the first time from then on counts the instructions it runs,
    see `opcode_counts()`; it is off by default, and costs nothing then.

    What is not given is taken from the environment: `threshold` from CPJIT_THRESHOLD, and so on.
    Calling it again with other values changes them; the limit can be raised up to 64 MiB, or to
    what it was first. Raises UnavailableError where cpjit can't work, and changes nothing then.
    With CPJIT=0 in the environment it does nothing.
    """
    wanted = settings(
        {
            "threshold": threshold,
            "loop_threshold": loop_threshold,
            "memory_limit": memory_limit,
            "only": only,
            "exclude": exclude,
            "stats": stats,
            "stats_file": stats_file,
            "perf": perf,
            "jitdump": jitdump,
            "gdb": gdb,
            "inspect": inspect,
            "count": count,
        }
    )
    if switched() is not False:
        start(wanted)


def start(wanted: Settings) -> None:
    """Switch the engine on with these settings."""
    global current
    library = load()
    from cpjit import _cpjit

    if _cpjit.is_enabled() and wanted == current:
        return
    if selection(wanted) != selection(current):
        from cpjit.introspect.selection import open_log, rules

        only, excluded = ([rule.fields() for rule in rules(text)] for text in selection(wanted)[:2])
        _cpjit.select(only, excluded, open_log(wanted.log))
    if wanted.jitdump or wanted.perf:
        from cpjit.introspect import jitdump, perf  # before their own code would be compiled
    try:
        _cpjit.enable(
            library,
            wanted.threshold,
            wanted.loop_threshold,
            wanted.memory_limit,
            wanted.torture,
            wanted.stats or bool(wanted.stats_file),
            wanted.count,
            wanted.perf,
            wanted.inspect or wanted.gdb or bool(wanted.jitdump),
        )
    except RuntimeError as error:
        raise UnavailableError(str(error)) from None
    try:
        if wanted.gdb:
            _cpjit.tell_gdb()
        if wanted.jitdump:
            jitdump.start(wanted.jitdump)
        if wanted.perf:
            perf.start(stencils=wanted.perf > 1)
    except OSError:
        _cpjit.disable()
        raise
    if wanted.stats or wanted.stats_file:
        import atexit
    if wanted.stats:
        atexit.unregister(print_stats)  # once, however often it is switched on
        atexit.register(print_stats)
    if wanted.stats_file:
        atexit.unregister(write_stats)
        atexit.register(write_stats, wanted.stats_file)
    current = wanted
    if waiting:
        from cpjit._marks import apply

        apply(waiting)


current: Settings | None = None
waiting: list[tuple[FunctionType, bool]] = []  # marked before there was an engine (_marks.py)


def selection(chosen: Settings | None) -> tuple[str, str, str]:
    """What says which functions are compiled."""
    return (chosen.only, chosen.exclude, chosen.log) if chosen else ("", "", "")


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
    counters, uncompiled = {}, []
    if "cpjit._cpjit" in sys.modules:
        from cpjit import _cpjit

        # First, since what is imported here runs, and may be compiled, too.
        counters, uncompiled = _cpjit.stats(), _cpjit.uncompiled()
    from cpjit.introspect.stats import Stats, most_called

    return Stats(**counters, uncompiled=most_called(uncompiled))


def print_stats() -> None:
    """The table of `--stats`."""
    print(stats(), file=sys.stderr)


def write_stats(path: str) -> None:
    """The same for other programs."""
    import json

    try:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(stats().as_dict(), file)
    except OSError as error:
        print(f"cpjit: warning: the statistics can't be written: {error}", file=sys.stderr)


def load() -> str:
    """Load the extension module; the stencil library that fits it, or UnavailableError."""
    check_interpreter()
    check_extension()
    library = find_library()
    try:
        from cpjit import _cpjit
    except ImportError as error:
        raise UnavailableError(f"the engine can't be loaded ({error}): {reinstall()}") from None
    if problem := _cpjit.self_check():
        raise UnavailableError(problem)
    return library


def check_interpreter() -> None:
    """Refuse what cpjit has no engine for."""
    if sys.implementation.name == "cpython" and sys.version_info[:2] == SUPPORTED:
        if sys.platform == "linux" and os.uname().machine == "x86_64":
            return
        import platform

        raise UnavailableError(
            f"cpjit {__version__} works on x86-64 Linux and this is {platform.machine()} "
            f"{platform.system()}: there is nothing to be done about it yet"
        )
    import platform

    wanted = ".".join(map(str, SUPPORTED))
    raise UnavailableError(
        f"cpjit {__version__} works with CPython {wanted} and this is "
        f"{platform.python_implementation()} {platform.python_version()}: "
        f"run the program with python{wanted}"
    )


def check_extension() -> None:
    """Refuse an engine that is missing or was built for the other build of the interpreter.

    A debug build of the interpreter would import a release build's extension, whose view of the
    interpreter's structures is then wrong; so the name must have this interpreter's own suffix.
    """
    from _imp import extension_suffixes  # importlib.machinery has to be loaded, and loads more

    suffix = extension_suffixes()[0]
    names = os.listdir(PACKAGE)
    if f"_cpjit{suffix}" in names:
        return
    others = sorted(name for name in names if name.startswith("_cpjit") and name.endswith(".so"))
    if others:
        raise UnavailableError(
            f"the engine was built for another build of the interpreter ({', '.join(others)}, "
            f"where this one needs _cpjit{suffix}): {reinstall()}"
        )
    raise UnavailableError(f"the engine is not built for this interpreter: {reinstall()}")


def stencils_key() -> str:
    """The name of the folder whose stencils fit this interpreter."""
    abi = "cp{}{}".format(*sys.version_info[:2]) + ("d" if hasattr(sys, "gettotalrefcount") else "")
    return f"{os.uname().machine}-{sys.platform}-{abi}"


def find_library() -> str:
    """The stencil library for this interpreter. That it fits the engine is checked when it is
    loaded: by then both have been read anyway."""
    library = os.path.join(PACKAGE, "stencils", stencils_key(), "library.bin")
    if not os.path.exists(library):
        raise UnavailableError(f"the stencils are missing ({library}): {reinstall()}")
    return library


def check_manifest(library: str) -> None:
    """Refuse a library that is not the one its manifest describes.

    The engine checks the library's own checksum, and whether it fits, when it loads it. This says
    the same beforehand.
    """
    import hashlib
    import json

    path = os.path.join(os.path.dirname(library), "manifest.json")
    try:
        with open(path, encoding="utf-8") as file:
            recorded = json.load(file)["files"]["library.bin"]
        with open(library, "rb") as file:
            actual = hashlib.sha256(file.read()).hexdigest()
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise damaged(path, f"{type(error).__name__}: {error}") from None
    if recorded != actual:
        raise damaged(library, "it does not have the digest that the manifest gives")


def damaged(path: str, why: str) -> UnavailableError:
    return UnavailableError(f"the stencils are damaged ({path}: {why}): {reinstall()}")


def reinstall() -> str:
    """What to do when the installation is at fault."""
    return f"install cpjit again with `{sys.executable} -m pip install --force-reinstall cpjit`"
