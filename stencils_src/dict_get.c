// axes: X=0..2 Y=0..1
/* dict.get, for keys that are looked up without foreign code (lookups.c). X: where the key is. The
 * default is in slot D, where something else keeps it (Y = 0), or pointer C (Y = 1). */
#include "objects.h"

#include "keys.h"

#undef DEFAULT
#if Y == 1
#define DEFAULT POINTER(PyObject *, C)
#else
#define DEFAULT SLOT(D)
#endif

#ifdef FIRST_VARIANT
typedef PyObject *Get(PyObject *container, PyObject *key, PyObject *default_value);
#endif

/* slot C = what pointer A finds in slot A; GOTO A, with nothing done, when that is not sure */
STENCIL(find_or_default) {
    PyObject *value = POINTER(Get *, A)(SLOT(A), KEY, DEFAULT);
    GOTO_AFTER_CALL_IF(value == NULL, A);
    incref(value);
    DROP_KEY();
    SLOT(C) = value;
    GO_ON_AFTER_CALL();
}
