// axes: X=0..4
/* Calls of what is implemented in C and takes its arguments where they are (vectorcall), with X
 * arguments: 4 stands for any number. */
#include "machine.h"

/* slot A: the callable, its arguments after it; slot B: the result; pointer A: the callable's type;
 * HOLE C: where the type keeps the function to call, in bytes from the object; HOLEU A: number of
 * arguments, if X is 4; pointer B: names of keyword arguments, or NULL.
 * GOTO A: another type, and nothing done; GOTO B: an exception. */
STENCIL(call_vector) {
    PyObject *callable = SLOT(A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(callable, POINTER(PyTypeObject *, A)), A);
    vectorcallfunc call = *(vectorcallfunc *)((char *)callable + HOLE(C));
    GOTO_AFTER_CALL_IF(call == NULL, A);
#if X < 4
    const size_t count = X;
#else
    size_t count = COUNT(A);
#endif
    PyObject *result = call(callable, SLOT_ADDRESS(A) + 1, count | PY_VECTORCALL_ARGUMENTS_OFFSET,
                            POINTER(PyObject *, B));
    if (UNLIKELY((result == NULL) == (ts->curexc_type == NULL))) {
        result = _Py_CheckFunctionResult(ts, SLOT(A), result, NULL);
    }
    /* The result waits in the callable's place: slot B may be an argument's. */
    PyObject *called = SLOT(A);
    SLOT(A) = result;
    decref(called);
#if X < 4
    for (int i = 1; i <= X; i++) {
        decref(SLOT_AFTER(A, i));
    }
#else
    lib_drop(ts, SLOT_ADDRESS(A) + 1, COUNT(A), POINTER(PyObject *, B));
#endif
    result = SLOT(A);
    SLOT(B) = result;
    GOTO_AFTER_CALL_IF(result == NULL, B);
    GO_ON_AFTER_CALL();
}
