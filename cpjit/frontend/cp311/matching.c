/* The opcodes of `match` statements, as helpers (see helpers.h); semantics as in CPython's ceval.c.
 */
#include "helper.h"
#include "helpers.h"

/* The subject stays, below. */

HELPER(cj_helper_get_len) {
    UNUSED;
    Py_ssize_t length = PyObject_Length(slots[-1]);
    if (length < 0) {
        return -1;
    }
    slots[0] = PyLong_FromSsize_t(length);
    return slots[0] == NULL ? -1 : 0;
}

HELPER(cj_helper_match_mapping) {
    UNUSED;
    bool matches = Py_TYPE(slots[-1])->tp_flags & Py_TPFLAGS_MAPPING;
    slots[0] = Py_NewRef(matches ? Py_True : Py_False);
    return 0;
}

HELPER(cj_helper_match_sequence) {
    UNUSED;
    bool matches = Py_TYPE(slots[-1])->tp_flags & Py_TPFLAGS_SEQUENCE;
    slots[0] = Py_NewRef(matches ? Py_True : Py_False);
    return 0;
}

/* Adds a name or key to those seen; 1: it was there already, -1: an exception is set. */
static int see(PyObject *seen, PyObject *name) {
    int known = PySet_Contains(seen, name);
    return known != 0 ? known : PySet_Add(seen, name);
}

/* subject, keys: both stay; a tuple of the values, or None */
HELPER(cj_helper_match_keys) {
    UNUSED;
    PyObject *keys = slots[-1], *subject = slots[-2];
    Py_ssize_t count = PyTuple_GET_SIZE(keys);
    PyObject *get = NULL, *seen = NULL, *missing = NULL, *values = NULL, *result = NULL;
    static PyObject *get_name;
    if (count == 0) {
        slots[0] = PyTuple_New(0);
        return slots[0] == NULL ? -1 : 0;
    }
    if (get_name == NULL && (get_name = PyUnicode_InternFromString("get")) == NULL) {
        return -1;
    }
    /* get(key, default): one look-up, and no key made by __missing__ */
    int unbound = _PyObject_GetMethod(subject, get_name, &get);
    if (get == NULL || (seen = PySet_New(NULL)) == NULL ||
        (missing = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type)) == NULL ||
        (values = PyTuple_New(count)) == NULL) {
        goto done;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *key = PyTuple_GET_ITEM(keys, i);
        int known = see(seen, key);
        if (known != 0) {
            if (known > 0) {
                PyErr_Format(PyExc_ValueError, "mapping pattern checks duplicate key (%R)", key);
            }
            goto done;
        }
        PyObject *arguments[] = {subject, key, missing};
        PyObject *value = unbound ? PyObject_Vectorcall(get, arguments, 3, NULL)
                                  : PyObject_Vectorcall(get, arguments + 1, 2, NULL);
        if (value == NULL) {
            goto done;
        }
        if (value == missing) {
            Py_DECREF(value);
            result = Py_NewRef(Py_None);
            goto done;
        }
        PyTuple_SET_ITEM(values, i, value);
    }
    result = Py_NewRef(values);
done:
    Py_XDECREF(get);
    Py_XDECREF(seen);
    Py_XDECREF(missing);
    Py_XDECREF(values);
    slots[0] = result;
    return result == NULL ? -1 : 0;
}

/* Appends the subject's attribute; 0: there is none, -1: an exception is set. */
static int take_attribute(PyObject *subject, PyObject *type, PyObject *name, PyObject *seen,
                          PyObject *taken) {
    int known = see(seen, name);
    if (known != 0) {
        if (known > 0) {
            PyErr_Format(PyExc_TypeError, "%s() got multiple sub-patterns for attribute %R",
                         ((PyTypeObject *)type)->tp_name, name);
        }
        return -1;
    }
    PyObject *attribute = PyObject_GetAttr(subject, name);
    if (attribute == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    int status = PyList_Append(taken, attribute);
    Py_DECREF(attribute);
    return status < 0 ? -1 : 1;
}

/* The positional sub-patterns of a class pattern: 1, 0 or -1 as above. */
static int take_positional(PyObject *subject, PyObject *type, Py_ssize_t count, PyObject *seen,
                           PyObject *taken) {
    const char *type_name = ((PyTypeObject *)type)->tp_name;
    PyObject *names = PyObject_GetAttrString(type, "__match_args__");
    bool whole = false; /* the subject itself is the one sub-pattern's */
    if (names == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        names = PyTuple_New(0);
        if (names == NULL) {
            return -1;
        }
        whole = PyType_HasFeature((PyTypeObject *)type, _Py_TPFLAGS_MATCH_SELF);
    } else if (!PyTuple_CheckExact(names)) {
        PyErr_Format(PyExc_TypeError, "%s.__match_args__ must be a tuple (got %s)", type_name,
                     Py_TYPE(names)->tp_name);
        Py_DECREF(names);
        return -1;
    }
    Py_ssize_t allowed = whole ? 1 : PyTuple_GET_SIZE(names);
    int status = 1;
    if (allowed < count) {
        PyErr_Format(PyExc_TypeError, "%s() accepts %d positional sub-pattern%s (%d given)",
                     type_name, (int)allowed, allowed == 1 ? "" : "s", (int)count);
        status = -1;
    } else if (whole) {
        status = PyList_Append(taken, subject) < 0 ? -1 : 1;
    } else {
        for (Py_ssize_t i = 0; status > 0 && i < count; i++) {
            PyObject *name = PyTuple_GET_ITEM(names, i);
            if (!PyUnicode_CheckExact(name)) {
                PyErr_Format(PyExc_TypeError, "__match_args__ elements must be strings (got %s)",
                             Py_TYPE(name)->tp_name);
                status = -1;
            } else {
                status = take_attribute(subject, type, name, seen, taken);
            }
        }
    }
    Py_DECREF(names);
    return status;
}

/* New reference: a tuple of attributes, None, or NULL with an exception. */
static PyObject *match_class(PyObject *subject, PyObject *type, Py_ssize_t count, PyObject *names) {
    if (!PyType_Check(type)) {
        PyErr_SetString(PyExc_TypeError, "called match pattern must be a type");
        return NULL;
    }
    int status = PyObject_IsInstance(subject, type);
    if (status <= 0) {
        return status < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyObject *seen = PySet_New(NULL), *taken = PyList_New(0), *result = NULL;
    status = seen == NULL || taken == NULL ? -1 : 1;
    if (status > 0 && count > 0) {
        status = take_positional(subject, type, count, seen, taken);
    }
    for (Py_ssize_t i = 0; status > 0 && i < PyTuple_GET_SIZE(names); i++) {
        status = take_attribute(subject, type, PyTuple_GET_ITEM(names, i), seen, taken);
    }
    if (status > 0) {
        result = PyList_AsTuple(taken);
    } else if (status == 0) {
        result = Py_NewRef(Py_None);
    }
    Py_XDECREF(seen);
    Py_XDECREF(taken);
    return result;
}

/* subject, type, names -> */
HELPER(cj_helper_match_class) {
    UNUSED;
    PyObject *subject = slots[0];
    PyObject *result = match_class(subject, slots[1], argument, slots[2]);
    Py_DECREF(slots[2]);
    Py_DECREF(slots[1]);
    slots[0] = result;
    Py_DECREF(subject);
    return result == NULL ? -1 : 0;
}
