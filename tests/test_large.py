"""Code of unusual size: 10,000 locals, 100,000 instructions, 65,536 constants, blocks nested as
deeply as the language allows. It is compiled and computes the same."""

from __future__ import annotations

import textwrap

import pytest
from running import Run

pytestmark = pytest.mark.interpreter

SHAPES = {
    "locals": """
        names = [f"v{k}" for k in range(10_000)]
        lines = [f"  {name} = i + {k}" for k, name in enumerate(names)]
        end = ["  s += v0 + v9999 + v255 + v256 + v257"]
        source = ["def f(n, s=0):", " for i in range(n):", *lines, *end, " return s, v5000"]
        """,
    "floats": """
        lines = [f"  v{k} = v{k} * 0.5 + i" for k in range(3000)]
        begin = [" " + " = ".join(f"v{k}" for k in range(3000)) + " = 0.5"]
        end = [" return " + "+".join(f"v{k}" for k in range(0, 3000, 7))]
        source = ["def f(n):", *begin, " for i in range(n):", *lines, *end]
        """,
    "instructions": """
        lines = [f"  s = (s * 3 + i) % 1000003 - {k % 200}" for k in range(12_000)]
        source = ["def f(n):", " s = 1", " for i in range(n):", *lines, " return s"]
        """,
    "constants": """
        lines = [f"  s += {k + 1000}" for k in range(65_700)]
        source = ["def f(n):", " s = 0.5", " for i in range(n):", *lines, " return s"]
        """,
    "names": """
        G.update((f"g{k}", k) for k in range(5000))
        lines = [f"  s += g{k}" for k in range(5000)]
        source = ["def f(n):", " s = 0", " for i in range(n):", *lines, " return s"]
        """,
    "branches": """
        lines = [f"  {'el' * (k > 0)}if i == {k}: s += {k} * 2" for k in range(2000)]
        source = ["def f(n):", " s = 0", " for i in range(n + 5):", *lines, " return s"]
        """,
    "handlers": """
        end = ["  except ZeroDivisionError:", "   s += {k}"]
        block = ["  try:", "   s += 10 // (i - {k} % 3)", *end]
        lines = [line.format(k=k) for k in range(1500) for line in block]
        source = ["def f(n):", " s = 0", " for i in range(n):", *lines, " return s"]
        """,
    "blocks": """
        begin = [" " * (k + 1) + f"for i{k} in (s % 2, 3):" for k in range(10)]
        inner = [" " * (k + 11) + "try:" for k in range(9)]
        body = [" " * 20 + "s += i0 + i9", " " * 20 + "if s % 7 == 0: raise KeyError(s)"]
        back = []
        for k in reversed(range(9)):
            error = "KeyError" if k == 4 else "TypeError"
            back += [" " * (k + 11) + f"except {error}:", " " * (k + 12) + f"s += {k}"]
        source = ["def f(n):", " s = 1", *begin, *inner, *body, *back, " return s"]
        """,
    "expression": """
        inner = "i"
        for k in range(90): inner = f"({inner} + {k})"
        wide = ", ".join(f"i + {k}" for k in range(3000))
        line = f"  s += {inner}; t = [{wide}]; u = ({wide})"
        source = ["def f(n):", " s = 0", " for i in range(n):", line, " return s, sum(t), u[-1]"]
        """,
    "arguments": """
        names = [f"a{k}" for k in range(1000)]
        g = ["def g(" + ", ".join(names) + "): return a0 + a999 + a500"]
        given = ", ".join(f"i + {k}" for k in range(500))
        named = ", ".join(f"{name}=i" for name in names[500:])
        line = f"  s += g({given}, {named})"
        source = [*g, "def f(n):", " s = 0", " for i in range(n):", line, " return s"]
        """,
}

LEAST = {"locals": (10_000,), "instructions": (0, 0, 100_000), "constants": (0, 65_536)}
"""Locals, constants and instructions of a function."""

PROGRAM = """
G = {}
def make():
{shape}
    exec(compile("\\n".join(source), "made", "exec"), G)
make()
f = G["f"]
for n in (1, 3, 12, 3):
    print(f(n))
print(f.__code__.co_nlocals, len(f.__code__.co_consts), len(f.__code__.co_code) // 2)
"""


@pytest.mark.parametrize("torture", ["0", "2"])
@pytest.mark.parametrize("name", SHAPES)
def test_it_computes_the_same(run: Run, name: str, torture: str) -> None:
    shape = textwrap.indent(textwrap.dedent(SHAPES[name]), "    ")
    source = PROGRAM.replace("{shape}", shape)
    plain = run("-c", source)
    assert (plain.returncode, plain.stderr) == (0, "")
    start = "import cpjit\ncpjit.enable(threshold=1)\nfrom cpjit import _cpjit\n"
    end = "\nprint(_cpjit.entered(f.__code__) > 0, cpjit.stats().refusals)"
    done = run("-c", start + source + end, CPJIT_TORTURE=torture, timeout=600)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == plain.stdout + "True {}\n"
    sizes = map(int, plain.stdout.splitlines()[-1].split())
    assert all(size >= least for size, least in zip(sizes, LEAST.get(name, ()), strict=False))
