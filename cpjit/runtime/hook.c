/* The door: CPython asks the PEP 523 hook to evaluate each frame that C code or the interpreter
 * starts. Hot code is entered here; the rest goes on to the interpreter. */
#include "../frontend/cp311/helpers.h"
#include "engine.h"

#include <pthread.h>

#define STACK_RESERVE ((size_t)256 << 10) /* native stack that C code may still use, bytes */

typedef PyObject *Enter(cj_frame *frame, PyThreadState *ts, void *entry);

/* The lowest address of this thread's stack at which frames may still be entered. */
static __thread char *limit __attribute__((tls_model("initial-exec")));

static __attribute__((noinline)) char *find_stack_limit(void) {
    pthread_attr_t attributes;
    void *base;
    size_t size;
    limit = (char *)1;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        if (pthread_attr_getstack(&attributes, &base, &size) == 0) {
            size_t reserve = size / 4 < STACK_RESERVE ? size / 4 : STACK_RESERVE;
            limit = (char *)base + reserve;
        }
        pthread_attr_destroy(&attributes);
    }
    return limit;
}

static inline char *stack_limit(void) {
    return __builtin_expect(limit != NULL, 1) ? limit : find_stack_limit();
}

static inline bool stack_is_low(void) {
    return (char *)__builtin_frame_address(0) < stack_limit();
}

/* ---- to the interpreter ---- */

/* With throwflag the interpreter reports a call to the trace and profile functions, which have
 * seen this frame's call long ago: these stand in for them once. */
static __thread Py_tracefunc hidden_trace, hidden_profile;

static int skip_one_trace(PyObject *object, PyFrameObject *frame, int event, PyObject *argument) {
    (void)object, (void)frame, (void)event, (void)argument;
    PyThreadState_Get()->c_tracefunc = hidden_trace;
    return 0;
}

static int skip_one_profile(PyObject *object, PyFrameObject *frame, int event, PyObject *argument) {
    (void)object, (void)frame, (void)event, (void)argument;
    PyThreadState_Get()->c_profilefunc = hidden_profile;
    return 0;
}

PyObject *cj_interpret(PyThreadState *ts, cj_frame *frame, int throwflag) {
    int mode = cj.mode;
    cj.mode = CJ_IN_INTERPRETER;
    PyObject *result;
    if (stack_is_low() && cj.interpreter->eval_frame == cj_hook) {
        /* The stock evaluator calls Python functions without native stack. */
        cj.interpreter->eval_frame = NULL;
        cj.aside = true;
        result = _PyEval_EvalFrameDefault(ts, frame, throwflag);
        if (cj.aside && cj.interpreter->eval_frame == NULL) {
            cj.interpreter->eval_frame = cj_hook;
        }
        cj.aside = false;
    } else {
        result = _PyEval_EvalFrameDefault(ts, frame, throwflag);
    }
    cj.mode = mode;
    return result;
}

PyObject *cj_interpret_raising(PyThreadState *ts, cj_frame *frame) {
    if (ts->cframe->use_tracing) {
        if (ts->c_tracefunc != NULL) {
            hidden_trace = ts->c_tracefunc;
            ts->c_tracefunc = skip_one_trace;
        }
        if (ts->c_profilefunc != NULL) {
            hidden_profile = ts->c_profilefunc;
            ts->c_profilefunc = skip_one_profile;
        }
    }
    return cj_interpret(ts, frame, 1);
}

/* ---- to JIT code ---- */

static bool is_ready(cj_function *function, cj_frame *frame) {
    if (function->compiled) {
        return true;
    }
    if (function->gave_up || !cj_function_scan(function) || function->refusal != NULL) {
        return false;
    }
    function->calls++;
    if (function->calls < cj.threshold && !function->has_loop) {
        return false;
    }
    if (cj_suspends(frame->f_code)) {
        return true;
    }
    function->starved = cj.no_memory;
    if (cj.no_memory) {
        return false;
    }
    if (!cj_compile_entry(function, frame)) {
        cj_function_failed(function);
        cj_function_discard(function);
        function->starved = cj.no_memory;
        return false;
    }
    return true;
}

static inline PyObject *enter(PyThreadState *ts, cj_frame *frame, void *entry) {
    int mode = cj.mode;
    cj.mode = CJ_IN_JIT;
    PyObject *result = ((Enter *)(uintptr_t)cj.enter)(frame, ts, entry);
    cj.mode = mode;
    return result;
}

/* As the interpreter enters a frame that C code wants to be evaluated. */
static inline PyObject *enter_from_c(PyThreadState *ts, cj_frame *frame, cj_function *function,
                                     uint8_t *entry) {
    cj_cframe own;
    own.cframe.use_tracing = ts->cframe->use_tracing;
    own.cframe.previous = ts->cframe;
    own.stack_limit = stack_limit();
    frame->is_entry = true;
    frame->previous = ts->cframe->current_frame;
    own.cframe.current_frame = frame;
    ts->cframe = &own.cframe;
    PyObject *result;
    if (_Py_EnterRecursiveCallTstate(ts, "")) {
        result = NULL;
        own.cframe.current_frame = frame->previous;
    } else {
        frame->stacktop = -1;
        function->entered++;
        result = enter(ts, frame, entry);
    }
    ts->cframe = own.cframe.previous;
    ts->cframe->use_tracing = own.cframe.use_tracing;
    return result;
}

