"""A template engine: `{{ expression | filter }}`, `{% for %}`, `{% if %}`; with attributes, filters
and escaping. Templates are parsed into a tree of nodes, which is rendered many times.

Usage: python template_engine.py [pages]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

Context = dict[str, Any]

PAGE = """<h1>{{ title | upper }}</h1>
{% for row in rows %}<tr class="{% if row.even %}even{% else %}odd{% endif %}">
{% for cell in row.cells %}<td>{{ cell }}</td>{% endfor %}
<td>{{ row.name | title }}: {{ row.total }}</td></tr>
{% endfor %}{% if note %}<p>{{ note }}</p>{% endif %}
"""

FILTERS: dict[str, Callable[[str], str]] = {
    "upper": lambda text: text.upper(),
    "title": lambda text: text.title(),
}


class Node:
    def render(self, context: Context, out: list[str]) -> None:
        raise NotImplementedError


class Text(Node):
    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, context: Context, out: list[str]) -> None:
        out.append(self.text)


class Expression(Node):
    def __init__(self, source: str) -> None:
        path, *filters = [part.strip() for part in source.split("|")]
        self.path = path.split(".")
        self.filters = [FILTERS[name] for name in filters]

    def value(self, context: Context) -> Any:
        found: Any = context
        for name in self.path:
            found = found.get(name) if isinstance(found, dict) else getattr(found, name)
        return found

    def render(self, context: Context, out: list[str]) -> None:
        text = str(self.value(context))
        for change in self.filters:
            text = change(text)
        out.append(escape(text))


class For(Node):
    def __init__(self, name: str, source: Expression, body: list[Node]) -> None:
        self.name = name
        self.source = source
        self.body = body

    def render(self, context: Context, out: list[str]) -> None:
        inner = dict(context)
        for item in self.source.value(context):
            inner[self.name] = item
            for node in self.body:
                node.render(inner, out)


class If(Node):
    def __init__(self, condition: Expression, then: list[Node], other: list[Node]) -> None:
        self.condition = condition
        self.then = then
        self.other = other

    def render(self, context: Context, out: list[str]) -> None:
        for node in self.then if self.condition.value(context) else self.other:
            node.render(context, out)


def escape(text: str) -> str:
    """The text as HTML."""
    for letter in text:
        if letter in "<>&":
            break
    else:
        return text
    names = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    return "".join([names.get(letter, letter) for letter in text])


def pieces(source: str) -> Iterator[tuple[str, str]]:
    """What a template consists of: kinds ("", "{{", "{%") and contents."""
    while source:
        starts = [at for at in (source.find("{{"), source.find("{%")) if at >= 0]
        if not starts:
            yield "", source
            return
        at = min(starts)
        if at:
            yield "", source[:at]
        kind = source[at : at + 2]
        end = source.index("}}" if kind == "{{" else "%}", at)
        yield kind, source[at + 2 : end].strip()
        source = source[end + 2 :]


def parse(tokens: Iterator[tuple[str, str]]) -> tuple[list[Node], str]:
    """The nodes up to the end of a block, and the word that ends it."""
    nodes: list[Node] = []
    for kind, content in tokens:
        if kind == "":
            nodes.append(Text(content))
        elif kind == "{{":
            nodes.append(Expression(content))
        elif content.startswith("for "):
            _, name, _, source = content.split()
            body, _ = parse(tokens)
            nodes.append(For(name, Expression(source), body))
        elif content.startswith("if "):
            then, word = parse(tokens)
            other, _ = parse(tokens) if word == "else" else ([], "")
            nodes.append(If(Expression(content[3:]), then, other))
        else:
            return nodes, content
    return nodes, ""


class Row:
    def __init__(self, number: int) -> None:
        self.even = number % 2 == 0
        self.cells = [number * n % 97 for n in range(8)]
        self.name = f"row <{number}>"

    @property
    def total(self) -> int:
        return sum(self.cells)


def main(pages: int = 5000) -> None:
    template, _ = parse(pieces(PAGE))
    size = check = 0
    for number in range(pages):
        rows = [Row(number + each) for each in range(30)]
        note = "more & more" if number % 3 else ""
        out: list[str] = []
        for node in template:
            node.render({"title": f"page {number}", "rows": rows, "note": note}, out)
        text = "".join(out)
        size += len(text)
        check = (check * 31 + sum(text.encode())) % 1_000_003
    print(f"{pages} pages, {size} characters, checksum {check}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
