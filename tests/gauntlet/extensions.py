"""Extension modules, unmodified, by their own tests: `python -m tests.gauntlet extensions`.

Each package is installed from the index as its users get it, into an environment of its own, with
the tests it is released with. Its tests run without cpjit, with everything compiled at its first
call, and as users run them; processes that the tests start have cpjit too. What counts is the
outcome of each test. Files with another outcome are run again, both ways; what has gone then is
reported as unsteady. The times of both are told: tests run once, so they are mostly interpreted.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .environments import FOLDER, Environment, Preparing, source
from .outcomes import Outcome, compare, execute


def tests_beside_the_package(environment: Environment, unpacked: Path) -> Path:
    """lxml's tests import what is tested from the package they lie in, and documents beside it."""
    inside = environment.packages / "lxml" / "tests"
    if not inside.exists():
        shutil.copytree(unpacked / "src" / "lxml" / "tests", inside)
    documents = inside.parents[2] / "doc"
    if not documents.exists():
        shutil.copytree(unpacked / "doc", documents)
    return environment.folder


def tests_in_the_source(environment: Environment, unpacked: Path) -> Path:
    return unpacked


@dataclass(frozen=True)
class Suite:
    """The tests of a package. The first requirement is the package itself."""

    requirements: tuple[str, ...]
    words: tuple[str, ...]
    """What pytest is told."""
    prepare: Callable[[Environment, Path], Path] | None = None
    """Where the wheel has no tests: from the environment and the source to the folder to run in."""
    short: tuple[str, ...] = ()
    """What pytest is told in the short form; nothing: it is left out there."""


PYTEST = "pytest==9.2.0"
SUITES = {
    "lxml": Suite(
        ("lxml==6.1.3", PYTEST),
        ("--pyargs", "lxml.tests"),
        tests_beside_the_package,
        ("--pyargs", "lxml.tests.test_etree"),
    ),
    "numpy": Suite(
        ("numpy==2.4.6", PYTEST, "hypothesis==6.170.15", "meson==1.12.1", "ninja==1.13.2"),
        ("-m", "not slow", "--pyargs", "numpy"),
    ),
    "cffi": Suite(
        ("cffi==2.1.1", PYTEST, "setuptools==84.2.1"), ("src/c", "testing"), tests_in_the_source
    ),
    "pytest": Suite(
        (
            PYTEST,
            "setuptools==84.2.1",
            "attrs==26.1.0",
            "hypothesis==6.170.15",
            "xmlschema==4.3.2",
            "argcomplete==3.7.2",
            "mock==5.2.0",
            "requests==2.34.2",
        ),
        ("testing",),
        tests_in_the_source,
    ),
    "sqlalchemy": Suite(
        ("sqlalchemy==2.1.9", PYTEST),
        ("test/base", "test/engine", "test/sql", "test/orm", "test/ext"),
        tests_in_the_source,
    ),
}


def main(words: list[str]) -> int:
    given = parse(words)
    failed = []
    for name in given.names or SUITES:
        suite = SUITES[name]
        if given.short and not suite.short:
            continue
        try:
            if not examine(name, suite, given):
                failed.append(name)
        except Preparing as error:
            print(f"{name}: it can't be prepared: {error}")
            failed.append(name)
    print(f"\ngauntlet failed: {' '.join(failed)}" if failed else "\ngauntlet passed")
    return 1 if failed else 0


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gauntlet extensions", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(SUITES)} (all)")
    parser.add_argument(
        "--threshold",
        action="append",
        metavar="N",
        help="compile at the Nth call; may be given more than once (1, and the default)",
    )
    parser.add_argument("--timeout", type=float, default=3600, metavar="S", help="a run's (3600)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where packages are installed")
    parser.add_argument("--only", nargs="+", metavar="WORD", help="tell pytest this instead")
    parser.add_argument("--short", action="store_true", help="a part of one of them, for CI")
    given = parser.parse_args(words)
    if unknown := [name for name in given.names if name not in SUITES]:
        parser.error(f"no such package: {' '.join(unknown)}")
    given.threshold = given.threshold or (["1"] if given.short else ["1", "default"])
    return given


def examine(name: str, suite: Suite, given: argparse.Namespace) -> bool:
    """Run a suite all ways; whether cpjit makes no difference."""
    requirement = suite.requirements[0]
    environment = Environment(given.folder / name, suite.requirements)
    folder = environment.folder
    if suite.prepare is not None:
        folder = suite.prepare(environment, source(given.folder, requirement))
    tell = given.only or (suite.short if given.short else suite.words)

    def run(threshold: str, words: Sequence[str]) -> Outcome:
        return run_pytest(environment, folder, words, threshold, given.timeout)

    plain = run("", tell)
    print(f"{requirement:18} plain: {plain}", flush=True)
    good = "passed" in plain.tests.values()
    if not good:
        print(plain.trouble or "  nothing passes without cpjit")
        return False
    for threshold in given.threshold:
        compiled = run(threshold, tell)
        ratio = compiled.seconds / plain.seconds
        print(f"{'':18} threshold {threshold}: {compiled} ({ratio:.2f} times the time)", flush=True)
        differences = list(compare(plain, compiled))
        again = set(differences)
        if differences and not compiled.trouble:
            places = {**plain.files, **compiled.files}
            files = sorted({places[test] for test in differences})
            again = set(compare(run("", files), run(threshold, files)))
        for test in differences:
            print(f"  {'DIFFERENT' if test in again else 'unsteady'}: {test}", flush=True)
        if not compiled.trouble and not compiled.functions:
            print("  no machine code ran")
            good = False
        good = good and not again
    return good


def run_pytest(
    environment: Environment, folder: Path, words: Sequence[str], threshold: str, timeout: float
) -> Outcome:
    """Run tests in that environment; with cpjit if a threshold is given."""
    variables = {"PYTHONHASHSEED": "0", "PYTHONPATH": "", "CPJIT": "1" if threshold else "0"}
    variables["PATH"] = f"{environment.python.parent}:{os.environ['PATH']}"
    if threshold not in ("", "default"):
        variables["CPJIT_THRESHOLD"] = threshold
    command = [str(environment.python), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["--rootdir", str(folder), "-o", "junit_family=xunit1", "--junit-xml", "LISTING"]
    return execute([*command, *words], folder, variables, timeout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
