/* What is known of attributes by the version of a class and a name, for sites that meet too many
 * classes for a chain of guards. A version belongs to one class, is given up whenever that class or
 * one that it inherits from is changed, and is never used again: so what has been remembered of a
 * class that has changed or died is not found any more. What an instance has is looked at each
 * time.
 *
 * The engine fills the table (frontend/cp311/attribute_cache.c), the stencil library reads it. */
#ifndef CJ_ATTRIBUTE_CACHE_H
#define CJ_ATTRIBUTE_CACHE_H

#include "dict_version.h"

/* Where instances have the attribute, or would have it. */
typedef enum {
    CJ_HELD_NOWHERE, /* in no place of their own */
    CJ_HELD_SLOT,    /* at distance `at` of the object */
    CJ_HELD_VALUES,  /* at distance `at` of their values, or in the dictionary that they have got */
    CJ_HELD_DICT,    /* in the dictionary at distance `at`, which is counted as tp_dictoffset is */
    CJ_HELD_CLASS,   /* the owner is a class: see what is known of that */
    CJ_HELD_DATA,    /* `object` is a data descriptor, which is asked */
    CJ_HELD_UNKNOWN, /* only CPython's own functions know */
} cj_holder;

/* What `object`, found in the class, is where instances don't have the attribute. */
typedef enum {
    CJ_FOUND_NOTHING,
    CJ_FOUND_VALUE,  /* the attribute */
    CJ_FOUND_STATIC, /* a staticmethod: its callable is the attribute */
    CJ_FOUND_METHOD, /* called with the instance; to be bound otherwise */
    CJ_FOUND_GETTER, /* another descriptor, which is asked */
} cj_find_kind;

typedef struct {
    uintptr_t key;           /* the name, to which the table has a reference, and a purpose */
    PyObject *object;        /* borrowed from the class */
    uint32_t version;        /* of the class; 0: empty */
    uint32_t keys;           /* VALUES that don't have the name: of the class's shared keys */
    uint32_t object_version; /* of the class of `object`, if that can change what `object` is */
    int32_t at;
    uint8_t holder, kind;
    uint16_t misses; /* how often it was found and did not help */
} cj_found;

/* Purposes, in the lowest bits of keys. */
enum { CJ_FOR_LOADS, CJ_FOR_STORES, CJ_FOR_LOADS_OF_CLASS };

#define CJ_FOUND_SIZE 2048
extern cj_found cj_found_attributes[CJ_FOUND_SIZE];

/* A staticmethod object, the part that counts here. */
typedef struct {
    PyObject_HEAD PyObject *callable;
} cj_static_method;

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE cj_found *cj_found_at(uint32_t version, uintptr_t key) {
    uintptr_t place = version * 61 + (key >> 4) + (key & 3) * 683;
    return &cj_found_attributes[place % CJ_FOUND_SIZE];
}

/* NULL: nothing is known. */
ALWAYS_INLINE cj_found *cj_found_of(PyTypeObject *type, PyObject *name, uintptr_t purpose) {
    uintptr_t key = (uintptr_t)name | purpose;
    cj_found *found = cj_found_at(type->tp_version_tag, key);
    return found->version == type->tp_version_tag && found->key == key ? found : NULL;
}

/* What the class has is still the kind of descriptor, or none, that it was. */
ALWAYS_INLINE bool cj_found_holds(const cj_found *found) {
    return found->object_version == 0 ||
           Py_TYPE(found->object)->tp_version_tag == found->object_version;
}

enum { CJ_KEY_MISSING = -1, CJ_KEY_UNSURE = -2 };

/* The index of an interned name's entry, by CPython's way through the table of indices; UNSURE: an
 * equal name may be there. */
ALWAYS_INLINE int64_t cj_find_key(PyDictKeysObject *keys, PyObject *name) {
    size_t hash = (size_t)((PyASCIIObject *)name)->hash;
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1, i = hash & mask;
    if (keys->dk_kind == DICT_KEYS_GENERAL || keys->dk_log2_size >= 16) {
        return CJ_KEY_UNSURE;
    }
    for (size_t perturb = hash;; i = (i * 5 + perturb + 1) & mask) {
        int64_t index = keys->dk_log2_size < 8 ? ((int8_t *)keys->dk_indices)[i]
                                               : ((int16_t *)keys->dk_indices)[i];
        if (index == -1) {
            return CJ_KEY_MISSING;
        }
        if (index >= 0) {
            PyObject *key = DK_UNICODE_ENTRIES(keys)[index].me_key;
            if (key == name) {
                return index;
            }
            if ((size_t)((PyASCIIObject *)key)->hash == hash) {
                return CJ_KEY_UNSURE;
            }
        }
        perturb >>= 5; /* CPython's PERTURB_SHIFT */
    }
}

/* The dictionary that an instance has, or NULL. */
ALWAYS_INLINE PyDictObject *cj_dict_of(const cj_found *found, PyObject *owner) {
    Py_ssize_t at = found->at;
    if (found->holder == CJ_HELD_VALUES) {
        return (PyDictObject *)*_PyObject_ManagedDictPointer(owner);
    }
    if (at < 0) { /* counted from the end of an object of variable size */
        Py_ssize_t size = Py_SIZE(owner);
        at += (Py_ssize_t)_PyObject_VAR_SIZE(Py_TYPE(owner), size < 0 ? -size : size);
    }
    return *(PyDictObject **)((char *)owner + at);
}

