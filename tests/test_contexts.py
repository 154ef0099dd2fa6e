"""What the compiler knows, seen in what it made: which versions of a block there are, which values
stay raw in registers, what is boxed and where.

A test runs a few calls in a process of its own and reads `_cpjit.blocks()`: for each version of
each block its context ("locals: 1=int r0 dirty; stack: slot:range_iterator") and its stencils.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from itertools import takewhile
from typing import Protocol

import pytest
from running import Program

pytestmark = pytest.mark.interpreter

VERSION_LIMIT = 6
"""Of one place: four for what was met, one for what these have in common, one for anything."""

# Whatever makes an object of a raw value, or hands references round.
BOXING = ("box_", "write_back_", "copy_slot", "exchange_local", "release", "load_object")


@dataclass(frozen=True)
class Version:
    """One compiled version of one block."""

    offset: int
    context: str
    stencils: list[str]

    @property
    def body(self) -> list[str]:
        """The stencils of a loop's head up to the poll at the jump back."""
        assert "poll" in self.stencils, self
        return list(takewhile(lambda name: name != "poll", self.stencils))

    @property
    def locals(self) -> dict[int, str]:
        """What is known of each local: `int r0 dirty`, `float home1 clean`, `str`."""
        text = self.context.removeprefix("locals:").partition(";")[0]
        known: dict[int, list[str]] = {}
        for word in text.split():
            number, equals, rest = word.partition("=")
            if equals:
                known[int(number)] = [rest]
            else:
                known[max(known)].append(word)
        return {number: " ".join(words) for number, words in known.items()}


@dataclass(frozen=True)
class Compiled:
    """A function after some calls: its versions, and what the engine did meanwhile."""

    versions: list[Version]
    exits: int
    entered: int

    def at(self, offset: int) -> list[Version]:
        return [version for version in self.versions if version.offset == offset]

    @property
    def head(self) -> list[Version]:
        """The versions of the loop's head: the place that has most of them."""
        offsets = [version.offset for version in self.versions]
        return self.at(max(offsets, key=lambda offset: (offsets.count(offset), -offset)))


class Compile(Protocol):
    """The fixture's type."""

    def __call__(self, function: str, calls: str) -> Compiled: ...


@pytest.fixture
def compiled(program: Program) -> Compile:
    def compiled(function: str, calls: str) -> Compiled:
        """Define `f`, and perhaps more; run these calls with it."""
        parts = (
            "import json\nfrom cpjit import _cpjit",
            function,
            "before = sum(cpjit.stats().exits.values())",
            calls,
            "exits = sum(cpjit.stats().exits.values()) - before",
            "print(json.dumps([_cpjit.blocks(f.__code__), exits, _cpjit.entered(f.__code__)]))",
        )
        blocks, exits, entered = json.loads(program("\n".join(map(textwrap.dedent, parts))))
        versions = [Version(b["offset"], b["context"], b["stencils"]) for b in blocks]
        return Compiled(versions, exits, entered)

    return compiled


def boxing(stencils: list[str]) -> list[str]:
    return [name for name in stencils if name.startswith(BOXING)]


# ---- raw values ----


def test_a_loop_over_floats_keeps_them_in_registers(compiled: Compile) -> None:
    seen = compiled(
        """
        def f(n, dt):
            x = 1.0
            for i in range(n):
                x = x + x * dt
            return x
        """,
        "assert f(3, 0.5) == 1.5 ** 3",
    )
    first, second = seen.head
    assert "guard_type" in first.body and "count_on_0" in first.body, (
        "n takes no register: it is dead"
    )
    assert second.locals[2].startswith("float d") and second.locals[2].endswith("dirty")
    assert second.locals[3].startswith("int r") and second.locals[3].endswith("dirty of0")
    assert second.locals[1].startswith("float d") and second.locals[1].endswith("clean")
    assert not boxing(second.body), second.body
    assert not [name for name in second.body if name.startswith(("guard", "unbox"))]
    assert seen.exits == 0


def test_indices_are_checked_for_the_whole_range_in_the_first_round(compiled: Compile) -> None:
    seen = compiled(
        """
        def f(a, b, n):
            total = 0.0
            for i in range(n):
                total += a[i] * b[i]
            return total
        """,
        "assert f([1.5] * 9, [2.0] * 9, 9) == 27.0",
    )
    first, second = seen.head
    assert first.body.count("guard_items") == 2, first.body
    assert "guard_items" not in second.body
    loads = [name for name in second.body if name.startswith("borrow_list_double")]
    assert len(loads) == 2 and all(name.endswith("_1") for name in loads), second.body
    assert not [name for name in second.body if name.startswith(("guard", "unbox"))]
    assert seen.exits == 0
    assert any(name.startswith("count_further") for name in second.body)


