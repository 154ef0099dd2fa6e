"""Steering by function: `@jit`, `@never`; and by time: `with paused():`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FunctionType, TracebackType
from typing import Any, TypeVar

from cpjit import _engine

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Have a function compiled now, without waiting for its calls: a decorator.

    It returns the very function. A warning (RuntimeWarning) says why, if it can't be compiled.
    Where cpjit is not enabled yet, the function is compiled when it is; the decorator alone
    switches nothing on, so that a library may use it.
    """
    mark(function, wanted=True)
    return function


def never(function: F) -> F:
    """Leave a function to the interpreter: a decorator. It returns the very function.

    What the function calls is compiled all the same. Code that runs when it is marked goes on.
    """
    mark(function, wanted=False)
    return function


def mark(function: object, *, wanted: bool) -> None:
    """Remember what is wanted of a function until there is an engine, or tell the engine."""
    plain = getattr(function, "__func__", function)  # of a method, staticmethod or classmethod
    if not isinstance(plain, FunctionType):
        raise TypeError(f"a function written in Python is needed, not {function!r}")
    marked = [(plain, wanted)]
    if _engine.is_enabled():
        apply(marked)
    else:
        _engine.waiting += marked


def apply(marked: list[tuple[FunctionType, bool]]) -> None:
    """Do what is wanted of these functions, and forget them."""
    from cpjit import _cpjit

    while marked:
        function, wanted = marked.pop(0)
        if not wanted:
            _cpjit.leave(function.__code__)
        elif reason := _cpjit.compile(function):
            import warnings

            name = f"{function.__module__}.{function.__qualname__}"
            warnings.warn(f"{name} is not compiled: {reason}", RuntimeWarning, caller())


def caller() -> int:
    """How many frames away the code is that does not belong to cpjit."""
    frame = sys._getframe(1)
    level = 1
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == "cpjit":
        frame = frame.f_back
        level += 1
    return level


class paused:
    """A block of a program in which no compiled code is entered: `with cpjit.paused(): ...`.

    It is the whole process that pauses, all threads. Blocks may be nested. Functions in the middle
    of their compiled code, such as the one that has the block, go on in it.
    """

    depth = 0
    resumes = False

    def __enter__(self) -> None:
        if paused.depth == 0:
            paused.resumes = _engine.is_enabled()
            _engine.disable()
        paused.depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        paused.depth -= 1
        if paused.depth == 0 and paused.resumes and _engine.current is not None:
            _engine.start(_engine.current)
