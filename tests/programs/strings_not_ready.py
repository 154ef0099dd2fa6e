"""Strings made by an old C API, whose characters are there only when CPython has looked at them."""
# hot: search, compare

import warnings

try:
    from _testcapi import unicode_legacy_string as legacy
except ImportError:  # it comes with CPython's own tests

    def legacy(text):
        return text[:1] + text[1:]


warnings.simplefilter("ignore")


def search(count):
    names = ["ROUND_UP", "ROUND_DOWN"]
    table = {"ROUND_UP": 1, "b": 2}
    out = []
    for _ in range(count):
        if legacy("ROUND_UP") in names:
            out.append(1)
        if legacy("ROUND_UP") in table:
            out.append(table[legacy("ROUND_UP")])
        if "ROUND_UP" in [legacy("x"), legacy("ROUND_UP")]:
            out.append(3)
        if legacy("b") in {"b", "c"}:
            out.append(5)
        if legacy("no") in ("a", "b"):
            out.append(6)
    return out


def compare(count):
    out = []
    for i in range(count):
        out.append((legacy("q") == "q", legacy("q") + str(i), f"{legacy('x')}{i}", legacy("ab")[1]))
    return out


print(search(40))
print(compare(40))
