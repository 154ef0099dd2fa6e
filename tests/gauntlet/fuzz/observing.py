"""What generated programs call to have things written down, and how their functions are called.

Nothing here writes down what may differ from run to run: addresses, and the order of what has none.
"""

from __future__ import annotations

import gc
import opcode
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from types import (
    BuiltinFunctionType,
    CodeType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
    TracebackType,
)
from typing import Any

ADDRESS = re.compile(r" at 0x[0-9a-f]+", re.IGNORECASE)
LONGEST = 4000
"""Lines written down of one program; a program that is still running then has said enough."""

COUNTED = (float, list, dict, set, bytearray)
"""Types whose reference counts are compared, beside the program's own. There is one of some objects
of other types (small ints, strings of one character), which everybody may refer to."""


OF_EVERYBODY = 1_000_000
"""So many references are to objects that everybody may use and nobody frees, such as small ints."""


class Enough(BaseException):
    """So much is written down that the program can end."""


class Observations:
    """What one run of a program has shown, and the functions that it calls for that."""

    def __init__(self, *, exact: bool) -> None:
        self.exact = exact
        """Whether reference counts and the moment of each death are to be compared."""
        self.lines: list[str] = []
        self.deaths: list[str] = []
        self.fuse = 0

    def namespace(self) -> dict[str, Any]:
        """The globals that a program begins with."""
        return {
            "__name__": "program",
            "note": self.note,
            "refs": self.refs,
            "peek": self.peek,
            "look": look,
            "caught": self.caught,
            "died": self.died,
            "tick": self.tick,
            "tame": tame,
            "getrefcount": sys.getrefcount,
            "collect": gc.collect,
        }

    # ---- called by programs ----

    def note(self, *values: object) -> None:
        """Write down values, and which of them are the same object."""
        self.write("note", *map(describe, values))
        for i, value in enumerate(values):
            for j in range(i):
                if values[j] is value and value is not None:
                    self.write("same", str(j), str(i))

    def refs(self, count: int, value: object) -> None:
        counted = isinstance(value, COUNTED) or type(value).__module__ == "program"
        if self.exact and counted and count < OF_EVERYBODY:
            self.write("refs", str(count), type(value).__name__)

    def peek(self) -> None:
        """Write down the caller's locals."""
        seen = sys._getframe(1).f_locals
        self.write("peek", *(f"{name}={describe(seen[name])}" for name in sorted(seen)))

    def caught(self, error: BaseException) -> None:
        """Write down an exception with all that led to it."""
        depth = 0
        chain: BaseException | None = error
        while chain is not None and depth < 5:
            self.write("caught" if depth == 0 else "after", type(chain).__name__, clean(str(chain)))
            for place in places(chain):
                self.write("  at", place)
            chain, depth = chain.__cause__ or chain.__context__, depth + 1

    def died(self, kind: type, what: object = None, raising: bool = False) -> None:
        """A finaliser says that it runs, and may raise an exception."""
        if self.exact:
            self.write("died", kind.__name__, describe(what))
            if raising:
                self.tick()
        else:
            self.deaths.append(f"died {kind.__name__}")

    def tick(self, value: object = None) -> object:
        """Give the value back, but raise an exception when the fuse has burnt down."""
        self.fuse -= 1
        if self.fuse == 0:
            raise ValueError("fuse")
        return value

    # ---- called by the driver ----

    def write(self, *words: str) -> None:
        if len(self.lines) >= LONGEST:
            raise Enough
        self.lines.append(" ".join(words))

    def call(self, subject: Callable[[], object], fuse: int = 0) -> None:
        """Call a function of the program; if it is a generator's, go through with that."""
        self.write("call")
        self.fuse = fuse
        try:
            result = subject()
            if isinstance(result, GeneratorType):
                self.drive(result)
            else:
                self.note(result)
        except Exception as error:
            self.caught(error)

    def drive(self, generator: GeneratorType[Any, Any, Any]) -> None:
        """Send values and exceptions into a generator, and leave it before its end or not."""
        sent: object = None
        for step in range(24):
            try:
                throws = step % 7 == 6
                got = generator.throw(KeyError(step)) if throws else generator.send(sent)
            except StopIteration as stop:
                self.note(stop.value)
                return
            self.note(got)
            sent = (None, 1, 2.5, got, "s", 2**70)[step % 6]
            if step == 3:
                look(generator.gi_frame)
        generator.close()


