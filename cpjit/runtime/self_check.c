/* Does the interpreter that runs fit the stencils and the engine? Both have numbers compiled in:
 * opcodes, sizes and offsets of CPython's structures. Stencils and engine are compared when the
 * engine is compiled; the interpreter itself, as far as it shows, before any machine code is
 * loaded.
 *
 * A check returns false with a sentence in `why`, or with an exception set and `why` empty. */
#include "self_check.h"
#include "../frontend/ops.h"
#include "stencil_ids.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define INSTALL "install cpjit again for this interpreter"

typedef struct {
    char text[256];
} Reason;

#define REFUSE(why, ...) (snprintf((why)->text, sizeof(why)->text, __VA_ARGS__), false)

/* ---- stencils and engine ---- */

/* That the library was made for this engine, and so with these numbers, its digest says. */
#define SIZE_OF(structure, value) \
    _Static_assert(sizeof(structure) == (value), "the stencils have another " #structure);
#define OFFSET_OF(structure, field, value)                \
    _Static_assert(offsetof(structure, field) == (value), \
                   "the stencils have another " #structure "." #field);
CJ_ASSUMED(SIZE_OF, OFFSET_OF)

/* ---- the version ---- */

static bool check_version(Reason *why) {
    const unsigned compiled = PY_VERSION_HEX >> 16, running = (unsigned)(Py_Version >> 16);
    return compiled == running ||
           REFUSE(why, "cpjit was built for CPython %d.%d and this is %u.%u: " INSTALL,
                  PY_MAJOR_VERSION, PY_MINOR_VERSION, running >> 8, running & 255);
}

/* ---- opcodes ---- */

/* CPython gives compiled code another magic number whenever its opcodes change. */
#define MAGIC 3495 /* of all releases of 3.11 */

static bool check_opcodes(Reason *why) {
    long magic = PyImport_GetMagicNumber();
    PyErr_Clear();
    return (magic & 0xFFFF) == MAGIC ||
           REFUSE(why, "this CPython has other opcodes than the engine: " INSTALL);
}

/* ---- the running interpreter ---- */

/* The sizes of instances, which types state. */
static bool check_types(Reason *why) {
    const size_t frame = offsetof(cj_frame, localsplus);
    const struct {
        const PyTypeObject *type;
        size_t size;
    } types[] = {
        {&PyFunction_Type, sizeof(PyFunctionObject)},
        {&PyCode_Type, offsetof(PyCodeObject, co_code_adaptive)},
        {&PyFrame_Type, offsetof(PyFrameObject, _f_frame_data) + frame},
        {&PyGen_Type, offsetof(PyGenObject, gi_iframe) + frame},
        {&PyLong_Type, offsetof(PyLongObject, ob_digit)},
        {&PyFloat_Type, sizeof(PyFloatObject)},
        {&PyList_Type, sizeof(PyListObject)},
        {&PyTuple_Type, offsetof(PyTupleObject, ob_item)},
        {&PyDict_Type, sizeof(PyDictObject)},
        {&PyType_Type, sizeof(PyHeapTypeObject)},
        /* private structures: four longs; an index and the sequence */
        {&PyRangeIter_Type, sizeof(PyObject) + 4 * sizeof(long)},
        {&PyListIter_Type, sizeof(PyObject) + sizeof(Py_ssize_t) + sizeof(PyObject *)},
        {&PyTupleIter_Type, sizeof(PyObject) + sizeof(Py_ssize_t) + sizeof(PyObject *)},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if ((size_t)types[i].type->tp_basicsize != types[i].size)
            return REFUSE(why,
                          "%s of this CPython has another size than cpjit was built for: " INSTALL,
                          types[i].type->tp_name);
    return true;
}

/* Threads and frames state no sizes, but what lies where can be seen. */
static bool check_frames(Reason *why) {
    PyThreadState *ts = PyThreadState_Get();
    PyFrameObject *object = PyThreadState_GetFrame(ts);
    bool same = ts->interp == PyThreadState_GetInterpreter(ts);
    if (same && object != NULL) {
        PyCodeObject *code = PyFrame_GetCode(object);
        const cj_frame *frame = ts->cframe->current_frame;
        same = object->f_frame == frame && frame->f_code == code && frame->frame_obj == object;
        Py_DECREF(code);
    }
    Py_XDECREF(object);
    return same ||
           REFUSE(why, "the frames of this CPython are not as cpjit was built for: " INSTALL);
}

/* ---- all of it ---- */

PyObject *cj_self_check(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    Reason why = {""};
    bool fits =
        check_version(&why) && check_opcodes(&why) && check_types(&why) && check_frames(&why);
    return !fits && why.text[0] == '\0' ? NULL : PyUnicode_FromString(why.text);
}
