/* The opcodes of `import`, as helpers (see helpers.h). */
#include "helper.h"
#include "helpers.h"

/* Interned, as CPython's own names of attributes are: the cache of types keeps the names that it
 * has been asked for, and would fill up with copies. */
static PyObject *get_attribute(PyObject *object, const char *name) {
    PyObject *interned = PyUnicode_InternFromString(name);
    PyObject *value = interned == NULL ? NULL : PyObject_GetAttr(object, interned);
    Py_XDECREF(interned);
    return value;
}

/* level, names -> module */
HELPER(cj_helper_import_name) {
    UNUSED;
    PyObject *level = slots[0], *names = slots[1], *module = NULL;
    PyObject *locals = frame->f_locals == NULL ? Py_None : frame->f_locals;
    static PyObject *importer_name;
    PyObject *importer = NULL;
    if (importer_name != NULL ||
        (importer_name = PyUnicode_InternFromString("__import__")) != NULL) {
        /* This very function, which names itself in what it raises for builtins that are no dict */
        importer = _PyDict_GetItem_KnownHash(frame->f_builtins, importer_name,
                                             PyObject_Hash(importer_name));
        if (importer == NULL && !PyErr_Occurred()) {
            PyErr_SetString(PyExc_ImportError, "__import__ not found");
        }
    }
    if (importer == ts->interp->import_func && importer != NULL) {
        int number = _PyLong_AsInt(level);
        if (number != -1 || !PyErr_Occurred()) {
            module =
                PyImport_ImportModuleLevelObject(object, frame->f_globals, locals, names, number);
        }
    } else if (importer != NULL) {
        PyObject *arguments[] = {object, frame->f_globals, locals, names, level};
        Py_INCREF(importer);
        module = PyObject_Vectorcall(importer, arguments, 5, NULL);
        Py_DECREF(importer);
    }
    Py_DECREF(level);
    Py_DECREF(names);
    slots[0] = module;
    return module == NULL ? -1 : 0;
}

/* Raises for a name that a module does not have. `module_name`: NULL if that is not known. */
static void raise_missing(PyObject *module, PyObject *module_name, PyObject *name) {
    PyObject *shown = module_name != NULL ? Py_NewRef(module_name)
                                          : PyUnicode_FromString("<unknown module name>");
    if (shown == NULL) {
        return;
    }
    PyErr_Clear();
    PyObject *path = PyModule_GetFilenameObject(module), *message;
    if (path == NULL) {
        PyErr_Clear();
        message =
            PyUnicode_FromFormat("cannot import name %R from %R (unknown location)", name, shown);
    } else {
        PyObject *spec = get_attribute(module, "__spec__");
        bool initializing = _PyModuleSpec_IsInitializing(spec);
        Py_XDECREF(spec);
        message = PyUnicode_FromFormat(
            initializing ? "cannot import name %R from partially initialized module %R "
                           "(most likely due to a circular import) (%S)"
                         : "cannot import name %R from %R (%S)",
            name, shown, path);
    }
    if (message != NULL) {
        PyErr_SetImportError(message, module_name, path);
        Py_DECREF(message);
    }
    Py_XDECREF(path);
    Py_DECREF(shown);
}

/* New reference: the module's attribute, or its submodule, which in an import that goes round in
 * circles may not be an attribute yet. */
static PyObject *import_from(PyObject *module, PyObject *name) {
    PyObject *value;
    if (_PyObject_LookupAttr(module, name, &value) != 0) {
        return value;
    }
    PyObject *module_name = get_attribute(module, "__name__");
    if (module_name != NULL && PyUnicode_Check(module_name)) {
        PyObject *full_name = PyUnicode_FromFormat("%U.%U", module_name, name);
        value = full_name == NULL ? NULL : PyImport_GetModule(full_name);
        Py_XDECREF(full_name);
        if (value != NULL || PyErr_Occurred()) {
            Py_DECREF(module_name);
            return value;
        }
    } else {
        Py_CLEAR(module_name);
    }
    raise_missing(module, module_name, name);
    Py_XDECREF(module_name);
    return NULL;
}

