// family: calls
/* The next item of iterators of builtin containers, found where that runs no foreign code: no last
 * reference goes but to a number or a string, and nothing is allocated but those. */
#include "objects.h"

/* What the functions say. At the end, as at an error, nothing has been done: the iterator is then
 * asked in the ordinary way. Likewise where they are not sure, but there may be more. */
enum { UNSURE = -1, END, FOUND };

static inline __attribute__((always_inline)) int give(PyObject **items, PyObject *item) {
    *items = incref(item);
    return FOUND;
}

/* ---- dictionaries and sets ---- */

/* The place of the next key, with the value after it. */
static inline __attribute__((always_inline)) int find_entry(DictIterator *iterator,
                                                            PyObject ***entry) {
    PyDictObject *dict = (PyDictObject *)iterator->iterator.table;
    if (dict == NULL) {
        return END;
    }
    PyDictKeysObject *keys = dict->ma_keys;
    if (dict->ma_values != NULL) {
        return UNSURE;
    }
    Py_ssize_t index = iterator->iterator.position, count = keys->dk_nentries;
    bool general = keys->dk_kind == DICT_KEYS_GENERAL;
    PyObject **at =
        general ? &DK_ENTRIES(keys)[index].me_key : &DK_UNICODE_ENTRIES(keys)[index].me_key;
    size_t stride = general ? sizeof(PyDictKeyEntry) : sizeof(PyDictUnicodeEntry);
    for (; index < count && at[1] == NULL; index++) {
        at = (PyObject **)((char *)at + stride);
    }
    if (iterator->iterator.used != dict->ma_used || index >= count || iterator->left == 0) {
        return END;
    }
    iterator->iterator.position = index + 1;
    iterator->left--;
    *entry = at;
    return FOUND;
}

ROUTINE(int, next_key)(PyObject *iterator, PyObject **items) {
    PyObject **entry;
    int found = find_entry((DictIterator *)iterator, &entry);
    return LIKELY(found == FOUND) ? give(items, entry[0]) : found;
}

ROUTINE(int, next_value)(PyObject *iterator, PyObject **items) {
    PyObject **entry;
    int found = find_entry((DictIterator *)iterator, &entry);
    return LIKELY(found == FOUND) ? give(items, entry[1]) : found;
}

ROUTINE(int, next_of_set)(PyObject *object, PyObject **items) {
    SetIterator *iterator = (SetIterator *)object;
    PySetObject *set = (PySetObject *)iterator->iterator.table;
    if (set == NULL || iterator->iterator.used != set->used) {
        return END;
    }
    Py_ssize_t index = iterator->iterator.position;
    const setentry *entry = set->table + index;
    while (index <= set->mask && (entry->key == NULL || entry->hash == -1)) {
        index++;
        entry++;
    }
    if (index > set->mask) {
        return END;
    }
    iterator->iterator.position = index + 1;
    iterator->left--;
    return give(items, entry->key);
}

/* ---- sequences ---- */

ROUTINE(int, next_in_sequence)(PyObject *object, PyObject **items) {
    SequenceIterator *iterator = (SequenceIterator *)object;
    PyObject *sequence = iterator->sequence;
    if (sequence == NULL || iterator->index >= Py_SIZE(sequence)) {
        return END;
    }
    PyObject **places = Py_IS_TYPE(iterator, &PyListIter_Type)
                            ? ((PyListObject *)sequence)->ob_item
                            : ((PyTupleObject *)sequence)->ob_item;
    return give(items, places[iterator->index++]);
}

ROUTINE(int, next_reversed)(PyObject *object, PyObject **items) {
    SequenceIterator *iterator = (SequenceIterator *)object;
    PyListObject *list = (PyListObject *)iterator->sequence;
    if (list == NULL || (size_t)iterator->index >= (size_t)Py_SIZE(list)) {
        return END;
    }
    return give(items, list->ob_item[iterator->index--]);
}

/* Likewise the iterators that enumerate() and zip() have. */
static inline __attribute__((always_inline)) int next_inside(PyObject *iterator, PyObject **items) {
    PyTypeObject *type = Py_TYPE(iterator);
    if (LIKELY(type == &PyListIter_Type || type == &PyTupleIter_Type)) {
        return lib_next_in_sequence(iterator, items);
    }
    if (type == &PyRangeIter_Type) {
        RangeIterator *range = (RangeIterator *)iterator;
        if (range->index >= range->len) {
            return END;
        }
        long value = range->start + range->index * range->step;
        *items = box_int(value);
        range->index += *items != NULL;
        return *items != NULL ? FOUND : END;
    }
    return type == &PyDictIterKey_Type     ? lib_next_key(iterator, items)
           : type == &PyDictIterValue_Type ? lib_next_value(iterator, items)
           : type == &PySetIter_Type       ? lib_next_of_set(iterator, items)
                                           : UNSURE;
}

