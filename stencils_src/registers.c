// axes: X=0..7
/* One register and memory: spill areas, immediates, constants. */
#include "machine.h"

STENCIL(int_spill) {
    STORE_HOME(A, R(X));
    GO_ON();
}

STENCIL(int_reload) {
    LOAD_HOME(R(X), A);
    GO_ON();
}

STENCIL(double_spill) {
    STORE_DOUBLE_HOME(A, D(X));
    GO_ON();
}

STENCIL(double_reload) {
    LOAD_DOUBLE_HOME(D(X), A);
    GO_ON();
}

STENCIL(int_load_small) {
    R(X) = SIGNED_COUNT(A);
    GO_ON();
}

STENCIL(int_load) {
    LOAD_IMMEDIATE(A, R(X));
    GO_ON();
}

STENCIL(double_load) {
    LOAD_CONSTANT(A, D(X));
    GO_ON();
}
