"""Text formatted and printed."""

from __future__ import annotations

FORMATTING = """
class Bad:
    def __repr__(self): raise OSError("repr")
    def __str__(self): raise OSError("str")
    def __format__(self, spec): raise OSError("format", spec)
class Odd:
    def __format__(self, spec): return 5
def f(v, i, x):
    t = i + 1
    u = x * 2.0
    return f"{v} {t} {u}", f"{v!r}{t!s}{u!a}", f"{v}", f"{t}", f"{u:.3f}|{t:>{i}}", f"plain{5}{own(v)}"
def g(v, spec):
    t = 1.5
    try:
        t += 1
        return f"{v:{spec}}", f"{v!r:{spec}}", f"{t:{spec}}"
    except Exception as e:
        return caught(e), t
def conversions(v):
    try: return f"{v!s}{v!r}{v!a}"
    except Exception as e: return caught(e)
for v in (1, 2.5, "s", None, [1], True, 1 << 70, "\\xe9", b"b"):
    out.append(attempt(f, v, 10, 1.25))
    for spec in "", "5", "x", ".2f", "wrong": out.append(attempt(g, v, spec))
    out.append(attempt(conversions, v))
for v in Bad(), Odd():
    out.append(attempt(f, v, 1, 1.5))
    out.append(attempt(g, v, "s"))
    out.append(attempt(conversions, v))
"""

PRINTING = """
import sys
class Bad:
    def __repr__(self): raise OSError("repr")
def hook(value): out.append(["shown", show(value)])
def fails(value): raise KeyError("hook")
space = {"a": 5, "own": own, "Bad": Bad, "caught": caught, "out": out}
for source in ("a", "a + 1", "own(2.5)", "None", "'s'; [1]", "Bad()", "for i in range(3): i * 2", "(a * 1.5)",
               "try: Bad()\\nexcept Exception as e: out.append(caught(e))\\n"):
    out.append(attempt(bare, single(source), space))
    old = sys.displayhook
    try:
        for sys.displayhook in hook, fails, 7:
            out.append(attempt(bare, single(source), space))
        del sys.displayhook
        out.append(attempt(bare, single(source), space))
    finally:
        sys.displayhook = old
"""
