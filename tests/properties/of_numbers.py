"""Numbers that hypothesis chooses: compiled code does with them what CPython's own functions do.

Each example gets functions of its own, so that they are compiled for its types. A loop makes them
compiled at their first call.
"""

from __future__ import annotations

import builtins
import functools
import math
import operator
import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import cpjit


class Int(int):
    """Its class has no say in arithmetic, but it is no int."""


class Float(float):
    pass


class Complex(complex):
    pass


BINARY = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow",
    "&": "and_", "|": "or_", "^": "xor", "<<": "lshift", ">>": "rshift", "<": "lt", "<=": "le",
    "==": "eq", "!=": "ne", ">": "gt", ">=": "ge",
}  # fmt: skip
EDGES = [0, 1, 2**30, 2**31, 2**32, 2**53, 2**60, 2**62, 2**63, 2**64, 10**30]
DOUBLES = [0.0, 0.5, 1.0, 2.0**53, 2.0**62, 2.0**63, 1e308, 5e-324, 2.2250738585072014e-308]
ints = st.one_of(
    st.integers(-10, 300),
    st.builds(lambda edge, near, sign: sign * edge + near, st.sampled_from(EDGES),
              st.integers(-2, 2), st.sampled_from([1, -1])),
    st.integers(-(2**66), 2**66),
)  # fmt: skip
doubles = st.one_of(
    st.floats(), st.builds(operator.mul, st.sampled_from(DOUBLES), st.sampled_from([1.0, -1.0]))
)
numbers = st.one_of(
    ints, ints, st.booleans(), doubles, doubles, st.builds(Int, ints), st.builds(Float, doubles),
    st.complex_numbers(), st.builds(Complex, doubles, doubles),
)  # fmt: skip

LONG = bool(os.environ.get("LONG_TESTS"))
EXAMPLES = 1500 if LONG else 60
chosen = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def outcome(function: Callable[..., Any], *arguments: Any) -> str:
    """What comes of a call: types and values, signs of zeros and all; or the error."""
    try:
        result = function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return describe(result)


def describe(value: Any) -> str:
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(describe, value))}]"
    return f"{type(value).__name__}:{value!r}"


