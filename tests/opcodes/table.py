"""One row for each opcode of CPython 3.11: snippets whose run contains it, in its variants.

Each snippet is a module. What it appends to `out` is compared between the interpreter and machine
code; runner.py says what else it may use: `attempt(f, ...)` gives the result or the exception with
its traceback, `caught(e)` the latter within a handler, `own(x)` the value as an owned operand.
"""

from __future__ import annotations

from opcodes.snippets.attributes import ATTRIBUTES
from opcodes.snippets.calls import CALLS, CALLS_EX, FUNCTIONS
from opcodes.snippets.containers import (
    COLLECTIONS,
    COMPREHENSIONS,
    MERGE,
    SPREAD,
    SUBSCRIPTS,
    UNPACKING,
)
from opcodes.snippets.context_managers import ASYNC_WITH, WITH
from opcodes.snippets.exceptions import ASSERTIONS, EXCEPT, FINALLY, GROUPS, RAISING
from opcodes.snippets.flow import LOOPS, NONE, SHORT_CIRCUIT
from opcodes.snippets.matching import MATCH
from opcodes.snippets.names import (
    ANNOTATIONS,
    CELLS,
    CLASSES,
    FAST,
    GLOBALS,
    IMPORT_STAR,
    IMPORTS,
    NAMES,
    WIDE,
)
from opcodes.snippets.operands import LIAR, Number, binary, jumps, looped, unary
from opcodes.snippets.suspending import ASYNC_FOR, COROUTINE, DELEGATING, GENERATOR
from opcodes.snippets.text import FORMATTING, PRINTING

