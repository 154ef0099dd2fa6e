/* On-stack replacement: a function that is called for the first time runs in the interpreter, which
 * offers no way into compiled code in the middle of a loop. This is one.
 *
 * While the interpreter runs a function with a loop, a pending call (Py_AddPendingCall) is kept
 * queued: the interpreter makes it whenever it looks at requests, so at each jump back, which is
 * counted. When there were enough, the pending call fails: the interpreter unwinds its frame, and
 * returns to the hook that has called it. The frame's values are as they were at the jump: its
 * locals in their slots, and the stack's entries too, which had been given a reference more each.
 * The loop goes on with them in JIT code.
 *
 * What the interpreter does between the failure and its return runs no Python code: the frame has
 * no exception handlers for that time, and the cyclic garbage collector waits. Pending calls are
 * for the main thread: in others such functions are compiled when they are called. */
#include "osr.h"
#include "../frontend/cp311/helpers.h"

#include <stdlib.h>

typedef struct {
    cj_frame *frame;
    PyThreadState *ts;
    char *native; /* address of the interpreter's caller in the native stack */
} Watch;

static Watch *watches; /* frames that run in the interpreter, the latest last */
static uint32_t n_watches, cap_watches;
static ptrdiff_t distance; /* from `native` to the pending call's own frame */

/* The frame that is being unwound. */
static struct {
    cj_frame *frame;
    int unit, depth;
    PyObject *exception_table;
    bool collecting;
} leaving;

bool cj_osr_watching, cj_osr_requested;

/* The pending call is queued, but nobody is asked to make it: while JIT code runs. */
static bool parked;

static int look(void *unused);

static struct _pending_calls *queue(PyThreadState *ts) {
    return &ts->interp->ceval.pending;
}

static void raise_flags(PyThreadState *ts) {
    _Py_atomic_store_relaxed(&queue(ts)->calls_to_do, 1);
    _Py_atomic_store_relaxed(&ts->interp->ceval.eval_breaker, 1);
    cj_osr_requested = true;
    parked = false;
}

static bool is_alone(PyThreadState *ts) {
    const struct _pending_calls *pending = queue(ts);
    return pending->calls[pending->first].func == look &&
           (pending->first + 1) % NPENDINGCALLS == pending->last;
}

static void request(PyThreadState *ts) {
    if (parked) {
        raise_flags(ts);
    } else if (!cj_osr_requested) {
        cj_osr_requested = Py_AddPendingCall(look, NULL) == 0;
    }
}

/* A request that stood while JIT code runs would have it stop at every poll. Who sets one of these
 * flags, in another thread or a signal handler, sets the last one after it; so that is cleared
 * first, and whatever came before it is seen. */
void cj_osr_park(PyThreadState *ts) {
    struct _ceval_state *state = &ts->interp->ceval;
    if (ts->thread_id != _PyRuntime.main_thread || !is_alone(ts)) {
        return;
    }
    cj_osr_requested = false;
    parked = true;
    _Py_atomic_store_relaxed(&state->pending.calls_to_do, 0);
    _Py_atomic_store(&state->eval_breaker, 0);
    if (!is_alone(ts)) {
        _Py_atomic_store_relaxed(&state->pending.calls_to_do, 1);
    }
    if (_Py_atomic_load_relaxed(&state->pending.calls_to_do) || state->pending.async_exc ||
        _Py_atomic_load_relaxed(&_PyRuntime.ceval.signals_pending) ||
        _Py_atomic_load_relaxed(&state->gil_drop_request)) {
        _Py_atomic_store_relaxed(&state->eval_breaker, 1);
    }
}

/* From inside the pending call: to be called again next time. CPython makes up to 32 pending calls
 * in a row, those that are added meanwhile too, but stops at one that is NULL. So the ring of calls
 * is turned back by two: the one taken last, which is ours, comes again, behind one that is NULL.
 * Other threads add calls at the ring's other end (under a lock that is not needed at this one,
 * which is the main thread's alone); theirs must not wait for ever. */
static void request_again(PyThreadState *ts) {
    struct _pending_calls *pending = queue(ts);
    int next = pending->first, ours = (next + NPENDINGCALLS - 1) % NPENDINGCALLS;
    if (pending->last != next || pending->calls[ours].func != look) {
        if (Py_AddPendingCall(NULL, NULL) == 0) {
            request(ts);
        }
        return;
    }
    int stop = (ours + NPENDINGCALLS - 1) % NPENDINGCALLS;
    pending->calls[stop].func = NULL;
    pending->first = stop;
    raise_flags(ts);
}

static Watch *find(const cj_frame *frame) {
    for (uint32_t i = n_watches; i-- > 0;) {
        if (watches[i].frame == frame) {
            return &watches[i];
        }
    }
    return NULL;
}

static void forget(const cj_frame *frame) {
    Watch *watch = find(frame);
    if (watch != NULL) {
        memmove(watch, watch + 1, (size_t)(watches + --n_watches - watch) * sizeof *watch);
        cj_osr_watching = n_watches > 0;
    }
}

