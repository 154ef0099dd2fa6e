// family: calls
/* Stores by what is remembered of classes (attribute_cache.h). */
#include "objects.h"

bool lib_exchange_attribute(PyObject *owner, PyObject *name, PyObject **value);

/* The attribute, of the name pointer A, of the object in slot B takes the reference in slot A; the
 * old one, or NULL, goes to slot A. GOTO A: not known how; nothing has been done. */
STENCIL(store_cached) {
    bool done = lib_exchange_attribute(SLOT(B), POINTER(PyObject *, A), SLOT_ADDRESS(A));
    GOTO_AFTER_CALL_IF(!done, A);
    GO_ON_AFTER_CALL();
}
