/* The hash tables of CPython 3.11 (dictobject.c, setobject.c) and its sequences, searched for a str
 * or an int. Where an object of another type has the key's hash, its class has a say: that is left
 * to CPython. */
#include "lookups.h"

#include <string.h>

#define PERTURB_SHIFT 5
#define LINEAR_PROBES 9

static Py_hash_t hash_of(PyObject *key) {
    if (PyUnicode_CheckExact(key)) {
        Py_hash_t hash = ((PyASCIIObject *)key)->hash;
        return hash != -1 ? hash : PyObject_Hash(key);
    }
    return PyObject_Hash(key);
}

/* Are they equal? -1: `other` has to be asked. */
static int same(PyObject *other, PyObject *key) {
    if (other == key) {
        return 1;
    }
    if (PyUnicode_CheckExact(other)) {
        if (!PyUnicode_CheckExact(key)) {
            return 0;
        }
        /* Strings made by an old C API get their characters when CPython first looks at them. */
        return PyUnicode_IS_READY(other) && PyUnicode_IS_READY(key) ? _PyUnicode_EQ(other, key)
                                                                    : -1;
    }
    if (PyLong_CheckExact(other)) {
        return PyLong_CheckExact(key) && Py_SIZE(other) == Py_SIZE(key) &&
               memcmp(((PyLongObject *)other)->ob_digit, ((PyLongObject *)key)->ob_digit,
                      (size_t)Py_ABS(Py_SIZE(key)) * sizeof(digit)) == 0;
    }
    return other == Py_None ? 0 : -1;
}

static Py_ssize_t index_at(const PyDictKeysObject *keys, size_t i) {
    int log2_size = keys->dk_log2_size;
    return log2_size < 8    ? ((const int8_t *)keys->dk_indices)[i]
           : log2_size < 16 ? ((const int16_t *)keys->dk_indices)[i]
           : log2_size < 32 ? ((const int32_t *)keys->dk_indices)[i]
                            : (Py_ssize_t)((const int64_t *)keys->dk_indices)[i];
}

/* The place of the key's value, or NULL. */
static int find_in_dict(PyDictObject *dict, PyObject *key, PyObject ***place) {
    PyDictKeysObject *keys = dict->ma_keys;
    bool general = keys->dk_kind == DICT_KEYS_GENERAL;
    if (!general && !PyUnicode_CheckExact(key)) {
        return 0; /* its keys are all str */
    }
    Py_hash_t hash = hash_of(key);
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1, perturb = (size_t)hash;
    for (size_t i = (size_t)hash & mask;; i = mask & (i * 5 + perturb + 1)) {
        Py_ssize_t index = index_at(keys, i);
        if (index == DKIX_EMPTY) {
            return 0;
        }
        if (index >= 0 && general) {
            PyDictKeyEntry *entry = &DK_ENTRIES(keys)[index];
            int found = entry->me_hash == hash ? same(entry->me_key, key) : 0;
            if (found != 0) {
                *place = &entry->me_value;
                return found;
            }
        } else if (index >= 0) {
            PyDictUnicodeEntry *entry = &DK_UNICODE_ENTRIES(keys)[index];
            if (entry->me_key == key || (((PyASCIIObject *)entry->me_key)->hash == hash &&
                                         _PyUnicode_EQ(entry->me_key, key))) {
                *place =
                    dict->ma_values == NULL ? &entry->me_value : &dict->ma_values->values[index];
                return 1;
            }
        }
        perturb >>= PERTURB_SHIFT;
    }
}

PyObject *cj_dict_value(PyObject *dict, PyObject *key) {
    PyObject **place;
    return find_in_dict((PyDictObject *)dict, key, &place) > 0 ? *place : NULL;
}

int cj_dict_has(PyObject *dict, PyObject *key) {
    PyObject **place;
    int found = find_in_dict((PyDictObject *)dict, key, &place);
    return found > 0 ? *place != NULL : found; /* a split table has keys without a value */
}

static int find_in_array(PyObject *const *items, Py_ssize_t size, PyObject *key) {
    for (Py_ssize_t i = 0; i < size; i++) {
        int found = same(items[i], key);
        if (found != 0) {
            return found;
        }
    }
    return 0;
}

int cj_list_has(PyObject *list, PyObject *key) {
    return find_in_array(((PyListObject *)list)->ob_item, Py_SIZE(list), key);
}

int cj_tuple_has(PyObject *tuple, PyObject *key) {
    return find_in_array(((PyTupleObject *)tuple)->ob_item, Py_SIZE(tuple), key);
}

int cj_set_has(PyObject *set, PyObject *key) {
    const PySetObject *table = (PySetObject *)set;
    Py_hash_t hash = hash_of(key);
    size_t mask = (size_t)table->mask, perturb = (size_t)hash;
    for (size_t i = (size_t)hash & mask;; i = (i * 5 + 1 + perturb) & mask) {
        const setentry *entry = &table->table[i];
        int probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        for (; probes >= 0; probes--, entry++) {
            if (entry->hash == 0 && entry->key == NULL) {
                return 0;
            }
            int found = entry->hash == hash ? same(entry->key, key) : 0;
            if (found != 0) {
                return found;
            }
        }
        perturb >>= PERTURB_SHIFT;
    }
}
