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

/* The next of an iterator of a builtin container, in slot A, that needs no foreign code to be found
 * (iterator_routines.c), goes to slot B. GOTO A, with nothing done, when that is not sure, B at the
 * end, where the iterator has not noticed. */
int lib_next_key(PyObject *iterator, PyObject **items);
int lib_next_value(PyObject *iterator, PyObject **items);
int lib_next_of_set(PyObject *iterator, PyObject **items);
int lib_next_reversed(PyObject *iterator, PyObject **items);
int lib_next_entry(PyThreadState *ts, PyObject *iterator, PyObject **items);
int lib_next_numbered(PyThreadState *ts, PyObject *iterator, PyObject **items);
int lib_next_zipped(PyThreadState *ts, PyObject *iterator, PyObject **items, int64_t count);

#define GO_ON_WHEN_FOUND(found)             \
    do {                                    \
        int found_ = found;                 \
        GOTO_AFTER_CALL_IF(found_ == 0, B); \
        GOTO_AFTER_CALL_IF(found_ < 0, A);  \
        GO_ON_AFTER_CALL();                 \
    } while (0)

STENCIL(next_key) {
    GO_ON_WHEN_FOUND(lib_next_key(SLOT(A), SLOT_ADDRESS(B)));
}

STENCIL(next_value) {
    GO_ON_WHEN_FOUND(lib_next_value(SLOT(A), SLOT_ADDRESS(B)));
}

STENCIL(next_of_set) {
    GO_ON_WHEN_FOUND(lib_next_of_set(SLOT(A), SLOT_ADDRESS(B)));
}

STENCIL(next_reversed) {
    GO_ON_WHEN_FOUND(lib_next_reversed(SLOT(A), SLOT_ADDRESS(B)));
}

/* Likewise the items of a tuple, to slots from slot B on, the last one first. */
STENCIL(next_entry) {
    GO_ON_WHEN_FOUND(lib_next_entry(ts, SLOT(A), SLOT_ADDRESS(B)));
}

STENCIL(next_numbered) {
    GO_ON_WHEN_FOUND(lib_next_numbered(ts, SLOT(A), SLOT_ADDRESS(B)));
}

STENCIL(next_zipped) {
    GO_ON_WHEN_FOUND(lib_next_zipped(ts, SLOT(A), SLOT_ADDRESS(B), (int64_t)COUNT(A)));
}

int cj_end_of_iteration(PyThreadState *ts);

/* The iterator in slot A notices that it is at its end, and goes; or raises, and stays: GOTO A. */
STENCIL(end_container) {
    PyObject *iterator = SLOT(A), *item = Py_TYPE(iterator)->tp_iternext(iterator);
    if (UNLIKELY(item != NULL)) {
        decref(item); /* it can't be */
    }
    GOTO_AFTER_CALL_IF(ts->curexc_type != NULL && cj_end_of_iteration(ts) < 0, A);
    decref(iterator);
    GO_ON_AFTER_CALL();
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