def test_indices_are_checked_one_by_one_where_calls_may_change_the_list(compiled: Compile) -> None:
    seen = compiled(
        """
        def f(a, g, n):
            total = 0.0
            for i in range(n):
                total += g(a[i])
            return total
        """,
        "assert f([1.5] * 9, str.__len__ and abs, 9) == 13.5",
    )
    assert not [name for version in seen.head for name in version.stencils if "guard_items" in name]


def test_attributes_that_are_numbers_take_new_values_in_the_box_that_is_there(
    compiled: Compile,
) -> None:
    seen = compiled(
        """
        class Slots:
            __slots__ = ("y",)

        class Plain:
            pass

        def f(slots, plain, n):
            for i in range(n):
                slots.y += 0.5
                plain.x = plain.x * 1.5 - slots.y
                plain.n += 3
        """,
        """
        slots, plain = Slots(), Plain()
        slots.y, plain.x, plain.n = 1.5, 2.5, 1000
        f(slots, plain, 50)
        boxes = id(slots.y), id(plain.x), id(plain.n)
        f(slots, plain, 50)
        assert boxes == (id(slots.y), id(plain.x), id(plain.n))
        assert (slots.y, plain.n) == (51.5, 1300)
        """,
    )
    second = seen.head[-1]
    assert not boxing(second.body), second.body


def test_a_loop_over_ints_keeps_them_in_registers(compiled: Compile) -> None:
    seen = compiled(
        """
        def f(n):
            total = 0
            for i in range(n):
                total = total + i
            return total
        """,
        "assert f(100) == 4950",
    )
    _, second = seen.head
    assert second.locals[1].startswith("int r") and second.locals[1].endswith("dirty")
    assert not boxing(second.body), second.body
    assert sum(name.startswith("int_add") for name in second.body) == 1


def test_a_swap_of_raw_values_is_free(compiled: Compile) -> None:
    seen = compiled(
        """
        def f(n):
            a, b = 0, 1
            while n > 0:
                a, b = b, a + b
                n = n - 1
            return a
        """,
        "assert f(90) == 2880067194370816120",
    )
    last = seen.head[-1]
    assert {last.locals[i].split()[0] for i in (0, 1, 2)} == {"int"}
    assert all(last.locals[i].endswith("dirty") for i in (0, 1, 2))
    assert not boxing(last.body), last.body


def test_a_copy_has_one_box_for_both_names(compiled: Compile) -> None:
    seen = compiled(
        """
        def f(x, n):
            for i in range(n):
                a = x * 2.0
                b = a
            return a is b, a
        """,
        "assert f(1.5, 10) == (True, 3.0)",
    )
    assert seen.exits == 0


def test_a_call_writes_back_exactly_what_was_computed_since(compiled: Compile) -> None:
    seen = compiled(
        """
        def note(x): [x]  # not inlined
        def f(n):
            total = 0.0
            step = 1.5
            for i in range(n):
                total = total + step
                note(7)
            return total
        """,
        "assert f(50) == 75.0",
    )
    body = seen.head[-1].stencils
    call = next(i for i, name in enumerate(body) if name.startswith("call_python"))
    written = [name for name in body[:call] if name.startswith("write_back")]
    assert [name.rpartition("_")[0] for name in sorted(written)] == [
        "write_back_double",  # total
        "write_back_int",  # i; `step` has its box
    ]
    assert not [name for name in body[:call] if name.startswith("box_")]


def test_numbers_go_through_calls_without_boxes(compiled: Compile) -> None:
    seen = compiled(
        """
        def f(x, n):
            if n == 0:
                return x * 0.5
            return f(x + 0.5, n - 1) * 0.5
        """,
        "for i in range(100): assert f(0.0, 9) == 4.5 / 1024",
    )
    entered = [v for v in seen.at(0) if v.locals.get(0, "").startswith("float d")]
    assert [v.locals[1].split()[0] for v in entered] == ["int"], "one version takes both raw"
    made = [name for version in seen.versions for name in version.stencils]
    for stencil in ("pass_double", "pass_int", "take_double", "take_int", "end_call_double"):
        assert any(name.startswith(stencil) for name in made), stencil
    for version in seen.versions:
        before = list(takewhile(lambda name: not name.startswith("call_"), version.stencils))
        if any(name.startswith("pass_") for name in before):
            assert not [name for name in before if name.startswith("box_")], before


