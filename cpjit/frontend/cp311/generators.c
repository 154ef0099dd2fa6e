/* What is done with generators, coroutines and asynchronous generators as objects. CPython resumes
 * and drops them by slots of their types, whoever asks: builtins such as list and sum, the event
 * loop, the interpreter. The slots lead here while cpjit is on: what has its code is entered
 * straight away, without CPython's evaluation of frames; what has run to its end is kept for the
 * next one; and what can't catch the exception that closes it is closed without raising it.
 * Everything else is left to CPython's own functions. */
#include "generators.h"
#include "../../runtime/activation.h"
#include "helpers.h"

#include "internal/pycore_opcode.h"
#include "internal/pycore_pymem.h"
#include "opcode.h"

#include <string.h>

#define KEPT 4 /* dead generators of one function */

/* ---- made ---- */

static PyGenObject *new_generator(PyTypeObject *type, PyCodeObject *code) {
    cj_function *function = cj_function_of(code);
    if (function == NULL || function->kept == NULL || _Py_tracemalloc_config.tracing) {
        return PyObject_GC_NewVar(PyGenObject, type, code->co_nlocalsplus + code->co_stacksize);
    }
    PyGenObject *generator = function->kept;
    function->kept = (PyGenObject *)generator->gi_weakreflist;
    function->n_kept--;
    _Py_NewReference((PyObject *)generator);
    return generator;
}

/* Where a coroutine was made: (file, line, function) of `depth` frames, the caller's first
 * (sys.set_coroutine_origin_tracking_depth). */
static PyObject *origin(const cj_frame *caller, int depth) {
    int count = 0;
    for (const cj_frame *frame = caller; frame != NULL && count < depth; frame = frame->previous) {
        count++;
    }
    PyObject *origin = PyTuple_New(count);
    for (int i = 0; origin != NULL && i < count; i++, caller = caller->previous) {
        PyCodeObject *code = caller->f_code;
        int byte = (int)((const char *)caller->prev_instr - (const char *)_PyCode_CODE(code));
        PyObject *place =
            Py_BuildValue("OiO", code->co_filename, PyCode_Addr2Line(code, byte), code->co_name);
        if (place == NULL) {
            Py_CLEAR(origin);
            break;
        }
        PyTuple_SET_ITEM(origin, i, place);
    }
    return origin;
}

PyObject *cj_make_generator(PyThreadState *ts, cj_frame *frame) {
    PyFunctionObject *function = frame->f_func;
    PyCodeObject *code = frame->f_code;
    bool is_coroutine = code->co_flags & CO_COROUTINE;
    PyTypeObject *type = is_coroutine                          ? &PyCoro_Type
                         : code->co_flags & CO_ASYNC_GENERATOR ? &PyAsyncGen_Type
                                                               : &PyGen_Type;
    PyGenObject *generator = new_generator(type, code);
    if (generator == NULL) {
        return NULL;
    }
    generator->gi_frame_state = FRAME_CLEARED; /* until it has its frame */
    generator->gi_code = (PyCodeObject *)Py_NewRef(code);
    generator->gi_weakreflist = NULL;
    generator->gi_exc_state = (_PyErr_StackItem){NULL, NULL};
    generator->gi_name = Py_NewRef(function->func_name);
    generator->gi_qualname = Py_NewRef(function->func_qualname);
    generator->gi_origin_or_finalizer = NULL;
    generator->gi_hooks_inited = 0;
    generator->gi_closed = 0;
    generator->gi_running_async = 0;
    PyObject_GC_Track(generator);
    if (is_coroutine && ts->coroutine_origin_tracking_depth > 0) {
        generator->gi_origin_or_finalizer =
            origin(frame->previous, ts->coroutine_origin_tracking_depth);
        if (generator->gi_origin_or_finalizer == NULL) {
            Py_DECREF(generator);
            return NULL;
        }
    }
    cj_frame *own = (cj_frame *)generator->gi_iframe;
    memcpy(own, frame, (size_t)CJ_SLOT_OFFSET(code->co_nlocalsplus));
    own->stacktop = code->co_nlocalsplus;
    own->previous = NULL;
    own->owner = FRAME_OWNED_BY_GENERATOR;
    generator->gi_frame_state = FRAME_CREATED;
    /* What is left is for the caller to clear. */
    Py_INCREF(function);
    Py_INCREF(code);
    frame->f_locals = NULL;
    frame->stacktop = 0;
    return (PyObject *)generator;
}