static bool add(PyThreadState *ts, cj_frame *frame, char *native) {
    if (n_watches == cap_watches) {
        uint32_t more = cap_watches + 16;
        Watch *larger = realloc(watches, more * sizeof *watches);
        if (larger == NULL) {
            return false;
        }
        watches = larger;
        cap_watches = more;
    }
    watches[n_watches++] = (Watch){frame, ts, native};
    cj_osr_watching = true;
    return true;
}

/* The interpreter itself makes the pending call, not C code that it has called, which would stand
 * between the two in the native stack. How far apart they are without is learnt at the beginning of
 * a function: RESUME calls nothing. */
static bool is_called_by_interpreter(const Watch *watch, const PyCodeObject *code, int unit) {
    ptrdiff_t here = watch->native - (char *)__builtin_frame_address(0);
    if (cj_is_resume(code, unit)) {
        distance = here;
    }
    return here == distance;
}

static bool is_hot(const cj_function *function) {
    return function->compiled || function->rounds >= cj.loop_threshold;
}

/* Makes the interpreter leave the frame at this jump back. */
static bool leave(cj_frame *frame, int unit) {
    PyCodeObject *code = frame->f_code;
    PyObject *no_handlers = PyBytes_FromStringAndSize(NULL, 0);
    int start = cj_loop_start(code, unit), depth = cj_stack_depth(code, start);
    if (no_handlers == NULL || depth < 0) {
        PyErr_Clear();
        Py_XDECREF(no_handlers);
        return false;
    }
    leaving.frame = frame;
    leaving.unit = start;
    leaving.depth = depth;
    leaving.exception_table = code->co_exceptiontable;
    leaving.collecting = PyGC_Disable();
    code->co_exceptiontable = no_handlers;
    PyObject **stack = frame->localsplus + code->co_nlocalsplus;
    for (int i = 0; i < depth; i++) {
        Py_XINCREF(stack[i]);
    }
    if (frame->owner == FRAME_OWNED_BY_THREAD) {
        frame->prev_instr = _PyCode_CODE(code) - 1; /* not begun: no entry in a traceback */
    }
    PyErr_Restore(Py_NewRef(PyExc_SystemError), NULL, NULL);
    return true;
}

/* The interpreter runs some calls (of a `__getitem__`) within the same evaluation, without any
 * hook: the frame that this evaluation was begun for. */
static cj_frame *entry_of(cj_frame *frame) {
    while (frame != NULL && !frame->is_entry) {
        frame = frame->previous;
    }
    return frame;
}

static int look(void *unused) {
    (void)unused;
    PyThreadState *ts = PyThreadState_Get();
    cj_frame *frame = ts->cframe->current_frame, *entry = entry_of(frame);
    Watch *watch = entry == NULL ? NULL : find(entry);
    cj_osr_requested = parked = false;
    if (watch == NULL || watch->ts != ts || !cj.enabled || ts->cframe->use_tracing ||
        ts->c_tracefunc != NULL || ts->c_profilefunc != NULL) {
        return 0;
    }
    cj_function *function = cj_function_of(frame->f_code);
    int unit = (int)(frame->prev_instr - _PyCode_CODE(frame->f_code));
    if (frame == entry && is_called_by_interpreter(watch, frame->f_code, unit) &&
        cj_is_loop_end(frame->f_code, unit)) {
        function->rounds++;
        if (is_hot(function)) {
            if (!cj.no_memory && cj_function_is_allowed(function) && leave(frame, unit)) {
                return -1;
            }
            forget(frame);
            return 0;
        }
    }
    request_again(ts);
    return 0;
}

void cj_osr_called(PyThreadState *ts) {
    if (!cj_osr_requested && ts->cframe->current_frame != NULL) {
        const Watch *watch = find(ts->cframe->current_frame);
        if (watch != NULL && watch->ts == ts) {
            request(ts);
        }
    }
}

bool cj_osr_can_watch(const PyThreadState *ts) {
    return ts->thread_id == _PyRuntime.main_thread && ts->c_tracefunc == NULL &&
           ts->c_profilefunc == NULL;
}

/* Undoes what made the interpreter leave the frame. */
static int restore(cj_frame *frame) {
    PyCodeObject *code = frame->f_code;
    PyErr_Clear();
    Py_SETREF(code->co_exceptiontable, leaving.exception_table);
    frame->prev_instr = _PyCode_CODE(code) + leaving.unit - 1;
    frame->stacktop = code->co_nlocalsplus + leaving.depth;
    leaving.frame = NULL;
    if (leaving.collecting) {
        PyGC_Enable();
    }
    return leaving.unit;
}

__attribute__((noinline)) PyObject *cj_osr_interpret(PyThreadState *ts, cj_frame *frame,
                                                     int *unit) {
    *unit = -1;
    if (!add(ts, frame, __builtin_frame_address(0))) {
        return cj_interpret(ts, frame, 0);
    }
    request(ts);
    PyObject *result = cj_interpret(ts, frame, 0);
    forget(frame);
    if (result == NULL && leaving.frame == frame) {
        *unit = restore(frame);
    }
    return result;
}

void cj_osr_forked(void) {
    const PyThreadState *ts = PyGILState_GetThisThreadState();
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n_watches; i++) {
        if (watches[i].ts == ts) {
            watches[kept++] = watches[i];
        }
    }
    n_watches = kept;
    cj_osr_watching = kept > 0;
}
