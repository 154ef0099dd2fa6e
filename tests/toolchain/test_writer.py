"""The library as the engine reads it: every table where the header says, every number in place."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import Any

from cpjit.toolchain import writer
from cpjit.toolchain.stencil import (
    Extern,
    Family,
    Flag,
    Kind,
    Literal,
    Part,
    Patch,
    Routine,
    Stencil,
    Symbol,
)

from .blob import Blob

ONE = Literal(struct.pack("<d", 1.0))
MASK = Literal(bytes(range(16)))

ADD = Stencil(
    "add_0",
    hot=b"\x90" * 7,
    cold=b"\xe9" * 5,
    patches=(
        Patch(3, Part.HOT, Kind.PC32, ONE, -4),
        Patch(1, Part.COLD, Kind.PC32, Symbol.HOT, 3),
    ),
    flags=Flag.FALLS_THROUGH,
)
MISSING = Stencil("add_1", b"", b"", (), Flag.ABSENT)
CALL = Stencil(
    "call",
    hot=b"\xff\x15\0\0\0\0",
    cold=b"",
    patches=(
        Patch(2, Part.HOT, Kind.GOT_BRANCH, Extern("PyNumber_Add"), -4),
        Patch(2, Part.HOT, Kind.PC32, Routine("help"), -4),
        Patch(2, Part.HOT, Kind.PC32, MASK, -4),
    ),
)
HELP = Stencil("help", b"\xc3", b"", (Patch(0, Part.HOT, Kind.ABS64, Extern("Py_None"), 8),))
LIBRARY = writer.Library([Family("add", (2,), (ADD, MISSING)), Family("call", (), (CALL,))], [HELP])


BLOB = Blob(writer.blob(LIBRARY))


def test_the_header_counts_everything() -> None:
    assert BLOB.magic == b"cpjitSL1"
    assert (BLOB.n_stencils, BLOB.n_routines, BLOB.n_patches) == (3, 1, 6)
    assert (BLOB.n_externs, BLOB.n_literals, BLOB.code_size) == (2, 2, 12 + 6 + 1)
    assert BLOB.at == len(BLOB.data)
    assert len(BLOB.data) % 8 == 0


def test_the_checksum_is_over_the_words_that_follow_it() -> None:
    words = struct.unpack_from(f"<{len(BLOB.data) // 8 - 2}Q", BLOB.data, 16)
    lanes = [fnv(words[lane::4]) for lane in range(4)]
    assert BLOB.checksum == fnv(lanes, start=0)


def fnv(words: Sequence[int], start: int = 0xCBF29CE484222325) -> int:
    value = start
    for word in words:
        value = ((value ^ word) * 0x100000001B3) % 2**64
    return value


def test_the_names_digest_binds_ids_to_names_and_to_what_was_assumed() -> None:
    digest = hashlib.sha256(b"add_0\nadd_1\ncall\nhelp\n{}\n{}").digest()
    assert BLOB.names_digest == int.from_bytes(digest[:8], "little")
    assert f"#define CJ_NAMES_DIGEST 0x{BLOB.names_digest:016x}ull" in writer.header(LIBRARY)
    structs, opcodes = {"PyObject": {"size": 16}}, {"opcodes": {"NOP": 9}}
    others: list[tuple[Any, Any]] = [(structs, {}), ({}, opcodes)]
    for other in others:
        library = writer.Library(LIBRARY.families, LIBRARY.routines, *other)
        assert library.names_digest() != BLOB.names_digest


def test_stencils_stand_in_id_order_with_code_and_patches() -> None:
    rows = BLOB.stencils + BLOB.routines
    assert [BLOB.string(row[6]) for row in rows] == ["add_0", "add_1", "call", "help"]
    assert [row[:6] for row in rows] == [
        (0, 7, 5, 0, 2, 1),
        (19, 0, 0, 6, 0, 2),  # of a higher register, and so behind the others
        (12, 6, 0, 2, 3, 0),
        (18, 1, 0, 5, 1, 0),
    ]
    assert BLOB.code == ADD.hot + ADD.cold + CALL.hot + HELP.hot


def test_patches_name_their_targets_by_number() -> None:
    names = [BLOB.string(row[0]) for row in BLOB.externs]
    values = [(row[0], row[1]) for row in BLOB.literals]
    assert names == ["PyNumber_Add", "Py_None"]
    one, mask = values.index((ONE.value.ljust(16, b"\0"), 8)), values.index((MASK.value, 16))
    assert BLOB.patches == [
        (3, 0, 3, 0x4000 + one, 0, -4),
        (1, 1, 3, 0, 0, 3),
        (2, 0, 4, 0x1000, 0, -4),
        (2, 0, 3, 0x8000, 0, -4),
        (2, 0, 3, 0x4000 + mask, 0, -4),
        (0, 0, 2, 0x1001, 0, 8),
    ]


def test_the_header_gives_ids_and_macros() -> None:
    wide = Family("wide", (2, 3, 4), (CALL,) * 24)
    text = writer.header(writer.Library([*LIBRARY.families, wide], LIBRARY.routines))
    for line in (
        "#define CJ_N_STENCILS 27",
        "#define CJ_N_ROUTINES 1",
        "    ST_ADD = 0,",
        "    ST_CALL = 2,",
        "    ST_WIDE = 3,",
        "#define ST_ADD_X(x) (ST_ADD + (x))",
        "#define ST_WIDE_XYZ(x, y, z) (ST_WIDE + (x) * 12 + (y) * 4 + (z))",
        "    X(help, 0) \\",
    ):
        assert line in text.splitlines()


def test_the_numbers_are_those_the_patcher_was_written_for() -> None:
    assert [kind.value for kind in Kind] == list(range(20))
    first = ["GOTO_A", "HOLE_A", "HOLEU_A", "PTR_A", "CELL_A", "IMM64_A", "K_A"]
    assert [Symbol[name].value for name in first] == [2, 6, 10, 12, 16, 18, 20]
