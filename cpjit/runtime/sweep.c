/* A function compiled from beginning to end without being run: every way that its code can take,
 * with nothing known of its values. It is for measuring the compiler, and for testing it, over
 * thousands of functions that nobody calls. */
#include "engine.h"

#include <string.h>

/* It has where names are looked up, and no values. */
cj_frame *cj_frame_without_values(PyObject *object) {
    if (!PyFunction_Check(object) || !cj.enabled) {
        PyErr_SetString(PyExc_TypeError, "a function is needed, and cpjit enabled");
        return NULL;
    }
    PyFunctionObject *function = (PyFunctionObject *)object;
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    cj_frame *frame = PyMem_Calloc((size_t)cj_frame_words(code), sizeof(PyObject *));
    if (frame == NULL || cj_function_get(code) == NULL) {
        PyMem_Free(frame);
        PyErr_NoMemory();
        return NULL;
    }
    frame->f_func = function;
    frame->f_globals = function->func_globals;
    frame->f_builtins = function->func_builtins;
    frame->f_code = code;
    frame->prev_instr = _PyCode_CODE(code) - 1;
    frame->stacktop = code->co_nlocalsplus;
    return frame;
}

/* Would a run come to it, as far as that can be told? Not to the other ways out of guards, from
 * each of which the rest of the function would be compiled once more. */
static bool is_on_the_way(const cj_stub *stub) {
    return stub->kind == CJ_STUB_EDGE || stub->kind == CJ_STUB_END_ITER ||
           stub->kind == CJ_STUB_RESULT || (stub->kind == CJ_STUB_TYPES && stub->attempts == 0);
}

static bool sweep(cj_function *function, cj_frame *frame) {
    if (!cj_compile_entry(function, frame)) {
        return false;
    }
    for (uint32_t number = 0; (number = cj_stub_of_function(function, number)) != 0;) {
        if (!is_on_the_way(cj_stub_at(number - 1))) {
            continue;
        }
        if (cj_compile_stub(function, number - 1, frame, true) == NULL) {
            return false;
        }
        number = 0; /* there are new ones */
    }
    return true;
}

PyObject *cj_compile_all(PyObject *module, PyObject *function) {
    (void)module;
    cj_frame *frame = cj_frame_without_values(function);
    if (frame == NULL) {
        return NULL;
    }
    bool done = sweep(cj_function_of(frame->f_code), frame);
    PyMem_Free(frame);
    return PyBool_FromLong(done);
}
