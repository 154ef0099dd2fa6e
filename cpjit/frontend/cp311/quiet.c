/* See quiet.h. What raises by rule is found out beforehand, and left to CPython. */
#include "quiet.h"

#include "lookups.h"

#define UNUSED(argument) (void)(argument)

static PyObject *truth(bool answer) {
    return Py_NewRef(answer ? Py_True : Py_False);
}

/* ---- str ---- */

PyObject *cj_str_concatenate(PyObject *self, PyObject *other, PyObject *unused) {
    UNUSED(unused);
    return PyUnicode_Concat(self, other);
}

PyObject *cj_str_join(PyObject *self, PyObject *parts, PyObject *unused) {
    UNUSED(unused);
    for (Py_ssize_t i = 0; i < Py_SIZE(parts); i++) {
        if (!PyUnicode_CheckExact(PySequence_Fast_GET_ITEM(parts, i))) {
            return NULL;
        }
    }
    return PyUnicode_Join(self, parts);
}

/* Or may be: strings made by an old C API get their characters when CPython first looks at them. */
static bool is_empty(PyObject *string) {
    return !PyUnicode_IS_READY(string) || PyUnicode_GET_LENGTH(string) == 0;
}

PyObject *cj_str_split(PyObject *self, PyObject *separator, PyObject *unused) {
    UNUSED(unused);
    return is_empty(separator) ? NULL : PyUnicode_Split(self, separator, -1);
}

PyObject *cj_str_partition(PyObject *self, PyObject *separator, PyObject *unused) {
    UNUSED(unused);
    return is_empty(separator) ? NULL : PyUnicode_Partition(self, separator);
}

static PyObject *tail_matches(PyObject *self, PyObject *part, int direction) {
    Py_ssize_t matches = PyUnicode_Tailmatch(self, part, 0, PY_SSIZE_T_MAX, direction);
    return matches < 0 ? NULL : truth(matches != 0);
}

PyObject *cj_str_starts(PyObject *self, PyObject *part, PyObject *unused) {
    UNUSED(unused);
    return tail_matches(self, part, -1);
}

PyObject *cj_str_ends(PyObject *self, PyObject *part, PyObject *unused) {
    UNUSED(unused);
    return tail_matches(self, part, 1);
}

/* Where the part begins; -1: nowhere; -2: that is not sure, or an exception is set. */
static Py_ssize_t find_part(PyObject *self, PyObject *part, PyObject *start, int direction) {
    Py_ssize_t from = 0;
    if (start != NULL) {
        if (Py_SIZE(start) < 0 || Py_SIZE(start) > 2) {
            return -2;
        }
        from = PyLong_AsSsize_t(start);
    }
    return PyUnicode_Find(self, part, from, PY_SSIZE_T_MAX, direction);
}

PyObject *cj_str_find(PyObject *self, PyObject *part, PyObject *start) {
    Py_ssize_t at = find_part(self, part, start, 1);
    return at < -1 ? NULL : PyLong_FromSsize_t(at);
}

PyObject *cj_str_find_last(PyObject *self, PyObject *part, PyObject *start) {
    Py_ssize_t at = find_part(self, part, start, -1);
    return at < -1 ? NULL : PyLong_FromSsize_t(at);
}

PyObject *cj_str_index(PyObject *self, PyObject *part, PyObject *start) {
    Py_ssize_t at = find_part(self, part, start, 1);
    return at < 0 ? NULL : PyLong_FromSsize_t(at);
}

PyObject *cj_str_count(PyObject *self, PyObject *part, PyObject *unused) {
    UNUSED(unused);
    Py_ssize_t count = PyUnicode_Count(self, part, 0, PY_SSIZE_T_MAX);
    return count < 0 ? NULL : PyLong_FromSsize_t(count);
}

PyObject *cj_str_encode(PyObject *self, PyObject *unused, PyObject *unused_too) {
    UNUSED(unused);
    UNUSED(unused_too);
    return PyUnicode_IS_READY(self) && PyUnicode_IS_ASCII(self) ? PyUnicode_AsUTF8String(self)
                                                                : NULL;
}

PyObject *cj_str_of(PyObject *object, PyObject *unused, PyObject *unused_too) {
    UNUSED(unused);
    UNUSED(unused_too);
    return PyObject_Str(object);
}