/* Where a suspended generator goes on: code that knows nothing of its values. */
static uint8_t *resume_address(cj_function *function, cj_frame *frame) {
    PyCodeObject *code = frame->f_code;
    int unit = (int)(frame->prev_instr + 1 - _PyCode_CODE(code));
    for (int i = 0; i < CJ_RESUMES; i++) {
        if (function->resumes[i].address != NULL && function->resumes[i].unit == unit) {
            return function->resumes[i].address;
        }
    }
    function->starved = cj.no_memory;
    if (cj.no_memory || function->gave_up) {
        return NULL;
    }
    uint8_t *address = cj_compile_resume(function, frame, unit);
    if (address != NULL) {
        int place = function->n_resumes++ % CJ_RESUMES;
        function->resumes[place].unit = unit;
        function->resumes[place].address = address;
    } else {
        cj_function_failed(function);
        function->starved = cj.no_memory;
    }
    return address;
}

static __attribute__((noinline)) PyObject *run(PyThreadState *ts, cj_frame *frame, int throwflag) {
    PyCodeObject *code = frame->f_code;
    if (throwflag || ts->cframe->use_tracing || !cj.enabled || ts->interp != cj.interpreter) {
        return cj_interpret(ts, frame, throwflag);
    }
    cj_function *function = cj_function_get(code);
    if (function == NULL || stack_is_low()) {
        return cj_interpret(ts, frame, 0);
    }
    uint8_t *entry;
    if (frame->owner == FRAME_OWNED_BY_GENERATOR) {
        if (!cj_suspends(code) || !is_ready(function, frame) ||
            (entry = resume_address(function, frame)) == NULL) {
            return cj_interpret(ts, frame, 0);
        }
        /* _PyGen_yf looks here for what a generator that does not run waits for. */
        int unit = (int)(frame->prev_instr + 1 - _PyCode_CODE(code));
        frame->prev_instr += cj_is_resume(code, unit);
    } else {
        if (frame->prev_instr != _PyCode_CODE(code) - 1 || cj_suspends(code) ||
            !is_ready(function, frame)) {
            return cj_interpret(ts, frame, 0);
        }
        entry = function->start;
    }
    return enter_from_c(ts, frame, function, entry);
}

/* A function that is compiled costs C code no more to call than an interpreted one: what is most
 * frequent comes first. Only a plain function has a start; a generator is resumed. */
PyObject *cj_hook(PyThreadState *ts, cj_frame *frame, int throwflag) {
    const PyCodeObject *code = frame->f_code;
    cj_function *function = cj_function_of(code);
    if (function != NULL && function->start != NULL && !throwflag &&
        frame->prev_instr == _PyCode_CODE(code) - 1 && !ts->cframe->use_tracing && cj.enabled &&
        ts->interp == cj.interpreter && !stack_is_low()) {
        return enter_from_c(ts, frame, function, function->start);
    }
    return run(ts, frame, throwflag);
}

/* Another tool's hook, set after ours, is asked for each frame, and may ask us. Where there is no
 * hook at all the interpreter asks nobody either. */
bool cj_runs_frames(const PyThreadState *ts) {
    return ts->interp->eval_frame == cj_hook || ts->interp->eval_frame == NULL;
}

/* Whether frames are ours to run: the hook is in its place, or stands aside for the moment. */
static bool is_on(void) {
    return cj.enabled && (cj.interpreter->eval_frame != NULL || cj.aside);
}

/* JIT code calls a function that has none (yet): its frame is linked, a slot of recursion taken. */
PyObject *cj_run_uncompiled(PyThreadState *ts, cj_frame *frame) {
    cj_function *function = cj_function_get(frame->f_code);
    if (is_on() && function != NULL && !ts->cframe->use_tracing && !stack_is_low() &&
        !cj_suspends(frame->f_code) && is_ready(function, frame)) {
        function->entry = function->start;
        function->entered += function->entered == 0;
        return enter(ts, frame, function->start);
    }
    frame->stacktop = frame->f_code->co_nlocalsplus;
    ts->cframe->current_frame = frame->previous;
    ts->recursion_remaining++;
    return cj_interpret(ts, frame, 0);
}

PyObject *cj_run_frame(PyThreadState *ts, cj_frame *frame, cj_frame *callee) {
    PyObject *result = NULL;
    callee->previous = frame;
    ts->cframe->current_frame = callee;
    if (_Py_EnterRecursiveCallTstate(ts, "")) {
        ts->cframe->current_frame = frame;
    } else {
        callee->stacktop = -1;
        result = cj_run_uncompiled(ts, callee);
    }
    ((void (*)(PyThreadState *, cj_frame *))(uintptr_t)cj.clear_frame)(ts, callee);
    return result;
}
