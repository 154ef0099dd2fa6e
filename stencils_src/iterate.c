/* Iteration over exact lists and tuples, and unpacking. */
#include "objects.h"

/* slot B = the next item of the list iterator in slot A; GOTO A at the end, where the iterator
 * still holds its list: the generic code ends it */
STENCIL(list_next) {
    SequenceIterator *iterator = (SequenceIterator *)SLOT(A);
    PyListObject *list = (PyListObject *)iterator->sequence;
    GOTO_IF(list == NULL || iterator->index >= Py_SIZE(list), A);
    SLOT(B) = incref(list->ob_item[iterator->index++]);
    GO_ON();
}

STENCIL(tuple_next) {
    SequenceIterator *iterator = (SequenceIterator *)SLOT(A);
    PyTupleObject *tuple = (PyTupleObject *)iterator->sequence;
    GOTO_IF(tuple == NULL || iterator->index >= Py_SIZE(tuple), A);
    SLOT(B) = incref(tuple->ob_item[iterator->index++]);
    GO_ON();
}

/* GOTO A when the exact tuple (or list) in slot A does not have HOLE B items. */
STENCIL(guard_size) {
    GOTO_IF(Py_SIZE(SLOT(A)) != HOLE(B), A);
    GO_ON();
}

/* GOTO A when the object in slot A has no other reference. */
STENCIL(guard_shared) {
    GOTO_IF(Py_REFCNT(SLOT(A)) == 1, A);
    GO_ON();
}

/* slot B = a new reference to the item at byte distance HOLE C of the tuple in slot A */
STENCIL(tuple_field) {
    PyObject *tuple = SLOT(A);
    SLOT(B) = incref(*(PyObject **)((char *)tuple + HOLE(C)));
    GO_ON();
}

STENCIL(list_field) {
    PyObject **items = ((PyListObject *)SLOT(A))->ob_item;
    SLOT(B) = incref(*(PyObject **)((char *)items + HOLE(C)));
    GO_ON();
}

/* Likewise, in the place of the shared tuple (or list) itself. */
STENCIL(tuple_last_field) {
    PyObject *tuple = SLOT(A);
    SLOT(A) = incref(*(PyObject **)((char *)tuple + HOLE(C)));
    drop_reference(tuple);
    GO_ON();
}

STENCIL(list_last_field) {
    PyObject *list = SLOT(A);
    SLOT(A) = incref(*(PyObject **)((char *)((PyListObject *)list)->ob_item + HOLE(C)));
    drop_reference(list);
    GO_ON();
}
