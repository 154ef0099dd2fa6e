/* Questions about objects that are answered by a number in register 0. */
#include "objects.h"

/* Whether the string in slot A begins (HOLE C < 0) or ends with the one in slot B; GOTO A, with
 * nothing done, when that is not sure. */
int64_t cj_tail_matches(PyObject *string, PyObject *part, int64_t direction);

STENCIL(tail_matches) {
    int64_t matches = cj_tail_matches(SLOT(A), SLOT(B), SIGNED_COUNT(C));
    GOTO_AFTER_CALL_IF(matches < 0, A);
    GO_ON_WITH_RESULT(matches, NULL);
}

/* The address of what is in slot A; GOTO A when somebody audits such questions. */
STENCIL(address_of) {
    GOTO_AFTER_CALL_IF(_PyRuntime.audit_hook_head != NULL || ts->interp->audit_hooks != NULL, A);
    GO_ON_WITH_RESULT(SLOT(A), NULL);
}
