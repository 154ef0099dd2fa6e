/* See quiet.h. What raises by rule is found out beforehand, and left to CPython. */
#include "quiet.h"

#include "lookups.h"

#define UNUSED(argument) (void)(argument)

static PyObject *truth(bool answer) {
    return Py_NewRef(answer ? Py_True : Py_False);
}

/* ---- str ---- */

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

PyObject *cj_list_extended(PyObject *self, PyObject *items, PyObject *unused) {
    PyObject *none = cj_list_extend(self, items, unused);
    Py_XDECREF(none);
    return none == NULL ? NULL : Py_NewRef(self);
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

PyObject *cj_dict_setdefault(PyObject *self, PyObject *key, PyObject *value) {
    PyObject **place;
    int found = cj_find_in_dict((PyDictObject *)self, key, &place);
    value = value == NULL ? Py_None : value;
    if (found > 0 && *place != NULL) {
        return Py_NewRef(*place);
    }
    return found < 0 || PyDict_SetItem(self, key, value) < 0 ? NULL : Py_NewRef(value);
}

PyObject *cj_dict_pop(PyObject *self, PyObject *key, PyObject *value) {
    PyObject **place;
    int found = cj_find_in_dict((PyDictObject *)self, key, &place);
    if (found <= 0 || *place == NULL) {
        return found < 0 || value == NULL ? NULL : Py_NewRef(value);
    }
    value = Py_NewRef(*place);
    if (PyDict_DelItem(self, key) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

/* ---- set ---- */

PyObject *cj_set_add(PyObject *self, PyObject *key, PyObject *unused) {
    UNUSED(unused);
    int found = cj_set_has(self, key);
    return found < 0 || (found == 0 && PySet_Add(self, key) < 0) ? NULL : Py_NewRef(Py_None);
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