/* The module stays on the stack, below. */
HELPER(cj_helper_import_from) {
    UNUSED;
    slots[0] = import_from(slots[-1], object);
    return slots[0] == NULL ? -1 : 0;
}

/* Raises for something else than a string among the names of a module. */
static void raise_odd_name(PyObject *module, PyObject *name, bool listed) {
    PyObject *module_name = get_attribute(module, "__name__");
    if (module_name == NULL) {
        return;
    }
    if (!PyUnicode_Check(module_name)) {
        PyErr_Format(PyExc_TypeError, "module __name__ must be a string, not %.100s",
                     Py_TYPE(module_name)->tp_name);
    } else {
        PyErr_Format(PyExc_TypeError, "%s in %U.%s must be str, not %.100s",
                     listed ? "Item" : "Key", module_name, listed ? "__all__" : "__dict__",
                     Py_TYPE(name)->tp_name);
    }
    Py_DECREF(module_name);
}

/* One name of a module goes into the namespace. -1: an exception is set */
static int import_one(PyObject *module, PyObject *name, bool listed, PyObject *namespace) {
    if (!PyUnicode_Check(name)) {
        raise_odd_name(module, name, listed);
        return -1;
    }
    if (!listed) {
        if (PyUnicode_READY(name) < 0) {
            return -1;
        }
        if (PyUnicode_GET_LENGTH(name) > 0 && PyUnicode_READ_CHAR(name, 0) == '_') {
            return 0;
        }
    }
    PyObject *value = PyObject_GetAttr(module, name);
    if (value == NULL) {
        return -1;
    }
    int status = PyDict_CheckExact(namespace) ? PyDict_SetItem(namespace, name, value)
                                              : PyObject_SetItem(namespace, name, value);
    Py_DECREF(value);
    return status;
}

/* 1: found, a new reference; 0: there is none; -1: an exception is set */
static int find_attribute(PyObject *module, const char *name, PyObject **value) {
    PyObject *object = PyUnicode_InternFromString(name);
    *value = NULL;
    int found = object == NULL ? -1 : _PyObject_LookupAttr(module, object, value);
    Py_XDECREF(object);
    return found;
}

/* All that __all__ lists, or what the module has under names without an underscore in front. */
static int import_all(PyObject *module, PyObject *namespace) {
    PyObject *names, *attributes;
    int listed = find_attribute(module, "__all__", &names);
    if (listed < 0) {
        return -1;
    }
    if (!listed) {
        int found = find_attribute(module, "__dict__", &attributes);
        if (found <= 0) {
            if (found == 0) {
                PyErr_SetString(PyExc_ImportError,
                                "from-import-* object has no __dict__ and no __all__");
            }
            return -1;
        }
        names = PyMapping_Keys(attributes);
        Py_DECREF(attributes);
        if (names == NULL) {
            return -1;
        }
    }
    int status = 0;
    for (Py_ssize_t i = 0; status == 0; i++) {
        PyObject *name = PySequence_GetItem(names, i);
        if (name == NULL) {
            if (PyErr_ExceptionMatches(PyExc_IndexError)) {
                PyErr_Clear(); /* the end */
            } else {
                status = -1;
            }
            break;
        }
        status = import_one(module, name, listed, namespace);
        Py_DECREF(name);
    }
    Py_DECREF(names);
    return status;
}

/* module -> */
HELPER(cj_helper_import_star) {
    UNUSED;
    PyObject *module = slots[0];
    int status = -1;
    if (frame->f_locals != NULL && frame->f_code->co_nlocalsplus == 0) {
        status = import_all(module, frame->f_locals);
    } else {
        /* Only code that was made by hand: fast locals come into a namespace first, and back. */
        PyFrameObject *shown = PyThreadState_GetFrame(ts);
        if (shown != NULL && PyFrame_FastToLocalsWithError(shown) == 0) {
            status = import_all(module, frame->f_locals);
            PyObject *type, *value, *traceback;
            PyErr_Fetch(&type, &value, &traceback);
            PyFrame_LocalsToFast(shown, 0);
            PyErr_Restore(type, value, traceback);
        }
        Py_XDECREF(shown);
    }
    Py_DECREF(module);
    return status;
}