/* What an attribute is, in the lowest bits of what has been found. */
enum { CJ_AS_VALUE, CJ_AS_METHOD, CJ_AS_GETTER, CJ_AS_GETTER_OF_CLASS, CJ_AS_MASK = 3 };

/* The attribute, borrowed, and what it is; 0: that is not known. */
ALWAYS_INLINE uintptr_t cj_find_attribute(PyObject *owner, PyObject *name) {
    const cj_found *found = cj_found_of(Py_TYPE(owner), name, CJ_FOR_LOADS);
    PyDictObject *dict = NULL;
    uintptr_t getter = CJ_AS_GETTER;
    if (found == NULL || !cj_found_holds(found)) {
        return 0;
    }
    if (found->holder == CJ_HELD_VALUES) {
        PyDictValues *values = *_PyObject_ValuesPointer(owner);
        if (values == NULL) {
            dict = cj_dict_of(found, owner);
        } else if (found->at >= 0) {
            PyObject *value = *(PyObject **)((char *)values->values + found->at);
            if (value != NULL) {
                return (uintptr_t)value;
            }
        } else {
            PyDictKeysObject *keys = ((PyHeapTypeObject *)Py_TYPE(owner))->ht_cached_keys;
            if (keys == NULL || keys->dk_version != found->keys) {
                return 0;
            }
        }
    } else if (found->holder == CJ_HELD_SLOT) {
        return *(uintptr_t *)((char *)owner + found->at);
    } else if (found->holder == CJ_HELD_DICT) {
        dict = cj_dict_of(found, owner);
    } else if (found->holder == CJ_HELD_CLASS) {
        found = cj_found_of((PyTypeObject *)owner, name, CJ_FOR_LOADS_OF_CLASS);
        getter = CJ_AS_GETTER_OF_CLASS;
        if (found == NULL || !cj_found_holds(found)) {
            return 0;
        }
    } else if (found->holder == CJ_HELD_UNKNOWN) {
        return 0;
    }
    if (dict != NULL) {
        int64_t index = cj_find_key(dict->ma_keys, name);
        if (index == CJ_KEY_UNSURE) {
            return 0;
        }
        if (index >= 0) {
            PyObject *value = dict->ma_values != NULL
                                  ? dict->ma_values->values[index]
                                  : DK_UNICODE_ENTRIES(dict->ma_keys)[index].me_value;
            if (value != NULL) {
                return (uintptr_t)value;
            }
        }
    }
    PyObject *object = found->object;
    if (found->kind == CJ_FOUND_NOTHING) {
        return 0;
    }
    if (found->kind == CJ_FOUND_STATIC) {
        return (uintptr_t)((cj_static_method *)object)->callable;
    }
    return (uintptr_t)object | (found->kind == CJ_FOUND_METHOD   ? CJ_AS_METHOD
                                : found->kind == CJ_FOUND_GETTER ? getter
                                                                 : CJ_AS_VALUE);
}

/* The value of an instance's attribute is exchanged for `*value`; what it was before, if anything,
 * is in `*value` then. False: nothing has been done. */
ALWAYS_INLINE bool cj_exchange_attribute(PyObject *owner, PyObject *name, PyObject **value) {
    const cj_found *found = cj_found_of(Py_TYPE(owner), name, CJ_FOR_STORES);
    PyObject **place;
    if (found == NULL) {
        return false;
    }
    PyDictValues *values = found->holder == CJ_HELD_VALUES ? *_PyObject_ValuesPointer(owner) : NULL;
    if (values != NULL) {
        if (found->at < 0) {
            return false;
        }
        place = (PyObject **)((char *)values->values + found->at);
        if (*place == NULL) {
            _PyDictValues_AddToInsertionOrder(values, found->at / (int32_t)sizeof *place);
        }
    } else if (found->holder == CJ_HELD_VALUES || found->holder == CJ_HELD_DICT) {
        /* In a dictionary that has it. One that is not tracked may have to be from now on. */
        PyDictObject *dict = cj_dict_of(found, owner);
        int64_t index = dict == NULL ? CJ_KEY_MISSING : cj_find_key(dict->ma_keys, name);
        if (index < 0 || (!_PyObject_GC_IS_TRACKED(dict) &&
                          PyType_HasFeature(Py_TYPE(*value), Py_TPFLAGS_HAVE_GC))) {
            return false;
        }
        place = dict->ma_values != NULL ? &dict->ma_values->values[index]
                                        : &DK_UNICODE_ENTRIES(dict->ma_keys)[index].me_value;
        if (*place == NULL) {
            return false;
        }
        dict->ma_version_tag = ++cj_dict_version;
    } else if (found->holder == CJ_HELD_SLOT) {
        place = (PyObject **)((char *)owner + found->at);
    } else {
        return false;
    }
    PyObject *old = *place;
    *place = *value;
    *value = old;
    return true;
}

#endif
