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

#if X == 2
/* Likewise of a method for a statement: there is no result. */
STENCIL(end_statement) {
    PyObject *result = (PyObject *)r0;
    lib_clear_frame(ts, (Frame *)r1);
    PyObject *first = SLOT(A);
    SLOT(A) = result;
    decref(first);
    DROP_REST();
    GOTO_AFTER_CALL_IF(SLOT(A) == NULL, A);
    decref(SLOT(A));
    GO_ON_AFTER_CALL();
}
#endif
