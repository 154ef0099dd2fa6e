"""Writes random programs: a number gives the same program always.

A program has a few classes, small functions (what gets inlined), generators, and *subjects*: larger
functions with loops, in which variables change their types. The calls then made pass values
of all kinds, and let an exception come out of each point that can raise one (`tick`).

What is written stands in grammar.py. A variable has a kind, which most of what is done with it
respects, so that programs get somewhere; the rest raises TypeError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from random import Random

from . import grammar

PLACE = re.compile(r"<([a-z? ]+[.!]?|=[a-z?])>")
DEEPEST = 3
"""Expressions in expressions."""


@cache
def alternatives(table: str) -> tuple[list[str], list[int]]:
    """The templates of a table, and their weights."""
    rows = [line.strip().partition(" ") for line in table.strip().splitlines()]
    return [text for _, _, text in rows], [int(weight) for weight, _, _ in rows]


class Writer:
    """Writes one program."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)
        self.lines: list[str] = []
        self.calls: list[str] = []
        self.indent = 0
        self.loops = 0
        """Round what is being written."""
        self.variables: dict[str, str] = {}
        """Of the function that is being written, with their kinds."""
        self.classes: list[str] = []
        self.methods: list[str] = []
        """What may be called: methods call only those before them, so there is an end."""
        self.functions: list[tuple[str, int]] = []
        """The small functions, with how many arguments they take."""
        self.generators: list[str] = []
        self.suspends = False
        self.cell = ""
        """The variable that is shared with a function inside."""

    # ---- chance ----

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def word(self, choice: str) -> str:
        """One of the words of a line."""
        return self.random.choice(choice.split())

    def pick(self, table: str) -> str:
        texts, weights = alternatives(table)
        return self.random.choices(texts, weights)[0]

    def kind(self) -> str:
        return self.random.choice(grammar.KINDS)

    # ---- expressions ----

    def fill(self, template: str, depth: int = 0, *, alike: bool = False) -> str:
        """A template with everything filled in; `alike`: equal places by equal texts."""
        filled: dict[str, str] = {}

        def place(match: re.Match[str]) -> str:
            name = match[1]
            if not alike or name not in filled:
                filled[name] = self.part(name, depth)
            return filled[name]

        return PLACE.sub(place, template)

    def part(self, name: str, depth: int) -> str:
        """What takes the place of `<name>`."""
        if name[0] == "=":
            return self.variable(name[1])
        if name[0] in grammar.KINDS + "?" and len(name.rstrip(".!")) == 1:
            kind = self.kind() if name[0] == "?" else name[0]
            if name[-1] == "!":
                return self.constant(kind)
            text = self.expression(kind, depth + 1)
            return text if name[-1] != "." or text[0].isalpha() else f"({text})"
        if name in grammar.CHOICES:
            return self.word(grammar.CHOICES[name])
        if name in grammar.PARTS:
            return self.fill(self.pick(grammar.PARTS[name]), depth + 1)
        match name:
            case "class":
                return self.random.choice(self.classes or ["object"])
            case "method call":
                return self.method_call(depth)
            case "function call":
                return self.function_call(depth)
            case "generator call":
                return self.generator_call(depth)
        raise KeyError(name)

    def expression(self, kind: str, depth: int = 0) -> str:
        if self.chance(0.04):
            kind = self.kind()
        if depth > DEEPEST or self.chance(0.3):
            known = kind in self.variables.values() or self.chance(0.2)
            return self.variable(kind) if known and self.chance(0.8) else self.constant(kind)
        if self.chance(0.06):
            return self.fill(self.pick(grammar.ANYWHERE).replace("<same>", f"<{kind}>"), depth)
        if kind == "o" and not self.classes:
            return self.variable("o")
        return self.fill(self.pick(grammar.EXPRESSIONS[kind]), depth)

    def variable(self, kind: str) -> str:
        fitting = [name for name, of in self.variables.items() if of == kind]
        if not fitting or self.chance(0.06):
            fitting = list(self.variables) or ["SHARED"]
        return self.random.choice(fitting)

    def constant(self, kind: str) -> str:
        """An expression without variables."""
        if kind == "o":
            if not self.classes:
                return "None"
            first = self.constant("n")
            return f"{self.random.choice(self.classes)}({first}, {self.constant(self.kind())})"
        return self.word(grammar.CONSTANTS[kind])

    def method_call(self, depth: int) -> str:
        if not self.methods:
            return self.fill("<o.>.x", depth)
        method = self.random.choice(self.methods)
        arguments = {"m0": "", "m1": "<?>", "m2": "<n>, <n>", "m3": "<n>, w=<n>"}[method]
        return self.fill(f"<o.>.{method}({arguments})", depth)

    def function_call(self, depth: int) -> str:
        if not self.functions:
            return self.constant("n")
        name, count = self.random.choice(self.functions)
        arguments = [self.fill(self.word("<n> <n> <o>"), depth) for _ in range(count)]
        if count and self.chance(0.08):
            return f"{name}(*({', '.join(arguments)},))"
        if count and self.chance(0.08):
            arguments[-1] = f"{'abc'[count - 1]}={arguments[-1]}"
        return f"{name}({', '.join(arguments)})"

    def generator_call(self, depth: int) -> str:
        if not self.generators:
            return self.expression("l", depth + 1)
        return self.fill(f"{self.random.choice(self.generators)}(<few>, <?>)", depth)

    # ---- statements ----

    def put(self, template: str, *, alike: bool = False) -> None:
        self.lines.append("    " * self.indent + self.fill(template, 1, alike=alike))

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        self.put(head)
        self.indent += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.put("pass")
        self.indent -= 1

    def suite(self, most: int) -> None:
        for _ in range(self.random.randint(1, most)):
            self.statement()

    def statement(self) -> None:
        room = self.indent < 6
        choices = {
            self.assign: 10.0,
            self.simple: 14,
            self.observe: 3,
            self.change: 1,
            self.share: 0.5 if self.cell else 0,
            self.suspend: 1 if self.suspends else 0,
            self.leave: 0.3 if not self.suspends else 0,
            self.branch: 4 if room else 0,
            self.loop: 2 if room and self.loops < 3 else 0,
            self.attempt: 4 if room else 0,
            self.manage: 0.5 if room else 0,
            self.match: 0.5 if room else 0,
        }
        self.random.choices(list(choices), list(choices.values()))[0]()

    def assign(self) -> None:
        if not self.variables:
            return
        name = self.random.choice(list(self.variables))
        if self.chance(0.1):
            # The name has another kind from here on: types change in the middle of loops.
            self.variables[name] = self.kind()
        self.put(f"{name} = <{self.variables[name]}>")

    def simple(self) -> None:
        self.put(self.pick(grammar.SIMPLE))

    def observe(self) -> None:
        self.put(self.pick(grammar.OBSERVATIONS), alike=True)

    def change(self) -> None:
        self.put(self.pick(grammar.CHANGES), alike=True)

    def share(self) -> None:
        self.put(self.random.choice(["<=?> = shared()", "note(shared())"]))

    def suspend(self) -> None:
        self.put(self.pick(grammar.YIELDS))

    def leave(self) -> None:
        self.put("if <condition>: return <=?>")

    def branch(self) -> None:
        with self.block("if <condition>:"):
            self.suite(3)
        if self.chance(0.4):
            with self.block("else:"):
                self.suite(2)

    def loop(self) -> None:
        self.loops += 1
        counter = f"i{self.loops}"
        kind = self.random.choices(["count", "iterate", "while"], [5, 4, 1])[0]
        if kind == "while":
            self.put(f"{counter} = 0")
        else:
            self.variables[counter] = "n"
        heads = {
            "count": f"for {counter} in range(<ends>):",
            "iterate": "for <=?> in <iterable>:",
            "while": f"while {counter} < 8 and <condition>:",
        }
        with self.block(heads[kind]):
            if kind == "while":
                self.put(f"{counter} += 1")
            elif kind == "count":
                self.change_type(counter)
            self.suite(4)
            if self.chance(0.2):
                with self.block("if <condition>:"):
                    self.put(self.word("break continue"))
        if self.chance(0.15):
            with self.block("else:"):
                self.suite(1)
        self.loops -= 1
        if self.chance(0.8):
            self.variables.pop(counter, None)  # it may have no value

    def change_type(self, counter: str) -> None:
        """At one turn of a loop a variable gets a value of another type."""
        if self.chance(0.5):
            self.put(f"if {counter} == {self.word('2 3 4 5')}: <=?> = {self.constant(self.kind())}")

    def attempt(self) -> None:
        with self.block("try:"):
            self.suite(3)
        at_last = self.chance(0.2)
        if not at_last or self.chance(0.5):
            if self.chance(0.7):
                with self.block("except <error> as error:"):
                    self.put("caught(error)")
                    if self.chance(0.3):
                        self.statement()
                    if self.chance(0.1):
                        self.put(self.random.choice(["raise", "raise <raised> from error"]))
            else:
                with self.block("except <error>:"):
                    self.suite(1)
            if self.chance(0.15):
                with self.block("else:"):
                    self.suite(1)
        if at_last:
            with self.block("finally:"):
                self.suite(1)

    def guarded(self) -> None:
        """Statements after which it goes on, whatever happens."""
        with self.block("try:"):
            self.suite(2)
        with self.block("except Exception as error:"):
            self.put("caught(error)")

    def manage(self) -> None:
        with self.block(self.random.choice(["with <o>:", "with <o> as <=?>:"])):
            self.suite(2)

    def match(self) -> None:
        with self.block("match <?>:"):
            for _ in range(2):
                with self.block(f"case {self.pick(grammar.PATTERNS)}:"):
                    self.suite(1)

    # ---- functions and classes ----

    @contextmanager
    def function(self, head: str, variables: dict[str, str]) -> Iterator[None]:
        before = self.variables
        self.variables = variables
        with self.block(f"def {head}:"):
            yield
        self.variables = before

    def program(self) -> None:
        for name in "ABC"[: self.random.randint(1, 3)]:
            self.klass(name)
        self.put(f"SHARED = {self.constant(self.kind())}")
        self.methods = ["m0", "m1", "m2", "m3"]
        for i in range(self.random.randint(1, 4)):
            self.small_function(f"f{i}")
        for i in range(self.random.randint(0, 2)):
            self.generator(f"g{i}")
        for i in range(self.random.randint(1, 2)):
            self.subject(f"s{i}")

    def klass(self, name: str) -> None:
        base = self.random.choice(["", "", *self.classes, *self.classes])
        if self.chance(0.08):
            base = self.word("int list")
        builtin = base in ("int", "list")
        self.methods = []
        with self.block(f"class {name}({base}):"):
            if not base and self.chance(0.25):
                self.put("__slots__ = 'x', 'y', 'w'")
            self.put("z = <n!>")
            if builtin:
                value = ", 3" if base == "int" else ""
                self.put(f"def __new__(cls, x=0, y=1): return {base}.__new__(cls{value})")
            if not base or builtin or self.chance(0.5):
                with self.function("__init__(self, x=1, y=2)", {"self": "o", "x": "n", "y": "n"}):
                    if base and not builtin and self.chance(0.5):
                        self.put("super().__init__(x, y)")
                    else:
                        self.put(f"self.x = {self.random.choice(['x', 'x', 'tick(x)', 'x + 1'])}")
                        self.put("self.y = y")
                    if self.chance(0.2):
                        self.statement()
            for head, bodies in grammar.METHODS.items():
                if head.startswith("m0") or self.chance(0.75):
                    with self.function(head, {"self": "o", **dict.fromkeys(parameters(head), "n")}):
                        self.put(self.pick(bodies))
                self.methods.append(head[:2])
            with self.function("m3(self, v, w=1)", {"self": "o", "v": "n", "w": "n"}):
                if base in self.classes and self.chance(0.4):
                    self.put("v = super().m0()")
                self.suite(2)
                self.put("return <=?>")
            if not builtin:
                self.special_methods()
        self.classes.append(name)

    def special_methods(self) -> None:
        heads = self.random.sample(sorted(grammar.SPECIAL), self.random.randint(0, 7))
        for more in ("__add__", "__sub__", "__mul__", "__enter__", "__exit__"):
            if self.chance(0.4):
                heads += [head for head in grammar.SPECIAL if head.startswith(more)]
        for head in dict.fromkeys(heads):
            self.put(f"def {head}: {self.pick(grammar.SPECIAL[head])}")
        # Their order in sets must not hang on addresses.
        self.put("def __hash__(self): return 3")
        if self.chance(0.3):
            self.put("@property")
            self.put(f"def p(self): return {self.word('self.x tick(self.y) 1.5')}")

    def small_function(self, name: str) -> None:
        count = self.random.randint(0, 3)
        kinds = {each: self.word("n n n o") for each in "abc"[:count]}
        words = list(kinds)
        if count and self.chance(0.3):
            words[-1] += f"={self.constant('n')}"
        with self.function(f"{name}({', '.join(words)})", kinds):
            if self.chance(0.25):
                self.put("if <condition>: return <n>")
            if self.chance(0.2) and kinds:
                self.put("<=?> = <n>")
            self.put("return <n>")
        self.functions.append((name, count))

    def generator(self, name: str) -> None:
        with self.function(f"{name}(n, v)", {"v": "n", "k": "n"}):
            self.loops = 1
            with self.block("for k in range(n):"):
                if self.chance(0.3):
                    with self.block("try:"):
                        self.put("v = yield <n>")
                    self.put(self.random.choice(["except KeyError: v = 2.5", "finally: tick()"]))
                else:
                    self.put(self.pick(grammar.GENERATOR))
                self.statement()
            self.loops = 0
            self.put(self.random.choice(["return v", "return 3", "pass"]))
        self.generators.append(name)

    def subject(self, name: str) -> None:
        names = "abcdeol"[: self.random.randint(4, 7)]
        kinds = {each: self.kind() for each in names} | {"o": "o", "l": "l"}
        if self.chance(0.08):
            kinds |= {f"v{i}": "n" for i in range(20)}
        before = dict(kinds)
        self.suspends = self.chance(0.2)
        with self.function(f"{name}(a, b, c)", kinds):
            for each, kind in before.items():
                if each not in "abc":
                    self.put(f"{each} = {self.constant(kind)}")
            if self.suspends:
                self.put("yield 0")
            if self.chance(0.25):
                self.inner_function(self.random.choice(names))
            if self.chance(0.5):
                self.guarded()
            self.main_loop(before)
            self.put(f"return {', '.join(names)}")
        self.cell = ""
        self.suspends = False
        self.call(name, [before[each] for each in "abc"])

    def inner_function(self, shared: str) -> None:
        with self.block("def shared():"):
            if self.chance(0.4):
                self.put(f"nonlocal {shared}")
                self.put(f"{shared} = {self.constant(self.kind())}")
            self.put(f"return {shared}")
        self.cell = shared

    def main_loop(self, kinds: dict[str, str]) -> None:
        self.loops = 1
        with self.block(f"for i in range({self.word('7 12 20')}):"):
            self.variables["i"] = "n"
            self.change_type("i")
            for _ in range(self.random.randint(3, 8)):
                if self.chance(0.4):
                    self.statement()
                else:
                    self.guarded()
            self.observe()
            for each, kind in kinds.items():
                with self.block("try:"):
                    self.put(f"{each} = tame({each})")
                with self.block("except UnboundLocalError:"):
                    self.put(f"{each} = {self.constant(kind)}")
        self.loops = 0

    def call(self, name: str, kinds: list[str]) -> None:
        """The calls of a subject: what it is made for, other values, and with a burning fuse."""
        rows = [
            [self.constant(kind if self.chance(0.7) else self.kind()) for kind in kinds]
            for _ in range(3)
        ]
        for row in (rows[0], rows[0], rows[1], rows[2], rows[0]):
            self.calls.append(f"call(lambda: {name}({', '.join(row)}))")
        for fuse in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89):
            row = self.random.choice(rows)
            self.calls.append(f"call(lambda: {name}({', '.join(row)}), fuse={fuse})")


def parameters(head: str) -> list[str]:
    """Of a method, without self."""
    return [each for each in "vw" if f", {each}" in head]


def write(number: int) -> tuple[str, str]:
    """The definitions of a program, and the calls of what it defines."""
    writer = Writer(number)
    writer.program()
    return "\n".join(writer.lines) + "\n", "\n".join(writer.calls) + "\n"