def test_forty_locals_are_more_than_there_are_registers(compiled: Compile) -> None:
    names = [f"v{i}" for i in range(40)]
    lines = ["def f(n, seed):"]
    lines += [f"    {name} = seed + {i}" for i, name in enumerate(names)]
    lines += ["    for i in range(n):"]
    lines += [
        f"        {a} = {a} + {b} * 0.5" for a, b in zip(names, names[1:] + names[:1], strict=True)
    ]
    lines += [f"    return [{', '.join(names)}]"]
    calls = """
        made = f(30, 1.0)
        cpjit.disable()
        assert f(30, 1.0) == made
        cpjit.enable(threshold=1)
        assert f(30, 1) == made and f(0, 2)[39] == 41
        """
    seen = compiled("\n".join(lines), calls)
    raw = [[text for text in v.locals.values() if " " in text] for v in seen.head]
    assert 8 < max(map(len, raw)) <= 16
    assert len(seen.head) <= VERSION_LIMIT
    assert seen.exits == 0


# ---- versions ----


def test_overflow_within_a_loop_goes_on_in_compiled_code(compiled: Compile) -> None:
    seen = compiled(
        """
        def f(n):
            total = 1
            for i in range(n):
                total = total + total + i
            return total
        """,
        """
        cpjit.disable()
        right = [f(n) for n in (10, 62, 63, 64, 200)]
        cpjit.enable(threshold=1)
        for _ in range(3):
            assert [f(n) for n in (10, 62, 63, 64, 200)] == right
        """,
    )
    assert seen.exits == 0
    assert seen.entered > 0
    assert any("binary" in version.stencils for version in seen.versions)
    assert len(seen.head) <= VERSION_LIMIT


def test_another_type_makes_another_version_and_no_exit(compiled: Compile) -> None:
    seen = compiled(
        """
        def f(things):
            total = 0
            for x in things:
                total = total + x
            return total
        """,
        """
        assert f([1, 2, 3]) == 6
        ints = len(_cpjit.blocks(f.__code__))
        assert f([1, 2, 0.5, 0.25]) == 3.75
        assert len(_cpjit.blocks(f.__code__)) > ints
        assert f((1, 2)) == 3
        assert f(iter((1, 2.5))) == 3.5
        """,
    )
    known = {version.locals.get(1, "?").split()[0] for version in seen.head}
    assert known >= {"int", "float"}
    assert seen.exits == 0


def test_versions_of_one_place_are_limited(compiled: Compile) -> None:
    """Whatever types meet in it, a loop has at most six heads, and they serve everything."""
    seen = compiled(
        """
        def f(a, b, c, n):
            for i in range(n):
                d = a + b
                e = b + c
            return d, e
        """,
        """
        from itertools import product
        values = [1, 1.5, True, 2**70, 1j]
        def right(a, b, c, n): return a + b, b + c
        for a, b, c in product(values, repeat=3):
            assert f(a, b, c, 3) == right(a, b, c, 3)
        strings = ["x", "y"], ("x", "y")
        for a, b in product(strings, repeat=2):
            if type(a) is type(b):
                assert f(a, b, a, 3) == right(a, b, a, 3)
        """,
    )
    for offset in {version.offset for version in seen.versions}:
        assert len(seen.at(offset)) <= VERSION_LIMIT, seen.at(offset)
    assert len(seen.head) > 3
    assert seen.exits == 0


def test_a_chain_of_guards_ends_in_the_generic_form(compiled: Compile) -> None:
    """The addition of anything: guards for the types met first, CPython's function for the rest."""
    seen = compiled(
        """
        def f(a, b):
            global last  # stores, and so is not inlined
            last = 0
            return a + b
        """,
        """
        import operator
        def check(pairs):
            for a, b in pairs:
                assert f(a, b) == operator.add(a, b)
        pairs = [(1, 2), (1.5, 2.5), ("a", "b"), ([1], [2]), ((1,), (2,)), (1j, 2), (b"a", b"b"),
                 (2**90, 1), (1, 2**90), (True, 1), (2.5, 1)]
        check(pairs)
        check(pairs)
        made = _cpjit.blocks(f.__code__)
        check(pairs[::-1])
        for k in range(20):
            class Other:
                def __add__(self, other): return k
            check([(Other(), 1), (Other(), 1.5), (Other(), Other())])
        assert _cpjit.blocks(f.__code__) == made
        """,
    )
    stencils = [name for v in seen.versions for name in v.stencils]
    assert 0 < stencils.count("binary") <= 4
    assert 3 < stencils.count("guard_type") <= 12
    assert "int_add_2_1" in stencils and "double_add_2_1" in stencils
    assert seen.exits == 0


