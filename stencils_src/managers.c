// axes: X=0..1
// family: calls
/* `with` of a manager whose class has its methods in Python. */
#include "frames.h"

#ifdef FIRST_VARIANT
Frame *cj_bind(PyThreadState *ts, PyFunctionObject *function, PyObject **arguments, void *plan);
#endif

#if X == 0
/* Clears the frame in r1, of __enter__. Its result, in r0, goes to the slot after slot A, and the
 * manager in slot A becomes its bound method pointer A, __exit__: both, and the manager once more,
 * have been held for that since before the call (call_known.c). GOTO A: an exception. */
STENCIL(end_enter) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    PyObject *method = NULL, *function = POINTER(PyObject *, A);
    SLOT_AFTER(A, 1) = result;
    if (LIKELY(result != NULL)) {
        method = PyMethod_New(function, SLOT(A));
        if (UNLIKELY(method == NULL)) {
            decref(SLOT_AFTER(A, 1));
        }
    }
    PyObject *manager = SLOT(A);
    SLOT(A) = method;
    drop_reference(manager);
    if (UNLIKELY(method == NULL)) {
        decref(manager);
        decref(POINTER(PyObject *, A));
        GOTO_AFTER_CALL(A);
    }
    drop_reference(manager);
    drop_reference(POINTER(PyObject *, A));
    GO_ON_AFTER_CALL();
}
#endif

/* The bound method in slot A, __exit__, is called with None three times, which are in the slots
 * after it: its function, pointer B, takes four arguments (X = 0) or has a plan for them, cell B (X
 * = 1). The method keeps its references meanwhile. The rest as for call_known, and what comes out;
 * with X = 1 that is for run_bound (call.c). GOTO A: another callable; GOTO B: no room, or a hook
 * that is to see the frame. */
STENCIL(call_exit) {
    PyMethodObject *method = (PyMethodObject *)SLOT(A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(method, &PyMethod_Type), A);
    PyFunctionObject *function = (PyFunctionObject *)method->im_func;
    GOTO_AFTER_CALL_IF(function != POINTER(PyFunctionObject *, B), A);
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    GOTO_AFTER_CALL_IF(code != CELL(PyCodeObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(C, D), B);
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 1), B);
    incref((PyObject *)function);
#if X == 0
    char *top = (char *)ts->datastack_top;
    ts->recursion_remaining--;
    ts->datastack_top = (PyObject **)(top + HOLEU(A));
    Frame *callee = begin_frame(top, function, code, frame);
    callee->localsplus[0] = incref(method->im_self);
    for (int i = 1; i < 4; i++) {
        callee->localsplus[i] = SLOT_AFTER(A, i);
    }
    unbind(callee->localsplus + 4, COUNT(B));
    ts->cframe->current_frame = callee;
    PyObject *result = run_code(&callee, &ts, POINTER(Callee *, A)->entry);
    frame = callee->previous;
    GO_ON_WITH_RESULT(result, callee);
#else
    SLOT_AFTER(A, 4) = SLOT_AFTER(A, 1);
    SLOT_AFTER(A, 1) = incref(method->im_self);
    Frame *callee = cj_bind(ts, function, SLOT_ADDRESS(A) + 1, CELL(void *, B));
    if (UNLIKELY(callee == NULL)) {
        drop_reference((PyObject *)POINTER(PyFunctionObject *, B));
        drop_reference(SLOT_AFTER(A, 1));
        SLOT_AFTER(A, 1) = SLOT_AFTER(A, 4);
        GOTO_AFTER_CALL(B);
    }
    GO_ON_WITH_RESULT(entry_now(ts, POINTER(Callee *, A)), callee);
#endif
}
