/* Boxed values between slots of the frame, and their references. Nothing here runs foreign code:
 * where the last reference to an object of unknown type goes, GOTO A leads to a slow path. */
#include "machine.h"

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

/* slot A = a new reference to a constant */
STENCIL(load_object) {
    SLOT(A) = incref(POINTER(PyObject *, A));
    GO_ON();
}

STENCIL(load_null) {
    SLOT(A) = NULL;
    GO_ON();
}

/* The local in slot B takes the reference in slot A; its old value goes to slot A. */
STENCIL(exchange_local) {
    PyObject *old = SLOT(B);
    SLOT(B) = SLOT(A);
    SLOT(A) = old;
    GO_ON();
}

/* GOTO A when the slot is empty: an unbound local. */
STENCIL(guard_bound) {
    GOTO_IF(SLOT(A) == NULL, A);
    GO_ON();
}

STENCIL(guard_type) {
    GOTO_IF(!Py_IS_TYPE(SLOT(A), POINTER(PyTypeObject *, A)), A);
    GO_ON();
}

/* The exact function in slot A: GOTO A when its code is not the one in cell A. */
STENCIL(guard_code) {
    GOTO_IF(((PyFunctionObject *)SLOT(A))->func_code != CELL(PyObject *, A), A);
    GO_ON();
}

STENCIL(release_leaf) {
    decref_leaf(ts, SLOT(A));
    GO_ON();
}

STENCIL(release_leaf_or_null) {
    PyObject *object = SLOT(A);
    if (object != NULL) {
        decref_leaf(ts, object);
    }
    GO_ON();
}

/* GOTO A, with nothing dropped, when an object would have to be deallocated that is no leaf. */
STENCIL(release) {
    PyObject *object = SLOT(A);
    if (UNLIKELY(Py_REFCNT(object) == 1)) {
        GOTO_IF(!is_leaf(object), A);
        drop_reference(object);
        dealloc_leaf(ts, object);
        GO_ON();
    }
    drop_reference(object);
    GO_ON();
}

STENCIL(release_or_null) {
    PyObject *object = SLOT(A);
    if (object == NULL) {
        GO_ON();
    }
    if (UNLIKELY(Py_REFCNT(object) == 1)) {
        GOTO_IF(!is_leaf(object), A);
        drop_reference(object);
        dealloc_leaf(ts, object);
        GO_ON();
    }
    drop_reference(object);
    GO_ON();
}

/* The first may be NULL; the second is a container that something else holds, too, or GOTO A. */
STENCIL(release_two) {
    PyObject *first = SLOT(A), *second = SLOT(B);
    GOTO_IF(Py_REFCNT(second) == 1 || first == second, A);
    if (first == NULL) {
        drop_reference(second);
        GO_ON();
    }
    if (UNLIKELY(Py_REFCNT(first) == 1)) {
        GOTO_IF(!is_leaf(first), A);
        drop_reference(second);
        drop_reference(first);
        dealloc_leaf(ts, first);
        GO_ON();
    }
    drop_reference(first);
    drop_reference(second);
    GO_ON();
}

/* Falls through when slot A holds True, GOTO A when False, GOTO B when it is no bool. */
STENCIL(branch_bool) {
    PyObject *condition = SLOT(A);
    if (condition == Py_True) {
        GO_ON();
    }
    GOTO_IF(condition != Py_False, B);
    GOTO(A);
}

/* Likewise, and a bool's reference is dropped (it is never the last). */
STENCIL(branch_owned_bool) {
    PyObject *condition = SLOT(A);
    if (condition == Py_True) {
        drop_reference(Py_True);
        GO_ON();
    }
    GOTO_IF(condition != Py_False, B);
    drop_reference(Py_False);
    GOTO(A);
}

STENCIL(branch_object) {
    GOTO_IF(SLOT(A) != POINTER(PyObject *, A), A);
    GO_ON();
}
