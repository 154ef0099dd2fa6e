/* The other half of calls, and calls of anything. */
#include "machine.h"

/* Clears the frame in r1; slot A = the result in r0. GOTO A when it is NULL. */
STENCIL(end_call) {
    lib_clear_frame(ts, (Frame *)r1);
    SLOT(A) = (PyObject *)r0;
    GOTO_AFTER_CALL_IF(r0 == 0, A);
    GO_ON_AFTER_CALL();
}
