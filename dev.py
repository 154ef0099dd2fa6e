"""The project's commands: `demo`, `test`, `gauntlet`, `benchmarks`, `wheels`, `docs`,
`lint`.

    python3.11 dev.py demo        install cpjit and run the examples with and without it
    python3.11 dev.py test        install cpjit and run its tests
    python3.11 dev.py gauntlet    install cpjit and compare what others wrote with and without it
    python3.11 dev.py benchmarks  install cpjit and measure programs with and without it
    python3.11 dev.py wheels      build the wheels that are published, into dist/, and check them
    python3.11 dev.py docs        build the documentation as a site, into build/site/
    python3.11 dev.py lint        check types, style, formatting and C warnings

Each sets up what it needs in a virtual environment beside this file, for the interpreter it is
run with, and installs again only what changed. That interpreter needs pip and its C headers;
nothing of it, or of the system, is touched. Only the standard library is used here.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent

# What `pip install .` looks at: if none of it changed, an installed cpjit is up to date.
SOURCES = ("pyproject.toml", "setup.py", "LICENSE", "README.md", "cpjit", "stencils_src")
SOURCE_SUFFIXES = {".py", ".pyi", ".c", ".h", ".toml", ".md", ".typed", ""}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=Verbatim)
    parser.add_argument("--venv", type=Path, metavar="DIR", help="where to install (.venv)")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="run the examples with and without cpjit")
    demo.add_argument("--rounds", type=int, default=3, help="runs of each example (3)")
    demo.add_argument("--json", action="store_true", help="print the figures as JSON instead")
    demo.add_argument("examples", nargs="*", help="which examples to run (all)")
    commands.add_parser("test", help="run the tests; arguments go on to pytest")
    commands.add_parser(
        "gauntlet",
        add_help=False,  # tests/gauntlet has its own
        help="run CPython's own tests, random programs and more both ways; a part, or --help",
    )
    commands.add_parser(
        "benchmarks",
        add_help=False,  # the command has its own
        help="measure programs under any interpreters; see docs/benchmarks.md, or --help",
    )
    commands.add_parser("wheels", help="build the wheels that are published, into dist/")
    commands.add_parser("docs", help="build the documentation as a site, into build/site/")
    commands.add_parser("lint", help="check types, style, formatting and C warnings")
    given, rest = parser.parse_known_args()
    if rest and given.command not in ("test", "gauntlet", "benchmarks"):
        parser.error(f"unknown arguments: {' '.join(rest)}")

    environment = Environment(given.venv or ROOT / ".venv")
    match given.command:
        case "demo":
            environment.install_project()
            compare = [str(ROOT / "examples" / "compare.py"), f"--rounds={given.rounds}"]
            compare += ["--json"] if given.json else []
            return environment.python(*compare, *given.examples)
        case "test":
            environment.install_project("test")
            # -P: the tests are of the installed cpjit, not of the source tree.
            return environment.python("-P", "-m", "pytest", "-n", "2", *rest)
        case "gauntlet":
            environment.install_project()
            tests = str(ROOT / "tests")
            return environment.python("-P", "-m", "gauntlet", *rest, PYTHONPATH=tests)
        case "benchmarks":
            environment.install_project("bench")
            return environment.python("-m", "benchmarks", *rest)
        case "wheels":
            environment.install_requirements("wheels")
            return wheels(environment, ROOT / "dist")
        case "docs":
            environment.install_requirements("docs")
            return environment.python(
                "-m", "mkdocs", "build", "--quiet", "--strict", NO_MKDOCS_2_WARNING="1"
            )
        case _:
            environment.install_requirements("test", "lint")
            return lint(environment)


class Verbatim(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of the description."""


