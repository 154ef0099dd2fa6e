// axes: X=0..7
/* r(X) op a constant of 32 bits. GOTO A as in int_arith.c. */
#include "machine.h"

STENCIL(int_add_small) {
    int64_t result;
    GOTO_IF(__builtin_add_overflow(R(X), HOLE(A), &result), A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_and_small) {
    int64_t result = R(X);
    asm("andq $HOLE_A, %0" : "+r"(result)::"cc");
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
    asm("cmpq $HOLE_A, %1" : "=@ccz"(equal) : "r"(R(X)));
    GOTO_IF(!equal, A);
    GO_ON();
}

STENCIL(branch_int_ne_small) {
    bool equal;
    asm("cmpq $HOLE_A, %1" : "=@ccz"(equal) : "r"(R(X)));
    GOTO_IF(equal, A);
    GO_ON();
}
