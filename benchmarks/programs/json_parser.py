# group: applications
"""A parser and a writer of JSON in plain Python, there and back."""

import json

SIZE, SMALL = 120, 2

ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/", "r": "\r", "b": "\b", "f": "\f"}


class Parser:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def parse(self):
        value = self.value()
        self.space()
        if self.at != len(self.text):
            raise ValueError(f"more behind the end, at {self.at}")
        return value

    def space(self):
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n":
            self.at += 1

    def expect(self, word):
        if not self.text.startswith(word, self.at):
            raise ValueError(f"{word} expected at {self.at}")
        self.at += len(word)

    def value(self):
        self.space()
        first = self.text[self.at]
        if first == "{":
            return self.object()
        if first == "[":
            return self.array()
        if first == '"':
            return self.string()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if first == word[0]:
                self.expect(word)
                return value
        return self.number()

    def object(self):
        members = {}
        self.expect("{")
        self.space()
        if self.text[self.at] == "}":
            self.at += 1
            return members
        while True:
            self.space()
            name = self.string()
            self.space()
            self.expect(":")
            members[name] = self.value()
            self.space()
            if self.text[self.at] == "}":
                self.at += 1
                return members
            self.expect(",")

    def array(self):
        items = []
        self.expect("[")
        self.space()
        if self.text[self.at] == "]":
            self.at += 1
            return items
        while True:
            items.append(self.value())
            self.space()
            if self.text[self.at] == "]":
                self.at += 1
                return items
            self.expect(",")

    def string(self):
        self.expect('"')
        parts = []
        while (character := self.text[self.at]) != '"':
            self.at += 1
            if character == "\\":
                kind = self.text[self.at]
                self.at += 1
                if kind == "u":
                    character = chr(int(self.text[self.at : self.at + 4], 16))
                    self.at += 4
                else:
                    character = ESCAPES[kind]
            parts.append(character)
        self.at += 1
        return "".join(parts)

    def number(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "+-.eE0123456789":
            self.at += 1
        word = self.text[start : self.at]
        try:
            return int(word)
        except ValueError:
            return float(word)


def write(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, list):
        return "[" + ", ".join([write(item) for item in value]) + "]"
    return "{" + ", ".join([f"{write(k)}: {write(v)}" for k, v in value.items()]) + "}"


def document(size):
    people = [
        {
            "name": f'person "{i}"',
            "age": i * 7 % 90,
            "height": 1.5 + i / 100,
            "tags": ["a\nb", "c\\d", str(i)],
            "friend": None if i % 3 else {"name": f"friend {i}", "near": i % 2 == 0},
        }
        for i in range(size)
    ]
    return {"people": people, "count": size, "empty": [[], {}]}


def run(size):
    original = document(size)
    text = json.dumps(original)
    parsed = Parser(text).parse()
    assert parsed == original
    assert Parser(write(parsed)).parse() == original
    return len(text), write(parsed)[:80], parsed["people"][-1]["name"]
