/* The rules are those of PyObject_GenericGetAttr, type_getattro and module_getattro; the evidence
 * is what CPython's own specialised opcodes rely on (specialize.c): versions of classes, versions
 * of keys, places of names in keys. None of it runs Python code. */
#include "attributes.h"
#include "attribute_rules.h"
#include "classes.h"
#include "specials.h"

#include "opcode.h"

/* As in the templates (objects.h). */
static uint32_t keys_layout(const PyDictKeysObject *keys) {
    return keys->dk_log2_size | (uint32_t)keys->dk_log2_index_bytes << 8 |
           (uint32_t)keys->dk_kind << 16;
}

static int32_t entry_distance(PyDictKeysObject *keys, Py_ssize_t index) {
    return (int32_t)((char *)&DK_UNICODE_ENTRIES(keys)[index] - (char *)keys);
}

static bool is_data_descriptor(PyObject *object) {
    return Py_TYPE(object)->tp_descr_set != NULL;
}

/* An AttributeError of a descriptor may lead to __getattr__. */
static bool may_be_asked(PyTypeObject *type, PyObject *descriptor) {
    return type->tp_getattro == PyObject_GenericGetAttr &&
           Py_TYPE(descriptor)->tp_descr_get != NULL;
}

static bool watch(PyObject *descriptor, cj_attribute *found) {
    bool sure = cj_rule_watch(descriptor, &found->watched_version);
    found->watched = found->watched_version != 0 ? descriptor : NULL;
    return sure;
}

/* Where an instance would have it. Returns whether anything can be said; `kind` GENERAL then means
 * that it has none. */
static bool find_in_instance(PyObject *owner, PyObject *name, cj_attribute *found) {
    PyTypeObject *type = Py_TYPE(owner);
    PyDictObject *dict;
    found->kind = CJ_ATTR_GENERAL;
    found->absence = CJ_ABSENT_ALWAYS;
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        PyDictKeysObject *shared = ((PyHeapTypeObject *)type)->ht_cached_keys;
        PyDictValues *values = *_PyObject_ValuesPointer(owner);
        dict = (PyDictObject *)*_PyObject_ManagedDictPointer(owner);
        found->dict_offset = MANAGED_DICT_OFFSET;
        if (shared == NULL || (values != NULL && dict != NULL)) {
            return false;
        }
        if (values == NULL && dict == NULL) {
            found->absence = CJ_ABSENT_ALL;
            return true;
        }
        Py_ssize_t index = cj_find_key(shared, name);
        found->index = (int32_t)((size_t)index * sizeof(PyObject *));
        if (index == CJ_KEY_UNSURE) {
            return false;
        }
        if (values != NULL) {
            if (index >= 0 && values->values[index] != NULL) {
                found->kind = CJ_ATTR_VALUE;
                found->value = values->values[index];
            } else if (index >= 0) {
                found->absence = CJ_ABSENT_VALUE;
            } else {
                found->absence = CJ_ABSENT_IN_CLASS;
                found->keys = cj_rule_keys_version(shared);
                return found->keys != 0;
            }
            return true;
        }
        if (dict->ma_keys == shared && index >= 0) {
            found->kind = CJ_ATTR_SHARED;
            found->value = dict->ma_values->values[index];
            return found->value != NULL;
        }
    } else if (type->tp_dictoffset > 0 && type->tp_dictoffset <= INT16_MAX) {
        found->dict_offset = (int32_t)type->tp_dictoffset;
        dict = *(PyDictObject **)((char *)owner + type->tp_dictoffset);
        if (dict == NULL) {
            found->absence = CJ_ABSENT_DICT;
            return true;
        }
    } else {
        return type->tp_dictoffset == 0;
    }
    Py_ssize_t index = cj_find_key(dict->ma_keys, name);
    if (index == CJ_KEY_UNSURE) {
        return false;
    }
    if (index >= 0 && dict->ma_values == NULL &&
        DK_UNICODE_ENTRIES(dict->ma_keys)[index].me_value != NULL) {
        found->kind = CJ_ATTR_ENTRY;
        found->keys = keys_layout(dict->ma_keys);
        found->entry = entry_distance(dict->ma_keys, index);
        found->value = DK_UNICODE_ENTRIES(dict->ma_keys)[index].me_value;
        return true;
    }
    found->absence = CJ_ABSENT_IN_DICT;
    found->keys = index < 0 ? cj_rule_keys_version(dict->ma_keys) : 0;
    return found->keys != 0;
}

