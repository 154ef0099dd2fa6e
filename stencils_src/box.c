// axes: X=0..7
/* Between boxed objects in slots and raw values in registers. */
#include "objects.h"

/* r(X) = the exact int in slot A; GOTO A when its magnitude is 2**60 or more. */
STENCIL(unbox_int) {
    PyLongObject *box = (PyLongObject *)SLOT(A);
    Py_ssize_t size = Py_SIZE(box);
    if (LIKELY((size_t)(size + 1) <= 2)) {
        R(X) = size * (int64_t)box->ob_digit[0];
        GO_ON();
    }
    GOTO_IF((size_t)(size + 2) > 4, A);
    int64_t magnitude = box->ob_digit[0] | (int64_t)box->ob_digit[1] << PyLong_SHIFT;
    R(X) = size < 0 ? -magnitude : magnitude;
    GO_ON();
}

/* d(X) = the exact float in slot A. */
STENCIL(unbox_double) {
    D(X) = ((PyFloatObject *)SLOT(A))->ob_fval;
    GO_ON();
}

/* slot A = a new box of r(X); what the slot held is not looked at. GOTO A: memory is out. */
STENCIL(box_int) {
    PyObject *box = box_int(R(X));
    GOTO_IF(box == NULL, A);
    SLOT(A) = box;
    GO_ON();
}

STENCIL(box_double) {
    PyObject *box = box_double(ts, D(X));
    GOTO_IF(box == NULL, A);
    SLOT(A) = box;
    GO_ON();
}

/* The local in slot A, whose old content is NULL or a leaf, gets the value of r(X); a box that only
 * this slot refers to is used again. */
STENCIL(write_back_int) {
    PyObject *old = SLOT(A);
    if (old != NULL && Py_IS_TYPE(old, &PyLong_Type) && Py_REFCNT(old) == 1 &&
        (size_t)(Py_SIZE(old) + 1) <= 2 && has_one_digit(R(X)) && !is_small(R(X))) {
        fill_box((PyLongObject *)old, R(X));
        GO_ON();
    }
    PyObject *box = box_int(R(X));
    GOTO_IF(box == NULL, A);
    SLOT(A) = box;
    if (old != NULL) {
        decref_leaf(ts, old);
    }
    GO_ON();
}

/* Likewise d(X); a float that only this slot refers to is used again. */
STENCIL(write_back_double) {
    PyObject *old = SLOT(A);
    if (old != NULL && Py_IS_TYPE(old, &PyFloat_Type) && LIKELY(Py_REFCNT(old) == 1)) {
        ((PyFloatObject *)old)->ob_fval = D(X);
        GO_ON();
    }
    PyObject *box = box_double(ts, D(X));
    GOTO_IF(box == NULL, A);
    SLOT(A) = box;
    if (old != NULL) {
        decref_leaf(ts, old);
    }
    GO_ON();
}

/* One operand. GOTO A: -(-2**63). */
STENCIL(int_negate) {
    int64_t result;
    GOTO_IF(__builtin_sub_overflow((int64_t)0, R(X), &result), A);
    R(X) = result;
    GO_ON();
}

STENCIL(int_invert) {
    R(X) = ~R(X);
    GO_ON();
}

STENCIL(double_negate) {
    D(X) = -D(X);
    GO_ON();
}

/* Falls through when r(X) is true. */
STENCIL(branch_int_true) {
    GOTO_IF(R(X) == 0, A);
    GO_ON();
}

STENCIL(branch_double_true) {
    GOTO_IF(D(X) == 0.0, A);
    GO_ON();
}
