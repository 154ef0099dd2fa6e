# group: applications
"""A template engine: a parser of templates, nodes that render, filters, a page as result."""

import html
import re

SIZE, SMALL = 500, 2

TOKEN = re.compile(r"({{.*?}}|{%.*?%})")

PAGE = """<html><title>{{ title|upper }}</title>
{% for row in rows %}<tr class="{% if row.odd %}odd{% else %}even{% endif %}">
{% for cell in row.cells %}<td>{{ cell.name|escape }}: {{ cell.value }}</td>{% endfor %}
</tr>{% endfor %}</html>"""

FILTERS = {"upper": str.upper, "escape": html.escape}


class Text:
    def __init__(self, text):
        self.text = text

    def render(self, context, out):
        out.append(self.text)


class Variable:
    def __init__(self, expression):
        path, *self.filters = [part.strip() for part in expression.split("|")]
        self.path = path.split(".")

    def resolve(self, context):
        value = context[self.path[0]]
        for name in self.path[1:]:
            value = value[name] if isinstance(value, dict) else getattr(value, name)
        return value

    def render(self, context, out):
        text = str(self.resolve(context))
        for name in self.filters:
            text = FILTERS[name](text)
        out.append(text)


class For:
    def __init__(self, name, items, body):
        self.name, self.items, self.body = name, Variable(items), body

    def render(self, context, out):
        for item in self.items.resolve(context):
            inner = {**context, self.name: item}
            for node in self.body:
                node.render(inner, out)


class If:
    def __init__(self, test, then, other):
        self.test, self.then, self.other = Variable(test), then, other

    def render(self, context, out):
        for node in self.then if self.test.resolve(context) else self.other:
            node.render(context, out)


def parse(tokens, *ends):
    nodes = []
    for token in tokens:
        if token.startswith("{{"):
            nodes.append(Variable(token[2:-2].strip()))
        elif token.startswith("{%"):
            words = token[2:-2].split()
            if words[0] in ends:
                return nodes, words[0]
            if words[0] == "for":
                body, _ = parse(tokens, "endfor")
                nodes.append(For(words[1], words[3], body))
            else:
                then, end = parse(tokens, "else", "endif")
                other = parse(tokens, "endif")[0] if end == "else" else []
                nodes.append(If(words[1], then, other))
        elif token:
            nodes.append(Text(token))
    return nodes, ""


class Cell:
    def __init__(self, name, value):
        self.name = name
        self.value = value


def run(size):
    nodes, _ = parse(iter(TOKEN.split(PAGE)))
    rows = [
        {"odd": i & 1, "cells": [Cell(f"<{i}, {j}>", i * j) for j in range(8)]} for i in range(size)
    ]
    out = []
    for node in nodes:
        node.render({"title": "A page", "rows": rows}, out)
    page = "".join(out)
    return len(page), page[:60], page.count("&lt;")
