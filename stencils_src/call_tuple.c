// axes: X=0..1
// family: calls
/* f(*arguments): a plain Python function whose arguments are in a tuple, which keeps them
 * meanwhile. With X = 1 there is a dictionary of keyword arguments, too: an empty one. */
#include "frames.h"

/* slot A: the function, then the tuple and the dictionary; HOLE C: number of arguments; HOLE D: of
 * defaults; the rest as for call_python (call.c).
 * GOTO A: other operands; GOTO B: no room, or a hook that is to see the frame: the generic call. */
STENCIL(call_tuple) {
    PyFunctionObject *function = (PyFunctionObject *)SLOT(A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(function, &PyFunction_Type), A);
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    GOTO_AFTER_CALL_IF(code != CELL(PyCodeObject *, A), A);
    PyTupleObject *tuple = (PyTupleObject *)SLOT_AFTER(A, 1);
    int64_t given = SIGNED_COUNT(C), missing = SIGNED_COUNT(D);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(tuple, &PyTuple_Type) || Py_SIZE(tuple) != given, A);
#if X == 1
    PyObject *named = SLOT_AFTER(A, 2);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(named, &PyDict_Type) || PyDict_GET_SIZE(named) != 0, A);
#endif
    GOTO_AFTER_CALL_IF(!HOOK_IS(B, C), B);
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 1), B);
    GOTO_AFTER_CALL_IF(lacks_defaults(function, missing), A);
    char *top = (char *)ts->datastack_top;
    ts->recursion_remaining--;
    ts->datastack_top = (PyObject **)(top + HOLEU(A));
    Frame *callee = begin_frame(top, (PyFunctionObject *)incref((PyObject *)function), code, frame);
    PyObject **unbound = share(callee->localsplus, tuple->ob_item, given, 0);
    if (missing != 0) {
        unbound = copy_defaults(unbound, function->func_defaults, missing);
    }
    unbind(unbound, COUNT(B));
    ts->cframe->current_frame = callee;
    PyObject *result = run_code(&callee, &ts, POINTER(Callee *, A)->entry);
    frame = callee->previous;
    GO_ON_WITH_RESULT(result, callee);
}

/* Clears the frame in r1 and drops what was called; slot B = the result in r0. GOTO A when it is
 * NULL. */
STENCIL(end_tuple) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    PyObject *called = SLOT(A);
    SLOT(A) = result;
    decref(called);
    decref(SLOT_AFTER(A, 1));
#if X == 1
    decref(SLOT_AFTER(A, 2));
#endif
    SLOT(B) = SLOT(A);
    GOTO_AFTER_CALL_IF(SLOT(B) == NULL, A);
    GO_ON_AFTER_CALL();
}
