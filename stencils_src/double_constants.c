// axes: X=0..7
/* d(X) = d(X) op a constant, which needs no register. What divides is not 0. */
#include "machine.h"

STENCIL(double_add_constant) {
    WITH_CONSTANT(add, D(X), A);
    GO_ON();
}

STENCIL(double_subtract_constant) {
    WITH_CONSTANT(sub, D(X), A);
    GO_ON();
}

STENCIL(double_multiply_constant) {
    WITH_CONSTANT(mul, D(X), A);
    GO_ON();
}

STENCIL(double_divide_constant) {
    WITH_CONSTANT(div, D(X), A);
    GO_ON();
}
