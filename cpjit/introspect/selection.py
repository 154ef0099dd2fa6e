"""Which functions are compiled: CPJIT_ONLY and CPJIT_EXCLUDE, and CPJIT_LOG, which tells of each.

Both are lists of rules, separated by commas, or `@` and a file with a rule on each line. A rule is

    [FILE:][FIRST[-LAST]:][NAME][#PIECES]

with at least one of its parts: patterns, as of file names in a shell, of the file and of the
qualified name; the lines on which the function begins; and how many pieces of code may be made of
it before the rest is left to the interpreter. `parse_*`, `app.py:Point.*`, `app.py:10-40:` are
rules.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

LINES = re.compile(r"(\d+)(?:-(\d+))?")
LAST_LINE = 2**31 - 1
ALL = 2**32 - 1
MAGIC = re.compile(r"([*?[\]\\])")


@dataclass(frozen=True)
class Rule:
    """What a function must be like."""

    file: str = "*"
    name: str = "*"
    first: int = 0
    last: int = LAST_LINE
    pieces: int = ALL

    def fields(self) -> tuple[str, str, int, int, int]:
        """As the engine wants it."""
        return self.file, self.name, self.first, self.last, self.pieces


def rules(text: str) -> list[Rule]:
    """The rules that a text holds; ValueError if it holds something else."""
    if text.startswith("@"):
        try:
            with open(text[1:], encoding="utf-8", errors="surrogateescape") as file:
                return [parse(line.rstrip("\n")) for line in file if line.strip()]
        except OSError as error:
            raise ValueError from error
    return [parse(each.strip()) for each in text.split(",") if each.strip()]


def parse(text: str) -> Rule:
    """One rule."""
    text, marked, count = text.partition("#")
    pieces = int(count) if marked else ALL
    *files, name = text.split(":")
    first, last = 0, LAST_LINE
    if files and (match := LINES.fullmatch(files[-1])):
        files.pop()
        first = int(match[1])
        last = int(match[2] or match[1])
    if pieces < 0 or not 0 <= first <= last <= LAST_LINE:
        raise ValueError
    return Rule(":".join(files) or "*", name or "*", first, last, min(pieces, ALL))


def exactly(file: str, line: int, name: str, pieces: int | None = None) -> str:
    """The rule that this function fits, and no other."""
    limit = "" if pieces is None else f"#{pieces}"
    return f"{escape(file)}:{line}:{escape(name)}{limit}"


def escape(text: str) -> str:
    """The pattern of this text alone."""
    return MAGIC.sub(r"\\\1", text)


def open_log(path: str) -> int:
    """The file that is told of each piece of code, made if need be, for its owner alone; or -1."""
    if not path:
        return -1
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(path, flags, 0o600)
