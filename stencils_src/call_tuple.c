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

/* Likewise any function of the code in cell A whose parameters take what is in the tuple and, with
 * X = 1, the dictionary: *args, keywords, keyword-only ones. HOLEU A: bytes of the frame. What
 * comes out is for run_bound (call.c). */
Frame *cj_bind_tuple(PyThreadState *ts, PyObject **slots, int has_dict);
void cj_unbind_tuple(PyObject *const *slots, int has_dict);

STENCIL(bind_tuple) {
    PyFunctionObject *function = (PyFunctionObject *)SLOT(A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(function, &PyFunction_Type), A);
    GOTO_AFTER_CALL_IF(function->func_code != CELL(PyObject *, A), A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(SLOT_AFTER(A, 1), &PyTuple_Type), A);
#if X == 1
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(SLOT_AFTER(A, 2), &PyDict_Type), A);
#endif
    GOTO_AFTER_CALL_IF(!HOOK_IS(B, C), B);
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 1), B);
    Frame *callee = cj_bind_tuple(ts, SLOT_ADDRESS(A), X);
    GOTO_AFTER_CALL_IF(callee == NULL, B);
    GO_ON_WITH_RESULT(entry_now(ts, POINTER(Callee *, A)), callee);
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

#if X == 1
/* Likewise after bind_tuple with a dictionary. */
STENCIL(end_named) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    cj_unbind_tuple(SLOT_ADDRESS(A), X);
    PyObject *called = SLOT(A);
    SLOT(A) = result;
    decref(called);
    decref(SLOT_AFTER(A, 1));
    decref(SLOT_AFTER(A, 2));
    SLOT(B) = SLOT(A);
    GOTO_AFTER_CALL_IF(SLOT(B) == NULL, A);
    GO_ON_AFTER_CALL();
}
#endif