/* ---- ended ---- */

void cj_end_generator(PyGenObject *generator, PyObject *result) {
    bool is_coroutine = PyCoro_CheckExact(generator), is_async = PyAsyncGen_CheckExact(generator);
    if (generator->gi_frame_state == FRAME_EXECUTING) {
        generator->gi_frame_state = FRAME_COMPLETED;
    }
    if (result == NULL) {
        const char *raised = PyErr_ExceptionMatches(PyExc_StopIteration) ? "StopIteration"
                             : is_async && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)
                                 ? "StopAsyncIteration"
                                 : NULL;
        if (raised != NULL) {
            _PyErr_FormatFromCause(PyExc_RuntimeError, "%s raised %s",
                                   is_coroutine ? "coroutine"
                                   : is_async   ? "async generator"
                                                : "generator",
                                   raised);
        }
    }
    Py_CLEAR(generator->gi_exc_state.exc_value);
    generator->gi_frame_state = FRAME_CLEARED;
    cj_clear_generator_frame((cj_frame *)generator->gi_iframe);
}

/* ---- resumed by C code ---- */

/* CPython's slots of a type. */
typedef struct {
    PyTypeObject *type;
    iternextfunc next;
    sendfunc send;
    destructor dealloc, finalize;
} Slots;

static Slots of_generator = {.type = &PyGen_Type};
static Slots of_coroutine = {.type = &PyCoro_Type};
static Slots of_async_generator = {.type = &PyAsyncGen_Type};

/* Whether frames are ours to run, on this thread, now. The hook is in its place in our interpreter
 * only. */
static inline bool is_on(const PyThreadState *ts) {
    return ts->interp->eval_frame == cj_hook && !ts->cframe->use_tracing &&
           ts->recursion_remaining > 0;
}

/* Runs the generator, and gives what comes out, as gen_send_ex2 up to the end of the frame's
 * evaluation. False: it can't be run here, and nothing has changed. */
static inline __attribute__((always_inline)) bool resume(PyGenObject *generator, PyObject *value,
                                                         PyObject **result) {
    PyThreadState *ts = _PyThreadState_GET();
    cj_frame *frame = (cj_frame *)generator->gi_iframe;
    PyCodeObject *code = frame->f_code;
    char *limit = cj_stack_limit;
    if (generator->gi_frame_state >= FRAME_EXECUTING || !is_on(ts) ||
        (generator->gi_frame_state == FRAME_CREATED && value != Py_None) || limit == NULL ||
        (char *)__builtin_frame_address(0) < limit) {
        return false;
    }
    cj_function *function = cj_function_of(code);
    if (function == NULL || function->unknown == NULL) {
        return false;
    }
    uint8_t *entry = function->unknown[frame->prev_instr + 1 - _PyCode_CODE(code)];
    if (entry == NULL) {
        return false;
    }
    cj_cframe own;
    frame->localsplus[frame->stacktop] = Py_NewRef(value);
    frame->stacktop = -1;
    generator->gi_exc_state.previous_item = ts->exc_info;
    ts->exc_info = &generator->gi_exc_state;
    generator->gi_frame_state = FRAME_EXECUTING;
    function->entered++;
    ts->recursion_remaining--;
    cj_begin_activation(&own, ts, frame, limit);
    *result = cj_enter(ts, frame, entry);
    cj_end_activation(&own, ts);
    ts->exc_info = generator->gi_exc_state.previous_item;
    generator->gi_exc_state.previous_item = NULL;
    frame->previous = NULL;
    return true;
}

