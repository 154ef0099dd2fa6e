/* Fills the table of stencils_src/attribute_cache.h, and does what stencils don't with it: asks
 * descriptors, makes bound methods. */
#include "attribute_rules.h"
#include "attributes.h"
#include "helpers.h"

cj_found cj_found_attributes[CJ_FOUND_SIZE];
uint64_t cj_dict_version = (uint64_t)1 << 63;

/* Whether what is remembered did not help for a reason that may have gone: what instances have
 * changes. That is looked at after 1, 2, 4 ... misses. */
static bool may_help(PyTypeObject *type, PyObject *name, uintptr_t purpose) {
    cj_found *found = cj_found_of(type, name, purpose);
    uint16_t misses = found == NULL ? 0 : ++found->misses;
    return (misses & (misses - 1)) == 0;
}

/* The entry for a class and a name, with what the class has of it, to be filled in; or NULL. */
static cj_found *entry_for(PyTypeObject *type, PyObject *name, uintptr_t purpose) {
    uintptr_t key = (uintptr_t)name | purpose;
    PyObject *object;
    uint32_t version = cj_rule_look_up(type, name, &object);
    if (version == 0 || !PyUnicode_CheckExact(name) || !PyUnicode_CHECK_INTERNED(name)) {
        return NULL;
    }
    cj_found *found = cj_found_at(version, key);
    PyObject *old = (PyObject *)(found->key & ~(uintptr_t)CJ_AS_MASK);
    *found = (cj_found){
        .key = key,
        .object = object,
        .version = version,
        .holder = CJ_HELD_UNKNOWN,
        .misses = found->version == version && found->key == key ? found->misses : 0,
    };
    Py_INCREF(name);
    Py_XDECREF(old); /* a str: no foreign code runs */
    return cj_rule_watch(object, &found->object_version) ? found : NULL;
}

void cj_attributes_forget(void) {
    for (int i = 0; i < CJ_FOUND_SIZE; i++) {
        PyObject *name = (PyObject *)(cj_found_attributes[i].key & ~(uintptr_t)CJ_AS_MASK);
        cj_found_attributes[i] = (cj_found){0};
        Py_XDECREF(name);
    }
}

/* What the class has is no data descriptor. `asks`: a getter may be called, whose AttributeError
 * nobody else waits for. */
static cj_find_kind kind_of(PyObject *object, bool asks) {
    if (object == NULL) {
        return CJ_FOUND_NOTHING;
    }
    if (PyType_HasFeature(Py_TYPE(object), Py_TPFLAGS_METHOD_DESCRIPTOR)) {
        return CJ_FOUND_METHOD;
    }
    if (Py_IS_TYPE(object, &PyStaticMethod_Type)) {
        return CJ_FOUND_STATIC;
    }
    if (Py_TYPE(object)->tp_descr_get == NULL) {
        return CJ_FOUND_VALUE;
    }
    return asks ? CJ_FOUND_GETTER : CJ_FOUND_NOTHING;
}

/* Where instances keep what no data descriptor keeps for them. */
static void fill_in_holder(PyTypeObject *type, PyObject *name, cj_found *found) {
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        PyDictKeysObject *shared = ((PyHeapTypeObject *)type)->ht_cached_keys;
        int64_t index = shared == NULL ? CJ_KEY_UNSURE : cj_find_key(shared, name);
        if (index == CJ_KEY_UNSURE) {
            return;
        }
        found->at = index >= 0 ? (int32_t)(index * (int64_t)sizeof(PyObject *)) : -1;
        found->keys = index >= 0 ? 0 : cj_rule_keys_version(shared);
        if (index >= 0 || found->keys != 0) {
            found->holder = CJ_HELD_VALUES;
        }
    } else if (type->tp_dictoffset == 0) {
        found->holder = CJ_HELD_NOWHERE;
    } else if (type->tp_dictoffset == (int32_t)type->tp_dictoffset) {
        found->at = (int32_t)type->tp_dictoffset;
        found->holder = CJ_HELD_DICT;
    }
}

static void remember_of_class(PyTypeObject *class, PyObject *name, bool asks) {
    cj_found *found = entry_for(class, name, CJ_FOR_LOADS_OF_CLASS);
    if (found == NULL) {
        return;
    }
    found->kind = (uint8_t)kind_of(found->object, asks);
    if (found->kind == CJ_FOUND_METHOD) {
        found->kind = Py_IS_TYPE(found->object, &PyFunction_Type) ? CJ_FOUND_VALUE
                      : asks                                      ? CJ_FOUND_GETTER
                                                                  : CJ_FOUND_NOTHING;
    }
}

