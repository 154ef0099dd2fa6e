"""Drive a build: what to compile, what is up to date already, and what to write.

Everything a stencil depends on goes into one digest, kept in the manifest: if it is unchanged,
so is the library, and nothing is done. Object files are kept by their own digests, so changing
one template compiles one file. The same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import assumptions, checks, clang, cpython, writer
from .elf import Function, ObjectFile
from .holes import ROUTINE_PREFIX, STENCIL_PREFIX, lower
from .machine import Machine
from .machines import MACHINES
from .stencil import Family, Flag, Refusal, Routine, Stencil
from .templates import TemplateFile

# Called with (files done, files in all, name of the last one).
Progress = Callable[[int, int, str], None]

MANIFEST = "manifest.json"
OUTPUTS = ("library.bin", "listing.txt", "stencil_ids.h")
_OBJECTS = ".objects"  # kept object files, inside the output folder


class BuildError(Exception):
    """The build stopped; the message has one line for each reason."""


@dataclass(frozen=True)
class Plan:
    """What is to be built, from what, and where."""

    sources: Path
    target: str
    out: Path
    python: cpython.CPython
    compiler: clang.Clang
    machine: Machine
    files: tuple[TemplateFile, ...]

    def header_digest(self) -> str:
        """Of everything any template can include."""
        digest = hashlib.sha256(self.python.headers_digest().encode())
        for path in sorted(self.sources.rglob("*.h")):
            digest.update(str(path.relative_to(self.sources)).encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def object_digest(self, file: TemplateFile, headers: str) -> str:
        """Of everything a file's object depends on."""
        return _digest([*self._common(headers), file.path.name, file.driver(), file.text])

    def table_digest(self, headers: str) -> str:
        """Likewise for the table of struct sizes and offsets."""
        return _digest([*self._common(headers), assumptions.source()])

    def _common(self, headers: str) -> list[str]:
        return [self.compiler.version, *self.compiler.flags, headers]

    def digest(self) -> str:
        """Of everything the library depends on: the objects' inputs, and the tool itself."""
        headers = self.header_digest()
        parts = [self.object_digest(file, headers) for file in self.files]
        for path in sorted(Path(__file__).parent.glob("*.py")):
            parts += [path.name, path.read_text(encoding="utf-8")]
        parts += [self.target, self.python.abi, json.dumps(self.python.described())]
        return _digest(parts)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def plan(
    *,
    root: Path,
    python: Path | None = None,
    target: str = "x86_64-linux",
    out: Path | None = None,
    sources: Path | None = None,
) -> Plan:
    """Find interpreter, compiler and templates."""
    try:
        described = cpython.examine(python or Path(sys.executable))
        machine_name = target.partition("-")[0]
        if machine_name not in MACHINES or "linux" not in target:
            known = ", ".join(f"{name}-linux" for name in MACHINES)
            raise BuildError(f"no stencils for {target} yet; targets: {known}")
        # The C library plays no part in stencils: x86_64-linux-gnu and -musl are one target.
        target = f"{machine_name}-linux"
        sources = sources or root / "stencils_src"
        files = tuple(TemplateFile.read(path) for path in sorted(sources.glob("*.c")))
        if not files:
            raise BuildError(f"no templates in {sources}")
        return Plan(
            sources=sources,
            target=target,
            out=out or root / "stencils" / f"{target}-{described.abi}",
            python=described,
            compiler=clang.find(target),
            machine=MACHINES[machine_name],
            files=files,
        )
    except (clang.CompilerError, cpython.PythonError, Refusal) as error:
        raise BuildError(str(error)) from None


