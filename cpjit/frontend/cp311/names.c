/* The opcodes of names that are no fast locals, as helpers (see helpers.h), and what CPython raises
 * for any name without a value. */
#include "helper.h"
#include "helpers.h"

/* ---- names without a value ---- */

/* `format` takes the name. A NameError carries it, too: suggestions for it are made later. */
static void raise_for_name(PyObject *type, const char *format, PyObject *name) {
    const char *text = PyUnicode_AsUTF8(name);
    if (text == NULL) {
        return;
    }
    PyErr_Format(type, format, text);
    if (type != PyExc_NameError) {
        return;
    }
    PyObject *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *attribute = PyUnicode_InternFromString("name");
    if (attribute != NULL && PyErr_GivenExceptionMatches(value, PyExc_NameError) &&
        ((PyNameErrorObject *)value)->name == NULL) {
        (void)PyObject_SetAttr(value, attribute, name);
    }
    Py_XDECREF(attribute);
    PyErr_Restore(type, value, traceback); /* also instead of what has just failed */
}

static void raise_undefined(PyObject *name) {
    raise_for_name(PyExc_NameError, "name '%.200s' is not defined", name);
}

void cj_raise_unbound_local(const PyCodeObject *code, int local) {
    raise_for_name(PyExc_UnboundLocalError,
                   "cannot access local variable '%s' where it is not associated with a value",
                   PyTuple_GET_ITEM(code->co_localsplusnames, local));
}

static void raise_empty_cell(const PyCodeObject *code, int local) {
    if (local < code->co_nlocals + code->co_nplaincellvars) {
        cj_raise_unbound_local(code, local);
    } else {
        raise_for_name(PyExc_NameError,
                       "cannot access free variable '%s' where it is not associated with a value "
                       "in enclosing scope",
                       PyTuple_GET_ITEM(code->co_localsplusnames, local));
    }
}

HELPER(cj_delete_local) {
    UNUSED;
    PyObject *old = frame->localsplus[argument];
    if (old == NULL) {
        cj_raise_unbound_local(frame->f_code, (int)argument);
        return -1;
    }
    frame->localsplus[argument] = NULL;
    Py_DECREF(old);
    return 0;
}

/* ---- globals ---- */

PyObject *cj_look_up(PyObject *namespace, PyObject *name) {
    if (PyDict_CheckExact(namespace)) {
        return Py_XNewRef(PyDict_GetItemWithError(namespace, name));
    }
    PyObject *value = PyObject_GetItem(namespace, name);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
    }
    return value;
}

/* The end of a search: what was found, in the builtins if not before, or an exception. */
static int push_found(const cj_frame *frame, PyObject **slots, PyObject *value, PyObject *name) {
    if (value == NULL && !PyErr_Occurred()) {
        value = cj_look_up(frame->f_builtins, name);
        if (value == NULL && !PyErr_Occurred()) {
            raise_undefined(name);
        }
    }
    slots[0] = value;
    return value == NULL ? -1 : 0;
}

HELPER(cj_load_global) {
    UNUSED;
    return push_found(frame, slots, cj_look_up(frame->f_globals, object), object);
}

HELPER(cj_helper_store_global) {
    UNUSED;
    int status = PyDict_SetItem(frame->f_globals, object, slots[0]);
    Py_DECREF(slots[0]);
    return status;
}

HELPER(cj_helper_delete_global) {
    UNUSED;
    int status = PyDict_DelItem(frame->f_globals, object);
    if (status < 0 && PyErr_ExceptionMatches(PyExc_KeyError)) {
        raise_undefined(object);
    }
    return status;
}

/* ---- the namespaces of modules, class bodies and exec() ---- */

/* Code that is run in an odd way has none; `message` takes the name, if one is given. */
static bool has_namespace(const cj_frame *frame, const char *message, PyObject *name) {
    if (frame->f_locals == NULL) {
        PyErr_Format(PyExc_SystemError, message, name);
    }
    return frame->f_locals != NULL;
}

HELPER(cj_helper_load_name) {
    UNUSED;
    if (!has_namespace(frame, "no locals when loading %R", object)) {
        return -1;
    }
    PyObject *value = cj_look_up(frame->f_locals, object);
    if (value == NULL && !PyErr_Occurred()) {
        /* in a subclass of dict, too, without its own way of looking up */
        value = Py_XNewRef(PyDict_GetItemWithError(frame->f_globals, object));
    }
    return push_found(frame, slots, value, object);
}

