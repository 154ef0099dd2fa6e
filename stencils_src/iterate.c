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

/* All HOLEU A items of the exact tuple (or list) in slot A become the values of as many locals from
 * slot B on. GOTO A, with nothing done, when it has another number of items, or lib_replace_locals
 * says so. */
STENCIL(unpack_tuple) {
    PyTupleObject *tuple = (PyTupleObject *)SLOT(A);
    int64_t count = (int64_t)COUNT(A);
    GOTO_AFTER_CALL_IF(Py_SIZE(tuple) != count ||
                           !lib_replace_locals(ts, SLOT_ADDRESS(B), tuple->ob_item, count),
                       A);
    GO_ON_AFTER_CALL();
}

STENCIL(unpack_list) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t count = (int64_t)COUNT(A);
    GOTO_AFTER_CALL_IF(Py_SIZE(list) != count ||
                           !lib_replace_locals(ts, SLOT_ADDRESS(B), list->ob_item, count),
                       A);
    GO_ON_AFTER_CALL();
}
