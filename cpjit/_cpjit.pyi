"""The engine, as Python sees it."""

from collections.abc import Callable, Sequence
from types import CodeType, FunctionType
from typing import Any, TypedDict, overload

Rule = tuple[str, str, int, int, int]
"""Patterns of a file and a qualified name, the first and the last line on which a function may
begin, and how many pieces of code may be made of it."""

class Block(TypedDict):
    """One compiled version of one block."""

    offset: int
    context: str
    stencils: list[str]
    address: int
    size: int
    first: int

Piece = tuple[int, str, int, int, int, int, int, CodeType | None]
"""Number, stencil; address and size of the hot part, of the cold part; offset in the bytecode, or
-1 where that was not remembered; code of the inlined call whose offset it is."""

def self_check() -> str:
    """'' if the engine fits the running interpreter, else a sentence."""

def enable(
    library_path: str,
    threshold: int,
    loop_threshold: int,
    memory_limit: int,
    torture: int,
    samples: bool | int,
    count: bool | int,
    perf: bool | int,
    inspect: bool | int,
    /,
) -> None:
    """Load the stencils and install the evaluation hook; RuntimeError has the reason why not.

    Also with other settings while it is enabled.
    """

def select(only: Sequence[Rule], excluded: Sequence[Rule], log: int, /) -> None:
    """Which functions are compiled, of those looked at from now on: what a rule fits (all, if there
    are none), and no rule excludes. Each piece of code made is told to the file descriptor `log`,
    unless that is -1."""

def disable() -> None: ...
def is_enabled() -> bool: ...
def stats() -> dict[str, Any]:
    """The fields of cpjit.Stats."""

def compile(function: FunctionType, /) -> str:
    """Compile the beginning of a function, as at a call, without a call; '' or why it can't be."""

def leave(code: CodeType, /) -> None:
    """Leave it to the interpreter from now on."""

def compile_all(function: FunctionType, /) -> bool:
    """Compile every way that its code can take, without running it; whether that could be done."""

def is_compiled(code: CodeType, /) -> bool: ...
def entered(code: CodeType, /) -> int:
    """How often its code was entered from C, and once from compiled code; 0: it never ran."""

def blocks(code: CodeType, /) -> list[Block]: ...
def commit_memory() -> bool:
    """Map all memory for code that the limit allows; once the engine is enabled."""

def tell_gdb() -> None:
    """Tell GDB of all code, from now on; once the engine is enabled."""

def write_dump(file: int, header: int, since: int, /) -> None:
    """Write all code there is to the file descriptor, behind a header of this size, as records of
    perf's jitdump: code that is there since this time. What is made later is added."""

def write_map(file: int, stencils: bool, /) -> None:
    """Likewise a perf map, of functions or of stencils."""

def pieces(code: CodeType, /) -> list[Piece]:
    """The stencils of its code, in the order in which they were made. A block's are those from its
    `first` on, up to that of the next."""

def exits(code: CodeType, /) -> list[tuple[int, CodeType | None, str, int]]:
    """Ways out of its code: offset, code of the inlined call, kind, how often it was taken: 0 for
    those that have not been."""

def uncompiled() -> list[tuple[CodeType, int, str]]:
    """Code objects that were called and are not compiled: how often, and why not."""

def code_places() -> list[tuple[int, int, CodeType | None, str]]:
    """All machine code: address, size in bytes, function (routines have none), stencil."""

def instruction_counts(code: CodeType, /) -> dict[int, int]:
    """By offset: how often compiled code ran the instruction there; {} if that is not counted."""

def opcode_counts() -> dict[str, int]:
    """The same for all code, by opcode."""

@overload
def run_program(code: CodeType, namespace: dict[str, object], /) -> int: ...
@overload
def run_program(program: Callable[..., object], /, *arguments: object) -> int:
    """Run a program with nothing below it on the stack; its exit status, its error printed."""
