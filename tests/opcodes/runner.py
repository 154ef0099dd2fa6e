"""Run snippets of the table in the interpreter and as machine code, in one process.

    python -P runner.py MODE < names

MODE is `plain`, `quickened` (the interpreter has run the code often before, so that it consists of
specialised opcodes when it is compiled) or a torture seed. For each snippet named on stdin one line
of JSON says what was seen: what both computed, and by the engine's counters which instructions ran
as machine code. A snippet is a module; all it appends to `out` is compared.
"""

from __future__ import annotations

import contextlib
import dis
import gc
import io
import json
import os
import re
import sys
import types
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from functools import cache
from itertools import zip_longest
from opcode import _inline_cache_entries  # type: ignore[attr-defined]
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cpjit import _engine  # noqa: E402
from cpjit._options import settings  # noqa: E402
from cpjit.introspect.counts import instruction_counts, interpreted  # noqa: E402
from opcodes.table import SNIPPETS  # noqa: E402

NAME = "<snippet>"
RESUME = dis.opmap["RESUME"]
REPEATS = 3
QUICKENING = 20  # runs after which the interpreter has specialised what it can
# Odd seeds switch tracing on at times: what a frame does from then on is the interpreter's.
traced = sys.argv[1] in ("1", "3")
TORTURED_REPEATS = 2


# ---- what snippets may use ----


def own(value: object) -> object:
    """The value as the result of a call: the operand stack owns it."""
    return value


def without_addresses(text: str) -> str:
    return re.sub("0x[0-9a-f]+", "0x", text)


def show(value: object) -> str:
    """Type and value."""
    return f"{type(value).__name__} {without_addresses(repr(value))}"


