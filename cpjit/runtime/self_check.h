/* Whether interpreter, engine and stencils fit each other; see self_check.c. */
#ifndef CJ_RUNTIME_SELF_CHECK_H
#define CJ_RUNTIME_SELF_CHECK_H

#include "../frontend/cp311/layout.h"

/* _cpjit.self_check(manifest) -> "" or a sentence; LookupError, TypeError: the manifest is damaged.
 */
PyObject *cj_self_check(PyObject *module, PyObject *manifest);

#endif
