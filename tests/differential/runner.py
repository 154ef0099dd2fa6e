"""Runs one program several times in one interpreter binary: without cpjit, and with it.

    python runner.py PROGRAM FOLDER MODE...

A mode is `plain`, `jit`, `loops` (functions are compiled only when a loop goes round, which then
goes on in machine code), or `torture-SEED`. Each runs in a forked child, as `__main__`, to the
very end of the interpreter; its output, errors and exit status are left in FOLDER, and, where the
engine ran, a report of which functions ran as machine code. Nothing of cpjit is switched on before
the fork, so the children differ in nothing else.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback  # noqa: F401 - here, so that programs test themselves and not the loading of it
import types
from collections.abc import Iterator
from pathlib import Path

import cpjit
from cpjit import _cpjit, _engine

NEVER = 1 << 30


def main() -> None:
    program, folder, *modes = sys.argv[1:]
    _engine.load()
    # What is here now is not looked at by the collections that torture does.
    gc.collect()
    gc.freeze()
    for mode in modes:
        child = os.fork()
        if child == 0:
            run(Path(program), Path(folder), mode)  # ends with SystemExit, or the signal
            return
        _, status = os.waitpid(child, 0)
        Path(folder, f"{mode}.status").write_text(str(os.waitstatus_to_exitcode(status)))


def run(program: Path, folder: Path, mode: str) -> None:
    """In the child: become the program."""
    for descriptor, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / f"{mode}.{name}", os.O_CREAT | os.O_WRONLY, 0o600), descriptor)
    code = compile(program.read_bytes(), str(program), "exec", dont_inherit=True)
    sys.modules["__main__"] = types.ModuleType("__main__")  # this file's own is in use
    namespace = sys.modules["__main__"].__dict__
    namespace["__file__"] = str(program)
    sys.argv = [str(program)]
    sys.path[0] = str(program.parent)
    if mode != "plain":
        torture = mode.removeprefix("torture-")
        os.environ["CPJIT_TORTURE"] = torture if torture != mode else "0"
        cpjit.enable(threshold=NEVER if mode == "loops" else 1, loop_threshold=1)
    try:
        status = _cpjit.run_program(code, namespace)
    finally:
        if mode != "plain":
            report(code, namespace, folder / f"{mode}.json")
    sys.exit(status)


def report(code: types.CodeType, namespace: dict[str, object], path: Path) -> None:
    """How often each function was entered as machine code, and what the engine did."""
    stats = cpjit.stats()  # first: this function is not part of the program
    cpjit.disable()
    entered = {each.co_qualname: _cpjit.entered(each) for each in code_objects(code)}
    made = namespace.get("HOT", [])  # functions the program made itself
    assert isinstance(made, list)
    entered |= {f"HOT[{i}]": _cpjit.entered(each.__code__) for i, each in enumerate(made)}
    path.write_text(json.dumps({"entered": entered, "stats": stats.as_dict()}))


def code_objects(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and all that are defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from code_objects(constant)


if __name__ == "__main__":
    main()
