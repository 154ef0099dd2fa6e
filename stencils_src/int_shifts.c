// axes: X=0..7 Y=0..31
/* r(X) shifted by the constant Y: x86 has no room for a hole there. GOTO A as in int_arith.c. */
#include "machine.h"

STENCIL(int_lshift_by) {
    int64_t result = (int64_t)((uint64_t)R(X) << Y);
    GOTO_IF(result >> Y != R(X), A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_rshift_by) {
    R(X) >>= Y;
    GO_ON();
}
