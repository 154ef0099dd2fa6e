/* Runs the program of `python -m cpjit` so that it cannot tell that cpjit was there first.
 *
 * The frames of the command line are hidden while the program runs: its own first frame has no
 * `f_back`, its tracebacks begin in it, and the whole recursion limit is its. An exception that
 * ends the program is printed here, before the hidden frames could add themselves to it.
 */
#include "runtime/program.h"

/* Set when a program ends by Ctrl-C: the interpreter then ends by that signal too. */
PyAPI_DATA(int) _Py_UnhandledKeyboardInterrupt;

/* A code object runs as a script does; anything else is called, as `python -m` calls runpy. */
static PyObject *start(PyObject *const *args, Py_ssize_t nargs) {
    if (nargs == 2 && PyCode_Check(args[0])) {
        return PyEval_EvalCode(args[0], args[1], args[1]);
    }
    return PyObject_Vectorcall(args[0], args + 1, nargs - 1, NULL);
}

PyObject *cj_run_program(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (nargs == 0) {
        PyErr_SetString(PyExc_TypeError, "run_program() needs a program");
        return NULL;
    }
    PyThreadState *ts = PyThreadState_Get();
    struct _PyInterpreterFrame *hidden = ts->cframe->current_frame;
    int hidden_depth = ts->recursion_limit - ts->recursion_remaining;

    ts->cframe->current_frame = NULL;
    ts->recursion_remaining = ts->recursion_limit;
    int status = 0;
    PyObject *result = start(args, nargs);
    Py_XDECREF(result);
    if (result == NULL && !PyErr_ExceptionMatches(PyExc_SystemExit)) {
        _Py_UnhandledKeyboardInterrupt = PyErr_Occurred() == PyExc_KeyboardInterrupt;
        PyErr_Print();
        status = 1;
    }
    /* The program may have changed the limit meanwhile. */
    ts->recursion_remaining = ts->recursion_limit - hidden_depth;
    ts->cframe->current_frame = hidden;
    if (PyErr_Occurred()) {
        return NULL; /* SystemExit: for the interpreter, which asked for the program to be run */
    }
    return PyLong_FromLong(status);
}
