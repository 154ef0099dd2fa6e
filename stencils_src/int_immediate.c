// axes: X=0..7
/* r(X) op a constant of 32 bits. GOTO A as in int_arith.c. */
#include "machine.h"

STENCIL(int_add_small) {
    int64_t result;
    GOTO_IF(__builtin_add_overflow(R(X), HOLE(A), &result), A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_multiply_small) {
    int64_t result;
    GOTO_IF(__builtin_mul_overflow(R(X), SIGNED_COUNT(A), &result), A);
    R(X) = result;
    GO_ON();
}

/* Divisors are positive. Division of 32 bits is several times as fast as that of 64. */
STENCIL(int_floor_divide_small) {
    int64_t left = R(X);
    if (LIKELY((uint64_t)left <= UINT32_MAX)) {
        R(X) = (uint32_t)left / (uint32_t)COUNT(A);
        GO_ON();
    }
    int64_t right = (int64_t)COUNT(A), quotient = left / right;
    if (quotient * right > left) {
        quotient--;
    }
    R(X) = quotient;
    GO_ON();
}

STENCIL(int_remainder_small) {
    int64_t left = R(X);
    if (LIKELY((uint64_t)left <= UINT32_MAX)) {
        R(X) = (uint32_t)left % (uint32_t)COUNT(A);
        GO_ON();
    }
    int64_t right = (int64_t)COUNT(A), remainder = left % right;
    if (remainder < 0) {
        remainder += right;
    }
    R(X) = remainder;
    GO_ON();
}

STENCIL(int_or_small) {
    int64_t result = R(X);
    OR_HOLE(result, A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_xor_small) {
    int64_t result = R(X);
    XOR_HOLE(result, A);
    R(X) = result;
    GO_ON();
}

/* With a mask of 32 bits that has no sign. */
STENCIL(int_and_unsigned) {
    int64_t result = R(X);
    AND_HOLEU(result, A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_and_small) {
    int64_t result = R(X);
    AND_HOLE(result, A);
    R(X) = result;
    GO_ON();
}

/* Falls through when the comparison holds. */
STENCIL(branch_int_lt_small) {
    GOTO_IF(!(R(X) < HOLE(A)), A);
    GO_ON();
}

STENCIL(branch_int_le_small) {
    GOTO_IF(!(R(X) <= HOLE(A)), A);
    GO_ON();
}

STENCIL(branch_int_gt_small) {
    GOTO_IF(!(R(X) > HOLE(A)), A);
    GO_ON();
}

STENCIL(branch_int_ge_small) {
    GOTO_IF(!(R(X) >= HOLE(A)), A);
    GO_ON();
}

STENCIL(branch_int_eq_small) {
    bool equal;
    EQUALS_HOLE(equal, R(X), A);
    GOTO_IF(!equal, A);
    GO_ON();
}

STENCIL(branch_int_ne_small) {
    bool equal;
    EQUALS_HOLE(equal, R(X), A);
    GOTO_IF(equal, A);
    GO_ON();
}
