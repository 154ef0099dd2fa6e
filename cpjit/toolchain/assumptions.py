"""The sizes and offsets that stencils have compiled in, for the manifest.

They are found by the compiler that makes the stencils: a table of `sizeof` and `offsetof` is
compiled and read back from the object file. The same table, as a macro in `stencil_ids.h`, makes
the engine's own compiler refuse where it finds others.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

# By struct, every field that some template or the engine uses.
STRUCTS: Mapping[str, tuple[str, ...]] = {
    "_PyInterpreterFrame": (
        "f_func",
        "f_globals",
        "f_builtins",
        "f_locals",
        "f_code",
        "frame_obj",
        "previous",
        "prev_instr",
        "stacktop",
        "is_entry",
        "owner",
        "localsplus",
    ),
    "PyThreadState": (
        "interp",
        "recursion_remaining",
        "recursion_limit",
        "cframe",
        "c_profilefunc",
        "c_tracefunc",
        "curexc_type",
        "exc_info",
        "coroutine_origin_tracking_depth",
        "async_exc",
        "datastack_chunk",
        "datastack_top",
        "datastack_limit",
        "trash_delete_nesting",
        "trash_delete_later",
    ),
    "PyInterpreterState": (
        "ceval.eval_breaker",
        "ceval.gil_drop_request",
        "ceval.pending.calls_to_do",
        "ceval.pending.async_exc",
        "eval_frame",
        "float_state.numfree",
        "float_state.free_list",
        "async_gen.value_freelist",
        "async_gen.value_numfree",
        "gc.generation0",
        "gc.generations",
        "gc.enabled",
        "tuple.free_list",
        "tuple.numfree",
        "list.free_list",
        "list.numfree",
    ),
    "_PyRuntimeState": (
        "ceval.signals_pending",
        "global_objects.singletons.small_ints",
        "global_objects.singletons.strings.ascii",
    ),
    "_PyCFrame": ("use_tracing", "current_frame", "previous"),
    "PyCodeObject": (
        "co_consts",
        "co_names",
        "co_exceptiontable",
        "co_flags",
        "co_argcount",
        "co_posonlyargcount",
        "co_kwonlyargcount",
        "co_stacksize",
        "co_nlocalsplus",
        "co_nlocals",
        "co_nplaincellvars",
        "co_localsplusnames",
        "_co_firsttraceable",
        "co_extra",
        "co_code_adaptive",
    ),
    "PyFunctionObject": (
        "func_globals",
        "func_builtins",
        "func_code",
        "func_defaults",
        "func_kwdefaults",
        "func_closure",
        "func_name",
        "func_qualname",
        "func_doc",
        "func_dict",
        "func_weakreflist",
        "func_module",
        "func_annotations",
        "vectorcall",
    ),
    "PyCFunctionObject": ("m_ml", "m_self"),
    "PyMethodDescrObject": ("d_common.d_type", "d_method"),
    "PyMethodDef": ("ml_meth", "ml_flags"),
    "PyFrameObject": ("f_back", "f_frame", "f_lineno", "_f_frame_data"),
    "PyTracebackObject": ("tb_next", "tb_frame", "tb_lasti", "tb_lineno"),
    "PyGenObject": (
        "gi_code",
        "gi_weakreflist",
        "gi_name",
        "gi_qualname",
        "gi_exc_state",
        "gi_origin_or_finalizer",
        "gi_hooks_inited",
        "gi_closed",
        "gi_running_async",
        "gi_frame_state",
        "gi_iframe",
    ),
    "_PyErr_StackItem": ("exc_value", "previous_item"),
    "PyObject": ("ob_refcnt", "ob_type"),
    "PyVarObject": ("ob_size",),
    "PyTypeObject": (
        "tp_basicsize",
        "tp_itemsize",
        "tp_dealloc",
        "tp_finalize",
        "tp_as_async",
        "tp_iternext",
        "tp_flags",
        "tp_version_tag",
    ),
    "PyAsyncMethods": ("am_send",),
    "PyHeapTypeObject": ("ht_cached_keys",),
    "PyASCIIObject": ("length", "hash"),
    "PyLongObject": ("ob_digit",),
    "PyFloatObject": ("ob_fval",),
    "PyListObject": ("ob_item", "allocated"),
    "PyTupleObject": ("ob_item",),
    "PySetObject": ("mask", "table", "weakreflist"),
    "PyDictObject": ("ma_used", "ma_version_tag", "ma_keys", "ma_values"),
    "PyDictKeysObject": (
        "dk_log2_size",
        "dk_log2_index_bytes",
        "dk_kind",
        "dk_version",
        "dk_usable",
        "dk_nentries",
        "dk_indices",
    ),
    "PyDictUnicodeEntry": ("me_key", "me_value"),
}

_NAME = "cj_assumptions"


def source() -> str:
    """C text that defines the table."""
    values = []
    for name, fields in STRUCTS.items():
        values.append(f"sizeof({name})")
        values += [f"offsetof({name}, {field})" for field in fields]
    table = ",\n    ".join(values)
    return f"""\
#define Py_BUILD_CORE
#include <Python.h>
#include <stddef.h>
#include "internal/pycore_dict.h"
#include "internal/pycore_frame.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_pystate.h"
#include "internal/pycore_runtime.h"
typedef struct _PyInterpreterFrame _PyInterpreterFrame;
const unsigned long long {_NAME}[] = {{
    {table}
}};
"""


def macro(structs: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The lines of a C macro that lists the structs and their fields, with what was found."""
    lines = ["#define CJ_ASSUMED(STRUCT, FIELD) \\"]
    for name, fields in structs.items():
        for field, value in fields.items():
            row = (
                f"STRUCT({name}, {value})"
                if field == "size"
                else f"FIELD({name}, {field}, {value})"
            )
            lines.append(f"    {row} \\")
    return lines


def read(path: Path) -> dict[str, dict[str, int]]:
    """The table from its object file: a struct's `size`, and its fields' offsets."""
    with path.open("rb") as stream:
        elf = ELFFile(stream)
        tables = [s for s in elf.iter_sections() if isinstance(s, SymbolTableSection)]
        symbol = next(s for table in tables for s in table.iter_symbols() if s.name == _NAME)
        data = elf.get_section(symbol["st_shndx"]).data()
    start = symbol["st_value"]
    values = struct.iter_unpack("<Q", data[start : start + symbol["st_size"]])
    return {
        name: {field: next(values)[0] for field in ("size", *fields)}
        for name, fields in STRUCTS.items()
    }
