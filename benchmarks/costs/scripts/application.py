"""A large application: `application.py FUNCTIONS CALLS [--plain | --cold]`, functions that differ.

A function has some 50 instructions of the bytecode; each is called so often in turn. Prints as JSON
what the engine says of them. With `--plain` cpjit is not even imported, with `--cold` it compiles
nothing, however often it is called.
"""

from __future__ import annotations

import json
import sys
from typing import Any

# As applications' functions are: a few of each kind of thing, little arithmetic.
KINDS = (
    """
def work_{k}(order, items, limit):
    total = order.price * {k} + limit
    if total > {k} and items:
        total -= items[{k} % len(items)]
    for item in items:
        if item > limit:
            total += item
    order.total_{k} = total
    return total, len(items)
""",
    """
def work_{k}(order, items, limit):
    name = order.label("n{k}", limit)
    if name.startswith("n{k}"):
        order.names[name] = limit
    elif not items:
        return None
    found = order.names.get(name, {k})
    return [found, name, order.price if found else {k}]
""",
    """
def work_{k}(order, items, limit):
    low, high = {k}, {k} + limit
    while low < high:
        middle = (low + high) // 2
        if order.is_above(middle):
            high = middle
        else:
            low = middle + 1
    return {{"key": low, "rest": items[-1], "limit": limit}}
""",
    """
def work_{k}(order, items, limit):
    try:
        first, second, *rest = items
    except ValueError:
        return {k}
    text = f"{{first}}-{{second}}-{k}"
    if len(text) > limit and isinstance(order, Order):
        text = text.upper()
    order.last = text
    return text, rest, order.price + {k}
""",
)


class Order:
    """What the functions work upon."""

    def __init__(self) -> None:
        self.price = 2.5
        self.names: dict[str, int] = {}
        self.last = ""

    def label(self, prefix: str, number: int) -> str:
        return f"{prefix}{number}"

    def is_above(self, number: int) -> bool:
        return number > self.price


NEVER = 10**9


def main(count: int, calls: int, way: str = "") -> None:
    space: dict[str, Any] = {"Order": Order}
    for k in range(count):
        exec(KINDS[k % len(KINDS)].format(k=k), space)
    functions = [space[f"work_{k}"] for k in range(count)]
    if way == "--plain":
        work(functions, calls)
        return
    import cpjit

    cold = {"threshold": NEVER, "loop_threshold": NEVER}
    cpjit.enable(**(cold if way == "--cold" else {}))
    before = cpjit.stats()
    work(functions, calls)
    after = cpjit.stats()
    figures = {
        "functions": after.functions - before.functions,
        "bytecodes": after.bytecodes_compiled - before.bytecodes_compiled,
        "code": after.code_bytes - before.code_bytes,
        "metadata": after.metadata_bytes - before.metadata_bytes,
        "seconds": after.compile_seconds - before.compile_seconds,
    }
    print(json.dumps(figures))


def work(functions: list[Any], calls: int) -> None:
    items = [3, 1, 4, 1, 5]
    for function in functions:
        order = Order()
        for _ in range(calls):
            function(order, items, 4)


main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
