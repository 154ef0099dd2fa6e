/* The door: CPython asks the PEP 523 hook to evaluate each frame that C code or the interpreter
 * starts. Hot code is entered here; the rest goes on to the interpreter. */
#include "../frontend/cp311/bind.h"
#include "../frontend/cp311/helpers.h"
#include "activation.h"

#include <pthread.h>

#define STACK_RESERVE ((size_t)256 << 10) /* native stack that C code may still use, bytes */

__thread char *cj_stack_limit CJ_NEAR_THREAD_LOCAL;

static char *find_limit(void) {
    pthread_attr_t attributes;
    void *base;
    size_t size;
    cj_stack_limit = (char *)1;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        if (pthread_attr_getstack(&attributes, &base, &size) == 0) {
            size_t reserve = size / 4 < STACK_RESERVE ? size / 4 : STACK_RESERVE;
            cj_stack_limit = (char *)base + reserve;
        }
        pthread_attr_destroy(&attributes);
    }
    return cj_stack_limit;
}

static inline char *stack_limit(void) {
    return cj_stack_limit != NULL ? cj_stack_limit : find_limit();
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

/* The hook stands aside: the interpreter calls Python functions by itself. */
static PyObject *interpret_aside(PyThreadState *ts, cj_frame *frame, int throwflag) {
    cj.interpreter->eval_frame = NULL;
    cj.aside = true;
    PyObject *result = _PyEval_EvalFrameDefault(ts, frame, throwflag);
    if (cj.aside && cj.interpreter->eval_frame == NULL) {
        cj.interpreter->eval_frame = cj_hook;
    }
    cj.aside = false;
    return result;
}

/* It stands aside where there is little native stack left, of which those calls take none, and in
 * the import of a module that runs nothing that lasts. */
static bool is_to_stand_aside(const cj_frame *frame) {
    return cj.interpreter->eval_frame == cj_hook &&
           (stack_is_low() || (cj.threshold > 1 && cj_imports_what_is_installed(frame)));
}

PyObject *cj_interpret(PyThreadState *ts, cj_frame *frame, int throwflag) {
    int mode = cj.mode;
    cj.mode = CJ_IN_INTERPRETER;
    PyObject *result = is_to_stand_aside(frame) ? interpret_aside(ts, frame, throwflag)
                                                : _PyEval_EvalFrameDefault(ts, frame, throwflag);
    cj.mode = mode;
    if (cj_osr_watching) {
        cj_osr_called(ts);
    }
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

/* Is the function to run as JIT code? If it has a loop, and that could not be left for JIT code
 * once it is hot, then at once. */
static bool is_wanted(const PyThreadState *ts, cj_function *function) {
    if (function->compiled) {
        return true;
    }
    function->calls++;
    return (function->calls >= cj.threshold || (function->has_loop && !cj_osr_can_watch(ts))) &&
           cj_function_is_allowed(function);
}

/* Where a call of the function begins, or NULL: in the interpreter. */
static uint8_t *start_address(const PyThreadState *ts, cj_function *function, cj_frame *frame) {
    if (function->start != NULL) {
        return function->start;
    }
    if (!is_wanted(ts, function)) {
        return NULL;
    }
    function->starved = cj.no_memory;
    if (cj.no_memory || function->gave_up) {
        return NULL;
    }
    if (!cj_compile_entry(function, frame)) {
        cj_function_failed(function);
        if (!function->compiled) {
            cj_function_discard(function);
        }
        function->starved = cj.no_memory;
    }
    return function->start;
}

/* Where a suspended generator goes on: code that knows nothing of its values. */
static uint8_t *resume_address(const PyThreadState *ts, cj_function *function, cj_frame *frame) {
    int unit = (int)(frame->prev_instr + 1 - _PyCode_CODE(frame->f_code));
    if (function->unknown != NULL && function->unknown[unit] != NULL) {
        return function->unknown[unit];
    }
    if (!is_wanted(ts, function)) {
        return NULL;
    }
    function->starved = cj.no_memory;
    if (cj.no_memory || function->gave_up) {
        return NULL;
    }
    uint8_t *address = cj_compile_resume(function, frame, unit);
    if (address == NULL) {
        cj_function_failed(function);
        function->starved = cj.no_memory;
    }
    return address;
}

/* A frame whose function is not hot yet. */
static PyObject *interpret_until_hot(PyThreadState *ts, cj_frame *frame, cj_function *function) {
    if (!function->has_loop || function->gave_up || function->refusal != NULL || cj.no_memory ||
        ts->cframe->use_tracing || !cj.enabled || stack_is_low() || !cj_osr_can_watch(ts)) {
        return cj_interpret(ts, frame, 0);
    }
    int unit;
    PyObject *result = cj_osr_interpret(ts, frame, &unit);
    if (unit < 0) {
        return result;
    }
    uint8_t *entry = cj_compile_loop(function, frame, unit);
    if (entry == NULL) {
        cj_function_failed(function);
        return cj_interpret(ts, frame, 0);
    }
    return cj_run(ts, frame, function, entry, 0, stack_limit());
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

uint8_t *cj_entrance_address(const PyThreadState *ts, cj_function *function, uint32_t stub,
                             const cj_context *context, cj_frame *frame) {
    bool is_hot = function->compiled || function->calls + 1 >= cj.threshold;
    if (!is_on() || !is_hot || cj.no_memory || ts->cframe->use_tracing || cj_torture_starves() ||
        !cj_function_is_allowed(function)) {
        return NULL;
    }
    uint8_t *address =
        cj_compile_entrance(cj_entrance_of(function, stub), function, context, frame);
    if (address == NULL) {
        cj_function_failed(function);
    }
    function->entered += function->entered == 0;
    return address;
}

/* Everything that is not hot yet, or can't run now. */
static __attribute__((noinline)) PyObject *evaluate(PyThreadState *ts, cj_frame *frame,
                                                    int throwflag) {
    if (ts->cframe->use_tracing || !cj.enabled || ts->interp != cj.interpreter) {
        return cj_interpret(ts, frame, throwflag);
    }
    cj_function *function = cj_function_get(frame->f_code);
    if (function == NULL || stack_is_low()) {
        return cj_interpret(ts, frame, throwflag);
    }
    uint8_t *entry = NULL;
    if (throwflag) {
        if (!is_wanted(ts, function)) {
            return cj_interpret(ts, frame, 1);
        }
    } else {
        if (frame->owner == FRAME_OWNED_BY_GENERATOR) {
            entry = resume_address(ts, function, frame);
        } else if (frame->prev_instr == _PyCode_CODE(frame->f_code) - 1) {
            entry = start_address(ts, function, frame);
        }
        if (entry == NULL) {
            return interpret_until_hot(ts, frame, function);
        }
    }
    return cj_run(ts, frame, function, entry, throwflag, stack_limit());
}

/* Where the frame's code begins, or goes on; NULL: that is not known yet. */
static inline uint8_t *known_address(const cj_function *function, const cj_frame *frame) {
    Py_ssize_t unit = frame->prev_instr + 1 - _PyCode_CODE(frame->f_code);
    if (frame->owner == FRAME_OWNED_BY_GENERATOR) {
        return function->unknown != NULL ? function->unknown[unit] : NULL;
    }
    return unit == 0 ? function->start : NULL;
}

/* Callbacks and generators come here from C time and again: what they need stands together. */
PyObject *cj_hook(PyThreadState *ts, cj_frame *frame, int throwflag) {
    cj_function *function = cj_function_of(frame->f_code);
    char *limit = cj_stack_limit;
    if (function == NULL || throwflag || limit == NULL || ts->cframe->use_tracing || !cj.enabled ||
        ts->interp != cj.interpreter || (char *)__builtin_frame_address(0) < limit) {
        return evaluate(ts, frame, throwflag);
    }
    uint8_t *entry = known_address(function, frame);
    if (entry == NULL) {
        return evaluate(ts, frame, 0);
    }
    PyFunctionObject *called = frame->f_func;
    if (called->vectorcall == _PyFunction_Vectorcall && cj_is_plain(frame->f_code)) {
        called->vectorcall = cj_vectorcall;
    }
    return cj_run(ts, frame, function, entry, 0, limit);
}

/* JIT code calls a function that has none (yet): its frame is linked, a slot of recursion taken. */
PyObject *cj_run_uncompiled(PyThreadState *ts, cj_frame *frame) {
    cj_function *function = cj_function_get(frame->f_code);
    if (is_on() && function != NULL && !ts->cframe->use_tracing && !stack_is_low()) {
        uint8_t *start = start_address(ts, function, frame);
        if (start != NULL) {
            function->entry = start;
            function->entered += function->entered == 0;
            return cj_enter(ts, frame, start);
        }
    }
    frame->stacktop = frame->f_code->co_nlocalsplus;
    ts->cframe->current_frame = frame->previous;
    ts->recursion_remaining++;
    return function == NULL ? cj_interpret(ts, frame, 0) : interpret_until_hot(ts, frame, function);
}

void cj_clear_generator_frame(cj_frame *frame) {
    PyThreadState *ts = _PyThreadState_GET();
    ((void (*)(PyThreadState *, cj_frame *))(uintptr_t)cj.clear_generator_frame)(ts, frame);
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
