// axes: X=0..2
// family: calls
/* Generators resumed by compiled code: what gen_send_ex2 (genobject.c) does before, and the code
 * entered where the generator was suspended. X: 0 for the next item of a generator, 1 for a value
 * sent to a generator or coroutine, 2 for one sent through what an asynchronous generator's
 * __anext__() and asend() return. */
#include "enter.h"

/* slot A: the generator (X == 2: the awaitable); the next one: what is sent.
 * HOLEU A: where the engine's record lies behind a code object's co_extra, in bytes; pointers A and
 * B for HOOK_IS. GOTO A: it can't be entered here now, and nothing has changed. The result comes
 * out in r0, the generator's frame in r1. Nothing else is alive. */
STENCIL(resume) {
    GOTO_AFTER_CALL_IF(!HOOK_IS(A, B), A);
#if X == 2
    AsyncSend *send = (AsyncSend *)SLOT(A);
    PyGenObject *generator = send->generator;
    GOTO_AFTER_CALL_IF(send->state == ASYNC_SEND_CLOSED, A);
    PyObject *value = SLOT_AFTER(A, 1);
    if (send->state == ASYNC_SEND_NEW) {
        GOTO_AFTER_CALL_IF(generator->gi_running_async, A);
        if (value == Py_None && send->value != NULL) {
            value = send->value;
        }
    }
#else
    PyGenObject *generator = (PyGenObject *)SLOT(A);
    PyObject *value = X == 0 ? Py_None : SLOT_AFTER(A, 1);
#endif
    GOTO_AFTER_CALL_IF(generator->gi_frame_state >= FRAME_EXECUTING, A);
#if X != 0
    GOTO_AFTER_CALL_IF(generator->gi_frame_state == FRAME_CREATED && value != Py_None, A);
#endif
    Frame *callee = (Frame *)generator->gi_iframe;
    PyCodeObject *code = callee->f_code;
    char *extra = code->co_extra;
    GOTO_AFTER_CALL_IF(extra == NULL || (uint64_t)*(Py_ssize_t *)extra * sizeof(void *) < HOLEU(A),
                       A);
    Callee *record = *(Callee **)(extra + HOLEU(A));
    GOTO_AFTER_CALL_IF(record == NULL || record->unknown == NULL, A);
    void *address = record->unknown[callee->prev_instr + 1 - _PyCode_CODE(code)];
    GOTO_AFTER_CALL_IF(address == NULL, A);
    GOTO_AFTER_CALL_IF(ts->recursion_remaining <= 0, A);
    GOTO_AFTER_CALL_IF(stack_is_low(ts), A);
#if X == 2
    send->state = ASYNC_SEND_BEGUN;
    generator->gi_running_async = 1;
#endif
    ts->recursion_remaining--;
    callee->localsplus[callee->stacktop] = incref(value);
    callee->stacktop = -1;
    callee->previous = frame;
    generator->gi_exc_state.previous_item = ts->exc_info;
    ts->exc_info = &generator->gi_exc_state;
    generator->gi_frame_state = FRAME_EXECUTING;
    ts->cframe->current_frame = callee;
    PyObject *result = run_code(&callee, &ts, address);
    frame = callee->previous;
    GO_ON_WITH_RESULT(result, callee);
}