def is_current(plan: Plan) -> bool:
    """Whether the output folder holds what a build would make."""
    try:
        manifest = json.loads((plan.out / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        return bool(
            manifest["inputs"] == plan.digest()
            and all(
                files[name] == hashlib.sha256((plan.out / name).read_bytes()).hexdigest()
                for name in OUTPUTS
            )
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def build(
    *,
    root: Path,
    python: Path | None = None,
    target: str = "x86_64-linux",
    out: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    sources: Path | None = None,
) -> Path:
    """Make the stencil library, unless it is up to date; return its folder."""
    planned = plan(root=root, python=python, target=target, out=out, sources=sources)
    if not is_current(planned):
        make(planned, jobs or os.cpu_count() or 1, progress or (lambda done, total, name: None))
    return planned.out


def make(plan: Plan, jobs: int, progress: Progress) -> None:
    """Compile all template files, make stencils of them, and write the library."""
    objects, table = _compile(plan, jobs, progress)
    families: list[Family] = []
    routines: list[Stencil] = []
    refusals: list[str] = []
    for file, path in zip(plan.files, objects, strict=True):
        found, shared = read(file, path, plan.machine, refusals)
        families += found
        routines += shared
    refusals += _clashes(families, routines)
    if refusals:
        raise BuildError("\n".join(dict.fromkeys(refusals)))
    python = plan.python.described()
    opcodes = {name: python[name] for name in ("opcodes", "inline_caches")}
    _write(plan, writer.Library(families, routines, assumptions.read(table), opcodes))


def _compile(plan: Plan, jobs: int, progress: Progress) -> tuple[list[Path], Path]:
    """Object files of all template files and of the table of struct layouts, compiled unless
    they are kept from before."""
    kept = plan.out / _OBJECTS
    kept.mkdir(parents=True, exist_ok=True)
    headers = plan.header_digest()

    def keep(digest: str) -> Path:
        return kept / f"{digest[:32]}.o"

    objects = [keep(plan.object_digest(file, headers)) for file in plan.files]
    table = keep(plan.table_digest(headers))
    work = [
        (file.path.name, file.driver(), path)
        for file, path in zip(plan.files, objects, strict=True)
    ]
    work.append(("(struct layout)", assumptions.source(), table))
    missing = [item for item in work if not item[2].is_file()]
    options = ["-I", str(plan.sources), *plan.python.options_for(plan.machine.name, kept)]

    def one(text: str, path: Path) -> None:
        # Another build may be making the same file: each has its own names, the last one wins.
        source = path.with_suffix(f".{os.getpid()}.c")
        output = path.with_suffix(f".{os.getpid()}.o")
        source.write_text(text, encoding="utf-8")
        try:
            plan.compiler.compile(source, output, options)
            output.replace(path)
        finally:
            source.unlink(missing_ok=True)
            output.unlink(missing_ok=True)

    if missing:
        try:
            clang.probe(plan.compiler)
        except clang.CompilerError as error:
            raise BuildError(str(error)) from None
    failures: list[str] = []
    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(one, text, path): name for name, text, path in missing}
        for done, future in enumerate(as_completed(running), 1):
            name = running[future]
            try:
                future.result()
            except clang.CompilerError as error:
                hint = ""
                if "redefinition" in str(error):
                    hint = (
                        "\n(a file with axes is included once for each variant: "
                        "put its types and helpers between `#ifdef FIRST_VARIANT` and `#endif`)"
                    )
                failures.append(f"{name}: {error}{hint}")
            progress(done, len(missing), name)
    if failures:
        raise BuildError("\n".join(sorted(failures)))
    for stale in set(kept.glob("*.o")) - {*objects, table}:
        if "." not in stale.stem:
            stale.unlink(missing_ok=True)
    return objects, table


def read(
    file: TemplateFile, path: Path, machine: Machine, refusals: list[str]
) -> tuple[list[Family], list[Stencil]]:
    """The stencils and routines in one object; what is refused is told in `refusals`."""
    compiled = ObjectFile(path, machine)
    combinations = file.combinations
    made: dict[str, dict[tuple[int, ...], Stencil]] = {}
    routines: list[Stencil] = []
    refused: dict[str, list[tuple[str, str]]] = {}
    suffixes = {file.suffix(values): values for values in combinations}
    for function in compiled.functions:
        template = function.name
        try:
            if function.name.startswith(ROUTINE_PREFIX):
                template = function.name[len(ROUTINE_PREFIX) :]
                routines.append(_checked(function, template, machine, may_spill=True))
                continue
            if not function.name.startswith(STENCIL_PREFIX) or not function.exported:
                raise Refusal("is neither a STENCIL nor a ROUTINE; helpers must be always_inline")
            name = function.name[len(STENCIL_PREFIX) :]
            template, values = _split(name, suffixes)
            stencil = _checked(function, name, machine, may_spill=file.may_spill(template))
            checks.check_entries(stencil, machine)
            made.setdefault(template, {})[values] = stencil
        except Refusal as refusal:
            refused.setdefault(template, []).append((function.name, str(refusal)))
    for template, variants in refused.items():
        # One variant tells the story of all.
        name, reason = variants[0]
        others = f" ({name}, and {len(variants) - 1} more)" if len(variants) > 1 else ""
        refusals.append(f"{file.place(template)}: {template}: {reason}{others}")
    for section in compiled.data_sections:
        refusals.append(f"{file.path.name}: static data in {section}")
    families = [
        Family(
            template,
            file.axes,
            tuple(
                stencils.get(values)
                or Stencil(template + file.suffix(values), b"", b"", (), Flag.ABSENT)
                for values in combinations
            ),
        )
        for template, stencils in made.items()
    ]
    return families, routines


def _checked(function: Function, name: str, machine: Machine, *, may_spill: bool) -> Stencil:
    """The function as a stencil that keeps all the rules, or a Refusal."""
    stencil = lower(function, name, machine)
    checks.check_ends(function, machine)
    checks.check_frame_pointer(stencil, machine)
    if not may_spill:
        checks.check_spills(stencil, machine)
    return stencil


def _split(name: str, suffixes: dict[str, tuple[int, ...]]) -> tuple[str, tuple[int, ...]]:
    """Template and axes' values from a variant's name."""
    if "" in suffixes:
        return name, ()
    count = len(next(iter(suffixes.values())))
    words = name.rsplit("_", count)
    suffix = "".join(f"_{word}" for word in words[1:])
    if suffix not in suffixes:
        raise Refusal("has no suffix of its file's axes")
    return words[0], suffixes[suffix]


def _clashes(families: list[Family], routines: list[Stencil]) -> list[str]:
    names = [family.name for family in families] + [f"lib_{r.name}" for r in routines]
    twice = sorted({name for name in names if names.count(name) > 1})
    defined = {routine.name for routine in routines}
    missing = sorted(
        {
            target.name
            for stencil in [v for f in families for v in f.variants] + routines
            for target in (patch.target for patch in stencil.patches)
            if isinstance(target, Routine) and target.name not in defined
        }
    )
    return [f"{name} is defined twice" for name in twice] + [
        f"lib_{name} is used but defined nowhere" for name in missing
    ]


def _write(plan: Plan, library: writer.Library) -> None:
    lines: list[str] = []
    for stencil in library.stencils + library.routines:
        lines += writer.listing(stencil, plan.machine)
        lines.append("")
    outputs = {
        "library.bin": writer.blob(library),
        "listing.txt": "\n".join(lines).encode(),
        "stencil_ids.h": writer.header(library).encode(),
    }
    manifest: dict[str, Any] = {
        "inputs": plan.digest(),
        "target": plan.target,
        "abi": plan.python.abi,
        "python": plan.python.described(),
        "compiler": plan.compiler.version,
        "flags": list(plan.compiler.flags),
        "names_digest": f"{library.names_digest():016x}",
        "stencils": len(library.stencils),
        "routines": len(library.routines),
        "structs": library.structs,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in outputs.items()},
        "sizes": {name: len(data) for name, data in outputs.items()},
    }
    outputs[MANIFEST] = (json.dumps(manifest, indent=2) + "\n").encode()
    # The manifest last: an interrupted build is one that is not up to date.
    for name, data in outputs.items():
        temporary = plan.out / f"{name}.{os.getpid()}"
        temporary.write_bytes(data)
        temporary.replace(plan.out / name)
