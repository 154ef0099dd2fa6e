// axes: X=0..6
// family: calls
/* Calls of a Python function that an operation stands for (__getitem__, a property ...): it is
 * known, and the evidence has been looked at. The caller keeps its references to the arguments, as
 * CPython does where C code makes the call. There are X + 1 of them; X = 3 means two, a first
 * one that CPython holds in a bound method, too (that reference is to be given up afterwards), and
 * the name in cell B; X = 4 one that is held likewise by two methods, the function of the second of
 * which, in cell B, is held, too; X = 5 and 6 one and two, of a function whose result may be a
 * number without a box. */
#include "frames.h"

#undef LAST
#define LAST (X == 4 || X == 5 ? 0 : X == 3 || X == 6 ? 1 : X)

/* Pointer B: the function; slots A, B, C: arguments; HOLE D: levels of recursion that CPython
 * takes for the call (all but one are to be given back by what comes after); HOLEU A, HOLEU B, CELL
 * A and pointer A as for call_python (call.c), and what comes out; pointers C and D for HOOK_IS.
 * GOTO A: other code; GOTO B: no room, or a hook that is to see the frame. */
STENCIL(call_known) {
    PyFunctionObject *function = POINTER(PyFunctionObject *, B);
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    GOTO_AFTER_CALL_IF(code != CELL(PyCodeObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(C, D), B);
    char *top = (char *)ts->datastack_top;
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), (int)SIGNED_COUNT(D)), B);
    ts->recursion_remaining -= (int)SIGNED_COUNT(D);
    ts->datastack_top = (PyObject **)(top + HOLEU(A));
    Frame *callee = begin_frame(top, (PyFunctionObject *)incref((PyObject *)function), code, frame);
    callee->localsplus[0] = incref(SLOT(A));
#if X == 3
    incref(SLOT(A));
    callee->localsplus[1] = incref(CELL(PyObject *, B));
#elif X == 4
    incref(SLOT(A));
    incref(CELL(PyObject *, B));
#elif LAST > 0
    callee->localsplus[1] = incref(SLOT(B));
#endif
#if X == 2
    callee->localsplus[2] = incref(SLOT(C));
#endif
    unbind(callee->localsplus + LAST + 1, COUNT(B));
    ts->cframe->current_frame = callee;
#if X > 4
    TAKES_NUMBERS(callee) = true;
    int64_t bits;
    PyObject *result = run_code_for_number(&callee, &ts, POINTER(Callee *, A)->entry, &bits);
    frame = callee->previous;
    GO_ON_WITH_NUMBER(result, callee, bits);
#else
    PyObject *result = run_code(&callee, &ts, POINTER(Callee *, A)->entry);
    frame = callee->previous;
    GO_ON_WITH_RESULT(result, callee);
#endif
}
