/* The hash tables of CPython 3.11 (dictobject.c, setobject.c) and its sequences, searched for a
 * str, an int, a class, or a tuple of such. Where an object of another type has the key's hash, its
 * class has a say: that is left to CPython. */
#include "lookups.h"

#include "../../../stencils_src/dict_version.h"

#include <string.h>

#define PERTURB_SHIFT 5
#define LINEAR_PROBES 9
#define NESTED_TUPLES 3 /* in keys */

static inline Py_hash_t hash_of(PyObject *key) {
    if (PyUnicode_CheckExact(key)) {
        Py_hash_t hash = ((PyASCIIObject *)key)->hash;
        return hash != -1 ? hash : PyObject_Hash(key);
    }
    Py_ssize_t size = Py_SIZE(key);
    if (PyLong_CheckExact(key) && size >= -1 && size <= 1) {
        Py_hash_t hash = size * (Py_hash_t)((PyLongObject *)key)->ob_digit[0];
        return hash == -1 ? -2 : hash;
    }
    return PyObject_Hash(key);
}

/* One that is equal to itself alone: no metaclass has a say. */
static bool is_class(PyObject *object) {
    return Py_IS_TYPE(object, &PyType_Type);
}

/* Is it, where it is a tuple, one whose hash and comparison ask no other object? */
static bool is_simple(PyObject *key, int levels) {
    if (!PyTuple_CheckExact(key)) {
        return PyUnicode_CheckExact(key) || PyLong_CheckExact(key) || key == Py_None ||
               is_class(key);
    }
    bool simple = levels > 0;
    for (Py_ssize_t i = 0; simple && i < PyTuple_GET_SIZE(key); i++) {
        simple = is_simple(PyTuple_GET_ITEM(key, i), levels - 1);
    }
    return simple;
}

bool cj_is_key(PyObject *key) {
    return !PyTuple_CheckExact(key) || is_simple(key, NESTED_TUPLES);
}

/* An item that has to be asked comes before all that differ, and before the sizes. */
static int same_tuples(PyObject *other, PyObject *key) {
    Py_ssize_t others = PyTuple_GET_SIZE(other), size = PyTuple_GET_SIZE(key);
    for (Py_ssize_t i = 0; i < size && i < others; i++) {
        int found = cj_same_key(PyTuple_GET_ITEM(other, i), PyTuple_GET_ITEM(key, i));
        if (found != 1) {
            return found;
        }
    }
    return size == others;
}

