// axes: X=0..7 Y=0..7
/* d(X) = d(X) op d(Y) on raw doubles. GOTO A where Python raises or does what C does not. */
#include "machine.h"

STENCIL(double_add) {
    D(X) += D(Y);
    GO_ON();
}

STENCIL(double_subtract) {
    D(X) -= D(Y);
    GO_ON();
}

STENCIL(double_multiply) {
    D(X) *= D(Y);
    GO_ON();
}

STENCIL(double_divide) {
    GOTO_IF(D(Y) == 0.0, A);
    D(X) /= D(Y);
    GO_ON();
}

/* Falls through when the comparison holds; NaN compares as in IEEE 754. */
STENCIL(branch_double_lt) {
    GOTO_IF(!(D(X) < D(Y)), A);
    GO_ON();
}

STENCIL(branch_double_le) {
    GOTO_IF(!(D(X) <= D(Y)), A);
    GO_ON();
}

STENCIL(branch_double_eq) {
    GOTO_IF(!(D(X) == D(Y)), A);
    GO_ON();
}

STENCIL(branch_double_ne) {
    GOTO_IF(!(D(X) != D(Y)), A);
    GO_ON();
}
