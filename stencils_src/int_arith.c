// axes: X=0..7 Y=0..7
/* r(X) = r(X) op r(Y) on raw integers. GOTO A where the result does not fit or is an error: the
 * operands are unchanged there, and the generic code computes what Python defines. */
#include "machine.h"

STENCIL(int_add) {
    int64_t result;
    GOTO_IF(__builtin_add_overflow(R(X), R(Y), &result), A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_subtract) {
    int64_t result;
    GOTO_IF(__builtin_sub_overflow(R(X), R(Y), &result), A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_multiply) {
    int64_t result;
    GOTO_IF(__builtin_mul_overflow(R(X), R(Y), &result), A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_and) {
    R(X) &= R(Y);
    GO_ON();
}

STENCIL(int_or) {
    R(X) |= R(Y);
    GO_ON();
}

STENCIL(int_xor) {
    R(X) ^= R(Y);
    GO_ON();
}

STENCIL(int_lshift) {
    int64_t value = R(X), count = R(Y);
    GOTO_IF((uint64_t)count >= 63, A);
    int64_t result = (int64_t)((uint64_t)value << count);
    GOTO_IF(result >> count != value, A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_rshift) {
    int64_t count = R(Y);
    GOTO_IF((uint64_t)count >= 64, A);
    R(X) >>= count;
    GO_ON();
}

/* Python rounds quotients down; C towards zero. -1 is left out because of -2**63 // -1. */
STENCIL(int_floor_divide) {
    int64_t left = R(X), right = R(Y);
    GOTO_IF((uint64_t)right + 1 <= 1, A);
    if (LIKELY(((uint64_t)left | (uint64_t)right) <= UINT32_MAX)) {
        R(X) = (uint32_t)left / (uint32_t)right; /* several times as fast as of 64 bits */
        GO_ON();
    }
    int64_t quotient = left / right;
    int64_t remainder = left - quotient * right;
    if (remainder != 0 && (remainder ^ right) < 0) {
        quotient--;
    }
    R(X) = quotient;
    GO_ON();
}

STENCIL(int_remainder) {
    int64_t left = R(X), right = R(Y);
    GOTO_IF((uint64_t)right + 1 <= 1, A);
    if (LIKELY(((uint64_t)left | (uint64_t)right) <= UINT32_MAX)) {
        R(X) = (uint32_t)left % (uint32_t)right;
        GO_ON();
    }
    int64_t remainder = left % right;
    if (remainder != 0 && (remainder ^ right) < 0) {
        remainder += right;
    }
    R(X) = remainder;
    GO_ON();
}

/* Falls through when the comparison holds. */
STENCIL(branch_int_lt) {
    GOTO_IF(!(R(X) < R(Y)), A);
    GO_ON();
}

STENCIL(branch_int_le) {
    GOTO_IF(!(R(X) <= R(Y)), A);
    GO_ON();
}

STENCIL(branch_int_eq) {
    GOTO_IF(!(R(X) == R(Y)), A);
    GO_ON();
}

STENCIL(branch_int_ne) {
    GOTO_IF(!(R(X) != R(Y)), A);
    GO_ON();
}
