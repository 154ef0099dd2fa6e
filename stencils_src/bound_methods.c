/* Calls of bound methods. */
#include "machine.h"

/* The method in the slot after slot A becomes what it is made of: its function in slot A, its
 * instance after it. GOTO A: it is none. */
STENCIL(unpack_method) {
    PyMethodObject *method = (PyMethodObject *)SLOT_AFTER(A, 1);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(method, &PyMethod_Type), A);
    SLOT(A) = incref(method->im_func);
    SLOT_AFTER(A, 1) = incref(method->im_self);
    decref((PyObject *)method);
    GO_ON_AFTER_CALL();
}