static bool find_in_module(PyObject *module, PyObject *name, cj_attribute *found) {
    PyDictObject *dict = (PyDictObject *)PyModule_GetDict(module);
    if (dict->ma_values != NULL) {
        return false;
    }
    Py_ssize_t index = cj_find_key(dict->ma_keys, name);
    if (index < 0 || DK_UNICODE_ENTRIES(dict->ma_keys)[index].me_value == NULL) {
        return false;
    }
    found->keys = cj_rule_keys_version(dict->ma_keys);
    found->value = DK_UNICODE_ENTRIES(dict->ma_keys)[index].me_value;
    found->entry =
        entry_distance(dict->ma_keys, index) + (int32_t)offsetof(PyDictUnicodeEntry, me_value);
    return found->keys != 0;
}

/* CPython's property object, the part that counts here. */
typedef struct {
    PyObject_HEAD PyObject *getter, *setter;
} Property;

/* A classmethod object is made like a staticmethod. */
static bool is_class_method(PyObject *descriptor) {
    return Py_IS_TYPE(descriptor, &PyClassMethod_Type) &&
           Py_IS_TYPE(((cj_static_method *)descriptor)->callable, &PyFunction_Type);
}

static bool find_in_class(PyTypeObject *class, PyObject *name, bool calls, cj_attribute *found) {
    PyTypeObject *meta = Py_TYPE(class);
    PyObject *descriptor, *object;
    found->meta_version = cj_rule_look_up(meta, name, &descriptor);
    if (!cj_rule_looks_up_plainly(meta, &PyType_Type) || found->meta_version == 0 ||
        (descriptor != NULL && is_data_descriptor(descriptor)) || !watch(descriptor, found) ||
        found->watched != NULL) {
        return false;
    }
    found->version = cj_rule_look_up(class, name, &object);
    if (found->version == 0 || object == NULL || !watch(object, found)) {
        return false;
    }
    found->object = found->value = object;
    found->place = NULL;
    if (Py_IS_TYPE(object, &PyStaticMethod_Type)) {
        found->place = &((cj_static_method *)object)->callable;
        found->value = *found->place;
        return true;
    }
    if (calls && is_class_method(object)) {
        found->class = (PyObject *)class;
        found->place = &((cj_static_method *)object)->callable;
        return true;
    }
    return Py_TYPE(object)->tp_descr_get == NULL || Py_IS_TYPE(object, &PyFunction_Type);
}

