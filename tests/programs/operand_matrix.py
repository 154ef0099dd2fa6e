"""Every operator with operands of every origin: local, constant, temporary, global, computed."""

from support import describe

HOT = []
OPERATORS = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "<", "==", "is", "in"]
ORIGINS = {
    "local": "{0}",
    "moved": "{0}_copy",
    "computed": "({0} + zero)",
    "temporary": "one({0})",
    "item": "box_{0}[0]",
    "constant": "{1}",
}
SOURCE = """
def {name}(a, b, zero, constants_only):
    a_copy = a
    b_copy = b
    box_a = [a]
    box_b = (b,)
    before = a
    result = {left} {operator} {right}
    again = {left} {operator} {right}
    return result, again, a is before, a_copy is a, b_copy is b, box_a[0] is a, box_b[0] is b
"""
VALUES = [(7, 3), (2**62, 5), (2.5, 1.5), (1, 2.0), ("ab", "b"), ([1], 1)]


def one(x):
    return x


def attempt(f, *arguments):
    try:
        return describe(f(*arguments))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


for operator in OPERATORS:
    for left_name, left in ORIGINS.items():
        for right_name, right in ORIGINS.items():
            if operator == "is" and "constant" in (left_name, right_name):
                continue  # the compiler warns
            name = f"f{len(HOT)}"
            space = {"one": one}
            source = SOURCE.format(
                name=name,
                operator=operator,
                left=left.format("a", "12"),
                right=right.format("b", "3"),
            )
            exec(source, space)
            HOT.append(space[name])
            results = [attempt(space[name], a, b, 0, None) for a, b in VALUES]
            print(left_name, operator, right_name, results)
