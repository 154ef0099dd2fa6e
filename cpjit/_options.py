"""The options: one table for the API, the environment and the command line.

An option `memory_limit` is the argument `memory_limit=` of `cpjit.enable()`, the environment
variable `CPJIT_MEMORY_LIMIT` and the switch `--memory-limit`; `CPJIT` itself switches everything on
or off. An argument counts more than the environment, the environment more than the default. A value
may be given as text everywhere, so that "64M" means the same in all three places.

This module is loaded when a program starts: it imports nothing that Python has not loaded already.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    Value = int | str | Sequence[str]


def parse_count(text: str) -> int:
    """A whole number, at least 1."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def parse_size(text: str) -> int:
    """A number of bytes, at least 1, such as 500000, 512K, 64M or 1G."""
    units = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    unit = units.get(text[-1:].upper())
    return parse_count(text) if unit is None else parse_count(text[:-1]) * unit


def parse_switch(text: str) -> int:
    """1 or 0 (yes and no, true and false, on and off are understood too)."""
    word = text.lower()
    if word in ("1", "yes", "true", "on"):
        return 1
    if word in ("0", "no", "false", "off", ""):
        return 0
    raise ValueError


def parse_seed(text: str) -> int:
    """A whole number, 0 for no torture."""
    number = int(text)
    if not 0 <= number < 1 << 31:
        raise ValueError
    return number


def parse_rules(text: str) -> str:
    """Names of functions, with `*`, separated by commas, or `@` and a file that has them."""
    if text:
        from cpjit.introspect.selection import rules

        rules(text)  # ValueError if it makes no sense
    return text


def parse_path(text: str) -> str:
    """The name of a file."""
    return text


def parse_detail(text: str) -> int:
    """0 for none, 1 for functions or 2 for stencils."""
    number = int(text)
    if not 0 <= number <= 2:
        raise ValueError
    return number


class Option:
    """One row of the table; the parser's docstring says what values it takes."""

    def __init__(
        self,
        *,
        name: str,
        parse: Callable[[str], int | str],
        default: int | str,
        metavar: str | None,
        help: str,
        public: bool = True,
    ) -> None:
        self.name = name
        self.parse = parse
        self.default = default
        self.metavar = metavar  # how the command line's help names the value; None: plain switch
        self.help = help
        self.public = public  # False: no switch of the command line, being for tests of cpjit

    @property
    def environment(self) -> str:
        return f"CPJIT_{self.name.upper()}"

    @property
    def switch(self) -> str:
        return f"--{self.name.replace('_', '-')}"

    def read(self, value: Value, origin: str) -> int | str:
        """What the value means; `origin` is what the error message blames."""
        try:
            if isinstance(value, int):
                value = str(int(value))
            elif not isinstance(value, str):
                value = ",".join(value)
            return self.parse(value.strip())
        except ValueError as error:
            if isinstance(error.__cause__, OSError):
                raise ValueError(f"{origin} is {value!r}: {error.__cause__}") from None
            rule = (self.parse.__doc__ or "").removesuffix(".")
            raise ValueError(f"{origin} is {value!r}; it must be: {rule}") from None


OPTIONS = (
    Option(
        name="threshold",
        parse=parse_count,
        default=60,
        metavar="N",
        help="compile a function at its Nth call",
    ),
    Option(
        name="loop_threshold",
        parse=parse_count,
        default=240,
        metavar="N",
        help="compile a function when its loops have gone round N times",
    ),
    Option(
        name="memory_limit",
        parse=parse_size,
        default=64 << 20,
        metavar="SIZE",
        help="use at most this much memory for machine code (bytes, or with K, M, G)",
    ),
    Option(
        name="stats",
        parse=parse_switch,
        default=0,
        metavar=None,
        help="print what the JIT did to stderr when the program ends",
    ),
    Option(
        name="stats_file",
        parse=parse_path,
        default="",
        metavar="FILE",
        help="write the same to a file, as JSON",
    ),
    Option(
        name="perf",
        parse=parse_detail,
        default=0,
        metavar="N",
        help="write a map that names machine code for perf: 1 by function, 2 by stencil",
    ),
    Option(
        name="jitdump",
        parse=parse_path,
        default="",
        metavar="FOLDER",
        help="write jit-PID.dump there, for perf inject --jit",
    ),
    Option(
        name="gdb",
        parse=parse_switch,
        default=0,
        metavar=None,
        help="tell GDB of machine code, so that backtraces name Python functions and lines",
    ),
    Option(
        name="inspect",
        parse=parse_switch,
        default=0,
        metavar=None,
        help="remember what code is for and count exits, for cpjit.explain()",
    ),
    Option(
        name="count",
        parse=parse_switch,
        default=0,
        metavar=None,
        help="count every instruction that runs as machine code (cpjit.opcode_counts())",
        public=False,
    ),
    Option(
        name="only",
        parse=parse_rules,
        default="",
        metavar="NAMES",
        help="compile these functions alone: names with *, or file.py:name, separated by commas",
    ),
    Option(
        name="exclude",
        parse=parse_rules,
        default="",
        metavar="NAMES",
        help="leave these functions to the interpreter",
    ),
    Option(
        name="log",
        parse=parse_path,
        default="",
        metavar="FILE",
        help="write a line for each piece of code that is made",
        public=False,
    ),
    Option(
        name="torture",
        parse=parse_seed,
        default=0,
        metavar="SEED",
        help="disturb the program at every point where foreign code may run",
        public=False,
    ),
)


class Settings:
    """A value for every option."""

    def __init__(
        self,
        threshold: int,
        loop_threshold: int,
        memory_limit: int,
        stats: int,
        stats_file: str,
        perf: int,
        jitdump: str,
        gdb: int,
        inspect: int,
        count: int,
        only: str,
        exclude: str,
        log: str,
        torture: int,
    ) -> None:
        self.threshold = threshold
        self.loop_threshold = loop_threshold
        self.memory_limit = memory_limit
        self.stats = stats
        self.stats_file = stats_file
        self.perf = perf
        self.jitdump = jitdump
        self.gdb = gdb
        self.inspect = inspect
        self.count = count
        self.only = only
        self.exclude = exclude
        self.log = log
        self.torture = torture

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and vars(self) == vars(other)

    def __repr__(self) -> str:
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


def switched(environ: Mapping[str, str] | None = None) -> bool | None:
    """What the environment variable CPJIT says: on, off, or nothing."""
    text = variables(environ).get("CPJIT", "").strip()
    if not text:
        return None
    try:
        return bool(parse_switch(text))
    except ValueError:
        raise ValueError(f"CPJIT is {text!r}; it must be: {parse_switch.__doc__}") from None


def variables(environ: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The environment. The interpreter's flags -E and -I have it ignored."""
    if environ is not None:
        return environ
    return {} if sys.flags.ignore_environment else os.environ


def settings(
    given: Mapping[str, Value | None], environ: Mapping[str, str] | None = None
) -> Settings:
    """What holds: `given` where it says something, else the environment, else the default."""
    environ = variables(environ)
    values: dict[str, Any] = {}
    for option in OPTIONS:
        value = given.get(option.name)
        if value is not None:
            values[option.name] = option.read(value, option.name)
        elif option.environment in environ:
            values[option.name] = option.read(environ[option.environment], option.environment)
        else:
            values[option.name] = option.default
    return Settings(**values)
