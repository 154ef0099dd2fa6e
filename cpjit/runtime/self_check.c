/* Does the interpreter that runs fit the stencils and the engine? Both have numbers compiled in:
 * opcodes, sizes and offsets of CPython's structures. Three parties are compared: the manifest
 * (what the stencils were made with), this engine, and the interpreter itself, as far as it shows.
 * All of that is looked at before any machine code is loaded.
 *
 * A check returns false with a sentence in `why`, or with an exception set and `why` empty: then
 * the manifest lacks something. */
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

/* The number of this name; (size_t)-1 with an exception set if there is none. */
static size_t number_of(PyObject *numbers, const char *name) {
    PyObject *number = PyMapping_GetItemString(numbers, name);
    size_t value = number == NULL ? (size_t)-1 : PyLong_AsSize_t(number);
    Py_XDECREF(number);
    return value;
}

/* ---- stencils and engine ---- */

static bool check_version(Reason *why) {
    const unsigned compiled = PY_VERSION_HEX >> 16, running = (unsigned)(Py_Version >> 16);
    return compiled == running ||
           REFUSE(why, "cpjit was built for CPython %d.%d and this is %u.%u: " INSTALL,
                  PY_MAJOR_VERSION, PY_MINOR_VERSION, running >> 8, running & 255);
}

static bool check_names(PyObject *digest, Reason *why) {
    char text[32];
    snprintf(text, sizeof text, "%016llx", (unsigned long long)CJ_NAMES_DIGEST);
    return (PyUnicode_Check(digest) && PyUnicode_CompareWithASCIIString(digest, text) == 0) ||
           REFUSE(why, "the stencils were made for another build of the engine: " INSTALL);
}

typedef struct {
    const char *structure, *field;
    size_t value;
} Fact;

#define SIZE_OF(structure) {#structure, "size", sizeof(structure)},
#define OFFSET_OF(structure, field) {#structure, #field, offsetof(structure, field)},
static const Fact facts[] = {CJ_ASSUMED(SIZE_OF, OFFSET_OF)};

static bool check_structures(PyObject *structures, Reason *why) {
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const Fact *fact = &facts[i];
        PyObject *fields = PyMapping_GetItemString(structures, fact->structure);
        size_t value = fields == NULL ? 0 : number_of(fields, fact->field);
        Py_XDECREF(fields);
        if (PyErr_Occurred())
            return false;
        if (value != fact->value)
            return REFUSE(why, "the stencils were made for another layout of %s (%s): " INSTALL,
                          fact->structure, fact->field);
    }
    return true;
}

/* ---- opcodes ---- */

typedef int Column(int opcode); /* -1: the table has no row for it */

static int number_column(int opcode) {
    return opcode;
}

static int caches_column(int opcode) {
    return cj_opcode_caches(opcode) > 0 ? cj_opcode_caches(opcode) : -1;
}

/* Whether `table`, from names to numbers, is what the engine was compiled with, no more, no less.
 */
static bool check_table(PyObject *table, Column *column, const char *whose, Reason *why) {
    Py_ssize_t rows = 0;
    bool same = true;
    for (int opcode = 0; opcode < 256 && same; opcode++) {
        const char *name = cj_opcode_name(opcode);
        if (name == NULL || column(opcode) < 0)
            continue;
        rows++;
        same = number_of(table, name) == (size_t)column(opcode);
        if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_KeyError))
            return false;
        PyErr_Clear();
    }
    return (same && PyMapping_Size(table) == rows) ||
           REFUSE(why, "%s other opcodes than the engine: " INSTALL, whose);
}

static bool check_opcodes(PyObject *python, Reason *why) {
    PyObject *opcodes = PyMapping_GetItemString(python, "opcodes");
    PyObject *caches = opcodes ? PyMapping_GetItemString(python, "inline_caches") : NULL;
    bool same = caches != NULL &&
                check_table(opcodes, number_column, "the stencils were made for", why) &&
                check_table(caches, caches_column, "the stencils were made for", why);
    Py_XDECREF(opcodes);
    Py_XDECREF(caches);
    return same;
}

/* What the interpreter itself says: the standard library's module `opcode`. */
static bool check_running_opcodes(Reason *why) {
    PyObject *module = PyImport_ImportModule("opcode");
    PyObject *opcodes = module == NULL ? NULL : PyObject_GetAttrString(module, "opmap");
    bool same = opcodes != NULL && check_table(opcodes, number_column, "this CPython has", why);
    Py_XDECREF(module);
    Py_XDECREF(opcodes);
    return same;
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

PyObject *cj_self_check(PyObject *module, PyObject *manifest) {
    (void)module;
    Reason why = {""};
    PyObject *names = PyMapping_GetItemString(manifest, "names_digest");
    PyObject *python = names ? PyMapping_GetItemString(manifest, "python") : NULL;
    PyObject *structures = python ? PyMapping_GetItemString(manifest, "structs") : NULL;
    bool fits = structures != NULL && check_version(&why) && check_names(names, &why) &&
                check_opcodes(python, &why) && check_structures(structures, &why) &&
                check_running_opcodes(&why) && check_types(&why) && check_frames(&why);
    Py_XDECREF(names);
    Py_XDECREF(python);
    Py_XDECREF(structures);
    return !fits && why.text[0] == '\0' ? NULL : PyUnicode_FromString(why.text);
}
