/* The rules are those of PyObject_IsInstance and object_isinstance (abstract.c). */
#include "classes.h"

/* The interned name, or NULL. */
static PyObject *class_name(void) {
    static PyObject *name;
    if (name == NULL && (name = PyUnicode_InternFromString("__class__")) == NULL) {
        PyErr_Clear();
    }
    return name;
}

uint32_t cj_class_version(PyTypeObject *type) {
    PyObject *name = class_name();
    if (name == NULL) {
        return 0;
    }
    _PyType_Lookup(type, name); /* assigns it */
    return PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG) ? type->tp_version_tag : 0;
}

/* Is object.__class__ of such an object its type? */
static bool is_honest(PyTypeObject *type) {
    PyObject *name = class_name();
    return name != NULL &&
           (type->tp_getattro == PyObject_GenericGetAttr ||
            type->tp_getattro == PyType_Type.tp_getattro ||
            type->tp_getattro == PyModule_Type.tp_getattro) &&
           _PyType_Lookup(type, name) == _PyType_Lookup(&PyBaseObject_Type, name);
}

int cj_is_instance(PyTypeObject *type, PyObject *class) {
    if ((PyObject *)type == class) {
        return 1;
    }
    if (!Py_IS_TYPE(class, &PyType_Type)) {
        return -1; /* its own class may have a say */
    }
    if (PyType_IsSubtype(type, (PyTypeObject *)class)) {
        return 1;
    }
    return is_honest(type) ? 0 : -1;
}