static inline bool has_yielded(const PyGenObject *generator, const PyObject *result) {
    return result != NULL && generator->gi_frame_state == FRAME_SUSPENDED;
}

/* gen_iternext */
static PyObject *next_item(PyObject *self) {
    PyGenObject *generator = (PyGenObject *)self;
    PyObject *result;
    if (!resume(generator, Py_None, &result)) {
        return of_generator.next(self);
    }
    if (has_yielded(generator, result)) {
        return result;
    }
    cj_end_generator(generator, result);
    if (result != NULL) {
        if (result != Py_None) {
            _PyGen_SetStopIterationValue(result);
        }
        Py_DECREF(result);
    }
    return NULL;
}

/* PyGen_am_send */
static PySendResult send(PyObject *self, PyObject *value, PyObject **result) {
    PyGenObject *generator = (PyGenObject *)self;
    if (!resume(generator, value, result)) {
        return of_generator.send(self, value, result);
    }
    if (has_yielded(generator, *result)) {
        return PYGEN_NEXT;
    }
    cj_end_generator(generator, *result);
    return *result == NULL ? PYGEN_ERROR : PYGEN_RETURN;
}

/* ---- closed when nobody needs them any more ---- */

/* Would GeneratorExit, raised where it is suspended, just end it? */
static bool catches_nothing(const PyThreadState *ts, const PyGenObject *generator) {
    const cj_frame *frame = (const cj_frame *)generator->gi_iframe;
    const PyCodeObject *code = frame->f_code;
    if (!is_on(ts) || frame->frame_obj != NULL || frame->f_locals != NULL ||
        PyAsyncGen_CheckExact(generator)) { /* which the event loop may want to close */
        return false;
    }
    if (generator->gi_frame_state == FRAME_CREATED) {
        return !PyCoro_CheckExact(generator); /* else it is warned that nobody has awaited it */
    }
    int unit = (int)(frame->prev_instr - _PyCode_CODE(code));
    _Py_CODEUNIT next = frame->prev_instr[1];
    int opcode = _Py_OPCODE(next);
    bool waits = (opcode == RESUME || opcode == RESUME_QUICK) && _Py_OPARG(next) >= 2;
    return generator->gi_frame_state == FRAME_SUSPENDED && !waits && !cj_is_handled(code, unit);
}

/* What gen_close comes to then: the frame's stack is unwound, from the top, while the frame runs,
 * and then it is gone, in the order of frame_dealloc. */
static void close_quietly(PyThreadState *ts, PyGenObject *generator) {
    cj_frame *frame = (cj_frame *)generator->gi_iframe;
    PyCodeObject *code = frame->f_code;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    int count = frame->stacktop;
    if (count > code->co_nlocalsplus) {
        frame->stacktop = -1;
        frame->previous = ts->cframe->current_frame;
        ts->cframe->current_frame = frame;
        generator->gi_exc_state.previous_item = ts->exc_info;
        ts->exc_info = &generator->gi_exc_state;
        generator->gi_frame_state = FRAME_EXECUTING;
        ts->recursion_remaining--;
        while (count > code->co_nlocalsplus) {
            Py_XDECREF(frame->localsplus[--count]);
        }
        ts->recursion_remaining++;
        ts->exc_info = generator->gi_exc_state.previous_item;
        generator->gi_exc_state.previous_item = NULL;
        ts->cframe->current_frame = frame->previous;
        frame->previous = NULL;
        frame->stacktop = code->co_nlocalsplus;
    }
    generator->gi_frame_state = FRAME_CLEARED;
    if (frame->frame_obj != NULL) { /* somebody has looked at it meanwhile */
        cj_clear_generator_frame(frame);
    } else {
        Py_DECREF(frame->f_func);
        Py_CLEAR(frame->f_locals);
        for (int i = 0; i < code->co_nlocalsplus; i++) {
            Py_CLEAR(frame->localsplus[i]);
        }
        Py_DECREF(code);
    }
    PyErr_Restore(type, value, traceback);
}

