"""Snippets over all kinds of operands: a body in many functions, and their calls."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from textwrap import dedent, indent

# An operand as the compiler meets it: in a local (borrowed), a constant (borrowed), the result of
# a call (owned), and computed just before (raw, in a register).
LEFT = {"local": "a", "constant": "6", "owned": "own(a)", "int": "(i + 1)", "float": "(x + 0.5)"}


RIGHT = {"local": "b", "constant": "4", "owned": "own(b)", "int": "(j + 2)", "float": "(y + 0.25)"}


def operand_functions(name: str, body: str, calls: Iterable[str]) -> str:
    """A function around a body that sets `r`, without a handler and with one, and its calls."""
    source = f"""\
def {name}(a, b, i, x, j, y):
{indent(body, "    ")}
    return r

def {name}_handled(a, b, i, x, j, y):
    r = t = i * 3
    try:
{indent(body, "        ")}
    except Exception as e:
        return caught(e), r, t, i + 1
    return r, t
"""
    for arguments in calls:
        for variant in (name, f"{name}_handled"):
            source += f"out.append(attempt({variant}, {arguments}))\n"
    return source


class Number:
    """Calls of a function over two operands: numbers, others, and what raises."""

    BINARY = (
        "7, 3, 11, 2.5, 4, 1.5",
        "2.5, 0.5, 2, 0.5, 1, 8.0",
        "'ab', 2, 1 << 70, 1e300, 1, 0.5",
        "None, None, -3, -1.5, -2, -0.25",  # (j + 2) and (y + 0.25) are zero
        "[1], [2], (1 << 63) - 1, 1e308, 1, 2.0",
        "{1, 2}, {2, 3}, True, float('inf'), False, float('nan')",
    )
    UNARY = (
        "7, 3, 11, 2.5, 4, 1.5",
        "2.5, 0, -(1 << 63) - 1, -0.5, 0, 0.0",
        "'ab', 0, 1 << 80, float('nan'), 0, 0.0",
        "True, 0, -1, float('inf'), 0, 0.0",
        "(), 0, 0, 0.0, 0, 0.0",
    )


def binary(template: str, calls: Iterable[str] = Number.BINARY) -> str:
    """All kinds of operands on both sides: `{a}` and `{b}` in a body that sets r."""
    source = ""
    for (left, a), (right, b) in product(LEFT.items(), RIGHT.items()):
        if (left, right) != ("constant", "constant"):  # Python's compiler would fold it
            source += operand_functions(f"{left}_{right}", template.format(a=a, b=b), calls)
    return source


def unary(template: str, calls: Iterable[str] = Number.UNARY) -> str:
    """All kinds of operands: `{a}` in a body that sets r."""
    source = ""
    for kind, a in LEFT.items():
        source += operand_functions(kind, template.format(a=a), calls)
    return source


def looped(body: str, *sequences: str) -> str:
    """A body within a loop over `v`, in which values are kept raw from the second round on."""
    source = "def f(values, s):\n    t = 0\n    u = 0.5\n    for v in values:\n"
    source += indent(dedent(body).strip("\n"), " " * 8) + "\n    return t, u, s\n"
    return source + "".join(f"out.append(attempt(f, {values}))\n" for values in sequences)


LIAR = """
class Liar:
    def __bool__(self): raise ValueError("neither")
    def __repr__(self): return "Liar"
"""


def jumps(condition: str, calls: Iterable[str] = ()) -> str:
    """A condition on `{a}`, forward and backward, both ways, for all kinds of operands."""
    calls = [
        *calls,
        *Number.UNARY,
        "None, 0, 0, 0.0, 0, 0.0",
        "Liar(), 0, 0, -0.5, 0, 0.0",
        "False, 0, 0, 0.0, 0, 0.0",
        "[], 0, 0, 0.0, 0, 0.0",
    ]
    test = condition.format(a="{a}")
    body = f"r = 1\nif {test}:\n    r = 2\nt = 3\nwhile {test}:\n    t -= 1\n    if t < 0: break"
    return LIAR + unary(body, calls)