static void remember(PyObject *owner, PyObject *name) {
    PyTypeObject *type = Py_TYPE(owner);
    bool is_class = PyType_Check(owner);
    PyTypeObject *plain = is_class ? &PyType_Type : &PyBaseObject_Type;
    cj_found *found = entry_for(type, name, CJ_FOR_LOADS);
    if (found == NULL || !cj_rule_looks_up_plainly(type, plain)) {
        return;
    }
    PyObject *object = found->object;
    bool asks = type->tp_getattro == plain->tp_getattro;
    if (object != NULL && Py_TYPE(object)->tp_descr_get != NULL &&
        Py_TYPE(object)->tp_descr_set != NULL) {
        found->at = is_class ? 0 : cj_rule_slot_offset(type, object, false);
        if (found->at != 0) {
            found->holder = CJ_HELD_SLOT;
        } else if (asks) {
            found->holder = CJ_HELD_DATA;
            found->kind = CJ_FOUND_GETTER;
        }
    } else if (!is_class) {
        found->kind = (uint8_t)kind_of(object, asks);
        fill_in_holder(type, name, found);
    } else if (found->object_version == 0) {
        found->holder = CJ_HELD_CLASS;
        remember_of_class((PyTypeObject *)owner, name, asks);
    }
}

uintptr_t cj_attribute_remember(PyObject *owner, PyObject *name) {
    uintptr_t found = cj_find_attribute(owner, name);
    if (found == 0 && may_help(Py_TYPE(owner), name, CJ_FOR_LOADS)) {
        remember(owner, name);
        found = cj_find_attribute(owner, name);
    }
    return found;
}

static void remember_store(PyTypeObject *type, PyObject *name) {
    cj_found *found = entry_for(type, name, CJ_FOR_STORES);
    if (found == NULL || type->tp_setattro != PyObject_GenericSetAttr) {
        return;
    }
    if (found->object != NULL && Py_TYPE(found->object)->tp_descr_set != NULL) {
        found->at = cj_rule_slot_offset(type, found->object, true);
        found->holder = found->at != 0 ? CJ_HELD_SLOT : CJ_HELD_DATA;
    } else if (found->object_version == 0) {
        fill_in_holder(type, name, found);
    }
}

bool cj_attribute_remember_store(PyObject *owner, PyObject *name) {
    PyTypeObject *type = Py_TYPE(owner);
    if (may_help(type, name, CJ_FOR_STORES)) {
        remember_store(type, name);
    }
    const cj_found *found = cj_found_of(type, name, CJ_FOR_STORES);
    return found != NULL && (found->holder == CJ_HELD_SLOT || found->holder == CJ_HELD_VALUES ||
                             found->holder == CJ_HELD_DICT);
}

PyObject *cj_get_described(PyObject *owner, PyObject *name, PyObject *descriptor) {
    Py_INCREF(descriptor);
    PyObject *result =
        Py_TYPE(descriptor)->tp_descr_get(descriptor, owner, (PyObject *)Py_TYPE(owner));
    Py_DECREF(descriptor);
    if (result == NULL) {
        cj_attribute_failed(owner, name);
    }
    return result;
}

PyObject *cj_get_attribute(PyObject *owner, PyObject *name) {
    uintptr_t found = cj_attribute_remember(owner, name);
    PyObject *object = (PyObject *)(found & ~(uintptr_t)CJ_AS_MASK);
    if (found == 0) {
        return PyObject_GetAttr(owner, name);
    }
    if ((found & CJ_AS_MASK) == CJ_AS_VALUE) {
        return Py_NewRef(object);
    }
    if ((found & CJ_AS_MASK) != CJ_AS_GETTER_OF_CLASS) {
        return cj_get_described(owner, name, object);
    }
    Py_INCREF(object);
    PyObject *result = Py_TYPE(object)->tp_descr_get(object, NULL, owner);
    Py_DECREF(object);
    if (result == NULL) {
        cj_attribute_failed(owner, name);
    }
    return result;
}

/* The dictionary that an instance has, if storing into it is all that has to be done. */
static PyObject *dict_for_store(const cj_found *found, PyObject *owner) {
    if (found == NULL || (found->holder != CJ_HELD_VALUES && found->holder != CJ_HELD_DICT) ||
        (found->holder == CJ_HELD_VALUES && *_PyObject_ValuesPointer(owner) != NULL)) {
        return NULL;
    }
    PyDictObject *dict = cj_dict_of(found, owner);
    return dict == NULL || dict->ma_keys->dk_kind == DICT_KEYS_GENERAL ? NULL : (PyObject *)dict;
}

int cj_set_attribute(PyObject *owner, PyObject *name, PyObject *value) {
    PyObject *exchanged = Py_NewRef(value);
    if (cj_exchange_attribute(owner, name, &exchanged) ||
        (cj_attribute_remember_store(owner, name) &&
         cj_exchange_attribute(owner, name, &exchanged))) {
        Py_XDECREF(exchanged);
        return 0;
    }
    Py_DECREF(value);
    const cj_found *found = cj_found_of(Py_TYPE(owner), name, CJ_FOR_STORES);
    PyObject *dict = dict_for_store(found, owner);
    if (dict != NULL) {
        Py_INCREF(dict);
        int status = PyDict_SetItem(dict, name, value);
        Py_DECREF(dict);
        return status;
    }
    if (found != NULL && found->holder == CJ_HELD_DATA && cj_found_holds(found)) {
        PyObject *object = Py_NewRef(found->object);
        int status = Py_TYPE(object)->tp_descr_set(object, owner, value);
        Py_DECREF(object);
        return status;
    }
    return PyObject_SetAttr(owner, name, value);
}
