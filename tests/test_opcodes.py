"""Every opcode of CPython 3.11 runs as machine code and does what it does in the interpreter.

The engine counts each instruction that it runs (`cpjit.enable(count=True)`); how often the
interpreter runs it tells an opcode-traced run. opcodes/table.py has the snippets.
"""

from __future__ import annotations

import json
import opcode
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from opcodes.table import NAME_OF, NOT_INSTRUCTIONS, SNIPPETS, TABLE

pytestmark = pytest.mark.interpreter

RUNNER = Path(__file__).parent / "opcodes" / "runner.py"
TORTURE = ("1", "2", "3", "4")  # the odd ones switch tracing on at times
MODES = ("plain", "quickened", *TORTURE)

Seen = dict[str, Any]


@cache
def results(mode: str) -> dict[str, Seen]:
    """What the runner says of every snippet. It is started again after one that kills it."""
    seen: dict[str, Seen] = {}
    names = list(SNIPPETS)
    while names:
        done = subprocess.run(
            [sys.executable, "-P", "-W", "ignore", str(RUNNER), mode],
            input="\n".join(names),
            capture_output=True,
            text=True,
            timeout=900,
        )
        lines = done.stdout.splitlines()
        for line in lines:
            if line.startswith("{"):
                found = json.loads(line)
                seen[found["name"]] = found
        if done.returncode == 0:
            break
        died = next(line for line in reversed(lines) if not line.startswith("{"))
        seen[died] = {"died": f"status {done.returncode}: {done.stderr[-2000:]}"}
        names = names[names.index(died) + 1 :]
    return seen


def test_the_table_has_a_row_for_every_opcode() -> None:
    assert set(TABLE) == set(opcode.opmap)


@pytest.mark.parametrize("mode", MODES)
def test_every_opcode_runs_as_machine_code(mode: str) -> None:
    seen = results(mode)
    faults = {name: list(wrong(name, seen)) for name in TABLE}
    assert not any(faults.values()), "\n".join(
        f"{name}: {fault}" for name, found in faults.items() for fault in found
    )


def wrong(name: str, seen: dict[str, Seen]) -> Iterator[str]:
    """What is not as it should be in an opcode's row."""
    if name not in NOT_INSTRUCTIONS and not any(
        seen[NAME_OF[source]].get("ran", {}).get(name) for source in TABLE[name]
    ):
        yield "it never ran as machine code"
    for source in TABLE[name]:
        snippet = NAME_OF[source]
        found = seen[snippet]
        if "died" in found:
            yield f"{snippet}: {found['died']}"
            continue
        for difference in found["different"]:
            yield f"{snippet}: {difference}"
        for place in found["missing"]:
            yield f"{snippet}: not counted as the interpreter runs it: {place}"


def test_quickened_code_has_every_specialised_opcode() -> None:
    """What the interpreter has specialised is compiled as if it had not."""
    names = set(opcode._specialized_instructions)  # type: ignore[attr-defined]
    seen = {name for found in results("quickened").values() for name in found["specialised"]}
    assert names <= seen
