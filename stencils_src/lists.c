/* Lists made, cells, and the type of an object. */
#include "objects.h"

/* slot A = an empty list, one that has died. GOTO A: CPython has none left. */
STENCIL(new_list) {
    struct _Py_list_state *state = &ts->interp->list;
    GOTO_IF(state->numfree == 0 || _Py_tracemalloc_config.tracing, A);
    PyListObject *list = state->free_list[--state->numfree];
    incref((PyObject *)list);
    list->ob_item = NULL;
    list->allocated = 0;
    Py_SET_SIZE(list, 0);
    track(ts, list);
    SLOT(A) = (PyObject *)list;
    GO_ON();
}

/* Likewise with room for the HOLEU A objects in the slots from slot A on, which move there. GOTO A,
 * with nothing done, also when memory is out. */
STENCIL(build_list) {
    struct _Py_list_state *state = &ts->interp->list;
    uint64_t count = COUNT(A);
    GOTO_AFTER_CALL_IF(state->numfree == 0 || _Py_tracemalloc_config.tracing, A);
    PyObject **items = PyMem_Malloc(count * sizeof *items);
    GOTO_AFTER_CALL_IF(items == NULL, A);
    PyListObject *list = state->free_list[--state->numfree];
    incref((PyObject *)list);
    list->ob_item = items;
    list->allocated = (Py_ssize_t)count;
    Py_SET_SIZE(list, (Py_ssize_t)count);
    for (uint64_t i = 0; i < count; i++) {
        items[i] = SLOT_AFTER(A, i);
    }
    track(ts, list);
    SLOT(A) = (PyObject *)list;
    GO_ON_AFTER_CALL();
}

/* slot B = a new reference to the value of the cell in slot A; GOTO A if it has none */
STENCIL(load_cell) {
    PyObject *value = ((PyCellObject *)SLOT(A))->ob_ref;
    GOTO_IF(value == NULL, A);
    SLOT(B) = incref(value);
    GO_ON();
}

/* GOTO A when the cell in slot A holds anything but pointer A. */
STENCIL(guard_cell) {
    GOTO_IF(((PyCellObject *)SLOT(A))->ob_ref != POINTER(PyObject *, A), A);
    GO_ON();
}

/* Likewise without a reference of its own. */
STENCIL(borrow_cell) {
    PyObject *value = ((PyCellObject *)SLOT(A))->ob_ref;
    GOTO_IF(value == NULL, A);
    SLOT(B) = value;
    GO_ON();
}

/* The cell in slot A takes the reference in slot B; the old one, or NULL, goes to slot B. */
STENCIL(exchange_cell) {
    PyCellObject *cell = (PyCellObject *)SLOT(A);
    PyObject *old = cell->ob_ref;
    cell->ob_ref = SLOT(B);
    SLOT(B) = old;
    GO_ON();
}

/* slot B = a new reference to the type of the object in slot A */
STENCIL(type_of) {
    SLOT(B) = incref((PyObject *)Py_TYPE(SLOT(A)));
    GO_ON();
}