/* _PyGen_Finalize */
static void finalize(PyObject *self) {
    PyGenObject *generator = (PyGenObject *)self;
    PyThreadState *ts = _PyThreadState_GET();
    if (generator->gi_frame_state >= FRAME_EXECUTING || !catches_nothing(ts, generator)) {
        of_generator.finalize(self);
        return;
    }
    close_quietly(ts, generator);
}

/* ---- dead ---- */

/* May it be kept for a new generator of this function? */
static bool is_worth_keeping(const PyGenObject *generator) {
    if (generator->gi_frame_state != FRAME_CLEARED || !is_on(_PyThreadState_GET()) ||
        _Py_tracemalloc_config.tracing || generator->gi_exc_state.exc_value != NULL) {
        return false;
    }
    const cj_function *function = cj_function_of(generator->gi_code);
    return function != NULL && function->compiled && function->n_kept < KEPT;
}

/* gen_dealloc */
static void dealloc(PyObject *self, const Slots *slots) {
    PyGenObject *generator = (PyGenObject *)self;
    if (generator->gi_weakreflist != NULL || !is_worth_keeping(generator)) {
        slots->dealloc(self);
        return;
    }
    PyCodeObject *code = generator->gi_code;
    _PyObject_GC_UNTRACK(self);
    _Py_AS_GC(self)->_gc_prev = 0; /* whether it has been finalised */
    if (!PyGen_CheckExact(self)) { /* where CPython sets it */
        Py_CLEAR(generator->gi_origin_or_finalizer);
    }
    Py_CLEAR(generator->gi_name);
    Py_CLEAR(generator->gi_qualname);
    cj_function *function = cj_function_of(code);
    if (Py_REFCNT(code) > 1 && function != NULL && function->n_kept < KEPT) {
        generator->gi_weakreflist = (PyObject *)function->kept;
        function->kept = generator;
        function->n_kept++;
    } else {
        PyObject_GC_Del(self);
    }
    Py_DECREF(code);
}

static void dealloc_generator(PyObject *self) {
    dealloc(self, &of_generator);
}

static void dealloc_coroutine(PyObject *self) {
    dealloc(self, &of_coroutine);
}

static void dealloc_async_generator(PyObject *self) {
    dealloc(self, &of_async_generator);
}

void cj_generators_forget(cj_function *function) {
    while (function->kept != NULL) {
        PyGenObject *generator = function->kept;
        function->kept = (PyGenObject *)generator->gi_weakreflist;
        PyObject_GC_Del(generator);
    }
    function->n_kept = 0;
}

/* ---- on and off ---- */

static void replace(Slots *slots, destructor own) {
    PyTypeObject *type = slots->type;
    if (type->tp_dealloc == own) {
        return;
    }
    *slots = (Slots){.type = type,
                     .next = type->tp_iternext,
                     .send = type->tp_as_async->am_send,
                     .dealloc = type->tp_dealloc,
                     .finalize = type->tp_finalize};
    type->tp_as_async->am_send = send;
    type->tp_dealloc = own;
    type->tp_finalize = finalize;
}

static void restore(const Slots *slots, destructor own) {
    PyTypeObject *type = slots->type;
    if (type->tp_dealloc != own) {
        return;
    }
    type->tp_as_async->am_send = slots->send;
    type->tp_dealloc = slots->dealloc;
    type->tp_finalize = slots->finalize;
}

void cj_generators_replace(void) {
    replace(&of_generator, dealloc_generator);
    replace(&of_coroutine, dealloc_coroutine);
    replace(&of_async_generator, dealloc_async_generator);
    PyGen_Type.tp_iternext = next_item;
}

void cj_generators_restore(void) {
    restore(&of_generator, dealloc_generator);
    restore(&of_coroutine, dealloc_coroutine);
    restore(&of_async_generator, dealloc_async_generator);
    if (PyGen_Type.tp_iternext == next_item) {
        PyGen_Type.tp_iternext = of_generator.next;
    }
}
