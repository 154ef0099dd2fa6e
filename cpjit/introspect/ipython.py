"""For IPython and Jupyter: `%load_ext cpjit`, then

%cpjit on               switch cpjit on (or off)
%cpjit explain name     what cpjit made of a function
%cpjit stats            what it has done so far

%%cpjit [-r ROUNDS]     run a cell without and with cpjit, in turn, and compare the times
"""

from __future__ import annotations

import time
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

import cpjit
from cpjit import _marks


@magics_class
class CpjitMagics(Magics):
    """The commands `%cpjit` and `%%cpjit`."""

    @magic_arguments()
    @argument("-r", "--rounds", type=int, default=3, help="runs of the cell each way (3)")
    @argument("what", nargs="?", choices=("on", "off", "stats", "explain"))
    @argument("name", nargs="?", help="of the function to explain")
    @line_cell_magic
    def cpjit(self, line: str, cell: str | None = None) -> None:
        """Steer cpjit and look at it; over a cell, compare its times without and with cpjit."""
        given = parse_argstring(self.cpjit, line)
        if cell is not None:
            self.compare(cell, max(given.rounds, 1))
            return
        match given.what:
            case "on":
                cpjit.enable(inspect=True)
            case "off":
                cpjit.disable()
            case "explain":
                print(self.explained(given.name))
            case "stats":
                print(cpjit.stats())
            case _:
                print("cpjit is on" if cpjit.is_enabled() else "cpjit is off")

    def explained(self, name: str | None) -> object:
        """What became of a function of that name."""
        if name is None:
            raise UsageError("say which function: %cpjit explain NAME")
        try:
            return cpjit.explain(self.shell.ev(name))
        except (NameError, AttributeError, SyntaxError, TypeError) as error:
            raise UsageError(f"{name} can't be explained: {error}") from None

    def compare(self, cell: str, rounds: int) -> None:
        """Run the cell both ways in turn; the least times count. cpjit is then as it was."""
        was_on = cpjit.is_enabled()
        if not was_on:
            cpjit.enable(inspect=True)
        plain, jitted = [], []
        try:
            for _ in range(rounds):
                with _marks.paused():
                    plain.append(self.timed(cell))
                jitted.append(self.timed(cell))
        finally:
            if not was_on:
                cpjit.disable()
        first, least = jitted[0], min(jitted)
        print(f"python {shown(min(plain))}   cpjit {shown(least)}   ", end="")
        print(f"{min(plain) / least:.2f} times as fast (first run {shown(first)})")

    def timed(self, cell: str) -> float:
        """Run the cell once; seconds."""
        start = time.perf_counter()
        result = self.shell.run_cell(cell, store_history=False)
        seconds = time.perf_counter() - start
        result.raise_error()
        return seconds


def shown(seconds: float) -> str:
    """A time for people."""
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext cpjit` calls."""
    shell.register_magics(CpjitMagics)
