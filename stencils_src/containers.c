// axes: X=0..7
/* Lists, tuples and ranges, indexed by the raw integer r(X). GOTO A: the generic code decides. */
#include "objects.h"

/* slot B = a new reference to an item of the exact list in slot A */
STENCIL(list_item) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!is_inside(&index, Py_SIZE(list)), A);
    SLOT(B) = incref(list->ob_item[index]);
    GO_ON();
}

STENCIL(tuple_item) {
    PyTupleObject *tuple = (PyTupleObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!is_inside(&index, Py_SIZE(tuple)), A);
    SLOT(B) = incref(tuple->ob_item[index]);
    GO_ON();
}

/* Likewise without a reference of its own. */
STENCIL(borrow_list_item) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!is_inside(&index, Py_SIZE(list)), A);
    SLOT(B) = list->ob_item[index];
    GO_ON();
}

STENCIL(borrow_tuple_item) {
    PyTupleObject *tuple = (PyTupleObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!is_inside(&index, Py_SIZE(tuple)), A);
    SLOT(B) = tuple->ob_item[index];
    GO_ON();
}

/* The list in slot A takes the reference in slot B; the old item goes to slot B. */
STENCIL(list_exchange) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!is_inside(&index, Py_SIZE(list)), A);
    PyObject *old = list->ob_item[index];
    list->ob_item[index] = SLOT(B);
    SLOT(B) = old;
    GO_ON();
}

/* r(X) = the next number of the range iterator in slot A; GOTO A when it is exhausted */
STENCIL(range_next) {
    RangeIterator *range = (RangeIterator *)SLOT(A);
    long index = range->index;
    GOTO_IF(index >= range->len, A);
    range->index = index + 1;
    R(X) = (int64_t)((uint64_t)range->start + (uint64_t)index * (uint64_t)range->step);
    GO_ON();
}
