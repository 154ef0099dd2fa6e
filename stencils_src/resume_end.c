// axes: X=0..2
/* The other half of resume.c: what gen_send_ex2 does afterwards. */
#include "objects.h"

int cj_generator_ended(PyThreadState *ts, PyGenObject *generator, PyObject *result);
int cj_sent_generator_ended(PyThreadState *ts, PyGenObject *generator, PyObject *result,
                            PyObject **slots);
int cj_end_async_send(PyThreadState *ts, PyGenObject *generator, PyObject *result,
                      PyObject **slots);

/* Falls through when the generator, whose frame is in r1, has yielded: slot A stays, what was
 * yielded is in the next one. GOTO A: an exception is set, slot A stays. GOTO B: it has returned;
 * X == 0: slot A stays; else it has the result. */
STENCIL(end_resume) {
    PyGenObject *generator = _PyFrame_GetGenerator((Frame *)r1);
    ((Frame *)r1)->previous = NULL;
    ts->exc_info = generator->gi_exc_state.previous_item;
    generator->gi_exc_state.previous_item = NULL;
#if X == 2
    int status = cj_end_async_send(ts, generator, (PyObject *)r0, SLOT_ADDRESS(A));
    if (status == 1) {
        GO_ON_AFTER_CALL();
    }
#else
    if (LIKELY(r0 != 0 && generator->gi_frame_state == FRAME_SUSPENDED)) {
#if X == 1
        PyObject *sent = SLOT_AFTER(A, 1);
        SLOT_AFTER(A, 1) = (PyObject *)r0;
        decref(sent);
#else
        SLOT_AFTER(A, 1) = (PyObject *)r0;
#endif
        GO_ON_AFTER_CALL();
    }
#if X == 1
    int status = cj_sent_generator_ended(ts, generator, (PyObject *)r0, SLOT_ADDRESS(A));
#else
    int status = cj_generator_ended(ts, generator, (PyObject *)r0);
#endif
#endif
    GOTO_AFTER_CALL_IF(status < 0, A);
    GOTO_AFTER_CALL(B);
}
