/* What the parts of the engine share that leave JIT code or look at a frame in the middle of it.
 * All of them see the registers as they were when the stub was hit. */
#ifndef CJ_EXITS_H
#define CJ_EXITS_H

#include "engine.h"

/* ---- showing.c ---- */
/* Boxes go into the slots of dirty locals, which then are clean. -1: MemoryError is set, and a
 * local that did not get its box is left as it is. */
int cj_write_locals(cj_context *context, cj_frame *frame, const cj_machine *machine);
/* Entries get their own references in their slots, up to `depth`. */
int cj_own_entries(cj_context *context, cj_frame *frame, const cj_machine *machine, int depth);
/* There is no memory for boxes: locals stay as they are, and entries up to `depth` that have no box
 * become None, since whatever lies there will be dropped. */
void cj_give_up_boxes(cj_context *context, cj_frame *frame, int depth);
/* The object that a CJ_CONSTANT entry stands for. */
static inline PyObject *cj_object_of_entry(const cj_frame *frame, const cj_entry *entry) {
    return cj_known_object(cj_function_of(frame->f_code), entry->index);
}

/* ---- exits.c ---- */
/* A frame whose execution goes on in the interpreter: where, and with which stack. It takes a slot
 * of recursion, and links the frame again. */
PyObject *cj_resume_in_interpreter(PyThreadState *ts, cj_frame *frame, int unit, int depth,
                                   int throwflag);
/* The end of an activation without the interpreter. */
PyObject *cj_finish(PyThreadState *ts, cj_frame *frame, PyObject *result);
/* What JIT code goes on with when its activation is over. */
uint8_t *cj_end_with(cj_machine *machine, PyObject *result);

/* ---- raising.c ---- */
/* The frame's exception, set, is to be handled: the stack is as deep as `context` says. Goes on at
 * the handler of `unit`, where nothing is known, or ends the frame. */
uint8_t *cj_raise(PyThreadState *ts, cj_frame *frame, cj_function *function, cj_context *context,
                  cj_machine *machine, int unit);
/* Likewise at the stub of an op that has failed. NULL, and nothing done: that is in an inlined
 * call.
 */
uint8_t *cj_raise_at(PyThreadState *ts, cj_frame *frame, cj_function *function, uint32_t number,
                     cj_machine *machine);

#endif
