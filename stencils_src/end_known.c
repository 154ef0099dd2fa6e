// axes: X=0..2
/* The other half of a call_known whose X + 1 arguments the caller has kept, in the slots from slot
 * A on.
 */
#include "machine.h"

#undef DROP_REST
#define DROP_REST()                    \
    do {                               \
        for (int i = 1; i <= X; i++) { \
            decref(SLOT_AFTER(A, i));  \
        }                              \
    } while (0)

/* Clears the frame in r1; slot A = the result in r0, and the arguments are gone. GOTO A when it is
 * NULL. */
STENCIL(end_known) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    PyObject *first = SLOT(A);
    SLOT(A) = result;
    decref(first);
    DROP_REST();
    GOTO_AFTER_CALL_IF(SLOT(A) == NULL, A);
    GO_ON_AFTER_CALL();
}

#if X == 0
/* Likewise of a function that finds attribute pointer A of its argument: an AttributeError is told
 * which one it was, as PyObject_GetAttr does. */
void cj_attribute_failed(PyObject *owner, PyObject *name);

STENCIL(end_attribute) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    PyObject *owner = SLOT(A);
    if (UNLIKELY(result == NULL)) {
        cj_attribute_failed(owner, POINTER(PyObject *, A));
        decref(owner);
        GOTO_AFTER_CALL(A);
    }
    SLOT(A) = result;
    decref(owner);
    GO_ON_AFTER_CALL();
}
#endif

#if X == 1
/* Likewise of a method for an operator, which may say that it does not know: then pointer A does
 * what CPython does next, for the operation of number HOLEU A. HOLE D: levels of recursion to give
 * back. */
typedef PyObject *Rest(PyObject *left, PyObject *right, int64_t operation);

STENCIL(end_operator) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    ts->recursion_remaining += (int)SIGNED_COUNT(D);
    if (UNLIKELY(result == Py_NotImplemented)) {
        drop_reference(result);
        result = POINTER(Rest *, A)(SLOT(A), SLOT_AFTER(A, 1), (int64_t)COUNT(A));
    }
    PyObject *first = SLOT(A);
    SLOT(A) = result;
    decref(first);
    DROP_REST();
    GOTO_AFTER_CALL_IF(SLOT(A) == NULL, A);
    GO_ON_AFTER_CALL();
}
#endif

#if X > 0
/* Likewise of a method for a statement: there is no result. */
STENCIL(end_statement) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    bool failed = result == NULL;
    if (!failed) {
        decref(result);
    }
    decref(SLOT(A));
    DROP_REST();
    GOTO_AFTER_CALL_IF(failed, A);
    GO_ON_AFTER_CALL();
}
#endif

#if X < 2
/* Likewise, if what pointer A makes of the result, whose reference it takes, is not NULL. */
typedef PyObject *Check(PyObject *result);

STENCIL(end_checked) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    if (LIKELY(result != NULL)) {
        result = POINTER(Check *, A)(result);
    }
    PyObject *first = SLOT(A);
    SLOT(A) = result;
    decref(first);
    DROP_REST();
    GOTO_AFTER_CALL_IF(SLOT(A) == NULL, A);
    GO_ON_AFTER_CALL();
}
#endif

#if X == 0
/* Of the method of an iterator, which stays in slot A: the item goes to the slot after it. GOTO A:
 * an exception; GOTO B: no more items. */
int cj_end_of_iteration(PyThreadState *ts);

STENCIL(end_next) {
    lib_clear_frame(ts, (Frame *)r1);
    SLOT_AFTER(A, 1) = (PyObject *)r0;
    if (UNLIKELY(r0 == 0)) {
        GOTO_AFTER_CALL_IF(ts->curexc_type != NULL && cj_end_of_iteration(ts) < 0, A);
        GOTO_AFTER_CALL(B);
    }
    GO_ON_AFTER_CALL();
}
#endif

/* Of a method that decides on truth, of which X operands go, from slot A on: falls through when
 * pointer A says of the result, whose reference it takes, that it is true. GOTO A: false; GOTO B:
 * an exception. */
typedef int64_t Test(PyObject *result);

STENCIL(end_test) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    int64_t truth = result == NULL ? -1 : POINTER(Test *, A)(result);
    for (int i = 0; i < X; i++) {
        decref(SLOT_AFTER(A, i));
    }
    GOTO_AFTER_CALL_IF(truth < 0, B);
    GOTO_AFTER_CALL_IF(truth == 0, A);
    GO_ON_AFTER_CALL();
}
