/* See attribute_rules.h. */
#include "attribute_rules.h"

#include <structmember.h>

/* CPython numbers the keys of dictionaries from 2 up, by a counter that is not exported. */
static uint32_t next_version = 0xC0000000u;

/* The version of keys; 0: there are no numbers left. */
uint32_t cj_rule_keys_version(PyDictKeysObject *keys) {
    if (keys->dk_version == 0 && next_version != 0) {
        keys->dk_version = next_version++;
    }
    return keys->dk_version;
}

/* The version of a class, assigned if need be; 0: none. And what it says of the name. */
uint32_t cj_rule_look_up(PyTypeObject *type, PyObject *name, PyObject **found) {
    *found = _PyType_Lookup(type, name);
    return PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG) ? type->tp_version_tag : 0;
}

PyObject *cj_interned(PyObject **string, const char *text) {
    if (*string == NULL && (*string = PyUnicode_InternFromString(text)) == NULL) {
        PyErr_Clear();
    }
    return *string;
}

/* Does the class look attributes up as `plain`, CPython's own, does? Where there is a __getattr__,
 * that is called for those which are not found. */
bool cj_rule_looks_up_plainly(PyTypeObject *type, PyTypeObject *plain) {
    static PyObject *name;
    PyObject *own, *other;
    if (type->tp_getattro == plain->tp_getattro) {
        return true;
    }
    return PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) &&
           cj_interned(&name, "__getattribute__") != NULL &&
           cj_rule_look_up(type, name, &own) != 0 && cj_rule_look_up(plain, name, &other) != 0 &&
           own == other;
}

/* A member of __slots__ or of a builtin type: its place, or 0. */
int32_t cj_rule_slot_offset(PyTypeObject *type, PyObject *descriptor, bool stores) {
    if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
        return 0;
    }
    const PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
    bool plain = member->type == T_OBJECT_EX && member->flags == 0;
    bool readable = (member->type == T_OBJECT || member->type == T_OBJECT_EX) &&
                    (member->flags & ~READONLY) == 0;
    if (!(plain || (readable && !stores)) || !PyType_IsSubtype(type, PyDescr_TYPE(descriptor)) ||
        member->offset <= 0 || member->offset > INT32_MAX) {
        return 0;
    }
    return (int32_t)member->offset;
}

bool cj_rule_watch(PyObject *descriptor, uint32_t *version) {
    static PyObject *name;
    PyObject *get;
    *version = 0;
    if (descriptor == NULL || (PyType_HasFeature(Py_TYPE(descriptor), Py_TPFLAGS_IMMUTABLETYPE) &&
                               !Py_IS_TYPE(descriptor, &PyModule_Type))) {
        return true;
    }
    if (cj_interned(&name, "__get__") == NULL) {
        return false;
    }
    *version = cj_rule_look_up(Py_TYPE(descriptor), name, &get);
    return *version != 0;
}
