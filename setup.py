"""Build the package: the stencils, then the extension module that uses them.

Everything that is plain metadata stands in pyproject.toml. This file adds the steps that setuptools
does not know: the stencil library for the interpreter doing the build, and the engine, whose C
files are compiled against the names in that library; and the files beside the package by which
CPJIT=1 works. Objects are kept under `build/`, so a second build compiles only what changed.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py
from setuptools.errors import CompileError

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # a PEP 517 build does not put the source tree on the path

from cpjit import _autoload  # noqa: E402
from cpjit.toolchain import build as stencils  # noqa: E402
from cpjit.toolchain import cpython, platforms  # noqa: E402
from cpjit.toolchain import extension as engine  # noqa: E402

SHIPPED = ("library.bin", "manifest.json")
PLATFORM = platforms.chosen()
REFUSALS = (stencils.BuildError, cpython.PythonError, engine.CompileError)


# What CPJIT_INSPECTION=0 leaves out, for embedding: docs/embedding.md.
INSPECTION = {
    "cpjit.introspect": {"bisect", "explain", "ipython", "jitdump", "listing", "page", "perf"},
    "cpjit.commands": {"dis"},
}


class BuildPackage(build_py):
    """Puts the files that `site` reads beside the package; leaves out what is not wanted."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        find = super().find_package_modules
        found: list[tuple[str, str, str]] = find(package, package_dir)  # type: ignore[no-untyped-call]
        if os.environ.get("CPJIT_INSPECTION") != "0":
            return found
        return [each for each in found if each[1] not in INSPECTION.get(package, ())]

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for name, text in _autoload.files(on=False).items():
                Path(self.build_lib, name).write_text(text, encoding="utf-8")


class BuildEngine(build_ext):
    """Makes the stencils and the engine where setuptools would compile an extension."""

    def get_ext_filename(self, fullname: str) -> str:
        """The name that the engine has where it is to run."""
        name: str = super().get_ext_filename(fullname)  # type: ignore[no-untyped-call]
        if PLATFORM is not None:
            name = re.sub(r"x86_64-linux-\w+", PLATFORM.suffix, name)
        return name

    def build_extension(self, ext: Extension) -> None:
        output = Path(self.get_ext_fullpath(ext.name))
        try:
            library = stencils.build(root=ROOT)
            engine.build(root=ROOT, stencils=library, output=output)
        except REFUSALS as error:
            raise CompileError(str(error)) from error  # setuptools shows it without a traceback
        packaged = output.parent / "stencils" / library.name
        packaged.mkdir(parents=True, exist_ok=True)
        for name in SHIPPED:
            shutil.copyfile(library / name, packaged / name)

    def copy_extensions_to_source(self) -> None:
        """In a development tree the package sees `stencils/` itself, never a stale copy."""
        super().copy_extensions_to_source()
        link = ROOT / "cpjit" / "stencils"
        if not link.is_symlink():
            link.symlink_to(Path("..", "stencils"))


setup(
    ext_modules=[Extension("cpjit._cpjit", sources=[])],
    options={
        "bdist_wheel": {"plat_name": PLATFORM.tag},
        "build": {"build_base": f"build/{PLATFORM.tag}"},  # no two meet in one wheel
    }
    if PLATFORM
    else {},
    cmdclass={"build_py": BuildPackage, "build_ext": BuildEngine},
)
