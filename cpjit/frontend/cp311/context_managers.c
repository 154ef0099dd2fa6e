/* The opcodes of `with` and `async with`, as helpers (see helpers.h). */
#include "helper.h"
#include "helpers.h"

/* A special method of the manager, bound to it: a new reference. NULL: an exception is set, for a
 * missing one TypeError with the two parts of its text. */
static PyObject *special_method(PyObject *manager, const char *name, const char *protocol,
                                const char *missing) {
    PyObject *object = PyUnicode_InternFromString(name);
    if (object == NULL) {
        return NULL;
    }
    PyObject *method = _PyObject_LookupSpecial(manager, object);
    Py_DECREF(object);
    if (method == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the %s protocol%s",
                     Py_TYPE(manager)->tp_name, protocol, missing);
    }
    return method;
}

/* manager -> the bound method to be called at the end, what the other one returns */
static int enter(PyObject **slots, bool is_async) {
    PyObject *manager = slots[0];
    const char *protocol = is_async ? "asynchronous context manager" : "context manager";
    PyObject *begin = special_method(manager, is_async ? "__aenter__" : "__enter__", protocol, "");
    PyObject *end = NULL;
    if (begin != NULL) {
        end = special_method(manager, is_async ? "__aexit__" : "__exit__", protocol,
                             is_async ? " (missed __aexit__ method)" : " (missed __exit__ method)");
    }
    slots[0] = end;
    Py_DECREF(manager);
    if (end == NULL) {
        Py_XDECREF(begin);
        return -1;
    }
    slots[1] = PyObject_CallNoArgs(begin);
    Py_DECREF(begin);
    if (slots[1] == NULL) {
        Py_DECREF(end);
        return -1;
    }
    return 0;
}

HELPER(cj_helper_before_with) {
    UNUSED;
    return enter(slots, false);
}

HELPER(cj_helper_before_async_with) {
    UNUSED;
    return enter(slots, true);
}

/* exit function, unit, handled exception, exception: all stay */
HELPER(cj_helper_with_except_start) {
    UNUSED;
    PyObject *value = slots[-1];
    PyObject *traceback = PyException_GetTraceback(value);
    Py_XDECREF(traceback); /* the exception keeps it */
    PyObject *stack[4] = {NULL, PyExceptionInstance_Class(value), value, traceback};
    PyObject *result =
        PyObject_Vectorcall(slots[-4], stack + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    slots[0] = result;
    return result == NULL ? -1 : 0;
}
