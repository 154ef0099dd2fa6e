// axes: X=0..2
/* A str, an int or a tuple of these looked up in a builtin container, by functions of the engine
 * that run no foreign code. X: where the key is. */
#include "objects.h"

#include "keys.h"

#ifdef FIRST_VARIANT
typedef int Test(PyObject *container, PyObject *key);
typedef bool Exchange(PyObject *container, PyObject *key, PyObject **value);
#endif

/* r0 = whether pointer A finds it in slot A; what that holds moves to slot C. GOTO A, with nothing
 * done, when that is not sure. */
STENCIL(find) {
    int found = POINTER(Test *, A)(SLOT(A), KEY);
    GOTO_AFTER_CALL_IF(found < 0, A);
    DROP_KEY();
    SLOT(C) = SLOT(A);
    GO_ON_WITH_RESULT(found, NULL);
}

/* Pointer A exchanges the key's value in slot A, or NULL, for that of slot C. GOTO A, with nothing
 * done, when it says so. */
STENCIL(store_key) {
    bool done = POINTER(Exchange *, A)(SLOT(A), KEY, SLOT_ADDRESS(C));
    GOTO_AFTER_CALL_IF(!done, A);
    DROP_KEY();
    GO_ON_AFTER_CALL();
}
