// axes: X=0..7 Y=0..7
/* Raw values from register to register. */
#include "machine.h"

STENCIL(int_move) {
    R(X) = R(Y);
    GO_ON();
}

STENCIL(double_move) {
    D(X) = D(Y);
    GO_ON();
}

/* d(X) = r(Y), where the conversion is exact; larger integers round as in CPython only by way of
 * its own code. */
STENCIL(int_to_double) {
    int64_t value = R(Y);
    GOTO_IF((uint64_t)value + ((uint64_t)1 << 53) > (uint64_t)1 << 54, A);
    D(X) = (double)value;
    GO_ON();
}
