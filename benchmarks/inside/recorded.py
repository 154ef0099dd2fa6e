"""Describes what a program computes, so that two runs of it can be compared.

A description is text that is equal for equal values in any process: no addresses, sets in a fixed
order, objects by what is in them. Nothing of the program runs for it, no `__repr__` and no
property. Each description is kept as a digest with the beginning of the text, for people.
"""

from __future__ import annotations

import hashlib
import sys
import types
import zlib
from collections import deque
from io import BytesIO, StringIO

MYPY = False
if MYPY:
    from typing import Any, Iterator

    Event = list[str]  # what it is, digest, beginning

events: list[Event] = []
kept = 0  # a checksum of what the program has handed to `keep()`
limit = 50000  # parts of a value that are looked at
SHOWN = 300  # characters

# Shown by their own repr; only these very types, since subclasses may define what they like.
PLAIN = {int, float, complex, bool, str, bytes, bytearray, range, type(None), type(Ellipsis), slice}
PLAIN_MODULES = {"decimal", "fractions", "datetime", "array", "_decimal", "uuid"}
# What differs from run to run, or says nothing.
OMITTED = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.CodeType)


def begin(parts: int) -> None:
    """Start afresh, with that limit."""
    global limit, kept
    limit, kept = parts, 0
    del events[:]


def note(what: str, value: object) -> None:
    """Add an event."""
    text = " ".join(parts(value))
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    events.append([what, digest, text[:SHOWN]])


def caller_locals() -> None:
    """Add the locals of the program's function that asks for the time, if one does."""
    frame = sys._getframe(2)
    if frame.f_globals.get("__name__") == "__main__":
        note("locals of " + frame.f_code.co_name, dict(frame.f_locals))


def namespace(module: types.ModuleType) -> dict[str, object]:
    """The data in a module."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("__") and not isinstance(value, OMITTED)
    }


def parts(value: object) -> Iterator[str]:
    """The parts of a description, depth first, without recursion."""
    seen: dict[int, int] = {}
    todo: list[Any] = [value]
    for _ in range(limit):
        if not todo:
            return
        value = todo.pop()
        kind = type(value)
        if kind is Word:
            yield str(value)
        elif kind in PLAIN or kind.__module__ in PLAIN_MODULES:
            yield repr(value)
        elif isinstance(value, OMITTED):
            yield str(getattr(value, "__name__", kind.__name__))
        elif id(value) in seen:
            yield "#%d" % seen[id(value)]
        else:
            seen[id(value)] = len(seen)
            yield kind.__name__ + "("
            todo.append(Word(")"))
            todo.extend(reversed(contents(value)))
    yield "..."


class Word(str):
    """Text that stands for itself, in a list of values."""


def contents(value: Any) -> list[Any]:
    """What is in an object, found without running any of the program's code."""
    found: list[Any] = []
    if isinstance(value, type):
        members = [pair for pair in vars(value).items() if not pair[0].startswith("__")]
        return [Word(value.__qualname__)] + flat(sorted(members))
    if type(value).__module__ in ("pyperf", "argparse", "measured", "recorded", "asyncio"):
        return found
    if isinstance(value, dict):
        found += flat(list(dict.items(value)))
    elif isinstance(value, (set, frozenset)):
        found += ordered(list(value))
    elif isinstance(value, (list, tuple)):
        found += list(tuple(value) if type(value) in (list, tuple) else value[:])
    elif type(value) is deque:
        found += list(value)
    elif type(value) in (BytesIO, StringIO):
        found += [] if value.closed else [value.getvalue()]
    elif isinstance(value, (int, float, str, bytes)):  # of a subclass
        base: Any = next(each for each in type(value).__mro__ if each in PLAIN)
        found.append(Word(base.__repr__(value)))
    for owner in type(value).__mro__:
        for name, member in vars(owner).items():
            if isinstance(member, types.MemberDescriptorType) and owner.__module__ != "builtins":
                try:
                    found += [Word("." + name), member.__get__(value)]
                except AttributeError:
                    found += [Word("." + name), Word("unset")]
    try:
        found += flat(list(object.__getattribute__(value, "__dict__").items()))
    except AttributeError:
        pass
    return found


def flat(pairs: list[Any]) -> list[Any]:
    return [each for pair in pairs for each in pair]


def ordered(members: list[Any]) -> list[Any]:
    """Members of a set in an order that does not depend on addresses."""
    described = sorted((" ".join(parts(each)), each) for each in members if type(each) in PLAIN)
    rest = sorted(type(each).__name__ for each in members if type(each) not in PLAIN)
    return [Word(text) for text, _ in described] + [Word(name) for name in rest]


def keep(value: object) -> None:
    """Take note of a value that the program itself would throw away."""
    global kept
    text = " ".join(parts(value))
    kept = zlib.crc32(text.encode("utf-8", "backslashreplace"), kept)


def keeping(function: Any) -> Any:
    """The function, with `keep()` for what it returns."""

    def call(*args: Any, **options: Any) -> Any:
        result = function(*args, **options)
        keep(result)
        return result

    return call