class Environment:
    """A virtual environment that holds cpjit and what its commands need."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.executable = folder / "bin" / "python"
        self.note = folder / "cpjit-installed.txt"

    def python(self, *words: str, **variables: str) -> int:
        """Run the environment's interpreter; its exit status."""
        return call([str(self.executable), *words], **variables)

    def create(self) -> None:
        """Make the environment, unless it is there and of this interpreter.

        Debian has `venv` without the `ensurepip` that would put pip into it, so the running
        interpreter's pip installs from outside.
        """
        owner = self.folder / "cpjit-interpreter.txt"
        identity = f"{sys.executable}\n{sys.version}\n"
        if owner.exists() and owner.read_text() == identity:
            return
        say(f"making {self.folder} for {sys.executable} ({sys.version.split()[0]})")
        check([sys.executable, "-m", "venv", "--clear", "--without-pip", str(self.folder)])
        owner.write_text(identity)

    def pip_install(self, *words: str) -> None:
        pip = [sys.executable, "-m", "pip", "--python", str(self.executable)]
        quiet = ["--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
        check([*pip, "install", *quiet, *words])

    def install_requirements(self, *extras: str) -> None:
        """Install what building cpjit and these extras need."""
        self.create()
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())
        wanted = list(project["build-system"]["requires"])
        for extra in extras:
            wanted += project["project"]["optional-dependencies"][extra]
        wanted = sorted(set(wanted))
        installed = self.installed()
        if missing := [name for name in wanted if name not in installed]:
            say(f"installing {', '.join(missing)}")
            self.pip_install(*missing)
            self.remember(installed | set(missing))

    def install_project(self, *extras: str) -> None:
        """Install cpjit as users get it, built here, with these extras' requirements."""
        self.install_requirements(*extras)
        version = f"cpjit {digest(source_files())}"
        installed = self.installed()
        if version in installed:
            return
        say("building and installing cpjit")
        others = {line for line in installed if not line.startswith("cpjit ")}
        self.remember(others)
        self.pip_install(
            "--no-build-isolation",  # what the build requires is there already
            "--no-deps",
            "--force-reinstall",
            str(ROOT),
        )
        self.remember(others | {version})

    def installed(self) -> set[str]:
        return set(self.note.read_text().splitlines()) if self.note.exists() else set()

    def remember(self, lines: set[str]) -> None:
        self.note.write_text("".join(f"{line}\n" for line in sorted(lines)))


def source_files() -> Iterator[Path]:
    """The files an installed cpjit is made from."""
    for name in SOURCES:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix in SOURCE_SUFFIXES and "stencils" not in file.parts:
                yield file


def digest(files: Iterator[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def lint(environment: Environment) -> int:
    """Run every checker, then say which of them objected."""
    python = str(environment.executable)
    tool = environment.folder / "bin"
    c_files = [str(path) for path in c_sources()]
    checks = {
        "ruff check": [str(tool / "ruff"), "check", "."],
        "ruff format": [str(tool / "ruff"), "format", "--check", "."],
        "mypy": [str(tool / "mypy"), "--python-executable", python],
        "clang-format": [str(tool / "clang-format"), "--dry-run", "--Werror", *c_files],
        "C warnings": [python, "setup.py", "-q", "build_ext", "--build-lib", "build/lint"],
    }
    failed = []
    for name, command in checks.items():
        say(name)
        if call(command, CPJIT_CFLAGS="-Werror") != 0:
            failed.append(name)
    say(f"lint failed: {', '.join(failed)}" if failed else "lint: nothing to object to")
    return 1 if failed else 0


# The names of cpjit/toolchain/platforms.py; what pip downloads for a wheel should be small.
PLATFORMS = ("manylinux", "musllinux")
LARGEST_WHEEL = 1_000_000  # bytes


def wheels(environment: Environment, folder: Path) -> int:
    """Build a wheel for each platform; have auditwheel and twine look at it."""
    python = str(environment.executable)
    for old in folder.glob("cpjit-*.whl"):
        old.unlink()
    for platform in PLATFORMS:
        say(f"building the wheel for {platform}")
        build = ["-m", "build", "--wheel", "--no-isolation", f"--outdir={folder}", "."]
        if call([python, *build], CPJIT_PLATFORM=platform):
            return 1
    failed = 0
    for wheel in sorted(folder.glob("cpjit-*.whl")):
        say(f"{wheel.name}: {wheel.stat().st_size:,} bytes")
        tag = wheel.stem.rpartition("-")[2]
        show = [python, "-m", "auditwheel", "show", str(wheel)]
        done = subprocess.run(show, capture_output=True, text=True)
        if f'"{tag}"' not in " ".join(done.stdout.split()):
            say(f"auditwheel objects to it:\n{done.stdout}{done.stderr}")
            failed = 1
        if call([python, "-m", "twine", "check", "--strict", str(wheel)]):
            say("its metadata are not as an index wants them")
            failed = 1
        if wheel.stat().st_size > LARGEST_WHEEL:
            say(f"it is larger than {LARGEST_WHEEL:,} bytes")
            failed = 1
    return failed


def c_sources() -> Iterator[Path]:
    """The C files that people write, templates included."""
    for folder in ("cpjit", "stencils_src", "tests", "examples"):
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            if "stencils" not in path.relative_to(ROOT).parts:
                yield path


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def call(command: Sequence[str], **variables: str) -> int:
    """Run a command in the source tree; its exit status."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}).returncode


def check(command: Sequence[str]) -> None:
    """Run a command that must succeed."""
    if status := call(command):
        sys.exit(f"dev.py: this command failed ({status}): {shlex.join(command)}")


if __name__ == "__main__":
    sys.exit(main())
