/* The opcodes of raising and handling, as helpers (see helpers.h). */
#include "helper.h"
#include "helpers.h"

bool cj_reraises;

/* The handled exception's place is taken by the new one, which stays on the stack above. */
HELPER(cj_helper_push_exc_info) {
    UNUSED;
    PyObject *value = slots[0];
    _PyErr_StackItem *handled = ts->exc_info;
    slots[0] = handled->exc_value != NULL ? handled->exc_value : Py_NewRef(Py_None);
    slots[1] = Py_NewRef(value);
    handled->exc_value = value;
    return 0;
}

HELPER(cj_helper_pop_except) {
    UNUSED;
    _PyErr_StackItem *handled = ts->exc_info;
    PyObject *value = handled->exc_value;
    handled->exc_value = slots[0];
    Py_XDECREF(value);
    return 0;
}

static bool is_exception_class(PyObject *type) {
    return PyType_Check(type) &&
           PyType_HasFeature((PyTypeObject *)type, Py_TPFLAGS_BASE_EXC_SUBCLASS);
}

int cj_exception_matches(PyObject *exception, PyObject *classes) {
    bool several = PyTuple_Check(classes);
    Py_ssize_t count = several ? PyTuple_GET_SIZE(classes) : 1;
    PyObject **items = several ? ((PyTupleObject *)classes)->ob_item : &classes;
    int matches = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!is_exception_class(items[i])) {
            return -1;
        }
        matches |= PyType_IsSubtype(Py_TYPE(exception), (PyTypeObject *)items[i]);
    }
    return matches;
}

int cj_check_exception_type(PyObject *type) {
    Py_ssize_t count = PyTuple_Check(type) ? PyTuple_GET_SIZE(type) : 1;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!PyExceptionClass_Check(PyTuple_Check(type) ? PyTuple_GET_ITEM(type, i) : type)) {
            PyErr_SetString(PyExc_TypeError, "catching classes that do not inherit from "
                                             "BaseException is not allowed");
            return -1;
        }
    }
    return 0;
}

/* The exception stays, below. */
HELPER(cj_helper_check_exc_match) {
    UNUSED;
    PyObject *type = slots[0];
    int status = cj_check_exception_type(type);
    if (status == 0) {
        bool matches = PyErr_GivenExceptionMatches(slots[-1], type);
        slots[0] = Py_NewRef(matches ? Py_True : Py_False);
    }
    Py_DECREF(type);
    return status;
}

HELPER(cj_helper_load_assertion_error) {
    UNUSED;
    slots[0] = Py_NewRef(PyExc_AssertionError);
    return 0;
}

/* `argument`: how deep below the exception the unit lies at which it was raised, 0 for none. */
HELPER(cj_helper_reraise) {
    UNUSED;
    if (argument != 0) {
        PyObject *unit = slots[-argument];
        if (!PyLong_Check(unit)) {
            PyErr_SetString(PyExc_SystemError, "lasti is not an int");
            Py_DECREF(slots[0]);
            return -1;
        }
        frame->prev_instr = _PyCode_CODE(frame->f_code) + PyLong_AsLong(unit);
    }
    PyObject *value = slots[0];
    PyErr_Restore(Py_NewRef(PyExceptionInstance_Class(value)), value,
                  PyException_GetTraceback(value));
    cj_reraises = true;
    return -1;
}

/* A new reference to the exception that a `raise` names: an instance, or a class to be called. */
static PyObject *instance_of(PyObject *exception) {
    if (PyExceptionInstance_Check(exception)) {
        return Py_NewRef(exception);
    }
    if (!PyExceptionClass_Check(exception)) {
        PyErr_SetString(PyExc_TypeError, "exceptions must derive from BaseException");
        return NULL;
    }
    PyObject *value = PyObject_CallNoArgs(exception);
    if (value != NULL && !PyExceptionInstance_Check(value)) {
        PyErr_Format(PyExc_TypeError,
                     "calling %R should have returned an instance of BaseException, not %R",
                     exception, Py_TYPE(value));
        Py_CLEAR(value);
    }
    return value;
}

/* raise ... from cause. -1: an exception is set */
static int set_cause(PyObject *value, PyObject *cause) {
    PyObject *fixed = NULL;
    if (PyExceptionClass_Check(cause)) {
        fixed = PyObject_CallNoArgs(cause);
        if (fixed == NULL) {
            return -1;
        }
    } else if (PyExceptionInstance_Check(cause)) {
        fixed = Py_NewRef(cause);
    } else if (cause != Py_None) {
        PyErr_SetString(PyExc_TypeError, "exception causes must derive from BaseException");
        return -1;
    }
    PyException_SetCause(value, fixed);
    return 0;
}

HELPER(cj_helper_raise_varargs) {
    UNUSED;
    if (argument == 0) {
        PyObject *handled = PyErr_GetHandledException();
        if (handled == NULL || handled == Py_None) {
            Py_XDECREF(handled);
            PyErr_SetString(PyExc_RuntimeError, "No active exception to reraise");
            return -1;
        }
        PyErr_Restore(Py_NewRef(PyExceptionInstance_Class(handled)), handled,
                      PyException_GetTraceback(handled));
        cj_reraises = true;
        return -1;
    }
    PyObject *value = instance_of(slots[0]);
    if (value != NULL && (argument == 1 || set_cause(value, slots[1]) == 0)) {
        /* the type that was raised, which a metaclass may tell from the instance's */
        PyObject *type =
            PyExceptionClass_Check(slots[0]) ? slots[0] : PyExceptionInstance_Class(value);
        PyErr_SetObject(type, value);
    }
    Py_XDECREF(value);
    Py_DECREF(slots[0]);
    if (argument == 2) {
        Py_DECREF(slots[1]);
    }
    return -1;
}
