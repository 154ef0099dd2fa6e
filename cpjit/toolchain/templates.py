"""The template files: what is declared in their comments, and where each template is.

// axes: X=0..7 Y=0..7     compile the file once for every combination
// family: calls           (above the first template: for all; directly above one: for it)
                           these templates may use the native stack on their hot path
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from .stencil import Refusal

_AXES = re.compile(r"^//\s*axes:(.*)$", re.MULTILINE)
_AXIS = re.compile(r"([XYZ])=0\.\.(\d+)")
_FAMILY = re.compile(r"^\s*//\s*family:\s*calls\b")
_TEMPLATE = re.compile(r"^\s*(STENCIL|ROUTINE)\s*\(([^)]*)\)")


@dataclass(frozen=True)
class TemplateFile:
    """A file of templates, read but not compiled."""

    path: Path
    text: str
    axes: tuple[int, ...]
    all_calls: bool
    calls: frozenset[str]
    lines: dict[str, int]

    @classmethod
    def read(cls, path: Path) -> TemplateFile:
        """Read a file's declarations; the C in it is left to the compiler."""
        text = path.read_text(encoding="utf-8")
        lines: dict[str, int] = {}
        calls: set[str] = set()
        all_calls = False
        above = False  # a family comment on the line before
        top = True  # nothing but comments so far
        for number, line in enumerate(text.splitlines(), 1):
            if template := _TEMPLATE.match(line):
                name = template[2].split(",")[-1].strip()
                lines.setdefault(name, number)
                if above:
                    calls.add(name)
            family = _FAMILY.match(line) is not None
            all_calls |= family and top
            above = family
            top &= line.startswith("//")
        return cls(path, text, _axes(path, text), all_calls, frozenset(calls), lines)

    @property
    def combinations(self) -> list[tuple[int, ...]]:
        """All values of the axes, the last one changing fastest; one () without axes."""
        return list(itertools.product(*(range(extent) for extent in self.axes)))

    def suffix(self, values: tuple[int, ...]) -> str:
        """What a variant's name ends in: `_0_3`."""
        return "".join(f"_{value}" for value in values)

    def driver(self) -> str:
        """The C text that compiles the file once for each combination."""
        lines = ['#include "machine.h"', "#define FIRST_VARIANT"]
        for values in self.combinations:
            lines += [f"#define {axis} {value}" for axis, value in zip("XYZ", values, strict=False)]
            lines += [f"#define SUFFIX {self.suffix(values)}", f'#include "{self.path.name}"']
            lines += [f"#undef {axis}" for axis, _ in zip("XYZ", values, strict=False)]
            lines += ["#undef SUFFIX", "#undef FIRST_VARIANT"]
        return "\n".join(lines) + "\n"

    def may_spill(self, template: str) -> bool:
        """Whether the template is of the family that calls, and so must save its values."""
        return self.all_calls or template in self.calls

    def place(self, template: str) -> str:
        """`file:line` of a template, for messages."""
        line = self.lines.get(template)
        if line is None:
            # Named by a macro of the file's own: the first line that mentions it.
            word = re.compile(rf"\b{re.escape(template)}\b")
            found = (n for n, text in enumerate(self.text.splitlines(), 1) if word.search(text))
            line = next(found, None)
        return f"{self.path.name}:{line}" if line is not None else self.path.name


def _axes(path: Path, text: str) -> tuple[int, ...]:
    declared = _AXES.search(text)
    if declared is None:
        return ()
    words = declared[1].split()
    found = [_AXIS.fullmatch(word) for word in words]
    names = "".join(axis[1] for axis in found if axis)
    if None in found or names not in ("X", "XY", "XYZ"):
        raise Refusal(f"{path.name}: axes must read like `X=0..7 Y=0..7`, not {declared[1]!r}")
    return tuple(int(axis[2]) + 1 for axis in found if axis)
