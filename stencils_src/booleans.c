// axes: X=0..7 Y=0..7
/* slot A = True or False from raw operands. */
#include "machine.h"

STENCIL(int_lt) {
    SLOT(A) = boolean(R(X) < R(Y));
    GO_ON();
}

STENCIL(int_le) {
    SLOT(A) = boolean(R(X) <= R(Y));
    GO_ON();
}

STENCIL(int_eq) {
    SLOT(A) = boolean(R(X) == R(Y));
    GO_ON();
}

STENCIL(int_ne) {
    SLOT(A) = boolean(R(X) != R(Y));
    GO_ON();
}

STENCIL(double_lt) {
    SLOT(A) = boolean(D(X) < D(Y));
    GO_ON();
}

STENCIL(double_le) {
    SLOT(A) = boolean(D(X) <= D(Y));
    GO_ON();
}

STENCIL(double_eq) {
    SLOT(A) = boolean(D(X) == D(Y));
    GO_ON();
}

STENCIL(double_ne) {
    SLOT(A) = boolean(D(X) != D(Y));
    GO_ON();
}
