"""`python -m cpjit dis file.py:function`: source, bytecode, stencils and machine code side by side.

The program runs first, with cpjit, so that the code is there that was made for its values; its
output goes to stderr. The function may be one of the program's or of a module that it uses. Without
a function, those of the program are named that have been compiled.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType

from cpjit import _engine
from cpjit._options import settings
from cpjit.introspect.listing import Listing, Piece, disassemble, has_disassembler

Row = tuple[str, str, str, str, str]
"""A style, then the columns: source, bytecode, stencil, machine code."""


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m cpjit dis", description=__doc__)
    parser.add_argument("--html", metavar="PAGE", help="write a page for a browser instead")
    parser.add_argument("--threshold", default="1", help="compile at this call (1)")
    parser.add_argument("what", metavar="FILE.py[:FUNCTION]")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="of the program")
    given = parser.parse_args(words)
    source, _, name = given.what.partition(":")
    try:
        _engine.start(settings({"threshold": given.threshold, "inspect": 1, "count": 1}))
        run(Path(source), given.arguments)
    except (ValueError, OSError, SyntaxError, _engine.UnavailableError) as error:
        print(f"cpjit dis: {error}", file=sys.stderr)
        return 1
    _engine.disable()
    found = compiled(source)
    own = [code.co_qualname for code in found if code.co_filename == source]
    if not name and not given.html:
        print("\n".join(own) or "nothing was compiled")
        return 0
    code = next((each for each in found if each.co_qualname == name), None)
    if code is None:
        wrong = f"{name} has no code of its own" if name else "the page is of one function"
        choice = " or ".join(f"{source}:{each}" for each in own)
        choice = f"say {choice}" if own else "nothing of the program has any"
        print(f"cpjit dis: {wrong}; {choice}", file=sys.stderr)
        return 1
    if given.html:
        from cpjit.introspect.page import page

        try:
            Path(given.html).write_text(page(Listing(code)), encoding="utf-8")
        except OSError as error:
            print(f"cpjit dis: the page can't be written: {error}", file=sys.stderr)
            return 1
        print(f"{given.html}: open it in a browser")
    else:
        show(Listing(code))
    return 0


def run(path: Path, arguments: Sequence[str]) -> None:
    """Run the program as a script."""
    code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    sys.argv = [str(path), *arguments]
    sys.path[0] = str(path.parent)
    namespace = sys.modules["__main__"].__dict__
    namespace.update(__name__="__main__", __file__=str(path), __spec__=None)
    with contextlib.redirect_stdout(sys.stderr):
        try:
            exec(code, namespace)
        except SystemExit:
            pass
        except BaseException:
            traceback.print_exc()  # what was compiled until then can be seen all the same


def compiled(source: str) -> list[CodeType]:
    """All compiled code, that of the program first."""
    from cpjit import _cpjit

    codes = dict.fromkeys(place[2] for place in _cpjit.code_places() if place[2] is not None)
    return sorted(codes, key=lambda code: (code.co_filename != source, code.co_firstlineno))


def show(listing: Listing) -> None:
    """Print it, in colours on a terminal that rich knows."""
    console = None
    if sys.stdout.isatty():
        with contextlib.suppress(ImportError):
            import rich.console

            console = rich.console.Console(highlight=False, soft_wrap=True)
    widths = (38, 34, 24)
    if not has_disassembler():
        print("machine code: with capstone (pip install 'cpjit[inspect]')\n", file=sys.stderr)
    for style, *cells in rows(listing):
        cut = [cell[:width].ljust(width) for cell, width in zip(cells, widths, strict=False)]
        line = "  ".join([*cut, cells[-1]]).rstrip() if style != "title" else cells[0]
        if console:
            console.print(line, style=STYLES[style], markup=False)
        else:
            print(line)


STYLES = {"title": "bold cyan", "hot": "", "cold": "dim", "count": "yellow"}


def rows(listing: Listing) -> Iterator[Row]:
    """The table: for each version its pieces, for each of those its machine code."""
    sources = dict(listing.lines())
    for version in listing.versions:
        where = f"offset {version.offset}, line {version.line}"
        yield "title", f"version {version.number} ({where}): {version.context}", "", "", ""
        line, instruction = None, None
        for piece in version.shown():
            at = piece.instruction
            source = bytecode = ""
            if at and at is not instruction:
                bytecode = f"{at.offset:4} {at.text}"
                if at.line != line:
                    own = at.code is listing.code
                    text = sources.get(at.line or 0, "") if own else f"in {at.code.co_qualname}"
                    source = f"{at.line or 0:4} {text}"
                line, instruction = at.line, at
            first = True
            for style, text in machine_code(piece):
                yield (
                    style,
                    source if first else "",
                    bytecode if first else "",
                    (piece.stencil if first else ""),
                    text,
                )
                first = False
        yield "hot", "", "", "", ""


def machine_code(piece: Piece) -> Iterator[tuple[str, str]]:
    """Its machine code, the rare part behind the other."""
    parts = (
        ("hot", disassemble(piece.address, piece.size)),
        ("cold", disassemble(piece.cold_address, piece.cold_size)),
    )
    for style, instructions in parts:
        for each in instructions:
            note = "   ; counts a reference" if each.counts else ""
            yield ("count" if each.counts else style), f"{each.address:x}  {each.text}{note}"
    if not has_disassembler():
        yield "hot", f"{piece.size} bytes at {piece.address:x}"