void cj_attribute_find(PyObject *owner, PyObject *name, bool calls, cj_attribute *found) {
    PyTypeObject *type = Py_TYPE(owner);
    *found = (cj_attribute){.kind = CJ_ATTR_GENERAL, .owner = type};
    if (!PyUnicode_CHECK_INTERNED(name)) {
        return;
    }
    if (PyModule_CheckExact(owner)) {
        found->kind = find_in_module(owner, name, found) ? CJ_ATTR_MODULE : CJ_ATTR_GENERAL;
        return;
    }
    if (PyType_Check(owner)) {
        found->kind = find_in_class((PyTypeObject *)owner, name, calls, found) ? CJ_ATTR_OF_CLASS
                                                                               : CJ_ATTR_GENERAL;
        return;
    }
    PyObject *descriptor;
    found->version = cj_rule_look_up(type, name, &descriptor);
    if (!cj_rule_looks_up_plainly(type, &PyBaseObject_Type) || found->version == 0 ||
        !watch(descriptor, found)) {
        return;
    }
    if (descriptor != NULL && Py_IS_TYPE(descriptor, &PyProperty_Type)) {
        if (type->tp_getattro != PyObject_GenericGetAttr) {
            return; /* an AttributeError of the getter leads to __getattr__ */
        }
        found->place = &((Property *)descriptor)->getter;
        found->object = *found->place;
        if (found->object != NULL && Py_IS_TYPE(found->object, &PyFunction_Type)) {
            found->kind = CJ_ATTR_PROPERTY;
        }
        return;
    }
    if (descriptor != NULL && is_data_descriptor(descriptor)) {
        found->offset = cj_rule_slot_offset(type, descriptor, false);
        found->object = descriptor;
        found->value = found->offset != 0 ? *(PyObject **)((char *)owner + found->offset) : NULL;
        found->kind = found->offset != 0                         ? CJ_ATTR_SLOT
                      : !calls && may_be_asked(type, descriptor) ? CJ_ATTR_DESCRIBED
                                                                 : CJ_ATTR_GENERAL;
        return;
    }
    if (!find_in_instance(owner, name, found)) {
        found->kind = CJ_ATTR_GENERAL;
        return;
    }
    if (found->kind != CJ_ATTR_GENERAL) {
        return;
    }
    if (descriptor == NULL) {
        cj_method missing;
        if (type->tp_getattro != PyObject_GenericGetAttr && !calls &&
            cj_special_find(type, CJ_SPECIAL_GETATTR, &missing)) {
            found->object = (PyObject *)missing.function;
            found->kind = CJ_ATTR_MISSING;
        }
        return;
    }
    found->object = descriptor;
    if (Py_IS_TYPE(descriptor, &PyStaticMethod_Type)) {
        found->place = &((cj_static_method *)descriptor)->callable;
        found->value = *found->place;
        found->kind = CJ_ATTR_OF_INSTANCE;
    } else if (Py_TYPE(descriptor)->tp_descr_get == NULL) {
        found->value = descriptor;
        found->kind = CJ_ATTR_OF_INSTANCE;
    } else if (calls && is_class_method(descriptor)) {
        found->class = (PyObject *)type;
        found->place = &((cj_static_method *)descriptor)->callable;
        found->kind = CJ_ATTR_OF_INSTANCE;
    } else if (calls && PyType_HasFeature(Py_TYPE(descriptor), Py_TPFLAGS_METHOD_DESCRIPTOR)) {
        found->kind = CJ_ATTR_OF_INSTANCE;
        found->is_method = true;
    } else if (!calls && may_be_asked(type, descriptor)) {
        found->kind = CJ_ATTR_DESCRIBED;
    }
}

void cj_attribute_find_store(PyObject *owner, PyObject *name, cj_attribute *found) {
    PyTypeObject *type = Py_TYPE(owner);
    PyObject *descriptor;
    *found = (cj_attribute){.kind = CJ_ATTR_GENERAL, .owner = type};
    if (type->tp_setattro != PyObject_GenericSetAttr || !PyUnicode_CHECK_INTERNED(name)) {
        return;
    }
    found->version = cj_rule_look_up(type, name, &descriptor);
    if (found->version == 0 || !watch(descriptor, found)) {
        return;
    }
    if (descriptor != NULL && Py_IS_TYPE(descriptor, &PyProperty_Type)) {
        found->place = &((Property *)descriptor)->setter;
        found->object = *found->place;
        if (found->object != NULL && Py_IS_TYPE(found->object, &PyFunction_Type)) {
            found->kind = CJ_ATTR_PROPERTY;
        }
        return;
    }
    if (descriptor != NULL && is_data_descriptor(descriptor)) {
        found->offset = cj_rule_slot_offset(type, descriptor, true);
        found->kind = found->offset != 0 ? CJ_ATTR_SLOT : CJ_ATTR_GENERAL;
        return;
    }
    if (!(type->tp_flags & Py_TPFLAGS_MANAGED_DICT)) {
        return;
    }
    PyDictKeysObject *shared = ((PyHeapTypeObject *)type)->ht_cached_keys;
    Py_ssize_t index = shared == NULL ? CJ_KEY_UNSURE : cj_find_key(shared, name);
    if (index >= 0 && *_PyObject_ValuesPointer(owner) != NULL) {
        found->kind = CJ_ATTR_VALUE;
        found->index = (int32_t)((size_t)index * sizeof(PyObject *));
    }
}

/* ---- sizes and truth ---- */

