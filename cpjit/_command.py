"""The command line: `python -m cpjit [options] program`, where program is as for `python`.

The program must not be able to tell the difference. It runs in the real `__main__` module, with
the namespace, `sys.argv` and `sys.path` that `python` would give it, and with nothing below it on
the stack, so that tracebacks, `f_back` and the recursion limit are its own. Where cpjit is not
available, this process becomes the plain `python`, after a warning.

What is imported here has been imported by `python -m` before, or is needed.
"""

from __future__ import annotations

import builtins
import io
import os
import runpy
import sys
from importlib.machinery import BuiltinImporter, SourceFileLoader, SourcelessFileLoader
from importlib.util import MAGIC_NUMBER

from cpjit import _engine
from cpjit._options import OPTIONS, Option, settings, switched
from cpjit._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any, NoReturn, TypeVar

    from cpjit._options import Value

    T = TypeVar("T")

    # A code object and its namespace, or a function and its arguments.
    Start = tuple[Any, ...]

USAGE = "usage: python -m cpjit [option …] (script.py | -m module | -c code | -) [argument …]"

# Beside running a program; a script of that name is ./doctor. They are in cpjit/commands/, which is
# not loaded for a program.
COMMANDS = {
    "run": "run --compare program …: what cpjit gains for it, and where it does not",
    "dis": "show a function's source, bytecode and machine code side by side",
    "doctor": "say whether cpjit works here and, if not, why",
    "autoload": "switch cpjit on for a whole environment, or off again",
}

# What the interpreter calls too when it starts a program; private, and so named here only.
run_module_as_main = runpy._run_module_as_main  # type: ignore[attr-defined]

SWITCHES = {option.switch: option for option in OPTIONS if option.public}


class UsageError(Exception):
    """The command line makes no sense."""


class Program:
    """What is to be run: `-m module`, `-c code`, or, with kind "", a file or `-`."""

    def __init__(self, kind: str, name: str, arguments: list[str]) -> None:
        self.kind = kind
        self.name = name
        self.arguments = arguments

    def words(self) -> list[str]:
        """The program as the command line of `python` has it."""
        return [*([self.kind] if self.kind else []), self.name, *self.arguments]


def main() -> None:
    """Run what the command line says."""
    if sys.argv[1:2] == ["bisect"] and ("--" in sys.argv or not os.path.exists("bisect")):
        from cpjit.introspect import bisect

        sys.exit(bisect.main(sys.argv[2:]))
    if len(sys.argv) > 1 and sys.argv[1] in COMMANDS:
        from cpjit import commands

        sys.exit(commands.main(sys.argv[1], sys.argv[2:]))
    try:
        options, program = parse(sys.argv[1:])
        wanted = settings(options)
        if switched() is False:
            become_python(program)
    except (UsageError, ValueError) as error:
        print(USAGE, f"cpjit: {error}", sep="\n", file=sys.stderr)
        sys.exit(2)
    try:
        _engine.start(wanted)
    except _engine.UnavailableError as error:
        print(f"cpjit: warning: running interpreted: {error}", file=sys.stderr, flush=True)
        become_python(program)
    except OSError as error:  # of what perf or a log is to be written to
        print(f"cpjit: a file can't be written: {error}", file=sys.stderr)
        sys.exit(2)
    from cpjit import _cpjit

    sys.exit(_cpjit.run_program(*prepare(program)))


def parse(words: list[str]) -> tuple[dict[str, Value | None], Program]:
    """Split the command line into cpjit's options and the program."""
    given: dict[str, Value | None] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("-h", "--help"):
            print(help_text())
            sys.exit(0)
        if word in ("-V", "--version"):
            print(f"cpjit {__version__}")
            sys.exit(0)
        if word[:2] in ("-c", "-m"):
            name = word[2:] or next_word(word, rest)
            return given, Program(word[:2], name, rest)
        if not word.startswith("-") or word == "-":
            return given, Program("", word, rest)
        switch, equals, text = word.partition("=")
        option = SWITCHES.get(switch)
        if option is None:
            raise UsageError(f"unknown option {switch}")
        given[option.name] = read_value(option, text if equals else None, rest)
    raise UsageError("no program given")


def read_value(option: Option, text: str | None, rest: list[str]) -> int | str:
    """The value of an option, given behind a `=` or as the next word."""
    if option.metavar is None:
        if text is not None:
            raise UsageError(f"{option.switch} takes no value")
        return 1
    if text is None:
        text = next_word(option.switch, rest)
    return option.read(text, option.switch)


def next_word(switch: str, rest: list[str]) -> str:
    """The word that must follow a switch."""
    if not rest:
        raise UsageError(f"argument expected for the {switch} option")
    return rest.pop(0)


