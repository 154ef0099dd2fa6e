/* C code that calls a compiled function (a sort key, map, reduce, a special method) comes to JIT
 * code without CPython's way there: the function's own vectorcall pushes the frame and runs it. A
 * function gets it when its code is first entered through the hook. It stays valid for good:
 * whatever is not usual (other arguments, other code, another hook, none) is CPython's to do. */
#include "../frontend/cp311/bind.h"
#include "activation.h"

/* Fills the locals, with references. `given` arguments are there, of `wanted`. False: there are no
 * defaults for the rest. */
static bool fill(PyObject **local, const PyFunctionObject *function, PyObject *const *arguments,
                 Py_ssize_t given, Py_ssize_t wanted, Py_ssize_t locals) {
    PyObject *defaults = function->func_defaults;
    Py_ssize_t first = 0; /* default to be used */
    if (given != wanted) {
        first = (defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults)) - (wanted - given);
        if (given > wanted || first < 0) {
            return false;
        }
    }
    PyObject **end = local + locals;
    for (Py_ssize_t i = 0; i < given; i++) {
        *local++ = Py_NewRef(arguments[i]);
    }
    for (Py_ssize_t i = given; i < wanted; i++) {
        *local++ = Py_NewRef(PyTuple_GET_ITEM(defaults, first++));
    }
    while (local < end) {
        *local++ = NULL;
    }
    return true;
}

PyObject *cj_vectorcall(PyObject *callable, PyObject *const *arguments, size_t count,
                        PyObject *names) {
    PyThreadState *ts = _PyThreadState_GET();
    PyFunctionObject *function = (PyFunctionObject *)callable;
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    cj_function *compiled = cj_function_of(code);
    char *limit = cj_stack_limit;
    Py_ssize_t words = cj_frame_words(code);
    cj_frame *frame = (cj_frame *)ts->datastack_top;
    if (compiled == NULL || compiled->start == NULL || names != NULL || !cj_is_plain(code) ||
        limit == NULL || (char *)__builtin_frame_address(0) < limit ||
        ts->interp != cj.interpreter || !cj.enabled || ts->interp->eval_frame != cj_hook ||
        ts->cframe->use_tracing || words >= ts->datastack_limit - ts->datastack_top ||
        !fill(frame->localsplus, function, arguments, PyVectorcall_NARGS(count), code->co_argcount,
              code->co_nlocalsplus)) {
        return _PyFunction_Vectorcall(callable, arguments, count, names);
    }
    ts->datastack_top += words;
    Py_INCREF(function);
    _PyFrame_InitializeSpecials(frame, function, NULL, code->co_nlocalsplus);
    PyObject *result = cj_run(ts, frame, compiled, compiled->start, 0, limit);
    ((void (*)(PyThreadState *, cj_frame *))(uintptr_t)cj.clear_frame)(ts, frame);
    return result;
}
