"""The benchmarks: the project's own, and pyperformance's where they are to be found."""

from __future__ import annotations

import ast
import fnmatch
import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import edits

FOLDER = Path(__file__).resolve().parent
INSIDE = FOLDER / "inside"

Edits = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Benchmark:
    """A row: a script with its arguments. It may contain several, of which this is one."""

    name: str
    group: str
    script: Path
    arguments: tuple[str, ...] = ()
    task: int = 0
    shown: Edits = ()
    """What makes results visible that the program throws away."""
    shortened: Edits = ()
    """What makes it short."""


def own_programs() -> Iterator[Benchmark]:
    """The files in `programs/`, grouped as their first line says: `# group: numbers`."""
    for path in sorted((FOLDER / "programs").glob("*.py")):
        first = path.read_text().splitlines()[0]
        group = f"own {first.removeprefix('# group: ')}"
        yield Benchmark(path.stem, group, INSIDE / "own.py", (str(path), "run"))


def own_micro() -> Iterator[Benchmark]:
    """The public functions of the files in `micro/`; each file is a group."""
    for path in sorted((FOLDER / "micro").glob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = (str(path), node.name)
                yield Benchmark(node.name, f"micro {path.stem}", INSIDE / "own.py", arguments)


def own_micro_files() -> Iterator[Benchmark]:
    """The same by files, all functions of one in a process: to check what they compute."""
    for path in sorted((FOLDER / "micro").glob("*.py")):
        name = f"micro {path.stem}"
        yield Benchmark(name, name, INSIDE / "own.py", (str(path), "*"))


# pyperformance's programs that are run, with the names of the benchmarks each contains: those that
# need neither the network nor a build of anything. Others can be asked for by name.
NUMBERS = {
    "nbody": ("nbody",),
    "fannkuch": ("fannkuch",),
    "spectral_norm": ("spectral_norm",),
    "float": ("float",),
    "chaos": ("chaos",),
    "raytrace": ("raytrace",),
    "scimark": tuple(
        f"scimark_{name}" for name in ("fft", "lu", "monte_carlo", "sor", "sparse_mat_mult")
    ),
    "crypto_pyaes": ("crypto_pyaes",),
    "nqueens": ("nqueens",),
    "pyflate": ("pyflate",),
}
OBJECTS = {
    "richards": ("richards",),
    "richards_super": ("richards_super",),
    "deltablue": ("deltablue",),
    "go": ("go",),
    "hexiom": ("hexiom",),
    "generators": ("generators",),
    "coroutines": ("coroutines",),
    "comprehensions": ("comprehensions",),
    "deepcopy": ("deepcopy", "deepcopy_reduce", "deepcopy_memo"),
    "unpack_sequence": ("unpack_sequence",),
    "meteor_contest": ("meteor_contest",),
    "async_generators": ("async_generators",),
}
APPLICATIONS = {
    "telco": ("telco",),
    "json_dumps": ("json_dumps",),
    "json_loads": ("json_loads",),
    "logging": ("logging_format", "logging_silent", "logging_simple"),
    "pickle --pure-python pickle": ("pickle_pure_python",),
    "pickle --pure-python unpickle": ("unpickle_pure_python",),
    "pidigits": ("pidigits",),
    "regex_compile": ("regex_compile",),
    "async_tree none": ("async_tree_none",),
    "async_tree io": ("async_tree_io",),
    "typing_runtime_protocols": ("typing_runtime_protocols",),
    "mako": ("mako",),
    "django_template": ("django_template",),
}
PYPERFORMANCE = {"numbers": NUMBERS, "objects": OBJECTS, "applications": APPLICATIONS}


def pyperformance(folder: Path) -> Iterator[Benchmark]:
    """The known programs in a folder of `bm_*/run_benchmark.py`."""
    for group, scripts in PYPERFORMANCE.items():
        for words, names in scripts.items():
            program, *arguments = words.split()
            script = folder / f"bm_{program}" / "run_benchmark.py"
            if not script.exists():
                continue
            for task, name in enumerate(names):
                yield Benchmark(
                    name,
                    group,
                    script,
                    tuple(arguments),
                    task,
                    edits.SHOWN.get(program, ()),
                    edits.SHORTENED.get(program, ()),
                )


def other_pyperformance(folder: Path, names: Sequence[str]) -> Iterator[Benchmark]:
    """Programs of that folder that are not known here, by the names of their folders."""
    known = {words.split()[0] for scripts in PYPERFORMANCE.values() for words in scripts}
    for name in names:
        script = folder / f"bm_{name}" / "run_benchmark.py"
        if name not in known and script.exists():
            yield Benchmark(name, "others", script)


def find_pyperformance(given: str) -> Path:
    """The folder with the programs: that of an installed pyperformance, or the one given."""
    if given == "installed":
        spec = importlib.util.find_spec("pyperformance")
        if spec is None or spec.origin is None:
            raise ValueError("pyperformance is not installed for this Python")
        return Path(spec.origin).parent / "data-files" / "benchmarks"
    for folder in (
        Path(given),
        Path(given) / "data-files" / "benchmarks",
        Path(given, "benchmarks"),
    ):
        if any(folder.glob("bm_*/run_benchmark.py")):
            return folder.resolve()
    raise ValueError(f"no bm_*/run_benchmark.py in {given}")


def choose(benchmarks: Sequence[Benchmark], patterns: Sequence[str]) -> list[Benchmark]:
    """Those whose name, script or group matches one of the patterns; all, if there are none."""
    if not patterns:
        return list(benchmarks)

    def names(each: Benchmark) -> set[str]:
        return {each.name, each.group, each.script.parent.name.removeprefix("bm_")}

    for pattern in patterns:
        if not any(fnmatch.filter(names(each), pattern) for each in benchmarks):
            raise ValueError(f"no benchmark is called {pattern}")
    return [
        each
        for each in benchmarks
        if any(fnmatch.filter(names(each), pattern) for pattern in patterns)
    ]
