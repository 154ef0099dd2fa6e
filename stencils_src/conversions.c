// axes: X=0..7 Y=0..7
/* From doubles: functions that are an instruction or two. GOTO A where Python raises, or where the
 * result is no raw integer. */
#include "machine.h"

#ifdef FIRST_VARIANT
/* Far from the limits of 64 bits; no NaN. */
static inline __attribute__((always_inline)) bool is_moderate(double value) {
    return value > -0x1p62 && value < 0x1p62;
}
#endif

/* d(X) = the square root of d(Y) */
STENCIL(double_root) {
    GOTO_IF(D(Y) < 0.0, A);
    asm("sqrtsd %1, %0" : "=x"(D(X)) : "x"(D(Y)));
    GO_ON();
}

STENCIL(double_absolute) {
    D(X) = __builtin_fabs(D(Y));
    GO_ON();
}

/* r(X) = d(Y), rounded towards zero, down, up, or to the nearest integer (the even one of two). */
STENCIL(double_truncate) {
    GOTO_IF(!is_moderate(D(Y)), A);
    R(X) = (int64_t)D(Y);
    GO_ON();
}

STENCIL(double_floor) {
    GOTO_IF(!is_moderate(D(Y)), A);
    int64_t result = (int64_t)D(Y);
    R(X) = result - ((double)result > D(Y));
    GO_ON();
}

STENCIL(double_ceiling) {
    GOTO_IF(!is_moderate(D(Y)), A);
    int64_t result = (int64_t)D(Y);
    R(X) = result + ((double)result < D(Y));
    GO_ON();
}

STENCIL(double_round) {
    GOTO_IF(!is_moderate(D(Y)), A);
    asm("cvtsd2si %1, %0" : "=r"(R(X)) : "x"(D(Y)));
    GO_ON();
}
