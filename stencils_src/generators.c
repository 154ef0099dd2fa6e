// axes: X=0..1
// family: calls
/* Calls of generator and coroutine functions: a dead generator of the function gets the frame that
 * the call would have begun, as cj_make_generator (frontend/cp311/generators.c) leaves it. X: does
 * the function have a closure? */
#include "frames.h"

/* slots A, B: the function, and the call's first entry, which gets the generator; arguments follow
 * the function. HOLE C, D: number of arguments and of defaults to add; HOLEU A: locals without
 * argument; HOLEU B: where the frame is, in bytes of its code. CELL A: the code object; pointer A:
 * the Callee; pointers B and C for HOOK_IS. GOTO A, with nothing done: another callable, nothing
 * kept, or something to be seen that this does not show. */
STENCIL(call_generator) {
    PyFunctionObject *function = (PyFunctionObject *)SLOT(A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(function, &PyFunction_Type), A);
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    GOTO_AFTER_CALL_IF(code != CELL(PyCodeObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(B, C), A);
    GOTO_AFTER_CALL_IF(ts->recursion_remaining <= 0, A);
    GOTO_AFTER_CALL_IF(ts->coroutine_origin_tracking_depth > 0, A);
    GOTO_AFTER_CALL_IF(_Py_tracemalloc_config.tracing, A);
    int64_t missing = SIGNED_COUNT(D);
    PyObject *defaults = function->func_defaults;
    GOTO_AFTER_CALL_IF(missing != 0 && (defaults == NULL || PyTuple_GET_SIZE(defaults) < missing),
                       A);
    Callee *record = POINTER(Callee *, A);
    PyGenObject *generator = record->kept;
    GOTO_AFTER_CALL_IF(generator == NULL, A);
    record->kept = (PyGenObject *)generator->gi_weakreflist;
    record->n_kept--;
    incref((PyObject *)generator);
    generator->gi_code = (PyCodeObject *)incref((PyObject *)code);
    generator->gi_weakreflist = NULL;
    generator->gi_name = incref(function->func_name);
    generator->gi_qualname = incref(function->func_qualname);
    generator->gi_hooks_inited = 0;
    generator->gi_closed = 0;
    generator->gi_running_async = 0;
    generator->gi_frame_state = FRAME_CREATED;
    track(ts, generator);
    LOOK_AGAIN();
    Frame *own = begin_frame(generator->gi_iframe, function, code, NULL);
    own->prev_instr = (_Py_CODEUNIT *)((char *)_PyCode_CODE(code) + COUNT(B));
    own->stacktop = code->co_nlocalsplus;
    own->owner = FRAME_OWNED_BY_GENERATOR;
    LOOK_AGAIN();
    PyObject **local = own->localsplus, **argument = SLOT_ADDRESS(A);
    for (int64_t left = SIGNED_COUNT(C); left != 0; left--) {
        *local++ = *++argument;
        asm volatile("" : "+r"(left)); /* one at a time: a call to memcpy would cost more */
    }
    if (missing != 0) {
        local = copy_defaults(local, function->func_defaults, missing);
    }
    unbind(local, COUNT(A));
#if X == 1
    PyTupleObject *closure = (PyTupleObject *)function->func_closure;
    local = own->localsplus + own->stacktop;
    for (Py_ssize_t left = Py_SIZE(closure); left != 0; left--) {
        *--local = incref(closure->ob_item[left - 1]);
    }
#endif
    SLOT(B) = (PyObject *)generator;
    GO_ON_AFTER_CALL();
}

#if X == 0
/* GOTO A when the coroutine in slot A has begun: somebody may await it already. */
STENCIL(guard_created) {
    GOTO_IF(((PyGenObject *)SLOT(A))->gi_frame_state != FRAME_CREATED, A);
    GO_ON();
}
#endif
