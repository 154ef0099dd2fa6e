"""Small templates of the tests' own, compiled with the real compiler."""

from __future__ import annotations

import sys
from pathlib import Path

from cpjit.toolchain import build, clang, writer
from cpjit.toolchain.machines import MACHINES
from cpjit.toolchain.stencil import Family, Stencil
from cpjit.toolchain.templates import TemplateFile

# The convention of stencils_src/machine.h, cut down to what these tests need.
MACHINE_H = """\
#ifndef MACHINE_H
#define MACHINE_H
#include <stdint.h>
#define PN __attribute__((preserve_none))
#define MUSTTAIL __attribute__((musttail))
#define HIDDEN extern __attribute__((visibility("hidden")))
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define PARAMETERS \\
    char *frame, char *ts, int64_t r0, int64_t r1, int64_t r2, int64_t r3, double d0, double d1
#define ARGUMENTS frame, ts, r0, r1, r2, r3, d0, d1
#define CONCAT_(a, b) a##b
#define CONCAT(a, b) CONCAT_(a, b)
#define R(n) CONCAT(r, n)
#define STENCIL(name) PN void CONCAT(st_##name, SUFFIX)(PARAMETERS)
#define ROUTINE(type, name) type lib_##name
HIDDEN PN void NEXT(PARAMETERS);
HIDDEN PN void GOTO_A(PARAMETERS);
HIDDEN PN void GOTO_B(PARAMETERS);
#define GO_ON() MUSTTAIL return NEXT(ARGUMENTS)
#define GOTO(label) MUSTTAIL return GOTO_##label(ARGUMENTS)
HIDDEN char HOLE_A[], HOLE_B[], HOLEU_A[];
extern char PTR_A[], CELL_A[];
#define HOLE(x) ((int64_t)HOLE_##x)
#define SLOT(x) (*(int64_t *)(frame + HOLE(x)))
#endif
"""


class Workshop:
    """A folder of templates."""

    def __init__(self, root: Path, compiler: clang.Clang, machine: str = "x86_64") -> None:
        self.root = root
        self.compiler = compiler
        self.machine = MACHINES[machine]
        self.sources = root / "stencils_src"
        self.sources.mkdir()
        self.write("machine.h", MACHINE_H)
        self.refusals: list[str] = []

    def write(self, name: str, text: str) -> Path:
        path = self.sources / name
        path.write_text(text)
        return path

    def read(self, text: str, name: str = "family.c") -> tuple[list[Family], list[Stencil]]:
        """Compile one file and take it apart; what is refused goes to `refusals`."""
        file = TemplateFile.read(self.write(name, text))
        driver = self.root / "driver.c"
        driver.write_text(file.driver())
        output = self.root / "driver.o"
        self.compiler.compile(driver, output, ["-I", str(self.sources)])
        return build.read(file, output, self.machine, self.refusals)

    def stencil(self, body: str, before: str = "") -> Stencil:
        """The stencil of a template with this body, which must be accepted."""
        families, _ = self.read(f"{before}\nSTENCIL(sample)\n{{\n{body}\n}}\n")
        assert self.refusals == []
        return families[0].variants[0]

    def listing(self, stencil: Stencil) -> list[str]:
        """Its disassembly, without offsets and bytes."""
        lines = writer.listing(stencil, self.machine)
        return [" ".join(line.split()[2:]) if line[:3] == "   " else line.strip() for line in lines]

    def refusal(self, text: str) -> str:
        """Why a file of templates is refused, which it must be."""
        self.read(text)
        assert self.refusals
        return "\n".join(self.refusals)

    def build(self, out: str = "out") -> Path:
        """The whole way, for the interpreter that runs the tests."""
        return build.build(root=self.root, python=Path(sys.executable), out=self.root / out)
