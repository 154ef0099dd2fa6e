/* The other half of calls, and calls of anything. */
#include "machine.h"

/* Clears the frame in r1; slot A = the result in r0. GOTO A when it is NULL; GOTO B, with nothing
 * done, when it is a number without a box, whose bits are in r2. */
STENCIL(end_call) {
    PyObject *result = (PyObject *)r0;
    GOTO_IF(HAS_NO_BOX(result), B);
    lib_clear_frame(ts, (Frame *)r1);
    SLOT(A) = result;
    GOTO_AFTER_CALL_IF(result == NULL, A);
    GO_ON_AFTER_CALL();
}

/* Likewise, but an int without a box stays one, in r0; a double in d0. GOTO B: the result was
 * something else, and is in slot A, with a box. */
STENCIL(end_call_int) {
    PyObject *result = (PyObject *)r0;
    int64_t bits = r2;
    lib_clear_frame(ts, (Frame *)r1);
    if (LIKELY(result == RESULT_INT)) {
        GO_ON_WITH_INT(bits);
    }
    if (HAS_NO_BOX(result)) {
        result = lib_box_result(result, bits);
    }
    SLOT(A) = result;
    GOTO_AFTER_CALL_IF(result == NULL, A);
    GOTO_AFTER_CALL(B);
}

STENCIL(end_call_double) {
    PyObject *result = (PyObject *)r0;
    int64_t bits = r2;
    lib_clear_frame(ts, (Frame *)r1);
    if (LIKELY(result == RESULT_DOUBLE)) {
        double value;
        __builtin_memcpy(&value, &bits, sizeof value);
        GO_ON_WITH_DOUBLE(value);
    }
    if (HAS_NO_BOX(result)) {
        result = lib_box_result(result, bits);
    }
    SLOT(A) = result;
    GOTO_AFTER_CALL_IF(result == NULL, A);
    GOTO_AFTER_CALL(B);
}
