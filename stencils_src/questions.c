/* Questions about objects that are answered by a number in register 0. */
#include "objects.h"

/* The address of what is in slot A; GOTO A when somebody audits such questions. */
STENCIL(address_of) {
    GOTO_AFTER_CALL_IF(_PyRuntime.audit_hook_head != NULL || ts->interp->audit_hooks != NULL, A);
    GO_ON_WITH_RESULT(SLOT(A), NULL);
}
