/* The rules are those of super_init_without_args, supercheck and super_getattro (typeobject.c). */
#include "supers.h"

#include "classes.h"

/* The free variable __class__, or -1. */
static int class_cell(const PyCodeObject *code) {
    for (int i = code->co_nlocals + code->co_nplaincellvars; i < code->co_nlocalsplus; i++) {
        if (_PyUnicode_EqualToASCIIString(PyTuple_GET_ITEM(code->co_localsplusnames, i),
                                          "__class__")) {
            return i;
        }
    }
    return -1;
}

/* What the classes after `class` in the order of inheritance have of that name, or NULL. */
static PyObject *look_up_after(PyObject *class, PyTypeObject *type, PyObject *name) {
    PyObject *order = type->tp_mro;
    Py_ssize_t count = order == NULL ? 0 : PyTuple_GET_SIZE(order), i = 0;
    while (i < count && PyTuple_GET_ITEM(order, i) != class) {
        i++;
    }
    while (++i < count) {
        PyObject *dict = ((PyTypeObject *)PyTuple_GET_ITEM(order, i))->tp_dict;
        PyObject *found = PyDict_GetItemWithError(dict, name);
        if (found != NULL || PyErr_Occurred()) {
            PyErr_Clear();
            return found;
        }
    }
    return NULL;
}

int cj_super_arguments(const cj_frame *frame, cj_super *found) {
    const PyCodeObject *code = frame->f_code;
    int cell = class_cell(code);
    if (code->co_argcount == 0 || cell < 0 ||
        PyBytes_AS_STRING(code->co_localspluskinds)[0] & CO_FAST_CELL) {
        return -1;
    }
    found->self = frame->localsplus[0];
    PyObject *holder = frame->localsplus[cell];
    if (holder == NULL || !PyCell_Check(holder)) {
        return -1; /* the function has not begun yet */
    }
    found->class = PyCell_GET(holder);
    return cell;
}

bool cj_super_find(cj_super *found, PyObject *name) {
    PyObject *self = found->self;
    if (self == NULL || self == Py_None || PyType_Check(self) || found->class == NULL ||
        !PyType_Check(found->class) || !PyUnicode_CHECK_INTERNED(name) ||
        !PyType_IsSubtype(Py_TYPE(self), (PyTypeObject *)found->class) ||
        _PyUnicode_EqualToASCIIString(name, "__class__")) {
        return false;
    }
    found->version = cj_class_version(Py_TYPE(self));
    found->method = found->version == 0 ? NULL : look_up_after(found->class, Py_TYPE(self), name);
    return found->method != NULL && (Py_IS_TYPE(found->method, &PyFunction_Type) ||
                                     Py_IS_TYPE(found->method, &PyWrapperDescr_Type));
}
