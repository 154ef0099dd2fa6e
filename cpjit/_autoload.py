"""Switching cpjit on when Python starts, without a change to the program.

Python's `site` module runs what it finds in files `*.pth` of an environment's site-packages, from
Python 3.15 on what files `*.start` name. `cpjit.pth` and `cpjit.start` are installed with the
package, and removed with it. As installed they switch cpjit on where CPJIT=1 is set; `python -m
cpjit autoload on` rewrites them so that they do unless CPJIT=0 is set. Whatever goes wrong, Python
starts: where the package is missing nothing happens, where cpjit can't work a line on stderr says
why.
"""

from __future__ import annotations

import sys

NAMES = {False: "if_asked", True: "unless_refused"}

# An environment that does not ask for cpjit pays for one look at a variable.
LINES = {
    "if_asked": "if os.environ.get('CPJIT'): import cpjit._autoload as a; a.if_asked()",
    "unless_refused": "import cpjit._autoload as a; a.unless_refused()",
}


def files(on: bool) -> dict[str, str]:
    """The names of the files that belong into site-packages, and what is in them."""
    name = NAMES[on]
    line = f'import os; exec("try:\\n {LINES[name]}\\nexcept ImportError: pass")'
    return {"cpjit.pth": f"{line}\n", "cpjit.start": f"cpjit._autoload:{name}\n"}


def if_asked() -> None:
    """Switch cpjit on where the environment says CPJIT=1."""
    switch_on(unless_said=False)


def unless_refused() -> None:
    """Switch cpjit on where the environment does not say CPJIT=0."""
    switch_on(unless_said=True)


def switch_on(unless_said: bool) -> None:
    try:
        from cpjit import _engine
        from cpjit._options import switched

        said = switched()
        if unless_said if said is None else said:
            _engine.enable()
    except Exception as error:
        print(f"cpjit: warning: running interpreted: {error}", file=sys.stderr)