def test_a_function_for_many_types_is_right_for_all(compiled: Compile) -> None:
    seen = compiled(
        """
        class Number:
            def __init__(self, value): self.value = value
            def __add__(self, other): return Number(self.value + getattr(other, "value", other))
            __radd__ = __add__
            def __mul__(self, other): return Number(self.value * getattr(other, "value", other))
            def __lt__(self, other): return self.value < getattr(other, "value", other)
            def __eq__(self, other): return self.value == getattr(other, "value", other)
        def f(x, n):
            y = x
            for i in range(n):
                y = y * 2 + x
                if y < 100:
                    y = y + i
            return y
        """,
        """
        cpjit.disable()
        right = f(3, 12)
        cpjit.enable(threshold=1)
        for _ in range(5):
            assert f(3, 12) == f(3.0, 12) == f(Number(3), 12) == f(Number(3.0), 12) == right
            assert f(True, 4) == f(1, 4)
        """,
    )
    for offset in {version.offset for version in seen.versions}:
        assert len(seen.at(offset)) <= VERSION_LIMIT
    assert seen.exits == 0


def test_nothing_is_compiled_twice(program: Program) -> None:
    """After some rounds with the same types, versions, stubs and code stay what they are."""
    printed = program(
        """
        import json
        def inner(x, y):
            return x + y if x else y
        def f(things, n):
            total = 0
            for i in range(n):
                for x in things:
                    total = inner(total, x)
                if total > 10**6:
                    total = 0
            return total
        marks = []
        for k in range(40):
            f([1, 2, 3], 20), f([0.5, 1, None or 2], 20), f((2**70, 1.5), 3), f([True, 1], 5)
            stats = cpjit.stats()
            marks.append((stats.stubs, stats.versions, stats.blocks, stats.code_bytes,
                          stats.bytecodes_compiled, stats.metadata_bytes))
        print(json.dumps(marks))
        """
    )
    marks = json.loads(printed)
    assert marks[20] == marks[-1], marks


# ---- what blocks() and stats() say ----


def test_blocks_and_versions_are_counted_as_they_are(program: Program) -> None:
    printed = program(
        """
        from cpjit import _cpjit
        def f(n):
            total = 0.0
            for i in range(n):
                total = total + i
            return total
        before = _cpjit.stats()
        f(100)
        after = _cpjit.stats()
        made = {name: after[name] - before[name] for name in ("functions", "versions", "blocks")}
        blocks = _cpjit.blocks(f.__code__)
        print(made["functions"])
        print(made["versions"] == len(blocks))
        print(made["blocks"] == len({block["offset"] for block in blocks}))
        size = sum(block["size"] for block in blocks)
        print(size <= after["code_bytes"] - before["code_bytes"] < size + 4096)
        """
    )
    assert printed.split() == ["1", "True", "True", "True"]


def test_refusals_are_counted_by_reason(program: Program) -> None:
    printed = program(
        """
        import gc
        from cpjit import _cpjit
        cpjit.enable(threshold=1, memory_limit="1M")
        keep = []
        for k in range(1000):
            space = {}
            exec("def f(n):\\n t = %d\\n for i in range(n): t += i\\n return t" % k, space)
            space["f"](10)
            keep.append(space["f"])
        missed = sum(not _cpjit.is_compiled(f.__code__) for f in keep)
        others = _cpjit.stats()["refusals"]["memory limit"] - missed
        keep.clear(), space.clear()
        gc.collect()
        left = _cpjit.stats()["refusals"].get("memory limit", 0)
        print(missed > 100, 0 <= others < 20, 0 <= left <= others)
        """
    )
    assert printed == "True True True\n"


# ---- evidence ----


def test_values_are_followed_through_attributes_globals_and_locals(program: Program) -> None:
    """One look at the arguments, and the block goes on to its end: there is no stub to be reached
    before each guard."""
    told = program(
        """
        import json
        from cpjit import _cpjit

        class Inner:
            def __init__(self):
                self.number, self.name = 1.5, "inner"
        class Outer:
            def __init__(self):
                self.inner, self.pair = Inner(), (Inner(), "item")
        def f(outer, key):
            inner = outer.inner
            item, text = outer.pair
            name = item.name
            if isinstance(key, str) and len(inner.name) == 5:
                return inner.number + outer.inner.number + len(name) + len(text)

        key = "k"
        outer = Outer()
        before = _cpjit.stats()["side_exits"]
        assert f(outer, key) == f(outer, key) == 12.0
        after = _cpjit.stats()["side_exits"]
        print(json.dumps([after.get(kind, 0) - before.get(kind, 0)
                          for kind in ("types not seen yet", "other type or value")]))
        """
    )
    unseen, others = json.loads(told)
    assert unseen == 0
    assert others <= 1, "the caller does not know yet that it gets a number without a box"
