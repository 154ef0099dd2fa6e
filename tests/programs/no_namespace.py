"""Code made by hand that uses names but is given no namespace to have them in."""

# no torture: it looks at locals, and so makes the namespaces that are missing here
import types

HOT = []


def by_hand(source, **changes):
    code = compile(source, "<by hand>", "exec")
    flags = code.co_flags | 1  # CO_OPTIMIZED: no namespace is given to it
    return types.FunctionType(code.replace(co_flags=flags), globals())


for source in ("x", "x = 1", "del x", "x: int = 1", "from os import *", "import sys"):
    function = by_hand(source)
    HOT.append(function)
    for _ in range(2):
        try:
            print(source, function())
        except Exception as error:
            print(source, type(error).__name__, error)
