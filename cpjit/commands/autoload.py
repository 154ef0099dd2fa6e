"""`python -m cpjit autoload on|off|status`: cpjit for every program of an environment."""

from __future__ import annotations

import argparse
import site
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from cpjit import _autoload, _engine


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m cpjit autoload", description=__doc__)
    parser.add_argument("what", choices=("on", "off", "status"))
    what = parser.parse_args(words).what
    home = folder()
    if what != "status":
        try:
            write(home, what == "on")
        except OSError as error:
            print(f"cpjit autoload: {home} can't be written: {error}", file=sys.stderr)
            return 1
    print(describe(home))
    return 0


def folder() -> Path:
    """Where this environment's files for `site` are: beside the package, if they count there."""
    home = Path(_engine.PACKAGE).parent
    counting = [Path(each) for each in site.getsitepackages()]
    if site.ENABLE_USER_SITE and site.USER_SITE:
        counting.append(Path(site.USER_SITE))
    if home in [each.resolve() for each in counting]:
        return home
    return Path(sysconfig.get_path("purelib"))


def write(home: Path, on: bool) -> None:
    """Have the files say it; each is replaced in one step."""
    for name, text in _autoload.files(on).items():
        draft = home / f"{name}.new"
        draft.write_text(text, encoding="utf-8")
        draft.replace(home / name)


def state(home: Path) -> bool | None:
    """On, off, or None: the file is not there, or is not one of ours."""
    try:
        text = (home / "cpjit.pth").read_text(encoding="utf-8")
    except OSError:
        return None
    return {_autoload.files(on)["cpjit.pth"]: on for on in (True, False)}.get(text)


def describe(home: Path) -> str:
    """The state in a sentence."""
    file = home / "cpjit.pth"
    match state(home):
        case True:
            return f"on: each Python of this environment starts with cpjit, unless CPJIT=0 ({file})"
        case False:
            return f"off: Python starts with cpjit where CPJIT=1 is set ({file})"
        case _:
            return f"off: CPJIT=1 has no effect either ({file} is missing, or is not cpjit's)"
