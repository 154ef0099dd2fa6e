// axes: X=0..7 Y=0..1
/* Lists and tuples, indexed by the raw integer r(X). GOTO A: the generic code decides. Y = 1: the
 * index is known to be inside (guard_items). */
#include "objects.h"

/* slot B = a new reference to an item of the exact list in slot A */
STENCIL(list_item) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Y && !is_inside(&index, Py_SIZE(list)), A);
    SLOT(B) = incref(list->ob_item[index]);
    GO_ON();
}

STENCIL(tuple_item) {
    PyTupleObject *tuple = (PyTupleObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Y && !is_inside(&index, Py_SIZE(tuple)), A);
    SLOT(B) = incref(tuple->ob_item[index]);
    GO_ON();
}

/* Likewise without a reference of its own. */
STENCIL(borrow_list_item) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Y && !is_inside(&index, Py_SIZE(list)), A);
    SLOT(B) = list->ob_item[index];
    GO_ON();
}

STENCIL(borrow_tuple_item) {
    PyTupleObject *tuple = (PyTupleObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Y && !is_inside(&index, Py_SIZE(tuple)), A);
    SLOT(B) = tuple->ob_item[index];
    GO_ON();
}

/* The list in slot A takes the reference in slot B; the old item goes to slot B. */
STENCIL(list_exchange) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Y && !is_inside(&index, Py_SIZE(list)), A);
    PyObject *old = list->ob_item[index];
    list->ob_item[index] = SLOT(B);
    SLOT(B) = old;
    GO_ON();
}