/* ---- tuples that are filled again and again ---- */

/* They are, if nobody else has them. What they hold then goes. */
static inline __attribute__((always_inline)) bool may_refill(PyObject *result, Py_ssize_t size) {
    if (Py_REFCNT(result) != 1) {
        return false;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        PyObject *old = PyTuple_GET_ITEM(result, i);
        if (UNLIKELY(Py_REFCNT(old) <= size) && !is_leaf(old)) {
            return false;
        }
    }
    return true;
}

/* The tuple takes a reference to the item; another one goes where the tuple would be unpacked. The
 * first is there already, unless the item is `borrowed`. */
static inline __attribute__((always_inline)) void refill(PyThreadState *ts, PyObject *result,
                                                         Py_ssize_t i, PyObject *item,
                                                         bool borrowed, PyObject **place) {
    PyObject *old = PyTuple_GET_ITEM(result, i);
#ifdef Py_REF_DEBUG
    _Py_RefTotal += 1 + borrowed;
#endif
    item->ob_refcnt += 1 + borrowed;
    PyTuple_SET_ITEM(result, i, item);
    *place = item;
    decref_leaf(ts, old);
}

/* The collector gives tuples up that hold nothing that it looks at. */
static inline __attribute__((always_inline)) void track_again(PyThreadState *ts, PyObject *result) {
    if (UNLIKELY(((PyGC_Head *)result - 1)->_gc_next == 0)) {
        track(ts, result);
    }
}

ROUTINE(int, next_entry)(PyThreadState *ts, PyObject *object, PyObject **items) {
    DictIterator *iterator = (DictIterator *)object;
    PyObject **entry, *result = iterator->result;
    if (UNLIKELY(!may_refill(result, 2))) {
        return UNSURE;
    }
    int found = find_entry(iterator, &entry);
    if (LIKELY(found == FOUND)) {
        refill(ts, result, 0, entry[0], true, items + 1);
        refill(ts, result, 1, entry[1], true, items);
        track_again(ts, result);
    }
    return found;
}

ROUTINE(int, next_numbered)(PyThreadState *ts, PyObject *object, PyObject **items) {
    Enumeration *iterator = (Enumeration *)object;
    PyObject *result = iterator->result;
    if (UNLIKELY(!may_refill(result, 2)) || iterator->index >= INT64_MAX - 1) {
        return UNSURE;
    }
    PyObject *index = box_int(iterator->index);
    if (index == NULL) {
        return UNSURE;
    }
    int found = next_inside(iterator->iterator, items);
    if (UNLIKELY(found != FOUND)) {
        decref_leaf(ts, index);
        return found;
    }
    iterator->index++;
    refill(ts, result, 0, index, false, items + 1);
    refill(ts, result, 1, *items, false, items);
    track_again(ts, result);
    return FOUND;
}

/* Has it an item, and is it of a kind that `next_inside` knows and that runs nothing? */
static inline __attribute__((always_inline)) int has_item(PyObject *iterator) {
    if (LIKELY(Py_IS_TYPE(iterator, &PyListIter_Type) || Py_IS_TYPE(iterator, &PyTupleIter_Type))) {
        SequenceIterator *it = (SequenceIterator *)iterator;
        return it->sequence != NULL && it->index < Py_SIZE(it->sequence) ? FOUND : END;
    }
    RangeIterator *range = (RangeIterator *)iterator;
    return !Py_IS_TYPE(iterator, &PyRangeIter_Type) ? UNSURE
           : range->index < range->len              ? FOUND
                                                    : END;
}

ROUTINE(int, next_zipped)(PyThreadState *ts, PyObject *object, PyObject **items, int64_t count) {
    Zip *zip = (Zip *)object;
    if (UNLIKELY(zip->size != count || !may_refill(zip->result, count))) {
        return UNSURE;
    }
    PyObject **iterators = ((PyTupleObject *)zip->iterators)->ob_item;
    for (int64_t i = 0; i < count; i++) {
        int found = has_item(iterators[i]);
        for (int64_t j = 0; j < i && found == FOUND; j++) {
            found = iterators[j] == iterators[i] ? UNSURE : FOUND; /* it may be asked too often */
        }
        if (found != FOUND) {
            return found;
        }
    }
    for (int64_t i = 0; i < count; i++) {
        PyObject *item;
        if (next_inside(iterators[i], &item) != FOUND) {
            return END; /* no memory: CPython says so */
        }
        refill(ts, zip->result, i, item, false, items + (count - 1 - i));
    }
    track_again(ts, zip->result);
    return FOUND;
}
