/* Branches on what slots hold, where no foreign code has a say. */
#include "machine.h"

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

/* Falls through when slot A holds pointer A, else GOTO A. */
STENCIL(branch_object) {
    GOTO_IF(SLOT(A) != POINTER(PyObject *, A), A);
    GO_ON();
}

/* Falls through when slots A and B hold the same object, else GOTO A. */
STENCIL(branch_same) {
    GOTO_IF(SLOT(A) != SLOT(B), A);
    GO_ON();
}

/* Falls through when the field at distance HOLE B of the object in slot A is not 0, else GOTO A. */
STENCIL(branch_size) {
    GOTO_IF(*(Py_ssize_t *)((char *)SLOT(A) + HOLE(B)) == 0, A);
    GO_ON();
}
