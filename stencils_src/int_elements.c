// axes: X=0..7
/* r(X) = the integer at address r(X) (see elements.c) */
#include "machine.h"

STENCIL(element_int8) {
    R(X) = *(int8_t *)R(X);
    GO_ON();
}

STENCIL(element_uint8) {
    R(X) = *(uint8_t *)R(X);
    GO_ON();
}

STENCIL(element_int16) {
    R(X) = *(int16_t *)R(X);
    GO_ON();
}

STENCIL(element_uint16) {
    R(X) = *(uint16_t *)R(X);
    GO_ON();
}

STENCIL(element_int32) {
    R(X) = *(int32_t *)R(X);
    GO_ON();
}

STENCIL(element_uint32) {
    R(X) = *(uint32_t *)R(X);
    GO_ON();
}

STENCIL(element_int64) {
    R(X) = *(int64_t *)R(X);
    GO_ON();
}

/* GOTO A: it is too large for a raw int. */
STENCIL(element_uint64) {
    int64_t element = *(int64_t *)R(X);
    GOTO_IF(element < 0, A);
    R(X) = element;
    GO_ON();
}
