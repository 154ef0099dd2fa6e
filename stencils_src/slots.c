/* Boxed values between slots of the frame. */
#include "objects.h"

/* slot B = a new reference to what slot A holds */
STENCIL(copy_slot) {
    SLOT(B) = incref(SLOT(A));
    GO_ON();
}

/* slot B = slot A, which gives its reference away */
STENCIL(move_slot) {
    SLOT(B) = SLOT(A);
    GO_ON();
}

STENCIL(swap_slots) {
    PyObject *first = SLOT(A);
    SLOT(A) = SLOT(B);
    SLOT(B) = first;
    GO_ON();
}

/* What slot A holds belongs to it from now on. */
STENCIL(own_slot) {
    incref(SLOT(A));
    GO_ON();
}

/* slot A = a new reference to a constant */
STENCIL(load_object) {
    SLOT(A) = incref(POINTER(PyObject *, A));
    GO_ON();
}

STENCIL(load_null) {
    SLOT(A) = NULL;
    GO_ON();
}

/* GOTO A when the slot is empty: an unbound local. */
STENCIL(guard_bound) {
    GOTO_IF(SLOT(A) == NULL, A);
    GO_ON();
}

/* GOTO A when slot A holds anything but pointer A. */
STENCIL(guard_object) {
    GOTO_IF(SLOT(A) != POINTER(PyObject *, A), A);
    GO_ON();
}

/* Gives up the reference in slot A to what something else keeps. */
STENCIL(drop_shared) {
    drop_reference(SLOT(A));
    GO_ON();
}

STENCIL(guard_type) {
    GOTO_IF(!Py_IS_TYPE(SLOT(A), POINTER(PyTypeObject *, A)), A);
    GO_ON();
}

/* GOTO A when the items of the exact array.array in slot A are of another type than pointer A. */
STENCIL(guard_array) {
    GOTO_IF(((Array *)SLOT(A))->descriptor != POINTER(void *, A), A);
    GO_ON();
}

/* GOTO A when the exact memoryview in slot A is not one of a single dimension, in place, whose
 * items have the format of one letter that HOLEU A is. None of that ever changes. */
STENCIL(guard_view) {
    const Py_buffer *view = PyMemoryView_GET_BUFFER(SLOT(A));
    GOTO_IF(view->ndim != 1 || view->suboffsets != NULL, A);
    uint16_t format;
    __builtin_memcpy(&format, view->format, sizeof format);
    GOTO_IF(format != COUNT(A), A);
    GO_ON();
}

/* GOTO A when it is read-only. */
STENCIL(guard_writable) {
    GOTO_IF(PyMemoryView_GET_BUFFER(SLOT(A))->readonly, A);
    GO_ON();
}

/* GOTO A when slot A holds an object whose deallocation may run foreign code. */
STENCIL(guard_leaf) {
    PyObject *object = SLOT(A);
    GOTO_IF(object != NULL && !is_leaf(object), A);
    GO_ON();
}

/* The exact function in slot A: GOTO A when its code is not the one in cell A. */
STENCIL(guard_code) {
    GOTO_IF(((PyFunctionObject *)SLOT(A))->func_code != CELL(PyObject *, A), A);
    GO_ON();
}
