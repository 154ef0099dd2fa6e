// axes: X=0..7 Y=0..7
/* The built-ins min and max, where nobody asks which object it is; powers of ints. */
#include "machine.h"

/* r(X) = r(Y) if that is less, or greater */
STENCIL(int_min) {
    R(X) = R(Y) < R(X) ? R(Y) : R(X);
    GO_ON();
}

STENCIL(int_max) {
    R(X) = R(Y) > R(X) ? R(Y) : R(X);
    GO_ON();
}

STENCIL(double_min) {
    D(X) = D(Y) < D(X) ? D(Y) : D(X);
    GO_ON();
}

STENCIL(double_max) {
    D(X) = D(Y) > D(X) ? D(Y) : D(X);
    GO_ON();
}

/* r(X) = r(X) ** r(Y); GOTO A when that is no integer of 64 bits */
STENCIL(int_power) {
    int64_t base = R(X), exponent = R(Y), result = 1;
    GOTO_IF(exponent < 0, A);
    for (;;) {
        if (exponent & 1) {
            GOTO_IF(__builtin_mul_overflow(result, base, &result), A);
        }
        exponent >>= 1;
        if (exponent == 0) {
            break;
        }
        GOTO_IF(__builtin_mul_overflow(base, base, &base), A);
    }
    R(X) = result;
    GO_ON();
}