PyObject *cj_repr_of(PyObject *object, PyObject *unused, PyObject *unused_too) {
    UNUSED(unused);
    UNUSED(unused_too);
    return PyObject_Repr(object);
}

PyObject *cj_str_formatted(PyObject *object, PyObject *specification, PyObject *unused) {
    UNUSED(unused);
    return PyObject_Format(object, specification);
}

static bool is_plain(PyObject *object) {
    return PyUnicode_CheckExact(object) || PyLong_CheckExact(object) ||
           PyFloat_CheckExact(object) || object == Py_None || PyBool_Check(object);
}

/* A tuple (or list) of such. */
static bool is_plain_sequence(PyObject *sequence) {
    for (Py_ssize_t i = 0; i < Py_SIZE(sequence); i++) {
        if (!is_plain(PySequence_Fast_GET_ITEM(sequence, i))) {
            return false;
        }
    }
    return true;
}

PyObject *cj_str_remainder(PyObject *self, PyObject *value, PyObject *unused) {
    UNUSED(unused);
    bool plain = PyTuple_CheckExact(value) ? is_plain_sequence(value) : is_plain(value);
    return plain ? PyUnicode_Format(self, value) : NULL;
}

#define COMPARISON(name, operator)                                      \
    PyObject *name(PyObject *left, PyObject *right, PyObject *unused) { \
        UNUSED(unused);                                                 \
        return PyUnicode_RichCompare(left, right, operator);            \
    }
COMPARISON(cj_str_less, Py_LT)
COMPARISON(cj_str_less_or_equal, Py_LE)
COMPARISON(cj_str_greater, Py_GT)
COMPARISON(cj_str_greater_or_equal, Py_GE)

/* ---- sequences ---- */

/* The item at that index, which the list has, is taken out of it. */
static PyObject *take(PyObject *self, Py_ssize_t index) {
    PyListObject *list = (PyListObject *)self;
    Py_ssize_t last = PyList_GET_SIZE(self) - 1;
    PyObject *item = list->ob_item[index];
    if (index == last && index > 0 && index >= list->allocated >> 1) {
        Py_SET_SIZE(list, last); /* it keeps its room (list_resize) */
        return item;
    }
    Py_INCREF(item);
    if (PyList_SetSlice(self, index, index + 1, NULL) < 0) {
        Py_CLEAR(item);
    }
    return item;
}

PyObject *cj_list_pop(PyObject *self, PyObject *unused, PyObject *unused_too) {
    UNUSED(unused);
    UNUSED(unused_too);
    Py_ssize_t size = PyList_GET_SIZE(self);
    return size == 0 ? NULL : take(self, size - 1);
}

PyObject *cj_list_pop_at(PyObject *self, PyObject *at, PyObject *unused) {
    UNUSED(unused);
    Py_ssize_t size = PyList_GET_SIZE(self), digits = Py_SIZE(at);
    if (digits < -1 || digits > 1) {
        return NULL;
    }
    Py_ssize_t index = digits * (Py_ssize_t)((PyLongObject *)at)->ob_digit[0];
    index += index < 0 ? size : 0;
    return index < 0 || index >= size ? NULL : take(self, index);
}

PyObject *cj_list_extend(PyObject *self, PyObject *items, PyObject *unused) {
    UNUSED(unused);
    return _PyList_Extend((PyListObject *)self, items);
}

PyObject *cj_list_extend_by(PyObject *self, PyObject *items, PyObject *unused) {
    PyObject *none = cj_list_extend(self, items, unused);
    Py_XDECREF(none);
    return none == NULL ? NULL : self;
}

PyObject *cj_list_extended(PyObject *self, PyObject *items, PyObject *unused) {
    return Py_XNewRef(cj_list_extend_by(self, items, unused));
}

/* Where the key stands; -1: nowhere; -2: something has to be asked. */
static Py_ssize_t find(PyObject *list, PyObject *key) {
    if (!cj_is_key(key)) {
        return -2;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        int found = cj_same_key(PyList_GET_ITEM(list, i), key);
        if (found != 0) {
            return found > 0 ? i : -2;
        }
    }
    return -1;
}

PyObject *cj_list_index(PyObject *self, PyObject *key, PyObject *unused) {
    UNUSED(unused);
    Py_ssize_t at = find(self, key);
    return at < 0 ? NULL : PyLong_FromSsize_t(at);
}

