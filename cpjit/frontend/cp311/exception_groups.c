/* The opcodes of `except*`, as helpers (see helpers.h). CPython's functions for exception groups
 * are not exported; what they do is written down in PEP 654. */
#include "helper.h"
#include "helpers.h"

#define SINGLE_IS_NOT_WRAPPED 0x030B0400ul /* CPython 3.11.4; before, one exception was, too */

static bool is_group(PyObject *object) {
    return PyObject_TypeCheck(object, (PyTypeObject *)PyExc_BaseExceptionGroup);
}

static PyObject *new_group(PyObject *members) {
    return PyObject_CallFunction(PyExc_BaseExceptionGroup, "sO", "", members);
}

/* ---- matching ---- */

/* What may stand behind except*: -1 with an exception for anything else. */
static int check_type(PyObject *type) {
    if (cj_check_exception_type(type) < 0) {
        return -1;
    }
    Py_ssize_t count = PyTuple_Check(type) ? PyTuple_GET_SIZE(type) : 1;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *each = PyTuple_Check(type) ? PyTuple_GET_ITEM(type, i) : type;
        int is_subclass = PyObject_IsSubclass(each, PyExc_BaseExceptionGroup);
        if (is_subclass > 0) {
            PyErr_SetString(PyExc_TypeError, "catching ExceptionGroup with except* is not allowed. "
                                             "Use except instead.");
        }
        if (is_subclass != 0) {
            return -1;
        }
    }
    return 0;
}

/* Divides an exception into what matches and the rest, new references, or None. */
static int divide(PyObject *exception, PyObject *type, PyObject **match, PyObject **rest) {
    if (exception != Py_None && PyErr_GivenExceptionMatches(exception, type)) {
        if (is_group(exception)) {
            *match = Py_NewRef(exception);
        } else {
            PyObject *members = PyTuple_Pack(1, exception);
            *match = members == NULL ? NULL : new_group(members);
            Py_XDECREF(members);
        }
        *rest = Py_NewRef(Py_None);
    } else if (exception != Py_None && is_group(exception)) {
        PyObject *pair = PyObject_CallMethod(exception, "split", "(O)", type);
        *match = *rest = NULL;
        if (pair != NULL && (!PyTuple_CheckExact(pair) || PyTuple_GET_SIZE(pair) < 2)) {
            /* CPython 3.11 reads beyond it; later versions raise this. */
            PyErr_Format(PyExc_TypeError, "%.200s.split must return a 2-tuple",
                         Py_TYPE(exception)->tp_name);
        } else if (pair != NULL) {
            *match = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
            *rest = Py_NewRef(PyTuple_GET_ITEM(pair, 1));
        }
        Py_XDECREF(pair);
    } else {
        *match = Py_NewRef(Py_None);
        *rest = Py_NewRef(Py_None);
    }
    if (*match == NULL) {
        Py_CLEAR(*rest);
        return -1;
    }
    return 0;
}

/* exception, type -> what is left of the exception, what matches; or exception, None */
HELPER(cj_helper_check_eg_match) {
    UNUSED;
    PyObject *exception = slots[0], *type = slots[1], *match, *rest;
    int status = check_type(type) < 0 ? -1 : divide(exception, type, &match, &rest);
    Py_DECREF(type);
    if (status < 0) {
        Py_DECREF(exception);
        return -1;
    }
    slots[1] = match;
    if (match == Py_None) {
        Py_DECREF(rest);
        return 0;
    }
    slots[0] = rest;
    PyErr_SetExcInfo(NULL, Py_NewRef(match), NULL); /* what is handled from now on */
    Py_DECREF(exception);
    return 0;
}

/* ---- what is raised after all handlers ---- */

/* Adds the identities of the exceptions in a group, and in the groups in it, to a set. */
static int collect_leaves(PyObject *exception, PyObject *leaves) {
    if (!is_group(exception)) {
        PyObject *identity = PyLong_FromVoidPtr(exception);
        int status = identity == NULL ? -1 : PySet_Add(leaves, identity);
        Py_XDECREF(identity);
        return status;
    }
    PyObject *members = ((PyBaseExceptionGroupObject *)exception)->excs;
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyTuple_GET_SIZE(members); i++) {
        if (Py_EnterRecursiveCall(" in collect_exception_group_leaf_ids")) {
            return -1;
        }
        status = collect_leaves(PyTuple_GET_ITEM(members, i), leaves);
        Py_LeaveRecursiveCall();
    }
    return status;
}

/* A copy of the notes, so that each group has its own. */
static int copy_notes(PyObject *from, PyObject *to) {
    PyObject *name = PyUnicode_InternFromString("__notes__");
    int status = -1;
    if (name == NULL) {
        return -1;
    }
    if (!PyObject_HasAttr(from, name)) {
        Py_DECREF(name);
        return 0;
    }
    PyObject *notes = PyObject_GetAttr(from, name);
    if (notes != NULL && !PySequence_Check(notes)) {
        status = 0; /* of no use, and not the place to say so */
    } else if (notes != NULL) {
        PyObject *copy = PySequence_List(notes);
        status = copy == NULL ? -1 : PyObject_SetAttr(to, name, copy);
        Py_XDECREF(copy);
    }
    Py_XDECREF(notes);
    Py_DECREF(name);
    return status;
}

