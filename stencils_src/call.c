// axes: X=0..4
// family: calls
/* Calls from compiled code to compiled code: the callee's frame is pushed as _PyFrame_Push does,
 * with X arguments (4 stands for any number, and defaults), and its code runs in a native frame of
 * its own. */
#include "frames.h"

/* slot A: the function; slot B: the first argument; HOLE C and D, if X is 4: number of arguments
 * and of defaults to add; HOLEU A: bytes of the frame; HOLEU B: locals without argument;
 * CELL A: the code object; pointer A: where the address of its code stands; pointers B and C for
 * HOOK_IS. The slots of arguments that are numbers without boxes are empty.
 * GOTO A: another callable; GOTO B: no room, or a hook that is to see the frame: the generic call.
 * The result comes out in r0, the callee's frame, to be cleared, in r1, and in r2 the bits of a
 * result without a box. Nothing else is alive. */
STENCIL(call_python) {
    PyFunctionObject *function = (PyFunctionObject *)SLOT(A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(function, &PyFunction_Type), A);
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    GOTO_AFTER_CALL_IF(code != CELL(PyCodeObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(B, C), B);
    char *top = (char *)ts->datastack_top;
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 1), B);
#if X == 4
    int64_t missing = SIGNED_COUNT(D);
    GOTO_AFTER_CALL_IF(lacks_defaults(function, missing), A);
#endif
    ts->recursion_remaining--;
    ts->datastack_top = (PyObject **)(top + HOLEU(A));
    Frame *callee = begin_frame(top, function, code, frame);
    PyObject **arguments = SLOT_ADDRESS(B);
#if X < 4
    for (int i = 0; i < X; i++) {
        callee->localsplus[i] = arguments[i];
    }
    PyObject **unbound = callee->localsplus + X;
#else
    PyObject **unbound = callee->localsplus;
    for (int64_t left = SIGNED_COUNT(C); left != 0; left--) {
        *unbound++ = *arguments++;
        asm volatile("" : "+r"(left)); /* one at a time: a call to memcpy would cost more */
    }
    if (missing != 0) {
        unbound = copy_defaults(unbound, function->func_defaults, missing);
    }
#endif
    unbind(unbound, COUNT(B));
    TAKES_NUMBERS(callee) = true;
    ts->cframe->current_frame = callee;
    int64_t bits;
    PyObject *result = run_code_for_number(&callee, &ts, *POINTER(void **, A), &bits);
    frame = callee->previous;
    GO_ON_WITH_NUMBER(result, callee, bits);
}

#if X == 4
/* Likewise a function whose parameters take their arguments by a plan, pointer D: keyword-only
 * ones, *args, **kwargs. HOLEU A: bytes of the frame. Its code's address comes out in r0, its frame
 * in r1, for the next op: one that calls C has the stack in another position. */
Frame *cj_bind(PyThreadState *ts, PyFunctionObject *function, PyObject **arguments, void *plan);
STENCIL(bind_arguments) {
    PyFunctionObject *function = (PyFunctionObject *)SLOT(A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(function, &PyFunction_Type), A);
    GOTO_AFTER_CALL_IF(function->func_code != CELL(PyObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(B, C), B);
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 1), B);
    Frame *callee = cj_bind(ts, function, SLOT_ADDRESS(B), POINTER(void *, D));
    GOTO_AFTER_CALL_IF(callee == NULL, B);
    GO_ON_WITH_RESULT(entry_now(ts, POINTER(Callee *, A)), callee);
}

STENCIL(run_bound) {
    Frame *callee = (Frame *)r1;
    callee->previous = frame;
    callee->stacktop = -1;
    TAKES_NUMBERS(callee) = false;
    ts->recursion_remaining--;
    ts->cframe->current_frame = callee;
    PyObject *result = run_code(&callee, &ts, (void *)r0);
    frame = callee->previous;
    GO_ON_WITH_RESULT(result, callee);
}
#endif
