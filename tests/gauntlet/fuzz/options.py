"""The options of parts of the gauntlet whose programs are numbered."""

from __future__ import annotations

import argparse
from pathlib import Path


def numbered(part: str, text: str | None, count: int, short: int) -> argparse.ArgumentParser:
    """The parser of a part that runs `count` programs, `short` in the short form."""
    parser = argparse.ArgumentParser(prog=f"gauntlet {part}", description=text)
    parser.add_argument("--start", type=int, default=0, metavar="N", help="the first one (0)")
    parser.add_argument(
        "--count", type=int, default=count, metavar="N", help="how many (%(default)s)"
    )
    parser.add_argument("--seconds", type=float, default=1e9, metavar="S", help="end after these")
    parser.add_argument(
        "--most", type=int, default=10, metavar="N", help="end after N failures (10)"
    )
    parser.add_argument("--folder", type=Path, default=Path("fuzz-failures"), metavar="DIR")
    parser.add_argument("--reduce", type=float, default=120, metavar="S", help="how long (120)")
    parser.add_argument("--short", action="store_true", help=f"the first {short} only")
    return parser


def limited(given: argparse.Namespace, short: int) -> argparse.Namespace:
    """What is asked for, in the short form if that is."""
    if given.short:
        given.count = min(given.count, short)
    return given
