/* The opcodes of `with` and `async with`, as helpers (see helpers.h). */
#include "helper.h"
#include "helpers.h"

enum { ENTER, EXIT, ASYNC_ENTER, ASYNC_EXIT, N_METHODS };

static const struct {
    const char *name, *protocol, *missing;
} methods[N_METHODS] = {
    [ENTER] = {"__enter__", "context manager", ""},
    [EXIT] = {"__exit__", "context manager", " (missed __exit__ method)"},
    [ASYNC_ENTER] = {"__aenter__", "asynchronous context manager", ""},
    [ASYNC_EXIT] = {"__aexit__", "asynchronous context manager", " (missed __aexit__ method)"},
};

/* A special method of the manager: a new reference to it or, if `bound`, to the method bound to the
 * manager, as CPython makes it in any case. NULL: an exception is set. */
static PyObject *special_method(PyObject *manager, int which, bool *bound) {
    static PyObject *names[N_METHODS];
    if (names[which] == NULL &&
        (names[which] = PyUnicode_InternFromString(methods[which].name)) == NULL) {
        return NULL;
    }
    PyObject *method = _PyType_Lookup(Py_TYPE(manager), names[which]);
    if (method == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the %s protocol%s",
                     Py_TYPE(manager)->tp_name, methods[which].protocol, methods[which].missing);
        return NULL;
    }
    *bound |= !PyType_HasFeature(Py_TYPE(method), Py_TPFLAGS_METHOD_DESCRIPTOR);
    descrgetfunc bind = *bound ? Py_TYPE(method)->tp_descr_get : NULL;
    Py_INCREF(method);
    if (bind != NULL) {
        Py_SETREF(method, bind(method, manager, (PyObject *)Py_TYPE(manager)));
    }
    return method;
}

/* manager -> the bound method to be called at the end, what the other one returns */
static int enter(PyObject **slots, int enters, int exits) {
    PyObject *manager = slots[0], *end = NULL, *result = NULL;
    bool bound = false, always = true;
    PyObject *begin = special_method(manager, enters, &bound);
    if (begin != NULL) {
        end = special_method(manager, exits, &always);
    }
    if (end != NULL && bound) {
        Py_CLEAR(manager); /* the methods keep it */
        result = PyObject_CallNoArgs(begin);
    } else if (end != NULL) {
        result = PyObject_CallOneArg(begin, manager);
    }
    Py_XDECREF(begin);
    Py_XDECREF(manager);
    slots[0] = end;
    slots[1] = result;
    if (result == NULL) {
        Py_XDECREF(end);
        return -1;
    }
    return 0;
}

HELPER(cj_helper_before_with) {
    UNUSED;
    return enter(slots, ENTER, EXIT);
}

HELPER(cj_helper_before_async_with) {
    UNUSED;
    return enter(slots, ASYNC_ENTER, ASYNC_EXIT);
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
