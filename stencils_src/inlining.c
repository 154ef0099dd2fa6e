// axes: X=0..1
/* Calls whose function's code stands in the caller's. The function is, X = 0, in slot C; or, X = 1,
 * it is pointer C, known by evidence that has been checked. */
#include "enter.h"

#undef FUNCTION
#if X == 0
#define FUNCTION ((PyFunctionObject *)SLOT(C))
#else
#define FUNCTION POINTER(PyFunctionObject *, C)
#endif

/* May the call be done without a frame? CELL A: the function's code; there must be room for HOLEU A
 * bytes of frames and HOLEU B levels of recursion, and no other tool that wants to see each frame
 * (pointers A and B: see HOOK_IS). GOTO A: no. */
STENCIL(guard_inlined) {
    PyFunctionObject *function = FUNCTION;
#if X == 0
    GOTO_IF(!Py_IS_TYPE(function, &PyFunction_Type), A);
#endif
    GOTO_IF(function->func_code != CELL(PyObject *, A), A);
    GOTO_IF(!HOOK_IS(A, B), A);
    GOTO_IF((char *)ts->datastack_limit - (char *)ts->datastack_top <= (int64_t)HOLEU(A), A);
    GOTO_IF(ts->recursion_remaining < (int)HOLEU(B), A);
    GO_ON();
}

/* The default that is HOLE A bytes into the tuple of at least HOLE B defaults is pointer A, or GOTO
 * A. */
STENCIL(guard_default) {
    PyObject *defaults = FUNCTION->func_defaults;
    GOTO_IF(defaults == NULL || Py_SIZE(defaults) < HOLE(B), A);
    GOTO_IF(*(PyObject **)((char *)defaults + HOLE(A)) != POINTER(PyObject *, A), A);
    GO_ON();
}
