/* Frames of Python functions, pushed as _PyFrame_Push and the interpreter's calls do. */
#ifndef CJ_FRAMES_H
#define CJ_FRAMES_H

#include "enter.h"

/* Does whoever waits for this frame's result take a number without its box? In a byte of the frame
 * that CPython leaves unused. */
#define TAKES_NUMBERS_OFFSET (offsetof(Frame, owner) + 1)
#define TAKES_NUMBERS(frame) (((bool *)(frame))[TAKES_NUMBERS_OFFSET])
_Static_assert(TAKES_NUMBERS_OFFSET < offsetof(Frame, localsplus), "no byte is unused");

/* Is there no room for `bytes` of frame, `levels` of recursion and a native frame? */
static inline __attribute__((always_inline)) bool no_room(PyThreadState *ts, int64_t bytes,
                                                          int levels) {
    return (char *)ts->datastack_limit - (char *)ts->datastack_top <= bytes ||
           ts->recursion_remaining < levels || stack_is_low(ts);
}

/* The frame at `top` for a call of the function, whose reference it takes; locals are left as they
 * are. */
static inline __attribute__((always_inline)) Frame *
begin_frame(void *top, PyFunctionObject *function, PyCodeObject *code, Frame *caller) {
    Frame *callee = top;
    callee->f_func = function;
    callee->f_code = (PyCodeObject *)incref((PyObject *)code);
    callee->f_builtins = function->func_builtins;
    callee->f_globals = function->func_globals;
    callee->f_locals = NULL;
    callee->frame_obj = NULL;
    callee->prev_instr = _PyCode_CODE(code) - 1;
    callee->stacktop = -1;
    callee->is_entry = false;
    callee->owner = FRAME_OWNED_BY_THREAD;
    TAKES_NUMBERS(callee) = false;
    callee->previous = caller;
    return callee;
}

/* Copies the last `-missing` defaults of a function, with references; where the next local is. */
static inline __attribute__((always_inline)) PyObject **
copy_defaults(PyObject **local, PyObject *defaults, int64_t missing) {
    PyObject **value = ((PyTupleObject *)defaults)->ob_item + PyTuple_GET_SIZE(defaults);
    for (int64_t left = -missing; left != 0; left++) {
        *local++ = incref(value[left]);
    }
    return local;
}

/* The arguments become locals, and are held by `holders` more: the tuple that they would be in, and
 * perhaps what that is unpacked to. Returns the end of the locals. */
static inline __attribute__((always_inline)) PyObject **share(PyObject **local, PyObject **argument,
                                                              int64_t count, int holders) {
    for (; count != 0; count--) {
        PyObject *value = *argument++;
        for (int i = 0; i < holders; i++) {
            incref(value);
        }
        *local++ = incref(value);
    }
    return local;
}

static inline __attribute__((always_inline)) void unbind(PyObject **local, uint64_t count) {
    for (; count != 0; count--) {
        *local++ = NULL;
        asm volatile("" : "+r"(count)); /* one at a time: a call to memset would cost more */
    }
}

/* Can `missing` parameters not get their defaults? */
static inline __attribute__((always_inline)) bool lacks_defaults(PyFunctionObject *function,
                                                                 int64_t missing) {
    PyObject *defaults = function->func_defaults;
    return missing != 0 && (defaults == NULL || PyTuple_GET_SIZE(defaults) < missing);
}

/* The frame, of `bytes`, of a call that CPython makes in C code and with the arguments in a tuple:
 * of __init__, __new__ and __call__. `self` is handed over; the `given` arguments are shared with
 * `holders` more; `missing` defaults follow, and `unbound` locals. */
static inline __attribute__((always_inline)) Frame *
push_shared(PyThreadState *ts, Frame *frame, PyFunctionObject *function, PyObject *self,
            PyObject **arguments, int64_t given, int holders, int64_t missing, int64_t bytes,
            uint64_t unbound) {
    char *top = (char *)ts->datastack_top;
    ts->recursion_remaining -= 2;
    ts->datastack_top = (PyObject **)(top + bytes);
    Frame *callee = begin_frame(top, (PyFunctionObject *)incref((PyObject *)function),
                                (PyCodeObject *)function->func_code, frame);
    callee->localsplus[0] = self;
    PyObject **local = share(callee->localsplus + 1, arguments, given, holders);
    if (missing != 0) {
        local = copy_defaults(local, function->func_defaults, missing);
    }
    unbind(local, unbound);
    ts->cframe->current_frame = callee;
    return callee;
}

#endif