PyObject *cj_list_remove(PyObject *self, PyObject *key, PyObject *unused) {
    UNUSED(unused);
    Py_ssize_t at = find(self, key);
    return at < 0 || PyList_SetSlice(self, at, at + 1, NULL) < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *cj_list_count(PyObject *self, PyObject *key, PyObject *unused) {
    UNUSED(unused);
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(self); i++) {
        int found = cj_is_key(key) ? cj_same_key(PyList_GET_ITEM(self, i), key) : -1;
        if (found < 0) {
            return NULL;
        }
        count += found;
    }
    return PyLong_FromSsize_t(count);
}

static PyObject *join(PyTypeObject *type, PyObject *left, PyObject *right) {
    return type->tp_as_sequence->sq_concat(left, right);
}

PyObject *cj_list_join(PyObject *self, PyObject *other, PyObject *unused) {
    UNUSED(unused);
    return join(&PyList_Type, self, other);
}

PyObject *cj_tuple_join(PyObject *self, PyObject *other, PyObject *unused) {
    UNUSED(unused);
    return join(&PyTuple_Type, self, other);
}

static PyObject *repeat(PyTypeObject *type, PyObject *sequence, PyObject *times) {
    Py_ssize_t count = Py_SIZE(times) < -2 || Py_SIZE(times) > 2 ? -1 : PyLong_AsSsize_t(times);
    return count < 0 ? NULL : type->tp_as_sequence->sq_repeat(sequence, count);
}

PyObject *cj_list_repeat(PyObject *self, PyObject *times, PyObject *unused) {
    UNUSED(unused);
    return repeat(&PyList_Type, self, times);
}

PyObject *cj_tuple_repeat(PyObject *self, PyObject *times, PyObject *unused) {
    UNUSED(unused);
    return repeat(&PyTuple_Type, self, times);
}

PyObject *cj_str_repeat(PyObject *self, PyObject *times, PyObject *unused) {
    UNUSED(unused);
    return repeat(&PyUnicode_Type, self, times);
}

/* ---- dict ---- */

static bool is_key(PyObject *object) {
    return PyUnicode_CheckExact(object) || PyLong_CheckExact(object) ||
           (PyTuple_CheckExact(object) && cj_is_key(object));
}

PyObject *cj_dict_item(PyObject *self, PyObject *key, PyObject *unused) {
    UNUSED(unused);
    cj_dict_place place;
    return cj_find_in_dict((PyDictObject *)self, key, &place) > 0 ? Py_XNewRef(*place.value) : NULL;
}

PyObject *cj_dict_get(PyObject *self, PyObject *key, PyObject *value) {
    cj_dict_place place;
    int found = cj_find_in_dict((PyDictObject *)self, key, &place);
    if (found > 0 && *place.value != NULL) {
        return Py_NewRef(*place.value);
    }
    return found < 0 ? NULL : Py_NewRef(value == NULL ? Py_None : value);
}

PyObject *cj_dict_setdefault(PyObject *self, PyObject *key, PyObject *value) {
    cj_dict_place place;
    int found = cj_find_in_dict((PyDictObject *)self, key, &place);
    value = value == NULL ? Py_None : value;
    if (found > 0) {
        return Py_XNewRef(*place.value);
    }
    return found == 0 && cj_dict_insert(self, key, value, &place) ? Py_NewRef(value) : NULL;
}

