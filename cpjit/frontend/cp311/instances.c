/* The rules are those of subtype_dealloc and PyType_GenericAlloc (typeobject.c). */
#include "instances.h"

#include "structmember.h"

cj_instances cj_plain_classes[CJ_PLAIN_CLASSES];

static cj_instances none;
/* The deallocator of all classes that class statements make: CPython does not export it. */
static destructor subtype_dealloc;

bool cj_instances_init(void) {
    PyObject *class = PyObject_CallFunction((PyObject *)&PyType_Type, "s(){}", "_cpjit");
    if (class == NULL) {
        return false;
    }
    subtype_dealloc = ((PyTypeObject *)class)->tp_dealloc;
    Py_DECREF(class);
    return true;
}

static void forget(cj_instances *kept) {
    while (kept->first != NULL) {
        PyObject *object = kept->first;
        kept->first = (PyObject *)Py_TYPE(object);
        if (kept->has_values) {
            uint8_t *values = (uint8_t *)CJ_VALUES_OF(object);
            PyMem_Free(values - values[-1]);
        }
        PyObject_Free((char *)object - kept->size);
    }
    *kept = (cj_instances){0};
}

void cj_instances_forget(void) {
    for (int i = 0; i < CJ_PLAIN_CLASSES; i++) {
        forget(&cj_plain_classes[i]);
    }
}

/* The members of one class in the line, side by side. */
static bool find_slots(PyTypeObject *class, cj_instances *found) {
    const PyMemberDef *member = _PyHeapType_GET_MEMBERS((PyHeapTypeObject *)class);
    Py_ssize_t count = Py_SIZE(class);
    if (count == 0) {
        return true;
    }
    if (found->n_slots != 0 || count > 100 || member->offset > INT16_MAX) {
        return false;
    }
    found->slot = (uint16_t)member->offset;
    found->n_slots = (uint16_t)count;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (member[i].type != T_OBJECT_EX || member[i].flags & READONLY ||
            member[i].offset != found->slot + i * (Py_ssize_t)sizeof(PyObject *)) {
            return false;
        }
    }
    return true;
}

static bool is_plain(PyTypeObject *class, cj_instances *found) {
    bool values = PyType_HasFeature(class, Py_TPFLAGS_MANAGED_DICT);
    if (!PyType_HasFeature(class, Py_TPFLAGS_HAVE_GC) || class->tp_is_gc != NULL ||
        class->tp_finalize != NULL || class->tp_del != NULL || class->tp_itemsize != 0 ||
        class->tp_free != PyObject_GC_Del || class->tp_alloc != PyType_GenericAlloc ||
        (!values && class->tp_dictoffset != 0) || class->tp_weaklistoffset < 0 ||
        class->tp_weaklistoffset > INT16_MAX) {
        return false;
    }
    for (; class != &PyBaseObject_Type; class = class->tp_base) {
        /* What was made by a module of C may have a deallocator of its own, or members. */
        if (!PyType_HasFeature(class, Py_TPFLAGS_HEAPTYPE) ||
            class->tp_dealloc != subtype_dealloc || !find_slots(class, found)) {
            return false;
        }
    }
    return true;
}

cj_instances *cj_instances_of(PyTypeObject *class, uint32_t version) {
    cj_instances *kept = &cj_plain_classes[version % CJ_PLAIN_CLASSES];
    if (kept->version == version) {
        return kept;
    }
    cj_instances found = {.version = version,
                          .has_values = PyType_HasFeature(class, Py_TPFLAGS_MANAGED_DICT),
                          .weak_list = (uint16_t)class->tp_weaklistoffset};
    found.size = (uint16_t)(sizeof(PyGC_Head) + (found.has_values ? 2 * sizeof(PyObject *) : 0));
    if (version == 0 || !is_plain(class, &found)) {
        return &none;
    }
    forget(kept);
    *kept = found;
    return kept;
}