def where(traceback: TracebackType | None) -> list[object]:
    """Function, line, and the place within it, down to columns, for each entry of a snippet."""
    entries: list[object] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == NAME:
            offset = traceback.tb_lasti
            place = list(code.co_positions())[offset // 2]
            # Specialised, PRECALL makes the calls of some C functions itself, and BINARY_SUBSCR is
            # found at its last cache while it runs a Python function. So is CALL, but not where a
            # hook is set and the code stays in the interpreter, being traced.
            if dis.opname[code.co_code[offset]] == "PRECALL":
                offset += 2 * (1 + _inline_cache_entries[code.co_code[offset]])
            if dis.opname[code.co_code[offset]] in (("BINARY_SUBSCR", "CALL")[: 1 + traced]):
                offset += 2 * _inline_cache_entries[code.co_code[offset]]
            entries.append([code.co_name, traceback.tb_lineno, offset, place])
        traceback = traceback.tb_next
    return entries


def caught(error: BaseException | None, seen: tuple[int, ...] = ()) -> object:
    """All that a program can see of an exception."""
    if error is None or id(error) in seen:
        return error and "seen"
    seen = (*seen, id(error))
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return [
        type(error).__name__,
        without_addresses(str(error)),
        where(error.__traceback__),
        ["cause", caught(error.__cause__, seen), error.__suppress_context__],
        ["context", caught(error.__context__, seen)],
        [caught(part, seen) for part in parts],
    ]


def attempt(function: Callable[..., object], *arguments: Any, **keywords: Any) -> object:
    """What a call returns, or the exception that it ends with."""
    try:
        return show(function(*arguments, **keywords))
    except BaseException as error:
        return caught(error)


def drive(coroutine: Coroutine[Any, Any, object]) -> object:
    """Run a coroutine whose awaits all go on at once; what it awaited and what it returned."""
    awaited: list[object] = []
    try:
        while True:
            awaited.append(coroutine.send(None))
    except StopIteration as end:
        return awaited, end.value


@cache
def single(source: str) -> CodeType:
    """An interactive statement: the same code object for all runs."""
    return compile(source, NAME, "single")


@types.coroutine
def pause(value: object) -> Any:
    """An await that suspends once; its value is what is sent."""
    return (yield value)


TOOLS = {tool.__name__: tool for tool in (own, show, caught, attempt, drive, single, pause)} | {
    "bare": exec
}


# ---- running ----


def run(code: CodeType) -> str:
    """One run of a snippet in a namespace of its own: what came out, as JSON."""
    module = types.ModuleType("snippet")
    namespace = module.__dict__
    namespace.update(TOOLS, out=[], __annotations__={})
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(code, namespace)
        except BaseException as error:
            namespace["out"].append(caught(error))
    for name in ("__annotations__", "_"):
        namespace["out"].append(show(namespace.get(name)))
    return json.dumps([namespace["out"], printed.getvalue()], default=show)


def compiled(code: CodeType, mode: str, repeats: int) -> list[str]:
    seed = 0 if mode in ("plain", "quickened") else int(mode)
    given = {"threshold": 1, "count": 1, "torture": seed}
    _engine.start(settings(given, {}))
    try:
        return [run(code) for _ in range(repeats)]
    finally:
        _engine.disable()


def codes(code: CodeType) -> list[CodeType]:
    """A code object and all within it."""
    found = [code]
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found += codes(constant)
    return found


def specialised(code: CodeType) -> set[str]:
    """The opcodes as the interpreter has specialised them."""
    return {
        instruction.opname
        for part in codes(code)
        for instruction in dis.get_instructions(part, adaptive=True)
    }


def check(name: str, mode: str) -> dict[str, Any]:
    """Everything about one snippet that a test looks at."""
    code = compile(SNIPPETS[name], NAME, "exec")
    tortured = mode not in ("plain", "quickened")
    repeats = TORTURED_REPEATS if tortured else REPEATS
    opcodes: set[str] = set()
    if mode == "quickened":
        for _ in range(QUICKENING):
            run(code)
        opcodes = specialised(code)
    seen = compiled(code, mode, repeats)
    expected = [run(code) for _ in range(repeats)]
    ran: Counter[str] = Counter()
    missing = []
    for part, offsets in interpreted(lambda: run(code)).items():
        if part.co_filename != NAME:
            continue
        counts = instruction_counts(part)
        lines = [line for line, *_ in part.co_positions()]
        for offset, times in sorted(offsets.items()):
            count, opcode = counts.get(offset, 0), dis.opname[part.co_code[offset]]
            wanted = 1 if tortured else times * repeats
            ran[opcode] += count
            # What comes before RESUME is not traced where a generator is made and never started.
            overshoot = not tortured and count > wanted and offset >= prologue(part)
            if (count < wanted and not traced) or overshoot:
                place = f"{opcode} at {offset} of {part.co_name}, line {lines[offset // 2]}"
                missing.append(f"{place}: ran {count} times of {wanted}")
    return {
        "name": name,
        "different": [*differences(expected, seen)][:5],
        "ran": ran,
        "missing": missing,
        "specialised": sorted(opcodes),
    }


def prologue(code: CodeType) -> int:
    """Where the instructions end that come before a function's RESUME."""
    return 2 * code.co_code[::2].index(RESUME)


def differences(expected: list[str], seen: list[str]) -> Iterator[str]:
    """What is not as in the interpreter, the places of `out` that differ."""
    for number, (right, wrong) in enumerate(zip(expected, seen, strict=True), 1):
        if right == wrong:
            continue
        rights, wrongs = json.loads(right), json.loads(wrong)
        if rights[1] != wrongs[1]:
            yield f"run {number} printed {wrongs[1]!r}, not {rights[1]!r}"
        for place, (one, other) in enumerate(zip_longest(rights[0], wrongs[0])):
            if one != other:
                yield f"run {number}, out[{place}]:\n   is {other}\n  not {one}"


def main() -> None:
    mode = sys.argv[1]
    gc.freeze()  # torture mode collects garbage all the time: of the snippets, that is
    channel = os.fdopen(os.dup(1), "w")
    for name in sys.stdin.read().split():
        print(name, file=channel, flush=True)
        print(json.dumps(check(name, mode)), file=channel, flush=True)


if __name__ == "__main__":
    main()
