// axes: X=0..7
/* Arguments that are numbers without boxes, on their way from caller to callee: they wait in
 * memory, at pointer A, since the call itself needs the registers. */
#include "machine.h"

STENCIL(pass_int) {
    *POINTER(int64_t *, A) = R(X);
    GO_ON();
}

STENCIL(pass_double) {
    *POINTER(double *, A) = D(X);
    GO_ON();
}

STENCIL(take_int) {
    R(X) = *POINTER(int64_t *, A);
    GO_ON();
}

STENCIL(take_double) {
    D(X) = *POINTER(double *, A);
    GO_ON();
}
