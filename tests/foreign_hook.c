/* Another tool's PEP 523 hook, for tests/test_other_hooks.py: it counts the frames that it is asked
 * for, by the names of their functions, and passes them on. */
#define Py_BUILD_CORE
#include <Python.h>

#include "internal/pycore_frame.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_pystate.h"

#include <string.h>

static _PyFrameEvalFunction next;
static char watched[64];
static int count;

static PyObject *hook(PyThreadState *ts, struct _PyInterpreterFrame *frame, int throwflag) {
    const char *name = PyUnicode_AsUTF8(frame->f_code->co_name);
    count += name != NULL && strcmp(name, watched) == 0;
    return next(ts, frame, throwflag);
}

/* Counts the frames of functions of that name. Passes them to the hook that was there before, or
 * to the interpreter. */
void hook_set(const char *name, int chained) {
    PyInterpreterState *interpreter = PyInterpreterState_Get();
    strncpy(watched, name, sizeof watched - 1);
    count = 0;
    next = chained ? _PyInterpreterState_GetEvalFrameFunc(interpreter) : _PyEval_EvalFrameDefault;
    _PyInterpreterState_SetEvalFrameFunc(interpreter, hook);
}

int hook_count(void) {
    return count;
}

/* Puts back what was there, or the interpreter's evaluator. */
void hook_remove(int restore) {
    _PyInterpreterState_SetEvalFrameFunc(PyInterpreterState_Get(),
                                         restore ? next : _PyEval_EvalFrameDefault);
}