int32_t cj_size_offset(const PyTypeObject *type) {
    if (type == &PyList_Type || type == &PyTuple_Type || type == &PyBytes_Type) {
        return (int32_t)offsetof(PyVarObject, ob_size);
    }
    if (type == &PyUnicode_Type) {
        return (int32_t)offsetof(PyASCIIObject, length);
    }
    if (type == &PyDict_Type) {
        return (int32_t)offsetof(PyDictObject, ma_used);
    }
    if (type == &PySet_Type || type == &PyFrozenSet_Type) {
        return (int32_t)offsetof(PySetObject, used);
    }
    return 0;
}

int32_t cj_truth_offset(const PyTypeObject *type) {
    return type == &PyLong_Type ? (int32_t)offsetof(PyVarObject, ob_size) : cj_size_offset(type);
}

uint32_t cj_always_true(PyTypeObject *type) {
    static PyObject *name;
    PyObject *found;
    if (cj_interned(&name, "__bool__") == NULL) {
        return 0;
    }
    uint32_t version = cj_rule_look_up(type, name, &found);
    bool silent = (type->tp_as_number == NULL || type->tp_as_number->nb_bool == NULL) &&
                  (type->tp_as_mapping == NULL || type->tp_as_mapping->mp_length == NULL) &&
                  (type->tp_as_sequence == NULL || type->tp_as_sequence->sq_length == NULL);
    return silent && found == NULL ? version : 0;
}

uint32_t cj_compares_identity(PyTypeObject *type) {
    return type->tp_richcompare == PyBaseObject_Type.tp_richcompare ? cj_class_version(type) : 0;
}

/* ---- classes that are called ---- */

/* ---- globals ---- */

/* The keys in which a namespace's names can be checked, or NULL. */
static PyDictKeysObject *keys_of(PyObject *namespace) {
    if (!PyDict_CheckExact(namespace) || ((PyDictObject *)namespace)->ma_values != NULL) {
        return NULL;
    }
    return ((PyDictObject *)namespace)->ma_keys;
}

cj_global_kind cj_global_find(PyObject *globals, PyObject *builtins, PyObject *name,
                              cj_global *found) {
    PyDictKeysObject *keys = keys_of(globals);
    Py_ssize_t index = keys == NULL ? CJ_KEY_UNSURE : cj_find_key(keys, name);
    if (index == CJ_KEY_UNSURE) {
        return CJ_NO_GLOBAL;
    }
    found->version = cj_rule_keys_version(keys);
    if (found->version == 0) {
        return CJ_NO_GLOBAL;
    }
    if (index >= 0 && DK_UNICODE_ENTRIES(keys)[index].me_value != NULL) {
        found->layout = keys_layout(keys);
        found->place =
            entry_distance(keys, index) + (int32_t)offsetof(PyDictUnicodeEntry, me_value);
        found->value = DK_UNICODE_ENTRIES(keys)[index].me_value;
        return CJ_GLOBAL;
    }
    if (index >= 0) {
        return CJ_NO_GLOBAL;
    }
    keys = keys_of(builtins);
    index = keys == NULL ? CJ_KEY_UNSURE : cj_find_key(keys, name);
    if (index < 0 || DK_UNICODE_ENTRIES(keys)[index].me_value == NULL) {
        return CJ_NO_GLOBAL;
    }
    found->layout = keys_layout(keys);
    found->place = entry_distance(keys, index);
    found->value = DK_UNICODE_ENTRIES(keys)[index].me_value;
    return CJ_BUILTIN;
}

/* In one namespace, borrowed; NULL: it is not there or, with `unsure`, that can't be told. */
static PyObject *find_name(PyObject *namespace, PyObject *name, bool *unsure) {
    PyDictKeysObject *keys = keys_of(namespace);
    Py_ssize_t index = keys == NULL ? CJ_KEY_UNSURE : cj_find_key(keys, name);
    *unsure = index == CJ_KEY_UNSURE;
    return index >= 0 ? DK_UNICODE_ENTRIES(keys)[index].me_value : NULL;
}

PyObject *cj_find_global(PyObject *globals, PyObject *builtins, PyObject *name) {
    bool unsure;
    PyObject *value = find_name(globals, name, &unsure);
    return value != NULL || unsure ? value : find_name(builtins, name, &unsure);
}
