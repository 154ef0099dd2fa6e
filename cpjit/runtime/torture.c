/* Torture mode: at every escape that the table of effects declares, what foreign code may do there
 * is done, chosen by a seed: garbage is collected, the locals of all frames are read, and written
 * back as debuggers do, types get new versions, signals without a handler and pending calls
 * interrupt the evaluation loop. Odd seeds also make frames leave to the interpreter, at any place:
 * tracing is switched on for a while, and where code is to be compiled there is sometimes no memory
 * for it. The program itself can't notice any of it. (It would notice its own signals and failed
 * allocations: these have tests of their own.) */
#include "engine.h"

#include <string.h>

static uint64_t next_random(void) {
    /* xorshift64 (Marsaglia, 2003) */
    cj.torture_state ^= cj.torture_state << 13;
    cj.torture_state ^= cj.torture_state >> 7;
    cj.torture_state ^= cj.torture_state << 17;
    return cj.torture_state;
}

static bool one_in(unsigned n) {
    return next_random() % n == 0;
}

static int nothing(void *unused) {
    (void)unused;
    return 0;
}

static int trace_events_left;

/* Not in a call event: CPython 3.11.2 does not take back what it shows of the stack then if tracing
 * is off afterwards, so the garbage collector sees stale slots of a generator that goes on (its
 * debug build aborts, without cpjit too). */

static int trace_for_a_while(PyObject *object, PyFrameObject *frame, int event,
                             PyObject *argument) {
    (void)object, (void)frame, (void)argument;
    if (--trace_events_left <= 0 && event != PyTrace_CALL) {
        PyEval_SetTrace(NULL, NULL);
    }
    return 0;
}

static int look_at_frames(PyThreadState *ts) {
    PyFrameObject *object = PyThreadState_GetFrame(ts);
    for (int i = 0; object != NULL && i < 4; i++) {
        cj_frame *frame = object->f_frame;
        /* Where there is a dict already the program itself may be changing it. */
        if (frame->f_locals == NULL) {
            if (PyFrame_FastToLocalsWithError(object) < 0) {
                Py_DECREF(object);
                return -1;
            }
            if (one_in(2)) {
                PyFrame_LocalsToFast(object, 0);
            }
            /* The dict must not hold references that the program would notice. That there is one
             * tells the engine that locals may have changed; mostly that is taken back. */
            PyDict_Clear(frame->f_locals);
            if (!one_in(8)) {
                Py_CLEAR(frame->f_locals);
            }
        }
        PyFrameObject *back = PyFrame_GetBack(object);
        Py_DECREF(object);
        object = back;
    }
    Py_XDECREF(object);
    return 0;
}

bool cj_torture_starves(void) {
    return cj.torture_leaves && one_in(64);
}

int cj_torture(PyThreadState *ts, cj_frame *frame, PyObject **slots, int64_t argument,
               PyObject *object) {
    (void)slots, (void)argument, (void)object;
    static bool active;
    if (active) {
        return 0;
    }
    active = true;
    union cj_number passed[CJ_PASSED]; /* a call may be about to take them */
    memcpy(passed, cj_numbers, sizeof passed);
    if (one_in(8)) {
        PyGC_Collect();
    }
    /* After a trace function of the program the interpreter takes its frame's locals out of the
     * dict, if there is one then. */
    if (ts->tracing == 0 && one_in(4)) {
        if (look_at_frames(ts) < 0) {
            /* No level of recursion was left. At PUSH_EXC_INFO, which can't fail, the handler of an
             * exception would take the wrong one for the one that was handled before. */
            PyErr_Clear();
        }
    }
    if (one_in(16)) {
        Py_AddPendingCall(nothing, NULL);
    }
    if (one_in(16)) {
        _PyEval_SignalReceived(cj.interpreter); /* none that has a handler */
    }
    if (one_in(16)) {
        PyCodeObject *code = frame->f_code;
        for (int i = 0; i < code->co_nlocalsplus; i++) {
            PyObject *local = frame->localsplus[i];
            if (local != NULL && one_in(4)) {
                PyType_Modified(Py_TYPE(local));
            }
        }
    }
    if (cj.torture_leaves && one_in(64) && ts->c_tracefunc == NULL && ts->c_profilefunc == NULL) {
        trace_events_left = 1 + (int)(next_random() % 16);
        PyEval_SetTrace(trace_for_a_while, NULL);
    }
    memcpy(cj_numbers, passed, sizeof passed);
    active = false;
    return 0;
}
