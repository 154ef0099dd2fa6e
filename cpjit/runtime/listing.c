/* What was made of a function: its versions, their stencils, and where those lie. */
#include "engine.h"

#ifndef CJ_NO_INSPECTION /* a build option: docs/embedding.md */

/* The names of its stencils, and the bytes that these take. */
static PyObject *stencils_of(const cj_function *function, const cj_version *version,
                             uint64_t *size) {
    uint32_t end = function->out.n_trace;
    for (cj_version *other = function->versions; other; other = other->next) {
        if (other->first_trace > version->first_trace && other->first_trace < end) {
            end = other->first_trace;
        }
    }
    PyObject *names = PyList_New(0);
    *size = 0;
    cj_trace_walk walk = {.code = &function->out};
    while (names != NULL && cj_trace_next(&walk) && walk.next <= end) {
        if (walk.next <= version->first_trace || walk.stencil == CJ_TRACE_TAKEN) {
            continue;
        }
        *size += walk.hot_size + walk.cold_size;
        PyObject *name = PyUnicode_FromString(cj_stencil_name(walk.stencil));
        if (name == NULL || PyList_Append(names, name) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    return names;
}

static PyObject *describe(const cj_function *function, const cj_version *version) {
    cj_context context;
    char text[2048];
    cj_snapshot_restore(version->context, &context);
    cj_context_text(&context, text, sizeof text);
    uint64_t size;
    PyObject *stencils = stencils_of(function, version, &size);
    if (stencils == NULL) {
        return NULL;
    }
    return Py_BuildValue(
        "{s:i,s:s,s:N,s:K,s:K,s:I}", "offset",
        (version->unit & ~(CJ_PLAINLY | CJ_INITIALISING)) * (int)sizeof(_Py_CODEUNIT), "context",
        text, "stencils", stencils, "address", (unsigned long long)(uintptr_t)version->address,
        "size", (unsigned long long)size, "first", version->first_trace);
}

PyObject *cj_list_blocks(PyObject *Py_UNUSED(module), PyObject *code) {
    cj_function *function = cj_function_asked_for(code);
    if (PyErr_Occurred()) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    for (cj_version *version = function == NULL ? NULL : function->versions; list && version;
         version = version->next) {
        PyObject *block = describe(function, version);
        if (block == NULL || PyList_Append(list, block) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(block);
    }
    if (list != NULL && PyList_Reverse(list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

/* Code of a call that stands in the caller's. */
static PyObject *code_of_inlined(const cj_function *function, int inlined) {
    return inlined > 0 && inlined <= function->n_inlined
               ? (PyObject *)function->inlined[inlined - 1].code
               : Py_None;
}

PyObject *cj_list_pieces(PyObject *Py_UNUSED(module), PyObject *code) {
    cj_function *function = cj_function_asked_for(code);
    if (PyErr_Occurred()) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    cj_trace_walk walk = {.code = function == NULL ? NULL : &function->out, .instruction = -1};
    while (list != NULL && function != NULL && cj_trace_next(&walk)) {
        if (walk.stencil == CJ_TRACE_TAKEN) {
            continue;
        }
        int offset = walk.instruction < 0 ? -1 : walk.instruction * (int)sizeof(_Py_CODEUNIT);
        PyObject *piece = Py_BuildValue(
            "IsKKKKiO", walk.next - 1, cj_stencil_name(walk.stencil),
            (unsigned long long)(uintptr_t)walk.hot, (unsigned long long)walk.hot_size,
            (unsigned long long)(uintptr_t)walk.cold, (unsigned long long)walk.cold_size, offset,
            code_of_inlined(function, walk.inlined));
        if (piece == NULL || PyList_Append(list, piece) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(piece);
    }
    return list;
}

/* (address, size, name) appended to the list; false with an exception. */
static bool add_place(PyObject *list, const uint8_t *address, size_t size, PyObject *code,
                      const char *name) {
    if (size == 0) {
        return true;
    }
    PyObject *place = Py_BuildValue("KKOs", (unsigned long long)(uintptr_t)address,
                                    (unsigned long long)size, code, name);
    bool added = place != NULL && PyList_Append(list, place) == 0;
    Py_XDECREF(place);
    return added;
}

PyObject *cj_list_places(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(unused)) {
    PyObject *list = PyList_New(0);
    for (cj_function *function = cj.functions; list && function; function = function->next) {
        cj_trace_walk walk = {.code = &function->out};
        while (list != NULL && cj_trace_next(&walk)) {
            PyObject *code = (PyObject *)function->code;
            const char *name = cj_stencil_name(walk.stencil);
            if (!add_place(list, walk.hot, walk.hot_size, code, name) ||
                !add_place(list, walk.cold, walk.cold_size, code, name)) {
                Py_CLEAR(list);
            }
        }
    }
    for (unsigned i = 0; list && cj.loaded && i < cj_routine_count(); i++) {
        if (!add_place(list, cj_routine(i), cj_routine_size(i), Py_None, cj_routine_name(i))) {
            Py_CLEAR(list);
        }
    }
    return list;
}

#endif
