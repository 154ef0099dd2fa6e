"""Functions made by exec: the same source many times, with different globals and constants."""

from support import show

HOT = []
SOURCE = """
def made(n):
    total = {start}
    for i in range(n):
        total = total {operator} {operand}
    return total, scale
"""
for start in ("0", "0.5", "2**62", "'a'"):
    for operator, operand in (
        ("+", "1"),
        ("+", "i"),
        ("*", "2"),
        ("-", "0.25"),
        ("+", "'b'"),
        ("%", "7"),
    ):
        space = {"scale": len(HOT)}
        exec(SOURCE.format(start=start, operator=operator, operand=operand), space)
        HOT.append(space["made"])
        show(space["made"], 20)
        space["scale"] = "changed"
        show(space["made"], 3)