def help_text() -> str:
    """What `--help` prints, made from the table of options."""
    lines = [USAGE, "", "Runs a Python program with the JIT switched on.", "", "options:"]
    for option in SWITCHES.values():
        name = f"{option.switch} {option.metavar or ''}"
        lines.append(f"  {name:<22}{option.help} ({option.environment})")
    lines += [f"  {'--version':<22}print cpjit's version", f"  {'--help':<22}print this"]
    lines += ["", "commands (python -m cpjit COMMAND --help):"]
    lines += [f"  {name:<22}{what}" for name, what in COMMANDS.items()]
    lines.append(f"  {'bisect -- program …':<22}find the function that is compiled wrongly")
    return "\n".join(lines)


def become_python(program: Program) -> NoReturn:
    """Replace this process by the interpreter without cpjit."""
    import subprocess

    interpreter_flags = subprocess._args_from_interpreter_flags  # type: ignore[attr-defined]
    flags = [*interpreter_flags(), *(["-u"] if getattr(sys.stdout, "write_through", False) else [])]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *flags, *program.words()])


def prepare(program: Program) -> Start:
    """Set everything up as `python` does; how the program is to be started."""
    match program.kind:
        case "-m":
            # runpy looks for the module while sys.argv[0] is "-m", then puts its file there.
            sys.argv[:] = ["-m", *program.arguments]
            reset_main(BuiltinImporter)
            return run_module(program.name)
        case "-c":
            sys.argv[:] = ["-c", *program.arguments]
            set_first_path("")
            code = compiled(lambda: compile(program.name, "<string>", "exec", dont_inherit=True))
            return code, reset_main(BuiltinImporter)
        case _:
            sys.argv[:] = [program.name, *program.arguments]
            return prepare_stdin() if program.name == "-" else prepare_file(program.name)


def prepare_stdin() -> Start:
    """The program that is read from standard input."""
    set_first_path("")
    source = sys.stdin.buffer.read()
    code = compiled(lambda: compile(source, "<stdin>", "exec", dont_inherit=True))
    return code, reset_main(BuiltinImporter, "<stdin>")


def prepare_file(name: str) -> Start:
    """The program in a file, or in a folder or zip archive that has a `__main__.py`."""
    path = os.path.join(os.getcwd(), name)
    if has_importer(path):
        set_first_path(path)
        if sys.flags.safe_path:
            sys.path.insert(0, path)  # the program is there, so `python` has it even then
        reset_main(BuiltinImporter)
        return run_module("__main__", alter_argv=False)
    set_first_path(os.path.dirname(os.path.realpath(name)))
    try:
        with open(path, "rb"):
            pass
    except OSError as error:
        where = f"can't open file {path!r}: [Errno {error.errno}] {error.strerror}"
        print(f"{sys.orig_argv[0]}: {where}", file=sys.stderr)
        sys.exit(2)
    code = compiled(lambda: code_in_file(path))
    loader = SourcelessFileLoader if path.endswith(".pyc") else SourceFileLoader
    return code, reset_main(loader("__main__", path), path)


def has_importer(path: str) -> bool:
    """Whether modules can be imported from there, as from a folder or a zip archive."""
    for hook in sys.path_hooks:
        try:
            hook(path)
        except ImportError:
            continue
        return True
    return False


def code_in_file(path: str) -> CodeType:
    """The code of a program, which may have been compiled before, under whatever name."""
    with io.open_code(path) as file:
        data = file.read()
    if data.startswith(MAGIC_NUMBER):
        import marshal

        code: CodeType = marshal.loads(data[16:])
        return code
    return compile(data, path, "exec", dont_inherit=True)


def run_module(name: str, *, alter_argv: bool = True) -> Start:
    """What `python` itself calls for `-m`."""
    return run_module_as_main, name, alter_argv


def compiled(make: Callable[[], T]) -> T:
    """The code, or the error that `python` would show for it, and its exit status."""
    try:
        return make()
    except Exception as error:
        # The way to here is not part of the program.
        sys.excepthook(type(error), error.with_traceback(None), None)
        sys.exit(1)


def set_first_path(folder: str) -> None:
    """Replace the entry that `python` put in front for `-m cpjit` by the program's own."""
    if not sys.flags.safe_path:
        sys.path[0] = folder


def reset_main(loader: object, file: str | None = None) -> dict[str, object]:
    """Make the `__main__` module look as if nothing had run in it; its namespace."""
    namespace = sys.modules["__main__"].__dict__
    namespace.clear()
    namespace.update(
        __name__="__main__",
        __doc__=None,
        __package__=None,
        __loader__=loader,
        __spec__=None,
        __annotations__={},
        __builtins__=builtins,
    )
    if file is not None:
        namespace.update(__file__=file, __cached__=None)
    return namespace