def made(source: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {"math": math}
    exec(source, namespace)
    return namespace["f"]  # type: ignore[no-any-return]


def same(source: str, expected: Callable[..., Any], *arguments: Any) -> None:
    function = made(source)
    wanted = outcome(expected, *arguments)
    for _ in range(3):
        found = outcome(function, *arguments)
        assert found == wanted, f"{source}\n{arguments!r}\nfound  {found}\nwanted {wanted}"


def is_small(symbol: str, a: Any, b: Any) -> bool:
    """Is the result of a size that can be computed?"""
    if symbol not in ("**", "<<") or isinstance(b, float | complex):
        return True
    return abs(b) <= 200 and (symbol == "<<" or isinstance(a, float | complex) or abs(a) < 2**70)


@chosen
@given(st.sampled_from(list(BINARY)), numbers, numbers)
def operators(symbol: str, a: Any, b: Any) -> None:
    """Of locals, of raw values, of constants; again and again on what came out."""
    assume(is_small(symbol, a, b))
    plain = getattr(operator, BINARY[symbol])
    loop = f"def f(a, b):\n for _ in range(3):\n  r = a {symbol} b\n return r"
    same(loop, plain, a, b)
    raw = "def f(a, b):\n for _ in range(3):\n  c = a * 1\n  d = b * 1\n"
    raw += f"  r = c {symbol} d\n return r"
    same(raw, lambda a, b: plain(operator.mul(a, 1), operator.mul(b, 1)), a, b)
    if type(b) in (int, bool) or (type(b) is float and math.isfinite(b)):
        constant = f"def f(a):\n for _ in range(3):\n  r = a {symbol} ({b!r})\n return r"
        same(constant, lambda a: plain(a, b), a)
        constant = f"def f(a):\n for _ in range(3):\n  r = ({b!r}) {symbol} a\n return r"
        if is_small(symbol, b, a):
            same(constant, lambda a: plain(b, a), a)


@chosen
@given(st.sampled_from(["+", "-", "*", "|", "^", "&"]), st.lists(ints, min_size=1, max_size=12))
def overflows(symbol: str, items: list[int]) -> None:
    """At any position of a loop, whose locals are raw up to there."""
    plain = getattr(operator, BINARY[symbol])
    source = (
        f"def f(items):\n t = items[0]\n n = 0\n for x in items[1:]:\n  t {symbol}= x\n  n += 1\n"
    )
    same(source + " return t, n, t", lambda items: total(plain, items), items)


def total(plain: Callable[[Any, Any], Any], items: list[Any]) -> tuple[Any, int, Any]:
    result = functools.reduce(plain, items)
    return result, len(items) - 1, result


UNARY: dict[str, Callable[[Any], Any]] = {
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
    "not ": operator.not_,
}


@chosen
@given(st.sampled_from(list(UNARY)), numbers)
def unary(symbol: str, a: Any) -> None:
    plain = UNARY[symbol]
    same(f"def f(a):\n for _ in range(3):\n  r = {symbol}a\n return r", plain, a)
    source = f"def f(a):\n for _ in range(3):\n  b = a * 1\n  r = {symbol}b\n return r"
    same(source, lambda a: plain(operator.mul(a, 1)), a)


@chosen
@given(st.sampled_from(["min", "max", "divmod", "math.hypot", "math.copysign", "math.fmod",
                        "math.gcd"]),
       numbers, numbers)  # fmt: skip
def functions_of_two(name: str, a: Any, b: Any) -> None:
    plain = getattr(math if name.startswith("math.") else builtins, name.removeprefix("math."))
    expected = functools.partial(plain)
    same(f"def f(a, b):\n for _ in range(3):\n  r = {name}(a, b)\n return r", expected, a, b)
    source = f"def f(a, b):\n for _ in range(3):\n  r = {name}(a * 1, b * 1)\n return r"
    same(source, lambda a, b: expected(operator.mul(a, 1), operator.mul(b, 1)), a, b)
    if name == "divmod":
        same(
            "def f(a, b):\n for _ in range(3):\n  q, r = divmod(a, b)\n return q, r", expected, a, b
        )
    if name in ("min", "max"):
        choose = made(f"def f(a, b):\n for _ in range(3):\n  r = {name}(a, b)\n return r")
        try:
            wanted = expected(a, b)
        except TypeError:
            return
        assert all(choose(a, b) is wanted for _ in range(3)), (name, a, b)


OF_MATH = ["floor", "ceil", "sqrt", "trunc", "isnan", "isinf", "degrees", "expm1", "sin", "log"]
OF_MATH += ["isqrt"]
OF_ONE = ["abs", "int", "float", "bool", "round", *(f"math.{name}" for name in OF_MATH)]


@chosen
@given(st.sampled_from(OF_ONE), numbers)
def functions_of_one(name: str, a: Any) -> None:
    plain = getattr(math if name.startswith("math.") else builtins, name.removeprefix("math."))
    expected = functools.partial(plain)
    same(f"def f(a):\n for _ in range(3):\n  r = {name}(a)\n return r", expected, a)
    source = f"def f(a):\n for _ in range(3):\n  b = a * 1\n  r = {name}(b)\n return r"
    same(source, lambda a: expected(operator.mul(a, 1)), a)


@chosen
@given(doubles, st.integers(-3, 18))
def places(a: float, n: int) -> None:
    same(
        f"def f(a):\n for _ in range(3):\n  r = round(a, {n})\n return r", lambda a: round(a, n), a
    )
    exact = float(format(a, ".3f")) if abs(a) < 1e9 else a
    same(
        "def f(a):\n for _ in range(3):\n  r = round(a, 2)\n return r", lambda a: round(a, 2), exact
    )


@chosen
@given(numbers, numbers, numbers)
def conditions(a: Any, b: Any, c: Any) -> None:
    """Chained comparisons, and, or and not: which operand they are."""
    both = lambda: (a and b, a or b, not a, (a and b) or c, a == b == c, a == b or a != c)  # noqa: E731
    source = (
        "def f(a, b, c):\n for _ in range(3):\n"
        "  r = a and b, a or b, not a, (a and b) or c, a == b == c, a == b or a != c\n return r"
    )
    function, wanted = made(source), interpreted(both)
    for _ in range(3):
        for found, value in zip(function(a, b, c), wanted, strict=True):
            assert found is value, (source, a, b, c)


CALLS = """
def three(x, y, z):
    for _ in range(1):
        x = x {symbol} y
    return x, y, z
def one(x, y):
    for _ in range(1):
        z = x {symbol} y
    return z
class Left:
    def __init__(self, x):
        self.x = x
    @property
    def product(self):
        return self.x * 1
    def __getitem__(self, y):
        return self.x {symbol} y
    def __sub__(self, y):
        return self.x {symbol} y
def f(a, b):
    left = Left(a)
    for i in range(4):
        r = three(a * 1, b, i + 1), one(a, b * 1), one(one(a * 1, b), b * 1)
        r += three(z=b * 1, y=b, x=a * 1), left[b * 1], left - b, one(y=b * 1, x=left.product)
    return r
"""


@chosen
@given(st.sampled_from("+-*"), numbers, numbers)
def calls(symbol: str, a: Any, b: Any) -> None:
    """Numbers passed, by name too, and returned, also by methods that stand for operations, with
    boxes and without, in one program whose types change."""
    function, plain = made(CALLS.format(symbol=symbol)), getattr(operator, BINARY[symbol])

    def wanted(a: Any, b: Any) -> Any:
        x, y = operator.mul(a, 1), operator.mul(b, 1)
        first = (plain(x, b), b, 4), plain(a, y), plain(plain(x, b), y)
        return (*first, (plain(x, b), b, y), plain(a, y), plain(a, b), plain(x, y))

    for left, right in ((a, b), (b, a), (1, 2), (0.5, a), (a, b)):
        assert outcome(function, left, right) == outcome(wanted, left, right), (symbol, left, right)


def interpreted(function: Callable[[], Any]) -> Any:
    cpjit.disable()
    try:
        return function()
    finally:
        cpjit.enable()


PROPERTIES = [
    operators, overflows, unary, functions_of_two, functions_of_one, places, conditions,
    calls,
]  # fmt: skip


def main() -> None:
    cpjit.enable()
    for check in PROPERTIES:
        check()
        print(check.__name__, "holds")
    compiled = cpjit.stats().bytecodes_compiled
    assert compiled > 100 * EXAMPLES, f"only {compiled} instructions were compiled"


if __name__ == "__main__":
    main()
