/* From a loop that the interpreter runs into JIT code (osr.c). */
#ifndef CJ_OSR_H
#define CJ_OSR_H

#include "engine.h"

/* Are there frames in the interpreter that may go on in JIT code? Is the interpreter asked to stop
 * at the next opportunity, to look at them? */
extern bool cj_osr_watching, cj_osr_requested;

/* Can frames of this thread be watched? */
bool cj_osr_can_watch(const PyThreadState *ts);

/* Runs a frame in the interpreter to its end (*unit is -1), or until one of its loops is hot: then
 * the frame is as if it were suspended before `*unit`, and what is returned means nothing. */
PyObject *cj_osr_interpret(PyThreadState *ts, cj_frame *frame, int *unit);

/* JIT code begins to run, and is not to be stopped. */
void cj_osr_park(PyThreadState *ts);
/* A call has returned to the interpreter, or to C code, from a frame that may have used up the
 * request, or had it parked. */
void cj_osr_called(PyThreadState *ts);

/* In the child of a fork: frames of other threads are gone. */
void cj_osr_forked(void);

#endif
