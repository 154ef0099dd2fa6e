"""Operators with a constant on either side, in loops over numbers at the edges of every form."""

from support import INF, NAN, describe

OPERATORS = ["+", "-", "*", "//", "%", "&", "|", "^", "<<", ">>", "/", "**"]
CONSTANTS = [0, 1, 2, 3, 7, 8, 31, 32, 63, 64, 1000, 4096, 2**31 - 1, 2**31, 2**31 + 1]
CONSTANTS += [2**32 - 1, 2**32, 2**59, 2**60, 2**62, 2**63, -1, -2, -8, -(2**31), -(2**31) - 1, 2.5]
VALUES = [0, 1, 2, 5, 7, 255, 256, 257, 2**15, 2**30 - 1, 2**30, 2**31 - 1, 2**31, 2**32 - 1]
VALUES += [2**32, 2**33 + 1, 2**59, 2**60 - 1, 2**60, 2**61 + 3, 2**62, 2**63 - 1]
VALUES += [-value for value in VALUES] + [-(2**63), 2**63, 2**64, -(2**64) - 1]
VALUES += [0.0, -0.0, 0.5, -2.5, 1e300, INF, NAN, True, False]

SOURCE = """
def right(values):
    found = []
    for x in values:
        try:
            found.append((x + 0) {operator} ({constant}))
        except Exception as error:
            found.append(str(error))
    return found

def left(values):
    found = []
    for x in values:
        try:
            found.append(({constant}) {operator} (x + 0))
        except Exception as error:
            found.append(str(error))
    return found

def augmented(values):
    found = []
    for x in values:
        y = x
        try:
            x {operator}= {constant}
            y += 1
            y {operator}= {constant}
        except Exception as error:
            found.append(str(error))
        found.append((x, y))
    return found
"""

HOT = []
for operator in OPERATORS:
    for constant in CONSTANTS:
        namespace = {}
        exec(SOURCE.format(operator=operator, constant=constant), namespace)
        values = VALUES
        if operator in ("<<", "**"):
            values = [v for v in VALUES if abs(v) <= 64 or isinstance(v, float)]
            if abs(constant) > 64:
                continue
        for name in "right", "left", "augmented":
            result = [describe(value) for value in namespace[name](values)]
            print(name, operator, constant, hash(tuple(result)) if len(result) > 60 else result)
            HOT.append(namespace[name])