int cj_same_key(PyObject *other, PyObject *key) {
    if (other == key) {
        return 1;
    }
    if (PyTuple_CheckExact(other)) {
        return PyTuple_CheckExact(key) ? same_tuples(other, key) : 0;
    }
    if (PyUnicode_CheckExact(other)) {
        if (!PyUnicode_CheckExact(key)) {
            return 0;
        }
        Py_hash_t hash = ((PyASCIIObject *)key)->hash, other_hash = ((PyASCIIObject *)other)->hash;
        if (hash != other_hash && hash != -1 && other_hash != -1) {
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
    return other == Py_None || is_class(other) ? 0 : -1;
}

static inline Py_ssize_t index_at(const PyDictKeysObject *keys, size_t i) {
    int log2_size = keys->dk_log2_size;
    return log2_size < 8    ? ((const int8_t *)keys->dk_indices)[i]
           : log2_size < 16 ? ((const int16_t *)keys->dk_indices)[i]
           : log2_size < 32 ? ((const int32_t *)keys->dk_indices)[i]
                            : (Py_ssize_t)((const int64_t *)keys->dk_indices)[i];
}

static void set_index(PyDictKeysObject *keys, size_t i, Py_ssize_t index) {
    int log2_size = keys->dk_log2_size;
    if (log2_size < 8) {
        ((int8_t *)keys->dk_indices)[i] = (int8_t)index;
    } else if (log2_size < 16) {
        ((int16_t *)keys->dk_indices)[i] = (int16_t)index;
    } else if (log2_size < 32) {
        ((int32_t *)keys->dk_indices)[i] = (int32_t)index;
    } else {
        ((int64_t *)keys->dk_indices)[i] = index;
    }
}

int cj_find_in_dict(PyDictObject *dict, PyObject *key, cj_dict_place *place) {
    PyDictKeysObject *keys = dict->ma_keys;
    bool general = keys->dk_kind == DICT_KEYS_GENERAL;
    if (!cj_is_key(key)) {
        return -1;
    }
    if (!general && !PyUnicode_CheckExact(key)) {
        return 0; /* its keys are all str */
    }
    Py_hash_t hash = hash_of(key);
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1, perturb = (size_t)hash;
    size_t left = mask + 1; /* the first slot of a key that has gone, which a new one takes */
    for (size_t i = (size_t)hash & mask;; i = mask & (i * 5 + perturb + 1)) {
        Py_ssize_t index = index_at(keys, i);
        if (index == DKIX_EMPTY) {
            place->hash = hash;
            place->slot = left <= mask ? left : i;
            return 0;
        }
        if (index >= 0 && general) {
            PyDictKeyEntry *entry = &DK_ENTRIES(keys)[index];
            int found = entry->me_key == key     ? 1
                        : entry->me_hash != hash ? 0
                                                 : cj_same_key(entry->me_key, key);
            if (found != 0) {
                place->value = &entry->me_value;
                return found;
            }
        } else if (index >= 0) {
            PyDictUnicodeEntry *entry = &DK_UNICODE_ENTRIES(keys)[index];
            if (entry->me_key == key || (((PyASCIIObject *)entry->me_key)->hash == hash &&
                                         _PyUnicode_EQ(entry->me_key, key))) {
                place->value =
                    dict->ma_values == NULL ? &entry->me_value : &dict->ma_values->values[index];
                return 1;
            }
        } else if (left > mask) {
            left = i;
        }
        perturb >>= PERTURB_SHIFT;
    }
}

bool cj_dict_insert(PyObject *object, PyObject *key, PyObject *value, const cj_dict_place *place) {
    PyDictObject *dict = (PyDictObject *)object;
    PyDictKeysObject *keys = dict->ma_keys;
    bool general = keys->dk_kind == DICT_KEYS_GENERAL;
    /* One that is not tracked may have to be from now on. */
    if (keys->dk_usable <= 0 || dict->ma_values != NULL ||
        (!general && !PyUnicode_CheckExact(key)) ||
        !(_PyObject_GC_IS_TRACKED(dict) || (!_PyObject_IS_GC(value) && !_PyObject_IS_GC(key)))) {
        return PyDict_SetItem(object, key, value) == 0;
    }
    Py_ssize_t index = keys->dk_nentries++;
    Py_INCREF(key);
    Py_INCREF(value);
    keys->dk_version = 0;
    keys->dk_usable--;
    set_index(keys, place->slot, index);
    if (general) {
        DK_ENTRIES(keys)[index] = (PyDictKeyEntry){place->hash, key, value};
    } else {
        DK_UNICODE_ENTRIES(keys)[index] = (PyDictUnicodeEntry){key, value};
    }
    dict->ma_used++;
    dict->ma_version_tag = ++cj_dict_version;
    return true;
}

bool cj_dict_exchange(PyObject *object, PyObject *key, PyObject **value) {
    PyDictObject *dict = (PyDictObject *)object;
    cj_dict_place place;
    int found = cj_find_in_dict(dict, key, &place);
    if (found > 0 && *place.value != NULL &&
        (_PyObject_GC_IS_TRACKED(dict) || !_PyObject_IS_GC(*value))) {
        PyObject *old = *place.value;
        *place.value = *value;
        *value = old;
        dict->ma_version_tag = ++cj_dict_version;
        return true;
    }
    if (found < 0 || (found > 0 && *place.value != NULL && !is_simple(*place.value, 0))) {
        return false; /* the old value would go at once */
    }
    bool done = found == 0 ? cj_dict_insert(object, key, *value, &place)
                           : PyDict_SetItem(object, key, *value) == 0;
    if (!done) {
        PyErr_Clear();
        return false;
    }
    Py_DECREF(*value);
    *value = NULL;
    return true;
}

int cj_dict_has(PyObject *dict, PyObject *key) {
    cj_dict_place place;
    int found = cj_find_in_dict((PyDictObject *)dict, key, &place);
    return found > 0 ? *place.value != NULL : found; /* a split table has keys without a value */
}

int cj_str_has(PyObject *text, PyObject *key) {
    int found = PyUnicode_CheckExact(key) ? PyUnicode_Contains(text, key) : -1;
    if (found < 0) {
        PyErr_Clear(); /* memory is out */
    }
    return found;
}

static int find_in_array(PyObject *const *items, Py_ssize_t size, PyObject *key) {
    if (!cj_is_key(key)) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        int found = cj_same_key(items[i], key);
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

/* `free`: where the key would come, if it is not there: as in CPython, since the order in which a
 * set is gone through depends on that. */
static inline int find_in_set(const PySetObject *set, PyObject *key, Py_hash_t hash,
                              setentry **free) {
    size_t mask = (size_t)set->mask, perturb = (size_t)hash;
    *free = NULL;
    for (size_t i = (size_t)hash & mask;; i = (i * 5 + 1 + perturb) & mask) {
        setentry *entry = &set->table[i];
        int probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        for (; probes >= 0; probes--, entry++) {
            if (entry->key == NULL) {
                *free = *free == NULL ? entry : *free;
                return 0;
            }
            if (entry->hash == -1) { /* it has had a key */
                *free = entry;
                continue;
            }
            int found = entry->key == key     ? 1
                        : entry->hash != hash ? 0
                                              : cj_same_key(entry->key, key);
            if (found != 0) {
                return found;
            }
        }
        perturb >>= PERTURB_SHIFT;
    }
}

bool cj_set_insert(PyObject *object, PyObject *key) {
    PySetObject *set = (PySetObject *)object;
    setentry *entry;
    if (!cj_is_key(key)) {
        return false;
    }
    Py_hash_t hash = hash_of(key);
    int found = find_in_set(set, key, hash, &entry);
    if (found != 0) {
        return found > 0;
    }
    if (entry->key == NULL) {
        if ((size_t)(set->fill + 1) * 5 >= (size_t)set->mask * 3) {
            return PySet_Add(object, key) == 0; /* it grows */
        }
        set->fill++;
    }
    *entry = (setentry){Py_NewRef(key), hash};
    set->used++;
    return true;
}

int cj_set_has(PyObject *set, PyObject *key) {
    setentry *free;
    return cj_is_key(key) ? find_in_set((PySetObject *)set, key, hash_of(key), &free) : -1;
}

int cj_set_within(PyObject *part, PyObject *whole) {
    const PySetObject *set = (PySetObject *)part;
    if (set->used > ((PySetObject *)whole)->used) {
        return 0;
    }
    Py_ssize_t left = set->used;
    for (const setentry *entry = set->table; left > 0; entry++) {
        if (entry->key == NULL || entry->hash == -1) {
            continue; /* never used, or no more */
        }
        left--;
        if (!PyLong_CheckExact(entry->key) && !is_simple(entry->key, NESTED_TUPLES)) {
            return -1;
        }
        setentry *free;
        int found = find_in_set((PySetObject *)whole, entry->key, entry->hash, &free);
        if (found != 1) {
            return found;
        }
    }
    return 1;
}

int cj_set_contains(PyObject *whole, PyObject *part) {
    return cj_set_within(part, whole);
}

int cj_set_less(PyObject *part, PyObject *whole) {
    return ((PySetObject *)part)->used < ((PySetObject *)whole)->used ? cj_set_within(part, whole)
                                                                      : 0;
}

int cj_set_greater(PyObject *whole, PyObject *part) {
    return cj_set_less(part, whole);
}

int cj_set_same(PyObject *one, PyObject *other) {
    Py_hash_t hash = ((PySetObject *)one)->hash, others = ((PySetObject *)other)->hash;
    if (((PySetObject *)one)->used != ((PySetObject *)other)->used ||
        (hash != -1 && others != -1 && hash != others)) {
        return 0;
    }
    return cj_set_within(one, other);
}

int cj_set_other(PyObject *one, PyObject *other) {
    int found = cj_set_same(one, other);
    return found < 0 ? found : !found;
}
