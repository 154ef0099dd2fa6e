"""What the programs of the corpus have in common."""

import traceback


def show(function, *arguments):
    """Call a function; print what it returns, or the traceback of what it raises."""
    called = f"{function.__name__}({', '.join(map(describe, arguments))})"
    try:
        result = function(*arguments)
    except Exception:
        print(called, "raises", traceback.format_exc())
    else:
        print(called, "=", describe(result))


def describe(value):
    """A value with its type, the sign of zero and all; too long a text shortened by its hash."""
    text = repr(value)
    if " at 0x" in text:
        text = text.partition(" at 0x")[0] + ">"
    if len(text) > 200:
        text = f"{text[:60]}...{hash(text) & 0xFFFFFFFF:08x}"
    return f"{type(value).__name__}:{text}"


def table(function, *columns):
    """Call a function with every combination of the columns' values."""
    combinations = [()]
    for column in columns:
        combinations = [(*row, value) for row in combinations for value in column]
    for row in combinations:
        show(function, *row)


INF = float("inf")
NAN = float("nan")

SMALL = [-6, -5, -1, 0, 1, 2, 255, 256, 257]
EDGES = [
    2**30 - 1,
    2**30,
    -(2**30),
    2**31 - 1,
    2**31,
    -(2**31),
    2**31 + 1,
    2**60 - 1,
    2**60,
    -(2**60),
    2**62,
    2**63 - 1,
    2**63,
    -(2**63),
    -(2**63) - 1,
    2**64,
    10**30,
    -(10**30),
]
INTS = SMALL + EDGES
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 1e16, 1e308, -1e308, 5e-324, INF, -INF, NAN]