# The rows. A snippet that serves several opcodes stands in the row of each.
TABLE: dict[str, tuple[str, ...]] = {
    "CACHE": (binary("r = {a} + {b}"),),
    "POP_TOP": (
        unary("{a}\nown({a})\nown(own)\nr = 1"),
        FAST,
    ),
    "PUSH_NULL": (CALLS,),
    "NOP": (
        EXCEPT,
        "def f(x):\n    pass\n    while True:\n        x += 1\n        if x > 3: return x\nout.append(f(1))",
    ),
    "UNARY_POSITIVE": (unary("r = +{a}\nr = +own({a}), +r"),),
    "UNARY_NEGATIVE": (unary("r = -{a}\nr = -own({a}), -r"),),
    "UNARY_NOT": (
        LIAR
        + unary(
            "r = not {a}\nr = (not own({a})), r", [*Number.UNARY, "Liar(), 0, 0, -0.5, 0, 0.0"]
        ),
    ),
    "UNARY_INVERT": (unary("r = ~{a}\nr = ~own({a}), ~r"),),
    "BINARY_SUBSCR": (SUBSCRIPTS,),
    "GET_LEN": (MATCH,),
    "MATCH_MAPPING": (MATCH,),
    "MATCH_SEQUENCE": (MATCH,),
    "MATCH_KEYS": (MATCH,),
    "MATCH_CLASS": (MATCH,),
    "PUSH_EXC_INFO": (EXCEPT, FINALLY, WITH),
    "CHECK_EXC_MATCH": (EXCEPT,),
    "CHECK_EG_MATCH": (GROUPS,),
    "PREP_RERAISE_STAR": (GROUPS,),
    "WITH_EXCEPT_START": (WITH, ASYNC_WITH),
    "GET_AITER": (ASYNC_FOR,),
    "GET_ANEXT": (ASYNC_FOR,),
    "END_ASYNC_FOR": (ASYNC_FOR,),
    "BEFORE_ASYNC_WITH": (ASYNC_WITH,),
    "BEFORE_WITH": (WITH,),
    "STORE_SUBSCR": (SUBSCRIPTS,),
    "DELETE_SUBSCR": (SUBSCRIPTS,),
    "GET_ITER": (LOOPS, COMPREHENSIONS),
    "GET_YIELD_FROM_ITER": (DELEGATING,),
    "PRINT_EXPR": (PRINTING,),
    "LOAD_BUILD_CLASS": (CLASSES,),
    "LOAD_ASSERTION_ERROR": (ASSERTIONS,),
    "RETURN_GENERATOR": (GENERATOR, COROUTINE, ASYNC_FOR),
    "LIST_TO_TUPLE": (SPREAD, CALLS_EX),
    "RETURN_VALUE": (unary("r = {a}\nif i == 11: return {a}\nif i == -1: return own({a})"), CALLS),
    "IMPORT_STAR": (IMPORT_STAR,),
    "SETUP_ANNOTATIONS": (ANNOTATIONS, CLASSES),
    "YIELD_VALUE": (GENERATOR,),
    "ASYNC_GEN_WRAP": (ASYNC_FOR,),
    "POP_EXCEPT": (EXCEPT, FINALLY),
    "STORE_NAME": (NAMES, CLASSES),
    "DELETE_NAME": (NAMES,),
    "LOAD_NAME": (NAMES,),
    "UNPACK_SEQUENCE": (UNPACKING,),
    "UNPACK_EX": (UNPACKING,),
    "FOR_ITER": (LOOPS, GENERATOR),
    "STORE_ATTR": (ATTRIBUTES,),
    "DELETE_ATTR": (ATTRIBUTES,),
    "LOAD_ATTR": (ATTRIBUTES,),
    "LOAD_METHOD": (ATTRIBUTES, CALLS),
    "STORE_GLOBAL": (GLOBALS,),
    "DELETE_GLOBAL": (GLOBALS,),
    "LOAD_GLOBAL": (GLOBALS,),
    "SWAP": (
        UNPACKING,
        SUBSCRIPTS + looped("s[0], t = t, v\ns[t] += u * v", "[0, 1], [1, 2.5, 3]"),
    ),
    "COPY": (
        SHORT_CIRCUIT,
        FAST,
        "d = {1: 2}\ndef f(d, i):\n    d[i + 1] += 1.5\n    a = b = i * 2\n    return d, a is b\n"
        "out.append(attempt(f, d, 0))\nout.append(attempt(f, [1, 2], 0.5))",
    ),
    "LOAD_CONST": (COLLECTIONS, WIDE),
    "LOAD_FAST": (FAST, WIDE),
    "STORE_FAST": (FAST, WIDE),
    "DELETE_FAST": (FAST,),
    "BUILD_TUPLE": (COLLECTIONS,),
    "BUILD_LIST": (COLLECTIONS,),
    "BUILD_SET": (COLLECTIONS,),
    "BUILD_MAP": (COLLECTIONS,),
    "BUILD_CONST_KEY_MAP": (COLLECTIONS,),
    "BUILD_SLICE": (SUBSCRIPTS,),
    "BUILD_STRING": (FORMATTING,),
    "FORMAT_VALUE": (FORMATTING,),
    "COMPARE_OP": tuple(
        binary(f"r = {{a}} {op} {{b}}\nif {{a}} {op} {{b}}:\n    r = r, 1\nelse:\n    r = r, 0")
        for op in ("<", "<=", "==", "!=", ">", ">=")
    ),
    "IS_OP": (
        binary("r = {a} is {b}, {a} is not {b}\nif {a} is {b}: r = 5\nif {a} is not {b}: r = r, 6"),
    ),
    "CONTAINS_OP": (
        binary(
            "r = {a} in (4, own({b}), 'x'), {a} not in [{b}]\nif {a} in [{b}, 1]: r = r, 7\n"
            "r = r, {a} in b\nif {a} not in own(b): r = r, 8",
            (
                *Number.BINARY,
                "[], {1: 2}, 0, 0.5, 1, 1.0",
                "1, {1: 2}, 0, 0.5, 1, 1.0",
                "'a', 'abc', 0, 0.5, 1, 1.0",
                "1, [1, 2.5], 0, 2.0, 1, 1.0",
            ),
        ),
    ),
    "IMPORT_NAME": (IMPORTS,),
    "IMPORT_FROM": (IMPORTS,),
    "JUMP_FORWARD": (jumps("{a}"), EXCEPT),
    "JUMP_IF_FALSE_OR_POP": (SHORT_CIRCUIT,),
    "JUMP_IF_TRUE_OR_POP": (SHORT_CIRCUIT,),
    "POP_JUMP_FORWARD_IF_FALSE": (jumps("{a}"), jumps("{a} == 7"), jumps("{a} < 3")),
    "POP_JUMP_FORWARD_IF_TRUE": (jumps("not {a}"), jumps("not {a} == 7")),
    "POP_JUMP_BACKWARD_IF_TRUE": (jumps("{a}"), jumps("{a} != 7"), jumps("{a} in (7, 2.5)")),
    "POP_JUMP_BACKWARD_IF_FALSE": (jumps("not {a}"), jumps("not {a} == 7")),
    "POP_JUMP_FORWARD_IF_NONE": (NONE,),
    "POP_JUMP_FORWARD_IF_NOT_NONE": (NONE,),
    "POP_JUMP_BACKWARD_IF_NONE": (NONE,),
    "POP_JUMP_BACKWARD_IF_NOT_NONE": (NONE,),
    "RERAISE": (FINALLY, EXCEPT, WITH),
    "RAISE_VARARGS": (RAISING,),
    "BINARY_OP": tuple(
        binary(f"r = {{a}} {op} {{b}}\nt = {{a}}\nt {op}= {{b}}\nr = r, t")
        for op in ("+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>")
    ),
    "SEND": (DELEGATING, COROUTINE),
    "GET_AWAITABLE": (COROUTINE, ASYNC_WITH),
    "MAKE_FUNCTION": (FUNCTIONS,),
    "JUMP_BACKWARD": (LOOPS, FAST),
    "JUMP_BACKWARD_NO_INTERRUPT": (DELEGATING, COROUTINE),
    "MAKE_CELL": (CELLS,),
    "COPY_FREE_VARS": (CELLS,),
    "LOAD_CLOSURE": (CELLS,),
    "LOAD_DEREF": (CELLS,),
    "STORE_DEREF": (CELLS,),
    "DELETE_DEREF": (CELLS,),
    "LOAD_CLASSDEREF": (CELLS,),
    "CALL_FUNCTION_EX": (CALLS_EX,),
    "EXTENDED_ARG": (WIDE,),
    "LIST_APPEND": (COMPREHENSIONS,),
    "SET_ADD": (COMPREHENSIONS,),
    "MAP_ADD": (COMPREHENSIONS,),
    "LIST_EXTEND": (SPREAD,),
    "SET_UPDATE": (SPREAD,),
    "DICT_UPDATE": (SPREAD,),
    "DICT_MERGE": (MERGE,),
    "RESUME": (GENERATOR, CALLS),
    "PRECALL": (CALLS,),
    "CALL": (CALLS,),
    "KW_NAMES": (CALLS,),
}

NOT_INSTRUCTIONS = {"CACHE"}
"""Opcodes that are part of other instructions and never run themselves."""


def named() -> dict[str, str]:
    """Each snippet once, named for the first row it stands in."""
    names: dict[str, str] = {}
    for opcode, sources in TABLE.items():
        for number, source in enumerate(sources):
            names.setdefault(source, f"{opcode}-{number}")
    return {name: source for source, name in names.items()}


SNIPPETS = named()
NAME_OF = {source: name for name, source in SNIPPETS.items()}
