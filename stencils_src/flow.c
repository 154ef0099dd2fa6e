/* What the engine puts between operations: polls, checks after escapes, stubs, returns. */
#include "machine.h"

/* The interpreter's request flag, at pointer A: signals, pending calls, the GIL. */
STENCIL(poll) {
    GOTO_IF(*POINTER(volatile int *, A) != 0, A);
    GO_ON();
}

/* Foreign code ran. GOTO A when it may have changed locals (they only can be by way of f_locals) or
 * has switched tracing on. */
STENCIL(check_escape) {
    GOTO_IF(((uintptr_t)frame->f_locals | ts->cframe->use_tracing) != 0, A);
    GO_ON();
}

/* The same where nothing is known about locals. */
STENCIL(check_tracing) {
    GOTO_IF(ts->cframe->use_tracing != 0, A);
    GO_ON();
}

/* GOTO A when a call of something in C would find no level of recursion left. HOLE A: how many the
 * inlined calls that this is in would have taken. */
STENCIL(guard_level) {
    GOTO_IF(ts->recursion_remaining <= HOLE(A), A);
    GO_ON();
}

/* The instruction that is running, as line numbers and tracebacks need it. */
STENCIL(set_instruction) {
    SET_INSTRUCTION();
    GO_ON();
}

/* Likewise where all addresses of the code differ in their lower halves only: in HOLEU A. */
STENCIL(set_instruction_short) {
    STORE_COUNT(A, &frame->prev_instr);
    GO_ON();
}

/* One more run of an instruction, in the counter at pointer A. */
STENCIL(count) {
    ++*POINTER(uint64_t *, A);
    GO_ON();
}

/* The activation ends with a generator that has taken over the content of its frame. GOTO A: an
 * exception is set. */
PyObject *cj_make_generator(PyThreadState *ts, Frame *frame);

STENCIL(new_generator) {
    PyObject *generator = cj_make_generator(ts, frame);
    GOTO_AFTER_CALL_IF(generator == NULL, A);
    ts->recursion_remaining++;
    ts->cframe->current_frame = frame->previous;
    return generator;
}

/* The generator is suspended with the value in slot A; HOLEU A: how many slots it keeps. */
STENCIL(yield_slot) {
    PyObject *value = SLOT(A);
    frame->stacktop = (int)COUNT(A);
    _PyFrame_GetGenerator(frame)->gi_frame_state = FRAME_SUSPENDED;
    ts->recursion_remaining++;
    ts->cframe->current_frame = frame->previous;
    return value;
}

/* The activation ends with the result in slot A; the locals, HOLEU A in number, are left for the
 * caller to clear. A frame object, if there is one, may outlive the frame and shows all as it is.
 */
STENCIL(return_slot) {
    if (UNLIKELY(frame->frame_obj != NULL)) {
        SET_INSTRUCTION();
    }
    PyObject *result = SLOT(A);
    frame->stacktop = (int)COUNT(A);
    ts->recursion_remaining++;
    ts->cframe->current_frame = frame->previous;
    return result;
}

/* Likewise where the slots of some locals are not up to date. GOTO A: there is a frame object. */
STENCIL(return_dirty) {
    GOTO_IF(frame->frame_obj != NULL, A);
    PyObject *result = SLOT(A);
    frame->stacktop = (int)COUNT(A);
    ts->recursion_remaining++;
    ts->cframe->current_frame = frame->previous;
    return result;
}
