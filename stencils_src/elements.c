// axes: X=0..7 Y=0..7
/* Raw elements of bytes, bytearrays, arrays and memoryviews: r(Y) is the address of element r(X) of
 * the object in slot A, or GOTO A when there is none; then the element is between there and a
 * register. */
#include "objects.h"

/* Of one dimension. Views that have been released, or whose object has, are the generic code's. */
STENCIL(view_address) {
    PyMemoryViewObject *view = (PyMemoryViewObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(((view->flags & _Py_MEMORYVIEW_RELEASED) |
             (view->mbuf->flags & _Py_MANAGED_BUFFER_RELEASED)) != 0 ||
                !is_inside(&index, view->view.shape[0]),
            A);
    R(Y) = (int64_t)((char *)view->view.buf + index * view->view.strides[0]);
    GO_ON();
}

/* d(Y) = the element at address r(X) */
STENCIL(element_float) {
    D(Y) = (double)*(float *)R(X);
    GO_ON();
}

STENCIL(element_double) {
    D(Y) = *(double *)R(X);
    GO_ON();
}

/* The element at address r(X) = d(Y) or r(Y). GOTO A, with nothing done, when it does not fit. */
STENCIL(store_element_float) {
    *(float *)R(X) = (float)D(Y);
    GO_ON();
}

STENCIL(store_element_double) {
    *(double *)R(X) = D(Y);
    GO_ON();
}

STENCIL(store_element_int8) {
    GOTO_IF((int8_t)R(Y) != R(Y), A);
    *(int8_t *)R(X) = (int8_t)R(Y);
    GO_ON();
}

STENCIL(store_element_uint8) {
    GOTO_IF((uint64_t)R(Y) > UINT8_MAX, A);
    *(uint8_t *)R(X) = (uint8_t)R(Y);
    GO_ON();
}

STENCIL(store_element_int16) {
    GOTO_IF((int16_t)R(Y) != R(Y), A);
    *(int16_t *)R(X) = (int16_t)R(Y);
    GO_ON();
}

STENCIL(store_element_uint16) {
    GOTO_IF((uint64_t)R(Y) > UINT16_MAX, A);
    *(uint16_t *)R(X) = (uint16_t)R(Y);
    GO_ON();
}

STENCIL(store_element_int32) {
    GOTO_IF((int32_t)R(Y) != R(Y), A);
    *(int32_t *)R(X) = (int32_t)R(Y);
    GO_ON();
}

STENCIL(store_element_uint32) {
    GOTO_IF((uint64_t)R(Y) > UINT32_MAX, A);
    *(uint32_t *)R(X) = (uint32_t)R(Y);
    GO_ON();
}

STENCIL(store_element_int64) {
    *(int64_t *)R(X) = R(Y);
    GO_ON();
}

STENCIL(store_element_uint64) {
    GOTO_IF(R(Y) < 0, A);
    *(int64_t *)R(X) = R(Y);
    GO_ON();
}
