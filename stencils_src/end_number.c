// axes: X=0..1 Y=0..1
/* The other half of a call_known for a number: of a function whose results had no boxes so far
 * (ints with Y = 0, doubles with Y = 1), with X + 1 arguments that the caller has kept. */
#include "machine.h"

#undef EXPECTED
#define EXPECTED (Y == 0 ? RESULT_INT : RESULT_DOUBLE)

/* What any other result means for the operation; it takes its reference. NULL: an exception. */
typedef PyObject *Other(PyObject *result, PyObject **operands, void *about);

/* Clears the frame in r1; the arguments, in the slots from slot A on, go; the number is in r0 or
 * d0. GOTO B: slot A has what pointer A makes of another result, by pointer B; GOTO A: that is
 * NULL. */
STENCIL(end_number) {
    PyObject *result = (PyObject *)r0;
    int64_t bits = r2;
    lib_clear_frame(ts, (Frame *)r1);
    if (LIKELY(result == EXPECTED)) {
        for (int i = 0; i <= X; i++) {
            decref(SLOT_AFTER(A, i));
        }
#if Y == 0
        GO_ON_WITH_INT(bits);
#else
        double value;
        __builtin_memcpy(&value, &bits, sizeof value);
        GO_ON_WITH_DOUBLE(value);
#endif
    }
    if (HAS_NO_BOX(result)) {
        result = lib_box_result(result, bits);
    }
    result = POINTER(Other *, A)(result, SLOT_ADDRESS(A), POINTER(void *, B));
    PyObject *first = SLOT(A);
    SLOT(A) = result;
    decref(first);
#if X == 1
    decref(SLOT_AFTER(A, 1));
#endif
    GOTO_AFTER_CALL_IF(SLOT(A) == NULL, A);
    GOTO_AFTER_CALL(B);
}
