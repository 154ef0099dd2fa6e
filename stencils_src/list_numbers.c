// axes: X=0..7 Y=0..7 Z=0..1
/* Numbers out of lists: slot B = item r(X) of the exact list in slot A, without a reference, and
 * its value in a register. GOTO A, with nothing done, when there is no such item (Z = 1: there is,
 * see guard_items); GOTO B, with the item in slot B, when it is no such number. */
#include "objects.h"

STENCIL(borrow_list_double) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Z && !is_inside(&index, Py_SIZE(list)), A);
    PyObject *item = list->ob_item[index];
    SLOT(B) = item;
    GOTO_IF(!Py_IS_TYPE(item, &PyFloat_Type), B);
    D(Y) = ((PyFloatObject *)item)->ob_fval;
    GO_ON();
}

/* Of one digit. */
STENCIL(borrow_list_int) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Z && !is_inside(&index, Py_SIZE(list)), A);
    PyObject *item = list->ob_item[index];
    SLOT(B) = item;
    GOTO_IF(!Py_IS_TYPE(item, &PyLong_Type) || (size_t)(Py_SIZE(item) + 1) > 2, B);
    R(Y) = Py_SIZE(item) * (int64_t)((PyLongObject *)item)->ob_digit[0];
    GO_ON();
}
