/* The rules are those of type_call and slot_tp_new (typeobject.c). */
#include "constructors.h"

#include "attribute_rules.h"
#include "attributes.h"

/* What CPython calls for a __new__ that is not its own: it is not exported. */
static newfunc slot_tp_new;

bool cj_constructors_init(void) {
    PyObject *class =
        PyObject_CallFunction((PyObject *)&PyType_Type, "s(){sO}", "_cpjit", "__new__", Py_None);
    if (class == NULL) {
        return false;
    }
    slot_tp_new = ((PyTypeObject *)class)->tp_new;
    Py_DECREF(class);
    return true;
}

/* Makes it an instance of whatever class it is given, without a look at the arguments? */
static bool ignores_arguments(PyTypeObject *class) {
    newfunc make = class->tp_new;
    return (make == PyBaseObject_Type.tp_new &&
            !PyType_HasFeature(class, Py_TPFLAGS_IS_ABSTRACT)) ||
           make == PyDict_Type.tp_new || make == PySet_Type.tp_new || make == PyType_GenericNew;
}

static bool find_new(PyTypeObject *class, cj_constructor *found) {
    static PyObject *name;
    cj_attribute attribute;
    found->make = NULL;
    found->new = NULL;
    found->keeps_arguments = class->tp_new == ((PyTypeObject *)PyExc_BaseException)->tp_new;
    if (ignores_arguments(class) || found->keeps_arguments) {
        found->make = class->tp_new;
        return true;
    }
    if (class->tp_new != slot_tp_new || cj_interned(&name, "__new__") == NULL) {
        return false;
    }
    cj_attribute_find((PyObject *)class, name, false, &attribute);
    if (attribute.kind != CJ_ATTR_OF_CLASS || attribute.value == NULL ||
        !Py_IS_TYPE(attribute.value, &PyFunction_Type)) {
        return false;
    }
    found->new = (PyFunctionObject *)attribute.value;
    found->place = attribute.place;
    return true;
}

static bool find_init(PyTypeObject *class, cj_constructor *found) {
    static PyObject *name;
    PyObject *init, *call;
    if (cj_interned(&name, "__init__") == NULL) {
        return false;
    }
    found->meta_version = cj_rule_look_up(Py_TYPE(class), name, &call);
    found->version = cj_rule_look_up(class, name, &init);
    if (class->tp_init == PyBaseObject_Type.tp_init) {
        found->init = NULL;
        return true;
    }
    found->init = (PyFunctionObject *)init;
    return init != NULL && Py_IS_TYPE(init, &PyFunction_Type);
}

bool cj_constructor_find(PyObject *object, cj_constructor *found) {
    if (!PyType_Check(object)) {
        return false;
    }
    PyTypeObject *class = (PyTypeObject *)object;
    return Py_TYPE(class)->tp_call == PyType_Type.tp_call && class->tp_vectorcall == NULL &&
           PyType_HasFeature(class, Py_TPFLAGS_HEAPTYPE) &&
           class->tp_alloc == PyType_GenericAlloc && find_init(class, found) &&
           found->version != 0 && found->meta_version != 0 && find_new(class, found);
}