def run(code: Any, calls: str, observations: Observations) -> str:
    """Run a program: its definitions, then the calls of its functions; what has been seen."""
    warnings.simplefilter("ignore")
    namespace = observations.namespace()
    namespace["call"] = observations.call
    try:
        exec(code, namespace)
        exec(calls, namespace)
    except Enough:
        pass
    except BaseException as error:
        observations.lines.append(f"ended by {type(error).__name__}: {clean(str(error))}")
    gc.collect()
    observations.lines += sorted(observations.deaths)
    return "\n".join(observations.lines)


def look(frame: FrameType | None = None) -> None:
    """Have a frame's locals made a dictionary of, as debuggers do."""
    (frame or sys._getframe(1)).f_locals  # noqa: B018


def tame(value: Any) -> Any:
    """The value, or another one if it has grown too large."""
    if isinstance(value, int) and value.bit_length() > 150:
        return 7
    if isinstance(value, str | list | tuple | dict | bytes) and len(value) > 12:
        return value[:3] if isinstance(value, str | list | tuple | bytes) else {}
    if isinstance(value, list | tuple) and depth_of(value) > 3:
        return type(value)()
    return value


def depth_of(value: Any, above: int = 0) -> int:
    if above > 5 or not isinstance(value, list | tuple):
        return above
    return max((depth_of(item, above + 1) for item in value), default=above)


def places(error: BaseException) -> Iterator[str]:
    """Function, line and columns of each entry of a traceback that lies in the program."""
    entry = error.__traceback__
    while entry is not None:
        code = entry.tb_frame.f_code
        if code.co_filename == "program":
            yield f"{code.co_name} {positions(code)[instruction(error, entry) // 2]}"
        entry = entry.tb_next


def positions(code: CodeType) -> list[Any]:
    """Line and columns of each instruction."""
    if id(code) not in unpacked:  # which takes longer than most programs
        unpacked[id(code)] = list(code.co_positions())
    return unpacked[id(code)]


unpacked: dict[int, list[Any]] = {}
"""By address: all code objects live as long as the program, and equal ones are not the same."""


def instruction(error: BaseException, entry: TracebackType) -> int:
    """The offset of the instruction that has raised.

    Once the interpreter has made one instruction of two, the first of which loads something, it
    gives the offset of that for both.
    """
    if isinstance(error, UnboundLocalError) and entry.tb_next is None:
        code, following = entry.tb_frame.f_code, entry.tb_lasti + 2
        if following < len(code.co_code) and code.co_code[following] == opcode.opmap["LOAD_FAST"]:
            name = code.co_varnames[code.co_code[following + 1]]
            here, argument = code.co_code[entry.tb_lasti : following]
            unbound = f"'{name}'" in str(error)
            if unbound and (here, argument) != (
                code.co_code[following],
                code.co_code[following + 1],
            ):
                return following
    return entry.tb_lasti


def clean(text: str) -> str:
    """A text without addresses, and not too long."""
    text = ADDRESS.sub("", text)
    return text if len(text) < 200 else f"{text[:100]}...{len(text)}"


def describe(value: Any, above: int = 0) -> str:
    """A value with its type, all that is in it, and the sign of zero; no code of it runs."""
    kind = type(value)
    name = kind.__name__
    if above > 3:
        return name
    if kind in (list, tuple):
        return f"{name}({', '.join(describe(item, above + 1) for item in value[:15])})"
    if kind is dict:
        items = [f"{describe(k, 3)}: {describe(v, above + 1)}" for k, v in value.items()]
        return f"{{{', '.join(items)}}}"
    if kind in (set, frozenset):
        return f"{name}({sorted(describe(item, above + 1) for item in value)})"
    if kind in (int, float, complex, bool, str, bytes, bytearray, range, slice, type(None)):
        return f"{name}:{clean(repr(value) if kind is not int or abs(value) < 2**500 else 'long')}"
    if kind in (FunctionType, BuiltinFunctionType, MethodType) or isinstance(value, type):
        return f"{name} {value.__name__}"
    if kind.__module__ == "program":
        return f"{name}({', '.join(fields(value, above))})"
    return name


def fields(value: Any, above: int) -> Iterator[str]:
    """The attributes of an instance of a class of the program."""
    if isinstance(value, int):
        yield str(int.real.__get__(value))
    if isinstance(value, list):
        yield str(list.__len__(value))
    try:
        yield from (
            f"{k}={describe(v, above + 1)}"
            for k, v in object.__getattribute__(value, "__dict__").items()
        )
    except AttributeError:
        for slot in getattr(type(value), "__slots__", ()):
            try:
                yield f"{slot}={describe(object.__getattribute__(value, slot), above + 1)}"
            except AttributeError:
                yield f"no {slot}"
