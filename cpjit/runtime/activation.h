/* From C code into JIT code: what surrounds a frame that C code starts or resumes. */
#ifndef CJ_ACTIVATION_H
#define CJ_ACTIVATION_H

#include "osr.h"

/* Asked for at each call from C: glibc keeps room for a library's few thread-local bytes where one
 * load finds them. musl does not, and refuses to load a library that relies on it. */
#ifdef __GLIBC__
#define CJ_NEAR_THREAD_LOCAL __attribute__((tls_model("initial-exec")))
#else
#define CJ_NEAR_THREAD_LOCAL
#endif

/* The lowest address of this thread's stack at which frames may still be entered; NULL: not found
 * out yet. */
extern __thread char *cj_stack_limit CJ_NEAR_THREAD_LOCAL;

/* JIT code gets a cframe of its own, with the thread's limit behind it. */
static inline void cj_begin_activation(cj_cframe *own, PyThreadState *ts, cj_frame *frame,
                                       char *limit) {
    own->cframe.use_tracing = 0;
    own->cframe.previous = ts->cframe;
    own->stack_limit = limit;
    frame->is_entry = true;
    frame->previous = ts->cframe->current_frame;
    own->cframe.current_frame = frame;
    ts->cframe = &own->cframe;
    if (cj_osr_requested) {
        cj_osr_park(ts);
    }
}

static inline void cj_end_activation(const cj_cframe *own, PyThreadState *ts) {
    ts->cframe = own->cframe.previous;
    ts->cframe->use_tracing = own->cframe.use_tracing;
    if (cj_osr_watching) {
        cj_osr_called(ts);
    }
}

/* Runs the frame's code from `entry` on. */
static inline PyObject *cj_enter(PyThreadState *ts, cj_frame *frame, void *entry) {
    typedef PyObject *Enter(cj_frame *, PyThreadState *, void *);
    int mode = cj.mode;
    cj.mode = CJ_IN_JIT;
    PyObject *result = ((Enter *)(uintptr_t)cj.enter)(frame, ts, entry);
    cj.mode = mode;
    return result;
}

/* A frame that C code or the interpreter starts, or resumes, runs in JIT code from `entry` on, or,
 * with throwflag, from wherever its exception leads. `limit`: of this thread's stack. */
static inline __attribute__((always_inline)) PyObject *cj_run(PyThreadState *ts, cj_frame *frame,
                                                              cj_function *function, void *entry,
                                                              int throwflag, char *limit) {
    cj_cframe own;
    PyObject *result = NULL;
    cj_begin_activation(&own, ts, frame, limit);
    if (_Py_EnterRecursiveCallTstate(ts, "")) {
        own.cframe.current_frame = frame->previous;
    } else {
        function->entered++;
        if (throwflag) {
            entry = cj_throw(ts, frame, function, &result);
        }
        if (entry != NULL) {
            frame->stacktop = -1;
            result = cj_enter(ts, frame, entry);
        }
    }
    cj_end_activation(&own, ts);
    return result;
}

#endif
