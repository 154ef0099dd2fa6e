"""Makes a program smaller as long as it shows what it is to show.

It works on the syntax tree, so it knows nothing of how programs are written: statements are left
out, bodies take the place of what surrounds them, expressions that of larger ones.
"""

from __future__ import annotations

import ast
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial

Check = Callable[[str, str], bool]
Undo = Callable[[], None]
Change = Callable[[], Undo | None]


def reduce(source: str, calls: str, shows: Check, seconds: float = 120) -> tuple[str, str]:
    """The smallest program found in this time of which `shows` holds."""
    warnings.simplefilter("ignore")
    end = time.monotonic() + seconds
    trees = [ast.parse(calls), ast.parse(source)]

    def holds() -> bool:
        try:
            texts = [ast.unparse(tree) for tree in trees]
            return shows(texts[1], texts[0])
        except (ValueError, RecursionError, SyntaxError, AttributeError):
            return False

    smaller = holds()  # as the syntax tree has it
    while smaller and time.monotonic() < end:
        smaller = False
        for tree in trees:
            for change in changes(tree):
                if time.monotonic() > end:
                    break
                undo = change()
                if undo is None:
                    continue
                if holds():
                    smaller = True
                else:
                    undo()
    return ast.unparse(trees[1]) + "\n", ast.unparse(trees[0]) + "\n"


def changes(tree: ast.AST) -> Iterator[Change]:
    """What may make a tree smaller; each is to be tried when it is given."""
    yield from fewer_items(tree)
    yield from simpler_statements(tree)
    yield from simpler_expressions(tree)


WHOLE = {"ops", "comparators", "keys", "values", "defaults", "kw_defaults", "elts", "kwd_patterns"}
"""Lists that belong to other things, item by item."""
NEEDED = {"body", "targets", "names", "generators", "cases", "items"}
"""Lists that can't be empty."""


def lists_of(tree: ast.AST) -> list[tuple[list[ast.AST], int]]:
    """The lists in a tree of which items can be left out, with how many must stay."""
    return [
        (value, int(name in NEEDED))
        for node in ast.walk(tree)
        for name, value in ast.iter_fields(node)
        if isinstance(value, list) and value and isinstance(value[0], ast.AST) and name not in WHOLE
    ]


def fewer_items(tree: ast.AST) -> Iterator[Change]:
    """Runs of items are left out: long ones, then shorter ones."""
    for items, least in lists_of(tree):
        size = len(items)
        while size:
            for start in range(len(items) - size, -1, -size):
                if len(items) - size >= least and start + size <= len(items):
                    yield partial(put, items, start, [], size)
                elif isinstance(items[0], ast.stmt) and len(items) == size == 1:
                    yield partial(put, items, 0, [ast.Pass()])
            size //= 2


def simpler_statements(tree: ast.AST) -> Iterator[Change]:
    """The body of a statement takes its place."""
    for items, _ in lists_of(tree):
        for node in list(items):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                for name in ("body", "orelse", "finalbody"):
                    body = getattr(node, name, None)
                    if isinstance(node, ast.stmt) and isinstance(body, list) and body:
                        yield partial(replace, items, node, body)


def simpler_expressions(tree: ast.AST) -> Iterator[Change]:
    """A part of an expression takes its place, or a constant."""
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.expr):
                for new in parts(value):
                    yield partial(exchange, node, name, value, new)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.expr):
                        for new in parts(item):
                            yield partial(replace, value, item, [new])


def parts(value: ast.expr) -> Iterator[ast.expr]:
    """What may take the place of an expression."""
    if isinstance(getattr(value, "ctx", None), ast.Store | ast.Del):
        return
    if not isinstance(value, ast.Constant) or value.value != 1:
        yield ast.Constant(1)
    for child in ast.iter_child_nodes(value):
        if isinstance(child, ast.expr):
            yield child


def put(items: list[ast.AST], start: int, new: Sequence[ast.AST], size: int = 1) -> Undo | None:
    """Put something in the place of some items."""
    if start + size > len(items):
        return None
    old = items[:]
    if [type(node) for node in old[start : start + size]] == [ast.Pass] and new:
        return None
    items[start : start + size] = new

    def undo() -> None:
        items[:] = old

    return undo


def replace(items: list[ast.AST], old: ast.AST, new: Sequence[ast.AST]) -> Undo | None:
    return put(items, items.index(old), new) if old in items else None


def exchange(node: ast.AST, name: str, old: ast.expr, new: ast.expr) -> Undo | None:
    if getattr(node, name) is not old:
        return None
    setattr(node, name, new)
    return lambda: setattr(node, name, old)
