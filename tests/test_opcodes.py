"""Every opcode of CPython 3.11 runs as machine code and does what it does in the interpreter.

The engine counts each instruction that it runs (`cpjit.enable(count=True)`); how often the
interpreter runs it tells an opcode-traced run. opcodes/table.py has the snippets.
"""

from __future__ import annotations

import json
import opcode
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from opcodes.table import NAME_OF, NOT_INSTRUCTIONS, SNIPPETS, TABLE

pytestmark = pytest.mark.interpreter

RUNNER = Path(__file__).parent / "opcodes" / "runner.py"
TORTURE = ("1", "2", "3", "4")
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
@pytest.mark.parametrize("name", TABLE)
def test_an_opcode_runs_as_machine_code(name: str, mode: str) -> None:
    for source in TABLE[name]:
        seen = results(mode)[NAME_OF[source]]
        assert "died" not in seen, seen["died"]
        assert not seen["different"], "\n".join(seen["different"])
        assert not seen["missing"], "left to the interpreter: " + "; ".join(seen["missing"])
        assert name in NOT_INSTRUCTIONS or seen["ran"].get(name, 0) > 0


def test_quickened_code_has_every_specialised_opcode() -> None:
    """What the interpreter has specialised is compiled as if it had not."""
    names = set(opcode._specialized_instructions)  # type: ignore[attr-defined]
    seen = {name for found in results("quickened").values() for name in found["specialised"]}
    assert names <= seen
