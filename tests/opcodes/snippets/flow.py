"""Loops and what goes by truth."""

from __future__ import annotations

from opcodes.snippets.operands import LEFT, LIAR, Number, operand_functions

LOOPS = """
class Bad:
    def __iter__(self): return self
    def __next__(self): raise OSError("next")
class NoNext:
    def __iter__(self): return 5
class Counted:
    def __init__(self, n): self.n = n
    def __getitem__(self, i):
        if i == self.n: raise IndexError
        return i * 1.5
def make(n):
    for i in range(n): yield i + 1
    return 5
def f(v):
    t = 0
    for x in v:
        t = t + x
    else:
        t = t, "else"
    return t
def g(v):
    t = 0.5
    for x in own(v):
        t += x
        if x == 2: continue
        if t > 5: break
    return t
def handled(v):
    t = 0
    try:
        for x in v: t += x
    except Exception as e:
        return caught(e), t
    return t
def nested(n):
    t = 0
    for i in range(n):
        for j in range(i, n * 2, 2):
            t += i * j
        t -= 1
    return t, i, j
def constant():
    t = 0
    for x in (1, 2.5, 3): t += x
    for y in [1, 2]: t += y
    for z in "ab": t += 1
    return t, x, y, z
def changing(v):
    for x in v:
        if len(v) < 5: v.append(x)
    return v
for v in ([1, 2, 3], (1.5, 2), range(5), range(0), range(1 << 65, (1 << 65) + 2), {1, 2}, {1: 2}, Counted(3), [], (), [1, "s"],
          5, None, NoNext(), Bad(), "ab", [True, 1 << 70], b"ab", frozenset([3])):
    out.append(attempt(f, v))
    out.append(attempt(g, v))
    out.append(attempt(handled, v))
for h in f, g, handled:
    out.append(attempt(h, make(4)))
    out.append(attempt(h, zip([1], [2])))
    out.append(attempt(h, map(abs, [-1, 2])))
    out.append(attempt(h, map(abs, [-1, "s"])))
out.append(attempt(nested, 5))
out.append(constant())
out.append(attempt(changing, [1]))
"""

SHORT_CIRCUIT = LIAR + "".join(
    operand_functions(name, f"r = {expression}", [*Number.UNARY, "Liar(), 0, 0, -0.5, -2, -0.25"])
    for name, expression in {
        "and_local": "a and b",
        "or_local": "a or b",
        "and_owned": "own(a) and own(b)",
        "or_owned": "own(a) or own(b)",
        "and_int": "(i + 1) and (j + 2)",
        "or_int": "(i + 1) or (j + 2)",
        "and_float": "(x + 0.5) and (y + 0.25)",
        "or_float": "(x + 0.5) or (y + 0.25)",
        "chained": "i - 1 < j + 2 < x * 2.0",
        "chained_owned": "own(i) <= own(j) != own(a) == a",
        "mixed": "a and (b or own(a)) or (i + 1 and x)",
        "not_": "not (a or b), not a",
    }.items()
)

NONE = (
    "".join(
        operand_functions(
            name,
            f"r = 1\nif {left} is None:\n    r = 2\nif {left} is not None:\n    r += 3\n"
            f"t = 2\nwhile {left} is None and t:\n    t -= 1\nwhile {left} is not None:\n    t -= 1\n"
            "    if t < 0: break\nfor k in range(3):\n    t += 1\n"
            f"    if {left} is None: continue\n    t += 10\n    if {left} is not None: continue\n",
            ["None, 0, 1, 1.5, 0, 0.0", "5, 0, 1 << 70, 1.5, 0, 0.0", "2.5, 0, True, 0.5, 0, 0.0"],
        )
        for name, left in LEFT.items()
        if name != "constant"
    )
    + """
def loop(v):
    n = 5
    while True:
        n = n - 1
        if n == 0: v = None
        if n == -2: v = 1
        if n < -3: break
        if v is None: continue
    return n, v
def back(v):
    n = 0
    while v is None:
        n += 1
        if n == 3: v = 5
    while v is not None:
        n += 1
        if n == 6: v = None
    return n
out.append(attempt(loop, 1))
out.append(attempt(loop, 2.5))
out.append(attempt(loop, "s"))
out.append(attempt(back, None))
out.append(attempt(back, None))
out.append(attempt(back, 1))
"""
)
