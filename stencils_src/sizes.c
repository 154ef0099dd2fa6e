// axes: X=0..7
/* The built-in len, of objects that keep their size in a field. */
#include "objects.h"

/* slot A: len itself (pointer A), whose reference is given up, or GOTO A; r(X) = the field at
 * distance HOLE C of the object in slot B, which is of type pointer B, or GOTO A */
STENCIL(call_len) {
    PyObject *function = SLOT(A), *object = SLOT(B);
    GOTO_IF(function != POINTER(PyObject *, A), A);
    GOTO_IF(!Py_IS_TYPE(object, POINTER(PyTypeObject *, B)), A);
    drop_reference(function);
    R(X) = *(Py_ssize_t *)((char *)object + HOLE(C));
    GO_ON();
}
