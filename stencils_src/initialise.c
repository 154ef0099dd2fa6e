// axes: X=0..2 Y=0..1
// family: calls
/* Python functions that CPython calls for a class, with arguments that it holds in a tuple: Y = 0,
 * __init__, for an instance that has just been made (construct.c); Y = 1, __new__, which makes one.
 * With X = 1 there are keyword arguments: they are in place, but CPython has unpacked them from a
 * dictionary, and holds all arguments once more. With X = 2 the instance has the tuple, which is in
 * r0 before the call; while that lasts another reference is in slot A. */
#include "frames.h"

#undef HOLDERS
#define HOLDERS (X == 2 ? 0 : X + 1)

#if X < 2 || Y == 0
/* Calls the function, pointer B, for what is in slot A, which it takes as its first argument: an
 * instance of a class of version HOLE B, or the class, which has been looked at. HOLE C arguments
 * are in slots after it, HOLE D defaults are to be added; pointers C and D for HOOK_IS; the rest as
 * for call_python (call.c).
 * GOTO A: something has changed, or there is no room: the generic form has to do. */
STENCIL(call_init) {
    PyFunctionObject *function = POINTER(PyFunctionObject *, B);
#if Y == 0
    GOTO_AFTER_CALL_IF((int32_t)Py_TYPE(SLOT(A))->tp_version_tag != (int32_t)SIGNED_COUNT(B), A);
#endif
    GOTO_AFTER_CALL_IF(function->func_code != CELL(PyObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(C, D), A);
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 2), A);
    int64_t missing = SIGNED_COUNT(D);
    GOTO_AFTER_CALL_IF(lacks_defaults(function, missing), A);
#if X == 1
    incref(SLOT(A));
#endif
#if Y == 1
    incref(SLOT(A));
    incref((PyObject *)function); /* CPython has asked the class for it */
#endif
    PyObject *self = SLOT(A);
#if X == 2
    SLOT(A) = incref((PyObject *)r0);
#endif
    Frame *callee = push_shared(ts, frame, function, self, SLOT_ADDRESS(A) + 1, SIGNED_COUNT(C),
                                HOLDERS, missing, (int64_t)HOLEU(A), COUNT(B));
    PyObject *result = run_code(&callee, &ts, entry_now(ts, POINTER(Callee *, A)));
    frame = callee->previous;
    GO_ON_WITH_RESULT(result, callee);
}

/* Likewise where it takes its arguments by a plan, cell B: keyword-only ones, *args, **kwargs. What
 * comes out is for run_bound (call.c). */
Frame *cj_bind(PyThreadState *ts, PyFunctionObject *function, PyObject **arguments, void *plan);

STENCIL(bind_init) {
    PyFunctionObject *function = POINTER(PyFunctionObject *, B);
#if Y == 0
    GOTO_AFTER_CALL_IF((int32_t)Py_TYPE(SLOT(A))->tp_version_tag != (int32_t)SIGNED_COUNT(B), A);
#endif
    GOTO_AFTER_CALL_IF(function->func_code != CELL(PyObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(C, D), A);
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 2), A);
#if X == 2
    PyObject *tuple = incref((PyObject *)r0);
#endif
    PyObject **arguments = SLOT_ADDRESS(A) + 1;
    for (int64_t i = 0; i < SIGNED_COUNT(C); i++) {
        for (int holder = -1; holder < HOLDERS; holder++) { /* one is the frame's */
            incref(arguments[i]);
        }
    }
    for (int holder = 0; holder < (X == 1) + Y; holder++) {
        incref(SLOT(A));
    }
    for (int holder = 0; holder < 1 + Y; holder++) {
        incref((PyObject *)function);
    }
    Frame *callee = cj_bind(ts, function, SLOT_ADDRESS(A), CELL(void *, B));
    if (UNLIKELY(callee == NULL)) {
        for (int holder = 0; holder < 1 + Y; holder++) {
            drop_reference((PyObject *)POINTER(PyFunctionObject *, B));
        }
        for (int holder = 0; holder < (X == 1) + Y; holder++) {
            drop_reference(SLOT(A));
        }
        arguments = SLOT_ADDRESS(A) + 1;
        for (int64_t i = 0; i < SIGNED_COUNT(C); i++) {
            for (int holder = -1; holder < HOLDERS; holder++) {
                drop_reference(arguments[i]);
            }
        }
#if X == 2
        decref(tuple);
#endif
        GOTO_AFTER_CALL(A);
    }
#if X == 2
    SLOT(A) = tuple;
#endif
    ts->recursion_remaining--;
    GO_ON_WITH_RESULT(entry_now(ts, POINTER(Callee *, A)), callee);
}
#endif

#if Y == 0
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
#if X == 2
        decref(SLOT(B));
#endif
        lib_drop(ts, arguments, COUNT(A), NULL);
        GOTO_AFTER_CALL(A);
    }
    drop_reference(Py_None);
#if X == 2
    decref(SLOT(B));
#endif
    for (uint64_t left = COUNT(A); left != 0; left--) {
        decref(*arguments++);
    }
    GO_ON_AFTER_CALL();
}
#endif

#if X < 2
/* What __new__, pointer A, returned for the class in slot B, of version HOLEU B, is in r0; its
 * frame, in r1, is cleared. With Y = 1 it will be given to __init__ and stands in both slots then;
 * with Y = 0 it is in slot A, and the HOLEU A arguments after slot B are gone. GOTO A: an
 * exception, and nothing is left. GOTO B: no instance of just this class, as it was: what comes
 * next has to be found out; it is in slot A, and the rest is as before. */
STENCIL(end_new) {
    ts->recursion_remaining++;
    SLOT(A) = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    PyObject **arguments = SLOT_ADDRESS(B) + 1;
#if X == 1
    drop_reference(SLOT(B));
#endif
    for (uint64_t i = 0, count = COUNT(A); i < count; i++) {
        for (int holder = 0; holder < HOLDERS; holder++) {
            drop_reference(arguments[i]);
        }
    }
    decref(POINTER(PyObject *, A));
    PyObject *result = SLOT(A);
    if (UNLIKELY(result == NULL)) {
        lib_drop(ts, SLOT_ADDRESS(B), COUNT(A) + 1, NULL);
        GOTO_AFTER_CALL(A);
    }
    PyTypeObject *class = (PyTypeObject *)SLOT(B);
    GOTO_AFTER_CALL_IF(Py_TYPE(result) != class, B);
    GOTO_AFTER_CALL_IF(class->tp_version_tag != (uint32_t)HOLEU(B), B);
#if Y == 1
    SLOT(B) = incref(result);
    drop_reference((PyObject *)class); /* the instance has one */
#else
    drop_reference((PyObject *)class);
    arguments = SLOT_ADDRESS(B) + 1;
    for (uint64_t left = COUNT(A); left != 0; left--) {
        decref(*arguments++);
    }
#endif
    GO_ON_AFTER_CALL();
}
#endif
