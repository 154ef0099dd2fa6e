/* What @cpjit.jit and @cpjit.never ask of the engine, once it is enabled. */
#include "engine.h"

static const char *why_not(const cj_function *function) {
    return function->refusal != NULL ? function->refusal
           : cj.no_memory            ? "the memory limit is reached"
                                     : "the compiler could not do it";
}

PyObject *cj_compile_now(PyObject *Py_UNUSED(module), PyObject *function) {
    cj_frame *frame = cj_frame_without_values(function);
    if (frame == NULL) {
        return NULL;
    }
    cj_function *record = cj_function_of(frame->f_code);
    bool done = cj_compile_entry(record, frame);
    PyMem_Free(frame);
    return PyUnicode_FromString(done ? "" : why_not(record));
}

PyObject *cj_leave(PyObject *Py_UNUSED(module), PyObject *code) {
    if (!PyCode_Check(code) || !cj.enabled) {
        PyErr_SetString(PyExc_TypeError, "a code object is needed, and cpjit enabled");
        return NULL;
    }
    cj_function *function = cj_function_get((PyCodeObject *)code);
    if (function == NULL || !cj_function_leave(function, "@cpjit.never")) {
        return PyErr_NoMemory();
    }
    Py_RETURN_NONE;
}
