// family: calls
/* Calls of Python functions at a site that has met too many of them: any function all of whose
 * parameters are positional, whose code the engine knows. */
#include "frames.h"

/* slots A, B: the function, the first argument; HOLE C: number of arguments; HOLEU A: where the
 * engine's record lies behind a code object's co_extra, in bytes; pointers B and C for HOOK_IS;
 * pointer A: the engine's vectorcall of functions. What comes out: as of call_python (call.c).
 * GOTO A: something else is called, or there is no room. */
STENCIL(call_any) {
    const int usual = CO_OPTIMIZED | CO_NEWLOCALS;
    const int others =
        CO_VARARGS | CO_VARKEYWORDS | CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;
    PyFunctionObject *function = (PyFunctionObject *)SLOT(A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(function, &PyFunction_Type), A);
    GOTO_AFTER_CALL_IF(function->vectorcall != POINTER(vectorcallfunc, A) &&
                           function->vectorcall != _PyFunction_Vectorcall,
                       A);
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    GOTO_AFTER_CALL_IF((code->co_flags & (usual | others)) != usual, A);
    GOTO_AFTER_CALL_IF(code->co_kwonlyargcount != 0, A);
    int64_t given = SIGNED_COUNT(C), missing = code->co_argcount - given;
    GOTO_AFTER_CALL_IF(missing < 0 || lacks_defaults(function, missing), A);
    char *extra = code->co_extra;
    GOTO_AFTER_CALL_IF(extra == NULL || (uint64_t)*(Py_ssize_t *)extra * sizeof(void *) < HOLEU(A),
                       A);
    Callee *record = *(Callee **)(extra + HOLEU(A));
    GOTO_AFTER_CALL_IF(record == NULL, A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(B, C), A);
    int64_t bytes = (code->co_nlocalsplus + code->co_stacksize + FRAME_SPECIALS_SIZE) *
                    (int64_t)sizeof(PyObject *);
    GOTO_AFTER_CALL_IF(no_room(ts, bytes, 1), A);
    char *top = (char *)ts->datastack_top;
    ts->recursion_remaining--;
    ts->datastack_top = (PyObject **)(top + bytes);
    Frame *callee = begin_frame(top, function, code, frame);
    PyObject **local = callee->localsplus, **argument = SLOT_ADDRESS(B);
    for (int64_t left = given; left != 0; left--) {
        *local++ = *argument++;
        asm volatile("" : "+r"(left)); /* one at a time: a call to memcpy would cost more */
    }
    if (missing != 0) {
        local = copy_defaults(local, function->func_defaults, missing);
    }
    unbind(local, (uint64_t)(code->co_nlocalsplus - code->co_argcount));
    ts->cframe->current_frame = callee;
    PyObject *result = run_code(&callee, &ts, record->entry);
    frame = callee->previous;
    GO_ON_WITH_RESULT(result, callee);
}
