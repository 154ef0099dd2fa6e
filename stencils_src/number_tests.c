// axes: X=0..7
/* Between numbers in registers and True or False in slots. */
#include "machine.h"

/* r(X) = the bool in slot A as a number */
STENCIL(bool_value) {
    R(X) = SLOT(A) == Py_True;
    GO_ON();
}

/* slot A = the truth of a number, or what `not` makes of it */
STENCIL(int_truth) {
    SLOT(A) = boolean(R(X) != 0);
    GO_ON();
}

STENCIL(int_not) {
    SLOT(A) = boolean(R(X) == 0);
    GO_ON();
}

STENCIL(double_truth) {
    SLOT(A) = boolean(D(X) != 0.0);
    GO_ON();
}

STENCIL(double_not) {
    SLOT(A) = boolean(D(X) == 0.0);
    GO_ON();
}

/* slot A = what math.isnan, isinf, isfinite say of d(X) */
STENCIL(double_is_nan) {
    SLOT(A) = boolean(D(X) != D(X));
    GO_ON();
}

STENCIL(double_is_infinite) {
    SLOT(A) = boolean(__builtin_fabs(D(X)) == __builtin_inf());
    GO_ON();
}

STENCIL(double_is_finite) {
    SLOT(A) = boolean(D(X) - D(X) == 0.0);
    GO_ON();
}
