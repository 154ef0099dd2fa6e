// axes: X=0..1
/* Booleans from what slots hold, where no foreign code has a say. Where the result goes: deliver.h.
 */
#include "objects.h"

#include "deliver.h"

/* not the bool in slot A; GOTO A when it is none */
STENCIL(not_bool) {
    PyObject *object = SLOT(A);
    GOTO_IF(object != Py_True && object != Py_False, A);
    DELIVER(object == Py_True ? Py_False : Py_True);
}

/* Is the field at distance HOLE C of the object in slot A 0? */
STENCIL(not_size) {
    bool empty = *(Py_ssize_t *)((char *)SLOT(A) + HOLE(C)) == 0;
    DELIVER(empty ? Py_True : Py_False);
}

/* Pointer A if slot A holds pointer B, else pointer C. */
STENCIL(is_object) {
    PyObject *result =
        SLOT(A) == POINTER(PyObject *, B) ? POINTER(PyObject *, A) : POINTER(PyObject *, C);
    DELIVER(result);
}

/* Likewise if slots A and C hold the same object. */
STENCIL(is_same) {
    PyObject *result = SLOT(A) == SLOT(C) ? POINTER(PyObject *, A) : POINTER(PyObject *, C);
    DELIVER(result);
}