HELPER(cj_helper_store_name) {
    UNUSED;
    PyObject *namespace = frame->f_locals;
    int status = -1;
    if (has_namespace(frame, "no locals found when storing %R", object)) {
        status = PyDict_CheckExact(namespace) ? PyDict_SetItem(namespace, object, slots[0])
                                              : PyObject_SetItem(namespace, object, slots[0]);
    }
    Py_DECREF(slots[0]);
    return status;
}

HELPER(cj_helper_delete_name) {
    UNUSED;
    if (!has_namespace(frame, "no locals when deleting %R", object)) {
        return -1;
    }
    int status = PyObject_DelItem(frame->f_locals, object);
    if (status != 0) {
        raise_undefined(object); /* whatever the namespace has raised */
    }
    return status;
}

HELPER(cj_helper_setup_annotations) {
    UNUSED;
    PyObject *namespace = frame->f_locals;
    if (!has_namespace(frame, "no locals found when setting up annotations", NULL)) {
        return -1;
    }
    PyObject *name = PyUnicode_InternFromString("__annotations__");
    if (name == NULL) {
        return -1;
    }
    PyObject *annotations = cj_look_up(namespace, name);
    int status = annotations == NULL && PyErr_Occurred() ? -1 : 0;
    if (annotations == NULL && status == 0) {
        annotations = PyDict_New();
        status = annotations == NULL ? -1 : PyObject_SetItem(namespace, name, annotations);
    }
    Py_DECREF(name);
    Py_XDECREF(annotations);
    return status;
}

/* ---- cells ---- */

HELPER(cj_helper_make_cell) {
    UNUSED;
    PyObject *initial = frame->localsplus[argument];
    PyObject *cell = PyCell_New(initial);
    if (cell == NULL) {
        return -1;
    }
    Py_XSETREF(frame->localsplus[argument], cell);
    return 0;
}

HELPER(cj_helper_copy_free_vars) {
    UNUSED;
    PyCodeObject *code = frame->f_code;
    PyObject *closure = frame->f_func->func_closure;
    int offset = code->co_nlocals + code->co_nplaincellvars;
    for (int64_t i = 0; i < argument; i++) {
        frame->localsplus[offset + i] = Py_NewRef(PyTuple_GET_ITEM(closure, i));
    }
    return 0;
}

HELPER(cj_helper_load_deref) {
    UNUSED;
    PyObject *value = PyCell_GET(frame->localsplus[argument]);
    if (value == NULL) {
        raise_empty_cell(frame->f_code, (int)argument);
        return -1;
    }
    slots[0] = Py_NewRef(value);
    return 0;
}

HELPER(cj_helper_store_deref) {
    UNUSED;
    PyObject *cell = frame->localsplus[argument];
    PyObject *old = PyCell_GET(cell);
    PyCell_SET(cell, slots[0]);
    Py_XDECREF(old);
    return 0;
}

HELPER(cj_helper_delete_deref) {
    UNUSED;
    PyObject *cell = frame->localsplus[argument];
    PyObject *old = PyCell_GET(cell);
    if (old == NULL) {
        raise_empty_cell(frame->f_code, (int)argument);
        return -1;
    }
    PyCell_SET(cell, NULL);
    Py_DECREF(old);
    return 0;
}

/* In a class body: the name itself may have been given a value, or deleted, there. CPython takes
 * it for granted that there is a namespace. */
HELPER(cj_helper_load_classderef) {
    UNUSED;
    PyObject *name = PyTuple_GET_ITEM(frame->f_code->co_localsplusnames, argument);
    if (!has_namespace(frame, "no locals when loading %R", name)) {
        return -1;
    }
    PyObject *value = cj_look_up(frame->f_locals, name);
    if (value == NULL && !PyErr_Occurred()) {
        value = Py_XNewRef(PyCell_GET(frame->localsplus[argument]));
        if (value == NULL) {
            raise_empty_cell(frame->f_code, (int)argument);
        }
    }
    slots[0] = value;
    return value == NULL ? -1 : 0;
}