PyObject *cj_dict_pop(PyObject *self, PyObject *key, PyObject *value) {
    cj_dict_place place;
    if (((PyDictObject *)self)->ma_keys->dk_kind != DICT_KEYS_GENERAL &&
        PyUnicode_CheckExact(key)) { /* all keys are str */
        Py_ssize_t size = PyDict_GET_SIZE(self);
        PyObject *found = _PyDict_Pop(self, key, value == NULL ? self : value);
        if (found == self && value == NULL && PyDict_GET_SIZE(self) == size) {
            Py_CLEAR(found); /* not what was taken out, but what stands for nothing */
        }
        return found;
    }
    int found = cj_find_in_dict((PyDictObject *)self, key, &place);
    if (found <= 0 || *place.value == NULL) {
        return found < 0 ? NULL : Py_XNewRef(value);
    }
    value = Py_NewRef(*place.value);
    if (PyDict_DelItem(self, key) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

PyObject *cj_dict_store(PyObject *self, PyObject *key, PyObject *value) {
    cj_dict_place place;
    int found = cj_find_in_dict((PyDictObject *)self, key, &place);
    if (found > 0 && *place.value != NULL && Py_REFCNT(*place.value) > 1) { /* nothing dies */
        return PyDict_SetItem(self, key, value) < 0 ? NULL : self;
    }
    return found == 0 && cj_dict_insert(self, key, value, &place) ? self : NULL;
}

/* Of `count` keys, and values, which stand that far behind them, or beside them. What is in the new
 * dictionary asks no object, either. */
static PyObject *make_dict(PyObject *const *keys, PyObject *const *values, Py_ssize_t count,
                           int step) {
    PyObject *dict = PyDict_New();
    for (Py_ssize_t i = 0; dict != NULL && i < count * step; i += step) {
        if (!is_key(keys[i]) || PyDict_SetItem(dict, keys[i], values[i]) < 0) {
            Py_CLEAR(dict);
        }
    }
    if (dict != NULL && PyDict_GET_SIZE(dict) != count) {
        Py_CLEAR(dict); /* it has not kept everything */
    }
    return dict;
}

PyObject *cj_make_dict(PyObject *unused, PyObject *const *entries, Py_ssize_t count) {
    UNUSED(unused);
    return make_dict(entries, entries + 1, count / 2, 2);
}

PyObject *cj_make_dict_of(PyObject *unused, PyObject *const *entries, Py_ssize_t count) {
    UNUSED(unused);
    PyObject *keys = entries[count - 1];
    return PyTuple_GET_SIZE(keys) == count - 1
               ? make_dict(((PyTupleObject *)keys)->ob_item, entries, count - 1, 1)
               : NULL;
}

PyObject *cj_dict_update(PyObject *self, PyObject *other, PyObject *unused) {
    UNUSED(unused);
    if (!PyDict_CheckExact(self) || !PyDict_CheckExact(other) || PyDict_GET_SIZE(self) != 0 ||
        ((PyDictObject *)other)->ma_keys->dk_kind == DICT_KEYS_GENERAL) {
        return NULL;
    }
    return PyDict_Update(self, other) < 0 ? NULL : self;
}

/* ---- set ---- */

PyObject *cj_set_add(PyObject *self, PyObject *key, PyObject *unused) {
    UNUSED(unused);
    return cj_set_insert(self, key) ? Py_NewRef(Py_None) : NULL;
}

PyObject *cj_set_discard(PyObject *self, PyObject *key, PyObject *unused) {
    UNUSED(unused);
    int found = cj_set_has(self, key);
    return found < 0 || (found == 1 && PySet_Discard(self, key) < 0) ? NULL : Py_NewRef(Py_None);
}

PyObject *cj_set_remove(PyObject *self, PyObject *key, PyObject *unused) {
    return cj_set_has(self, key) == 1 ? cj_set_discard(self, key, unused) : NULL;
}

PyObject *cj_set_pop(PyObject *self, PyObject *unused, PyObject *unused_too) {
    UNUSED(unused);
    UNUSED(unused_too);
    return PySet_GET_SIZE(self) == 0 ? NULL : PySet_Pop(self);
}

PyObject *cj_set_store(PyObject *self, PyObject *key, PyObject *unused) {
    UNUSED(unused);
    return cj_set_insert(self, key) ? self : NULL;
}

PyObject *cj_make_set(PyObject *unused, PyObject *const *keys, Py_ssize_t count) {
    UNUSED(unused);
    PyObject *set = PySet_New(NULL);
    for (Py_ssize_t i = 0; set != NULL && i < count; i++) {
        if (!is_key(keys[i]) || PySet_Add(set, keys[i]) < 0) {
            Py_CLEAR(set);
        }
    }
    if (set != NULL && PySet_GET_SIZE(set) != count) {
        Py_CLEAR(set); /* it has not kept everything */
    }
    return set;
}

PyObject *cj_set_update(PyObject *self, PyObject *other, PyObject *unused) {
    UNUSED(unused);
    bool is_set = PySet_CheckExact(other) || PyFrozenSet_CheckExact(other);
    return is_set && ((PySetObject *)self)->fill == 0 && _PySet_Update(self, other) == 0 ? self
                                                                                         : NULL;
}
