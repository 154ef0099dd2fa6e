"""The interpreters to compare: named commands, and those found on the machine."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Interpreter:
    """A column: the command that runs a script, with the environment it wants."""

    label: str
    words: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """As it was given."""
        variables = [f"{name}={shlex.quote(value)}" for name, value in self.variables.items()]
        return " ".join([*variables, shlex.join(self.words)])

    def with_words(self, label: str, *words: str, **variables: str) -> Interpreter:
        """The same with more words, or variables."""
        return Interpreter(label, (*self.words, *words), {**self.variables, **variables})

    def environment(self, *folders: Path, needs_cpjit: bool = False) -> dict[str, str]:
        """The environment of a measured process: the same for all but for what was asked for.

        A cpjit that is built in the source tree is found there; an installed one finds itself."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "CPJIT")) and name not in ("LANG", "LC_ALL")
        }
        own = self.variables.get("PYTHONPATH")
        path = [*map(str, folders), *([own] if own else [])]
        built_here = any((ROOT / "cpjit").glob("_cpjit*.so"))
        if built_here and (needs_cpjit or "cpjit" in self.words):
            path.append(str(ROOT))
        settled = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        return {**kept, **settled, **self.variables, "PYTHONPATH": os.pathsep.join(path)}


def parse(text: str) -> Interpreter:
    """`label=[VARIABLE=value ...] command`."""
    label, equals, command = text.partition("=")
    words, variables = shlex.split(command), {}
    while words and re.match(r"[A-Za-z_]\w*=", words[0]):
        name, _, value = words.pop(0).partition("=")
        variables[name] = value
    if not (label and equals and words):
        raise ValueError(f"{text!r} is not of the form label=command")
    return Interpreter(label, tuple(words), variables)


def with_and_without_cpjit(python: str = sys.executable) -> list[Interpreter]:
    """The comparison that is made when none is asked for."""
    return [Interpreter("python", (python,)), Interpreter("cpjit", (python, "-m", "cpjit"))]


def peers() -> Iterator[Interpreter]:
    """Other Python interpreters on the machine: by their usual names, and those of pyenv."""
    names = [f"python3.{minor}" for minor in range(8, 20)] + ["pypy3"]
    names += [f"pypy3.{minor}" for minor in range(9, 20)]
    found = [path for name in names if (path := shutil.which(name))]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found += [str(path) for path in sorted(pyenv.glob("versions/*/bin/python3"))]
    seen = {identity(sys.executable)}
    for path in found:
        itself = identity(path)
        if itself not in seen and usable(itself):
            seen.add(itself)
            yield Interpreter(itself.replace(" ", "-"), (path,))


def usable(itself: str) -> bool:
    """Whether it is a Python that the inside of the command can run in."""
    match = re.fullmatch(r"\w+ 3\.(\d+)\.\S+", itself)
    return match is not None and int(match[1]) >= 8


def identity(python: str) -> str:
    """The file behind a command, and its version; nothing if it does not run."""
    code = "import platform; print(platform.python_implementation(), platform.python_version())"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def distinct(interpreters: Iterable[Interpreter]) -> list[Interpreter]:
    """Check that no label stands for two commands."""
    chosen = list(interpreters)
    labels = [each.label for each in chosen]
    for label in labels:
        if labels.count(label) > 1:
            raise ValueError(f"two interpreters are called {label}")
    return chosen
