// axes: X=0..1
// family: calls
/* __init__ of an instance that has just been made (construct.c). With X = 1 there are keyword
 * arguments: they are in place, but CPython has unpacked them from a dictionary, and holds all
 * arguments once more. */
#include "frames.h"

#undef HOLDERS
#define HOLDERS (X + 1)

/* Calls __init__, pointer B, of the instance in slot A, a class of version HOLE B, with HOLE C
 * arguments in slots after it and HOLE D defaults; pointers C and D for HOOK_IS; the rest as
 * for call_python (call.c).
 * GOTO A: something has changed, or there is no room: the generic form has to do. */
STENCIL(call_init) {
    PyFunctionObject *function = POINTER(PyFunctionObject *, B);
    GOTO_AFTER_CALL_IF((int32_t)Py_TYPE(SLOT(A))->tp_version_tag != (int32_t)SIGNED_COUNT(B), A);
    GOTO_AFTER_CALL_IF(function->func_code != CELL(PyObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(C, D), A);
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 2), A);
    int64_t missing = SIGNED_COUNT(D);
    GOTO_AFTER_CALL_IF(lacks_defaults(function, missing), A);
#if X == 1
    incref(SLOT(A));
#endif
    Frame *callee = push_shared(ts, frame, function, SLOT_ADDRESS(A), SIGNED_COUNT(C), HOLDERS,
                                missing, (int64_t)HOLEU(A), COUNT(B));
    PyObject *result = run_code(&callee, &ts, POINTER(Callee *, A)->entry);
    frame = callee->previous;
    GO_ON_WITH_RESULT(result, callee);
}

/* Likewise where __init__ takes its arguments by a plan, cell B: keyword-only ones, *args,
 * **kwargs. What comes out is for run_bound (call.c). */
Frame *cj_bind(PyThreadState *ts, PyFunctionObject *function, PyObject **arguments, void *plan);

STENCIL(bind_init) {
    PyFunctionObject *function = POINTER(PyFunctionObject *, B);
    GOTO_AFTER_CALL_IF((int32_t)Py_TYPE(SLOT(A))->tp_version_tag != (int32_t)SIGNED_COUNT(B), A);
    GOTO_AFTER_CALL_IF(function->func_code != CELL(PyObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(C, D), A);
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 2), A);
    PyObject **arguments = SLOT_ADDRESS(A) + 1;
    for (int64_t i = 0; i < SIGNED_COUNT(C); i++) {
        for (int holder = -1; holder < HOLDERS; holder++) { /* one is the frame's */
            incref(arguments[i]);
        }
    }
#if X == 1
    incref(SLOT(A));
#endif
    incref((PyObject *)function);
    Frame *callee = cj_bind(ts, function, SLOT_ADDRESS(A), CELL(void *, B));
    if (UNLIKELY(callee == NULL)) {
        drop_reference((PyObject *)POINTER(PyFunctionObject *, B));
#if X == 1
        drop_reference(SLOT(A));
#endif
        arguments = SLOT_ADDRESS(A) + 1;
        for (int64_t i = 0; i < SIGNED_COUNT(C); i++) {
            for (int holder = -1; holder < HOLDERS; holder++) {
                drop_reference(arguments[i]);
            }
        }
        GOTO_AFTER_CALL(A);
    }
    ts->recursion_remaining--;
    GO_ON_WITH_RESULT(entry_now(ts, POINTER(Callee *, A)), callee);
}

/* What __init__ returned, in r0, has to be None; its frame, in r1, is cleared, and the references
 * to the HOLEU A arguments after slot B are given up. The instance is in slot A. GOTO A: an
 * exception, and the instance is gone. */
int cj_check_init(PyObject *result);

STENCIL(end_init) {
    PyObject *result = (PyObject *)r0;
    ts->recursion_remaining++;
    lib_clear_frame(ts, (Frame *)r1);
    PyObject **arguments = SLOT_ADDRESS(B) + 1;
#if X == 1
    drop_reference(SLOT(A));
#endif
    for (uint64_t i = 0, count = COUNT(A); i < count; i++) {
        for (int holder = 0; holder < HOLDERS; holder++) {
            drop_reference(arguments[i]);
        }
    }
    if (result == NULL || (result != Py_None && cj_check_init(result) < 0)) {
        PyObject *object = SLOT(A);
        decref(object);
        lib_drop(ts, arguments, COUNT(A), NULL);
        GOTO_AFTER_CALL(A);
    }
    drop_reference(Py_None);
    for (uint64_t left = COUNT(A); left != 0; left--) {
        decref(*arguments++);
    }
    GO_ON_AFTER_CALL();
}
