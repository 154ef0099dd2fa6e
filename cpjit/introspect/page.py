"""A page for a browser on which one walks from source line to machine code: `dis --html`.

The page is one file that needs nothing else: the data as JSON, a style sheet, and a script that
draws it (`page.html`). Source lines are shaded by how often their bytecodes ran as machine code.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from cpjit.introspect.listing import Listing, Piece, Version, disassemble


def page(listing: Listing) -> str:
    """The text of the page."""
    template = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    data = json.dumps(content(listing)).replace("</", "<\\/")  # it stands in a script element
    return template.replace("{{data}}", data)


def content(listing: Listing) -> dict[str, Any]:
    """What the page shows, as plain data."""
    code = listing.code
    own = listing.instructions(code).values()
    runs: dict[int, int] = {}
    for each in own:
        if each.line:
            runs[each.line] = max(runs.get(each.line, 0), listing.counts.get(each.offset, 0))
    return {
        "name": code.co_qualname,
        "file": f"{code.co_filename}:{code.co_firstlineno}",
        "lines": [
            {"number": number, "text": text, "runs": runs.get(number, 0)}
            for number, text in listing.lines()
        ],
        "instructions": [
            {
                "offset": each.offset,
                "text": each.text,
                "line": each.line,
                "runs": listing.counts.get(each.offset, 0),
                "exits": [
                    {"kind": way.kind, "taken": way.taken}
                    for way in listing.exits
                    if way.taken and (way.code, way.offset) == (code, each.offset)
                ],
            }
            for each in own
        ],
        "versions": [version_content(listing, version) for version in listing.versions],
        "edges": listing.edges(),
    }


def version_content(listing: Listing, version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "offset": version.offset,
        "line": version.line,
        "context": version.context,
        "runs": listing.counts.get(version.offset, 0),
        "pieces": [piece_content(listing, version, piece) for piece in version.shown()],
    }


def piece_content(listing: Listing, version: Version, piece: Piece) -> dict[str, Any]:
    at = piece.instruction
    inlined = at is not None and at.code is not listing.code
    return {
        "stencil": piece.stencil,
        "guards": piece.guards,
        "offset": at.offset if at and not inlined else None,
        "line": at.line if at and not inlined else None,
        "inlined": f"{at.code.co_qualname}: {at.text}" if at and inlined else "",
        "size": piece.size,
        "cold_size": piece.cold_size,
        "hot": machine_content(listing, version, piece.address, piece.size),
        "cold": machine_content(listing, version, piece.cold_address, piece.cold_size),
    }


def machine_content(
    listing: Listing, version: Version, address: int, size: int
) -> list[dict[str, Any]]:
    rows = []
    for each in disassemble(address, size):
        to = listing.led_to(version, each.target)
        row: dict[str, Any] = {"at": f"{each.address:x}", "text": each.text}
        if each.counts:
            row["counts"] = True
        if to is not None:
            row["to"] = to.number
        rows.append(row)
    return rows
