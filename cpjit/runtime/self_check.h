/* Whether interpreter and engine fit each other; see self_check.c. */
#ifndef CJ_RUNTIME_SELF_CHECK_H
#define CJ_RUNTIME_SELF_CHECK_H

#include "../frontend/cp311/layout.h"

/* _cpjit.self_check() -> "" or a sentence. */
PyObject *cj_self_check(PyObject *module, PyObject *unused);

#endif
