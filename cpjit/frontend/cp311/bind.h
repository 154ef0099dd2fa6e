/* Frames for calls of Python functions. */
#ifndef CJ_CP311_BIND_H
#define CJ_CP311_BIND_H

#include "layout.h"

#define CJ_MAX_BOUND 64 /* parameters of the functions that are called this way */

/* Pushes a function's frame onto the data stack, with the arguments of a call: `positional` ones,
 * then the values of the keywords `names`. It steals the function and the arguments. NULL: with an
 * exception set, or because CPython has to do the call; nothing is stolen then. */
cj_frame *cj_push_frame(PyThreadState *ts, PyFunctionObject *function, PyObject *const *arguments,
                        Py_ssize_t positional, PyObject *names);

#endif
