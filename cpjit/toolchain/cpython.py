"""What the build must know of the CPython it builds for: headers, ABI, opcodes, struct layout.

The interpreter is asked in a subprocess, so that it may be another one than the one that runs
the build (Debian's debug build, say).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUPPORTED = ((3, 11),)

_QUESTIONS = """
import json, opcode, sys, sysconfig
print(json.dumps({
    "implementation": sys.implementation.name,
    "version": list(sys.version_info[:3]),
    "debug": bool(sysconfig.get_config_var("Py_DEBUG")),
    "abiflags": sys.abiflags,
    "soabi": sysconfig.get_config_var("SOABI"),
    "include": sysconfig.get_path("include"),
    "platinclude": sysconfig.get_path("platinclude"),
    "multiarch": sysconfig.get_config_var("MULTIARCH"),
    "opcodes": dict(sorted(opcode.opmap.items())),
    "inline_caches": {
        opcode.opname[number]: entries
        for number, entries in enumerate(opcode._inline_cache_entries)
        if entries
    },
}))
"""


class PythonError(Exception):
    """The interpreter asked for is missing or of the wrong kind."""


@dataclass(frozen=True)
class CPython:
    """An interpreter, as far as stencils depend on it."""

    version: tuple[int, int, int]
    debug: bool
    abiflags: str
    soabi: str
    include_options: tuple[str, ...]
    include_folders: tuple[Path, ...]
    multiarch: Path | None  # Debian's folder of this machine's own headers
    opcodes: dict[str, int]  # numbers by name
    inline_caches: dict[str, int]  # code units behind an instruction, where there are any

    @property
    def abi(self) -> str:
        """The key stencils are filed under: `cp311`, or `cp311d` for a debug build."""
        return f"cp{self.version[0]}{self.version[1]}{'d' if self.debug else ''}"

    def described(self) -> dict[str, Any]:
        """What the manifest says of it; no paths, which differ from machine to machine."""
        return {
            "version": ".".join(map(str, self.version)),
            "debug": self.debug,
            "abiflags": self.abiflags,
            "soabi": self.soabi,
            "opcodes": self.opcodes,
            "inline_caches": self.inline_caches,
        }

    def options_for(self, machine: str, folder: Path) -> list[str]:
        """Where the compiler finds headers, for a machine that may be another one. In Debian's
        headers it looks for that one's pyconfig.h then. Where there is none, this machine's serves
        in its name, by a file that is made in `folder`."""
        options = list(self.include_options)
        if self.multiarch is not None:
            here, _, system = self.multiarch.parent.name.partition("-")
            if here != machine:
                other = folder / f"{machine}-{system}" / self.multiarch.name / "pyconfig.h"
                other.parent.mkdir(parents=True, exist_ok=True)
                other.write_text(f'#include "{self.multiarch}/pyconfig.h"\n', encoding="utf-8")
                options += ["-idirafter", str(folder)]
        return options

    def headers_digest(self) -> str:
        """A digest of every header a template can include."""
        digest = hashlib.sha256()
        for folder in self.include_folders:
            for path in sorted(folder.rglob("*.h")):
                digest.update(str(path.relative_to(folder)).encode() + b"\0")
                digest.update(path.read_bytes())
        return digest.hexdigest()


def find(python: str) -> Path:
    """An interpreter given as a path, a command, or a version (`3.11`)."""
    name = f"python{python}" if python[:1].isdigit() else python
    path = shutil.which(name)
    if path is None:
        raise PythonError(f"no interpreter {name}")
    return Path(path)


def examine(python: Path) -> CPython:
    """Ask an interpreter about itself; refuse what no stencils can be made for."""
    done = subprocess.run(
        [str(python), "-I", "-c", _QUESTIONS], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise PythonError(f"{python} does not run: {done.stderr.strip().rpartition(chr(10))[2]}")
    told: dict[str, Any] = json.loads(done.stdout)
    version = tuple(told["version"])
    if told["implementation"] != "cpython" or version[:2] not in SUPPORTED:
        raise PythonError(
            f"{python} is {told['implementation']} {'.'.join(map(str, version))}; "
            f"stencils are made for CPython {', '.join(f'{a}.{b}' for a, b in SUPPORTED)}"
        )
    include = Path(told["include"])
    if not (include / "internal" / "pycore_frame.h").is_file():
        raise PythonError(f"{python} has no headers in {include} (Debian: install python3-dev)")
    folders = list(dict.fromkeys([include, Path(told["platinclude"])]))
    options = [option for folder in folders for option in ("-I", str(folder))]
    # Debian's pyconfig.h includes the real one as <x86_64-linux-gnu/python3.11/pyconfig.h>.
    # Searched last, so that the other headers found there don't displace the compiler's own.
    real = include.parent / told["multiarch"] / include.name if told["multiarch"] else None
    if real is not None and real.is_dir():
        folders.append(real)
        options += ["-idirafter", str(include.parent)]
    else:
        real = None
    return CPython(
        version=(version[0], version[1], version[2]),
        debug=told["debug"],
        abiflags=told["abiflags"],
        soabi=told["soabi"] or "",
        include_options=tuple(options),
        include_folders=tuple(folders),
        multiarch=real,
        opcodes=told["opcodes"],
        inline_caches=told["inline_caches"],
    )
