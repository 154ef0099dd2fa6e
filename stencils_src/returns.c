// axes: X=0..7
/* Results that are numbers without boxes, for a caller that takes them so. */
#include "frames.h"

/* The activation ends; the bits of the result go where run_code_for_number() finds them. */
#undef RETURN_NUMBER
#define RETURN_NUMBER(kind, bits)                    \
    do {                                             \
        frame->stacktop = (int)COUNT(A);             \
        ts->recursion_remaining++;                   \
        ts->cframe->current_frame = frame->previous; \
        SET_RESULT_BITS(bits);                       \
        return kind;                                 \
    } while (0)

/* As return_slot, but the result is in r(X) or d(X). GOTO A: it needs its box, or a frame object
 * may outlive the frame. */
STENCIL(return_int) {
    GOTO_IF(frame->frame_obj != NULL || !TAKES_NUMBERS(frame), A);
    RETURN_NUMBER(RESULT_INT, R(X));
}

STENCIL(return_double) {
    GOTO_IF(frame->frame_obj != NULL || !TAKES_NUMBERS(frame), A);
    int64_t bits;
    double value = D(X);
    __builtin_memcpy(&bits, &value, sizeof bits);
    RETURN_NUMBER(RESULT_DOUBLE, bits);
}
