"""What cpjit made of a function, line by line: `cpjit.explain(function)`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from cpjit import _engine
from cpjit.introspect.listing import Exit, Listing, Version


class Explanation:
    """For each source line the bytecodes, block versions, contexts, guards and exits; print it."""

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self.reason = why_not(code)
        self.listing = Listing(code)

    def __str__(self) -> str:
        return "\n".join(self.text())

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """IPython shows the text."""
        printer.text(str(self))

    def text(self) -> Iterator[str]:
        """The lines of the text."""
        listing = self.listing
        yield f"{self.code.co_qualname} ({self.code.co_filename}:{self.code.co_firstlineno})"
        if self.reason:
            yield f"  not compiled: {self.reason}"
        if not listing.versions:
            return
        pieces = [piece for version in listing.versions for piece in version.pieces]
        size = sum(piece.size + piece.cold_size for piece in pieces)
        blocks = len({version.offset for version in listing.versions})
        versions = f"{blocks} blocks in {len(listing.versions)} versions"
        yield f"  {versions}, {size:,} bytes of machine code"
        if not any(piece.instruction for piece in pieces):
            yield "  for guards and exits by line, cpjit.enable(inspect=True) before it is compiled"
        for number, source in listing.lines():
            yield ""
            yield f"{number:5}  {source}"
            yield from self.of_line(number)

    def of_line(self, number: int) -> Iterator[str]:
        """What there is to say about a source line."""
        instructions = [
            each for each in self.listing.instructions(self.code).values() if each.line == number
        ]
        exits: dict[int, list[Exit]] = {}
        for each in self.listing.exits:
            if each.code is self.code:
                exits.setdefault(each.offset, []).append(each)
        for instruction in instructions:
            for version in self.listing.versions:
                if version.offset == instruction.offset:
                    yield f"         {heading(version)}"
            yield f"       {instruction.offset:5} {instruction.text}"
            if guards := ", ".join(self.guards(instruction.offset)):
                yield f"             guards: {guards}"
            for each in exits.get(instruction.offset, []):
                if each.taken:
                    yield f"             exit taken {times(each.taken)}: {each.kind}"

    def guards(self, offset: int) -> list[str]:
        """The guards of an instruction, in the versions that have it."""
        found: dict[str, None] = {}
        for version in self.listing.versions:
            for piece in version.pieces:
                at = piece.instruction
                if piece.guards and at and (at.code, at.offset) == (self.code, offset):
                    found[f"{piece.stencil} (version {version.number})"] = None
        return list(found)


def heading(version: Version) -> str:
    """A version in one line."""
    return f"version {version.number}: {version.context}"


def times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def code_of(function: object) -> CodeType:
    """The code object of a function, method or whatever has one."""
    for name in ("__func__", "func", "__wrapped__", "fget"):
        if not hasattr(function, "__code__") and hasattr(function, name):
            function = getattr(function, name)
    code = function if isinstance(function, CodeType) else getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        raise TypeError(f"a function written in Python is needed, not {function!r}")
    return code


def why_not(code: CodeType) -> str:
    """Why it is not compiled; '' if it is."""
    from cpjit import _cpjit

    if _cpjit.is_compiled(code):
        return ""
    for other, calls, reason in _cpjit.uncompiled():
        if other is code:
            return f"{reason} (called {times(calls)})"
    if not _engine.is_enabled():
        return "cpjit is not enabled"
    return "it has not been called since cpjit was enabled"


def explain(function: Callable[..., object] | CodeType) -> Explanation:
    """What cpjit made of a function, or why it made nothing; to be printed.

    With `enable(inspect=True)` before the function is compiled it has guards and exits, too.
    """
    if reason := _engine.available().reason:
        raise _engine.UnavailableError(reason)
    _engine.load()
    return Explanation(code_of(function))
