/* Frames for calls of Python functions. */
#ifndef CJ_CP311_BIND_H
#define CJ_CP311_BIND_H

#include "layout.h"

#include <stdbool.h>

#define CJ_MAX_BOUND 64 /* parameters of the functions that are called this way */

/* The vectorcall of functions that C code calls (runtime/callbacks.c). */
PyObject *cj_vectorcall(PyObject *callable, PyObject *const *arguments, size_t count,
                        PyObject *names);

/* Does it take its arguments as Python functions do? */
static inline bool cj_is_usual(const PyFunctionObject *function) {
    return function->vectorcall == _PyFunction_Vectorcall || function->vectorcall == cj_vectorcall;
}

/* Is it that of a function all of whose arguments are positional, and which runs when it is called?
 */
static inline bool cj_is_plain(const PyCodeObject *code) {
    const int usual = CO_OPTIMIZED | CO_NEWLOCALS, others = CO_VARARGS | CO_VARKEYWORDS |
                                                            CO_GENERATOR | CO_COROUTINE |
                                                            CO_ASYNC_GENERATOR;
    return (code->co_flags & (usual | others)) == usual && code->co_kwonlyargcount == 0;
}

/* Pushes a function's frame onto the data stack, with the arguments of a call: `positional` ones,
 * then the values of the keywords `names`. It steals the function and the arguments. NULL: with an
 * exception set, or because CPython has to do the call; nothing is stolen then. */
cj_frame *cj_push_frame(PyThreadState *ts, PyFunctionObject *function, PyObject *const *arguments,
                        Py_ssize_t positional, PyObject *names);

/* Can it be called by such a frame at all? */
static inline bool cj_takes_frames(const PyFunctionObject *function) {
    const int usual = CO_OPTIMIZED | CO_NEWLOCALS;
    const PyCodeObject *code = (PyCodeObject *)function->func_code;
    return cj_is_usual(function) && (code->co_flags & usual) == usual &&
           code->co_argcount + code->co_kwonlyargcount <= CJ_MAX_BOUND;
}

/* Likewise for f(*arguments, **named): slots with the function, an exact tuple and, if there is
 * one, an exact dictionary, which all stay; cj_unbind_tuple() when the call has ended. */
cj_frame *cj_bind_tuple(PyThreadState *ts, PyObject **slots, int has_dict);
void cj_unbind_tuple(PyObject *const *slots, int has_dict);

/* How a call site's arguments reach the parameters of one code object: what cj_push_frame finds out
 * each time. */
typedef struct cj_binding {
    struct cj_binding *next; /* of the same caller */
    int given;               /* arguments, keywords included */
    int parameters;          /* positional and keyword-only */
    int first_rest, n_rest;  /* the arguments that *args takes */
    int n_named;             /* those that **kwargs takes */
    bool takes_rest, takes_named;
    int8_t source[CJ_MAX_BOUND];   /* of a parameter: the argument's index, or -1: its default */
    int8_t named[CJ_MAX_BOUND];    /* the arguments that **kwargs takes, and */
    PyObject *names[CJ_MAX_BOUND]; /* their names, borrowed from the caller's constants */
} cj_binding;

/* False: the call is an error, or too odd. */
bool cj_binding_plan(cj_binding *binding, PyFunctionObject *function, Py_ssize_t positional,
                     PyObject *names);

/* As cj_push_frame, for a function of the code that the plan is for. The caller has seen to it that
 * there is room. NULL: CPython has to do the call. */
cj_frame *cj_bind(PyThreadState *ts, PyFunctionObject *function, PyObject *const *arguments,
                  const cj_binding *binding);

#endif
