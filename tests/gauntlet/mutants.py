"""Existing programs, changed at random: `python -m tests.gauntlet mutants`.

The programs of `tests/programs` get other constants, names, operators; statements are left out, and
others come in: `del`, a collection of garbage, a look at the locals, tracing. What such a program
prints with cpjit is compared with what it prints without.
"""

from __future__ import annotations

import argparse
import ast
import gc
import os
import sys
import time
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from .fuzz.options import limited, numbered
from .fuzz.reduce import reduce
from .fuzz.trial import MODES, Difference, Mode, Trial, call_again

PROGRAMS = Path(__file__).resolve().parents[1] / "programs"
UNSTEADY = ("threading", "signal.", "setrecursionlimit")
"""In programs that are about time, or about the depth of the stack: how deep calls go without cpjit
depends on which opcodes the interpreter has specialised by then."""

EXACT = ("__del__", "getrefcount", "weakref", "finalize")
"""In programs that show when objects die."""

CONSTANTS: tuple[Any, ...] = (
    0,
    1,
    -1,
    3,
    2**31,
    2**62,
    2**63,
    2**100,
    0.0,
    -0.0,
    1.5,
    1e308,
    "a",
    "",
    None,
    True,
    (1, 2),
)
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.Div, ast.BitAnd, ast.BitXor)
COMPARISONS = (ast.Lt, ast.LtE, ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In)
INSERTED = (
    "__import__('gc').collect()",
    "__import__('sys')._getframe().f_locals",
    "__import__('sys').settrace(lambda *event: None)",
    "__import__('sys').settrace(None)",
    "del NAME",
    "NAME = CONSTANT",
    "NAME = OTHER",
    "NAME = [NAME]",
    "raise ValueError('inserted')",
)
SHORT = 150
"""Mutants in the short form."""


def main(words: list[str]) -> int:
    given = parse(words)
    if os.environ.get("PYTHONHASHSEED") != "0":
        return call_again(__name__, words)
    sys.path.insert(0, str(PROGRAMS))
    warnings.simplefilter("ignore")
    trial = Trial(perform)
    sources = {path.stem: path.read_text() for path in PROGRAMS.glob("*.py")}
    sources = {
        name: source
        for name, source in sources.items()
        if name != "support" and not any(word in source for word in UNSTEADY)
    }
    began, looked_at, void, entered = time.monotonic(), 0, 0, 0
    found: list[str] = []
    for number in range(given.start, given.start + given.count):
        name = sorted(sources)[number % len(sources)]
        source = mutate(sources[name], Random(number))
        mode = list(MODES.values())[number // len(sources) % len(MODES)]
        if not mode.exact and any(word in source for word in EXACT):
            mode = MODES["first"]
        outcome = trial.compare(source, "", mode)
        if isinstance(outcome, Difference):
            found.append(f"{number} ({name})")
            report(trial, number, source, outcome, given)
        elif outcome is None:
            void += 1
        else:
            looked_at += 1
            entered += outcome.entered
        if time.monotonic() - began > given.seconds or len(found) >= given.most:
            break
    print(
        f"{looked_at} mutants in {time.monotonic() - began:.0f} s, {entered} functions compiled, "
        f"{void} left out; differences: {len(found)} {' '.join(found)}"
    )
    return 1 if found or (looked_at and not entered) else 0


def parse(words: list[str]) -> argparse.Namespace:
    parser = numbered("mutants", __doc__, count=2000, short=SHORT)
    return limited(parser.parse_args(words), SHORT)


def mutate(source: str, random: Random) -> str:
    """A program like this one, a little different."""
    tree = ast.parse(source)
    done = 0
    while done < 3:
        change = random.choice([constant, constant, name, operator, drop, insert, insert])
        done += change(tree, random)
    return ast.unparse(tree)


def constant(tree: ast.AST, random: Random) -> bool:
    node = pick(tree, random, lambda node: isinstance(node, ast.Constant))
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        node.value = random.choice(CONSTANTS)
        return True
    return False


def name(tree: ast.AST, random: Random) -> bool:
    """A name takes the place of another one of the same function."""
    function = pick(tree, random, lambda node: isinstance(node, ast.FunctionDef))
    names = names_in(function) if function else []
    if len(names) < 2:
        return False
    random.choice(names).id = random.choice(names).id
    return True


def operator(tree: ast.AST, random: Random) -> bool:
    node = pick(
        tree, random, lambda node: isinstance(node, ast.BinOp | ast.AugAssign | ast.Compare)
    )
    if isinstance(node, ast.BinOp | ast.AugAssign):
        node.op = random.choice(OPERATORS)()
    elif isinstance(node, ast.Compare):
        node.ops[0] = random.choice(COMPARISONS)()
    return node is not None


def drop(tree: ast.AST, random: Random) -> bool:
    body = pick_body(tree, random)
    if len(body) < 2:
        return False
    del body[random.randrange(len(body))]
    return True


def insert(tree: ast.AST, random: Random) -> bool:
    """A statement comes into a function."""
    function = pick(tree, random, lambda node: isinstance(node, ast.FunctionDef))
    names = sorted({node.id for node in names_in(function)}) if function else []
    if not names or function is None:
        return False
    text = random.choice(INSERTED).replace("CONSTANT", repr(random.choice(CONSTANTS)))
    text = text.replace("NAME", random.choice(names)).replace("OTHER", random.choice(names))
    body = pick_body(function, random)
    body.insert(random.randint(0, len(body)), ast.parse(text).body[0])
    return True


def pick(tree: ast.AST, random: Random, fits: Callable[[ast.AST], bool]) -> ast.AST | None:
    fitting = [node for node in ast.walk(tree) if fits(node)]
    return random.choice(fitting) if fitting else None


def pick_body(tree: ast.AST, random: Random) -> list[ast.stmt]:
    node = pick(tree, random, lambda node: isinstance(getattr(node, "body", None), list))
    body = getattr(node, "body", [])
    assert isinstance(body, list)
    return body


def names_in(function: ast.AST) -> list[ast.Name]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Name)]


def perform(code: types.CodeType, calls: str, mode: Mode) -> str:
    """In a child: run a program to its end; what it prints."""
    shown = os.memfd_create("shown")
    os.dup2(shown, 1)
    os.dup2(shown, 2)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", closefd=False)
    module = sys.modules["__main__"] = types.ModuleType("__main__")
    gc.enable()
    try:
        exec(code, module.__dict__)
    except BaseException as error:
        error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
        sys.excepthook(type(error), error, error.__traceback__)
    sys.settrace(None)
    sys.stdout.flush()
    sys.stderr.flush()
    os.lseek(shown, 0, os.SEEK_SET)
    with os.fdopen(shown, errors="replace") as stream:
        return stream.read()


def report(
    trial: Trial, number: int, source: str, difference: Difference, given: argparse.Namespace
) -> None:
    """Tell of a failure, make it smaller, keep it."""
    mode = difference.mode
    print(f"DIFFERENT: mutant {number}, {difference}", flush=True)
    given.folder.mkdir(exist_ok=True)
    path = given.folder / f"mutant-{number}-{mode.name}.py"
    path.write_text(source)

    def shows(source: str, calls: str) -> bool:
        outcome = trial.compare(source, "", mode)
        return isinstance(outcome, Difference) and outcome.kind == difference.kind

    source, _ = reduce(source, "", shows, given.reduce)
    smaller = path.with_suffix(".reduced.py")
    smaller.write_text(source)
    print(f"reduced: {smaller}\n{source}\n{trial.compare(source, '', mode)}", flush=True)