/* New reference: a group as `group`, with a part of its members. */
static PyObject *derive(PyObject *group, PyObject *members) {
    PyObject *part = PyObject_CallMethod(group, "derive", "(O)", members);
    if (part == NULL) {
        return NULL;
    }
    if (!is_group(part)) {
        PyErr_SetString(PyExc_TypeError, "derive must return an instance of BaseExceptionGroup");
        Py_DECREF(part);
        return NULL;
    }
    PyObject *traceback = PyException_GetTraceback(group);
    int status = traceback == NULL ? 0 : PyException_SetTraceback(part, traceback);
    Py_XDECREF(traceback);
    if (status == 0) {
        PyException_SetContext(part, PyException_GetContext(group));
        PyException_SetCause(part, PyException_GetCause(group));
        status = copy_notes(group, part);
    }
    if (status < 0) {
        Py_CLEAR(part);
    }
    return part;
}

/* New reference: the group, or exception, reduced to the leaves in the set; None if there are none
 * of them in it. */
static PyObject *reduce(PyObject *exception, PyObject *leaves) {
    if (!is_group(exception)) {
        PyObject *identity = PyLong_FromVoidPtr(exception);
        int known = identity == NULL ? -1 : PySet_Contains(leaves, identity);
        Py_XDECREF(identity);
        return known < 0 ? NULL : Py_NewRef(known ? exception : Py_None);
    }
    PyObject *members = ((PyBaseExceptionGroupObject *)exception)->excs;
    PyObject *kept = PyList_New(0), *result = NULL;
    int status = kept == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyTuple_GET_SIZE(members); i++) {
        if (Py_EnterRecursiveCall(" in exceptiongroup_split_recursive")) {
            status = -1;
            break;
        }
        PyObject *part = reduce(PyTuple_GET_ITEM(members, i), leaves);
        Py_LeaveRecursiveCall();
        status = part == NULL ? -1 : part == Py_None ? 0 : PyList_Append(kept, part);
        Py_XDECREF(part);
    }
    if (status == 0) {
        result = PyList_GET_SIZE(kept) == 0 ? Py_NewRef(Py_None) : derive(exception, kept);
    }
    Py_XDECREF(kept);
    return result;
}

/* Was it raised again, by a bare `raise` or because no handler took it? Parts of the original have
 * its traceback and all. */
static bool is_raised_again(PyObject *exception, PyObject *original) {
    const PyBaseExceptionObject *a = (const PyBaseExceptionObject *)exception;
    const PyBaseExceptionObject *b = (const PyBaseExceptionObject *)original;
    return a->notes == b->notes && a->traceback == b->traceback && a->cause == b->cause &&
           a->context == b->context;
}

/* New reference: what is to be raised when the handlers of `original`, a group, have raised
 * `exceptions` or left them; None for nothing. What was raised again has the original's shape. */
static PyObject *combine(PyObject *original, PyObject *exceptions) {
    PyObject *raised = PyList_New(0), *leaves = PySet_New(NULL), *again = NULL, *result = NULL;
    int status = raised == NULL || leaves == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(exceptions); i++) {
        PyObject *each = PyList_GET_ITEM(exceptions, i);
        if (each != Py_None) {
            status = is_raised_again(each, original) ? collect_leaves(each, leaves)
                                                     : PyList_Append(raised, each);
        }
    }
    if (status == 0) {
        again = reduce(original, leaves);
    }
    if (again != NULL && PyList_GET_SIZE(raised) == 0) {
        result = Py_NewRef(again);
    } else if (again != NULL && (again == Py_None || PyList_Append(raised, again) == 0)) {
        bool single = PyList_GET_SIZE(raised) == 1 && Py_Version >= SINGLE_IS_NOT_WRAPPED;
        result = single ? Py_NewRef(PyList_GET_ITEM(raised, 0)) : new_group(raised);
    }
    Py_XDECREF(raised);
    Py_XDECREF(leaves);
    Py_XDECREF(again);
    return result;
}

/* the original exception, list -> exception or None */
HELPER(cj_helper_prep_reraise_star) {
    UNUSED;
    PyObject *original = slots[0], *exceptions = slots[1], *result;
    if (PyList_GET_SIZE(exceptions) == 0) {
        result = Py_NewRef(Py_None);
    } else if (!is_group(original)) {
        /* One handler at most was for it. */
        result = Py_NewRef(PyList_GET_ITEM(exceptions, 0));
    } else {
        result = combine(original, exceptions);
    }
    slots[0] = result;
    Py_DECREF(exceptions);
    Py_DECREF(original);
    return result == NULL ? -1 : 0;
}
