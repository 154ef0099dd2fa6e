/* Handlers of exceptions: what is being handled, and which handler is for it. No
 * register is alive there. */
#include "objects.h"

/* The exception in slot A is being handled from now on, and is in the slot after it; slot A = what
 * was being handled before. */
STENCIL(push_exc_info) {
    PyObject *value = SLOT(A), *before = ts->exc_info->exc_value;
    ts->exc_info->exc_value = value;
    SLOT(A) = before != NULL ? before : incref(Py_None);
    SLOT_AFTER(A, 1) = incref(value);
    GO_ON_AFTER_CALL();
}

/* What is in slot A is being handled again; slot A = what was, or NULL. */
STENCIL(pop_except) {
    PyObject *value = ts->exc_info->exc_value;
    ts->exc_info->exc_value = SLOT(A);
    SLOT(A) = value;
    GO_ON_AFTER_CALL();
}

/* r0 = whether the handler for what is in the slot after slot A, which stays, is for the exception
 * in slot A. GOTO A when that is neither a class of exceptions nor a tuple of such. */
int cj_exception_matches(PyObject *exception, PyObject *classes);

STENCIL(match_exception) {
    int64_t matches = (PyObject *)Py_TYPE(SLOT(A)) == SLOT_AFTER(A, 1);
    if (!matches) {
        matches = cj_exception_matches(SLOT(A), SLOT_AFTER(A, 1));
        GOTO_AFTER_CALL_IF(matches < 0, A);
    }
    GO_ON_WITH_RESULT(matches, NULL);
}
