// axes: X=0..7 Y=0..7
/* Slices between the raw numbers r(X) and r(Y), by functions of the engine that run no foreign
 * code. */
#include "objects.h"

#ifdef FIRST_VARIANT
typedef PyObject *Slice(PyThreadState *ts, PyObject *container, int64_t start, int64_t stop,
                        int64_t step);
typedef bool Exchange(PyObject *list, PyObject *value, int64_t start, int64_t stop);
#endif

/* slot C = what pointer A makes of slot A, in steps of HOLE B. GOTO A, with nothing done, when it
 * does not. */
STENCIL(slice) {
    PyObject *slice = POINTER(Slice *, A)(ts, SLOT(A), R(X), R(Y), SIGNED_COUNT(B));
    GOTO_AFTER_CALL_IF(slice == NULL, A);
    SLOT(C) = slice;
    GO_ON_AFTER_CALL();
}

/* Pointer A puts the items of the list in slot C, whose reference goes, into the list in slot A.
 * GOTO A, with nothing done, when it does not. */
STENCIL(exchange_slice) {
    GOTO_AFTER_CALL_IF(!POINTER(Exchange *, A)(SLOT(A), SLOT(C), R(X), R(Y)), A);
    GO_ON_AFTER_CALL();
}
