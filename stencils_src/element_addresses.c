// axes: X=0..7 Y=0..7 Z=0..1
/* r(Y) is the address of element r(X) of the object in slot A, or GOTO A when there is none. Z = 1:
 * the index is known to be inside (guard_items). */
#include "objects.h"

STENCIL(bytes_address) {
    PyBytesObject *bytes = (PyBytesObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Z && !is_inside(&index, Py_SIZE(bytes)), A);
    R(Y) = (int64_t)(bytes->ob_sval + index);
    GO_ON();
}

STENCIL(bytearray_address) {
    PyByteArrayObject *array = (PyByteArrayObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Z && !is_inside(&index, Py_SIZE(array)), A);
    R(Y) = (int64_t)(array->ob_start + index);
    GO_ON();
}

STENCIL(array_address_bytes) {
    Array *array = (Array *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Z && !is_inside(&index, Py_SIZE(array)), A);
    R(Y) = (int64_t)(array->items + index);
    GO_ON();
}

STENCIL(array_address_shorts) {
    Array *array = (Array *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Z && !is_inside(&index, Py_SIZE(array)), A);
    R(Y) = (int64_t)(array->items + index * 2);
    GO_ON();
}

STENCIL(array_address_words) {
    Array *array = (Array *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Z && !is_inside(&index, Py_SIZE(array)), A);
    R(Y) = (int64_t)(array->items + index * 4);
    GO_ON();
}

STENCIL(array_address_longs) {
    Array *array = (Array *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Z && !is_inside(&index, Py_SIZE(array)), A);
    R(Y) = (int64_t)(array->items + index * 8);
    GO_ON();
}
