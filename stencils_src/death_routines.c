// family: calls
/* Objects whose last reference goes: deallocated, and kept for new ones where that is done. And
 * those whose death nobody but them can notice: then compiled code need not show anything to
 * anybody. */
#include "objects.h"

#include "instances.h"
#include "short_lists.h"

#ifndef Py_DEBUG
/* In the order of subtype_dealloc; what lies before the object stays. */
static inline __attribute__((always_inline)) void
clear_instance(PyThreadState *ts, const cj_instances *kept, PyObject *object) {
    PyObject **slots = (PyObject **)((char *)object + kept->slot);
    for (int64_t i = 0, count = kept->n_slots; i < count; i++) {
        PyObject *old = slots[i];
        if (old != NULL) {
            slots[i] = NULL;
            decref(old);
        }
    }
    if (!kept->has_values) {
        return;
    }
    PyDictValues *values = CJ_VALUES_OF(object);
    PyDictKeysObject *keys = ((PyHeapTypeObject *)Py_TYPE(object))->ht_cached_keys;
    for (Py_ssize_t i = 0; i < keys->dk_nentries; i++) {
        PyObject *old = values->values[i];
        if (old != NULL) {
            values->values[i] = NULL;
            decref(old);
        }
    }
    ((uint8_t *)values)[-2] = 0;
}

static inline __attribute__((always_inline)) bool is_plain(const cj_instances *kept,
                                                           PyThreadState *ts, PyObject *object) {
    return kept->version != 0 && kept->version == Py_TYPE(object)->tp_version_tag &&
           ts->trash_delete_nesting < 40 && !_Py_tracemalloc_config.tracing &&
           (kept->weak_list == 0 || *(PyObject **)((char *)object + kept->weak_list) == NULL) &&
           (!kept->has_values || (CJ_DICT_OF(object) == NULL && CJ_VALUES_OF(object) != NULL));
}

static inline __attribute__((always_inline)) cj_instances *plain_class(PyObject *object) {
    return &cj_plain_classes[Py_TYPE(object)->tp_version_tag % CJ_PLAIN_CLASSES];
}
#endif

/* Numbers are kept for new ones, functions, and instances of plain classes. */
PRESERVE_MOST void lib_end_function(PyThreadState *ts, PyFunctionObject *function, int levels);

ROUTINE(void, dealloc)(PyThreadState *ts, PyObject *object) {
    if (Py_IS_TYPE(object, &PyLong_Type)) {
        dealloc_leaf(ts, object);
        return;
    }
#ifdef Py_DEBUG
    _Py_Dealloc(object);
#else
    PyTypeObject *type = Py_TYPE(object);
    uint32_t version = type->tp_version_tag;
    cj_instances *kept = plain_class(object);
    if (!is_plain(kept, ts, object)) {
        if (type == &PyFunction_Type) {
            lib_end_function(ts, (PyFunctionObject *)object, 0);
        } else {
            _Py_Dealloc(object);
        }
        return;
    }
    uint16_t size = kept->size;
    bool has_values = kept->has_values;
    untrack(object);
    ts->trash_delete_nesting++;
    clear_instance(ts, kept, object);
    /* Foreign code may have run. */
    struct _gc_runtime_state *gc = &ts->interp->gc;
    gc->generations[0].count -= gc->generations[0].count > 0;
    if (kept->version == version && kept->count < CJ_INSTANCES && !_Py_tracemalloc_config.tracing) {
        Py_SET_TYPE(object, (PyTypeObject *)kept->first);
        kept->first = object;
        kept->count++;
    } else {
        if (has_values) {
            uint8_t *values = (uint8_t *)CJ_VALUES_OF(object);
            PyMem_Free(values - values[-1]);
        }
        PyObject_Free((char *)object - size);
    }
    decref((PyObject *)type);
    if (UNLIKELY(ts->trash_delete_later != NULL)) {
        _PyTrash_end(ts);
    } else {
        ts->trash_delete_nesting--;
    }
#endif
}

/* ---- nobody notices ---- */

#define SHORT 64 /* what is looked through for that */

/* Is the object, if there is one, a leaf, or does it live on without `references`? */
static inline __attribute__((always_inline)) bool stays(PyObject *object, Py_ssize_t references) {
    return object == NULL || Py_REFCNT(object) > references || is_leaf(object);
}

/* One of them may be all that goes, `references`. */
static inline __attribute__((always_inline)) bool all_stay(PyObject *const *items, Py_ssize_t count,
                                                           Py_ssize_t references) {
    if (count > SHORT) {
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!stays(items[i], references)) {
            return false;
        }
    }
    return true;
}

static inline __attribute__((always_inline)) bool keys_stay(const PySetObject *set) {
    if (set->weakreflist != NULL || set->mask >= SHORT) {
        return false;
    }
    for (Py_ssize_t i = 0; i <= set->mask; i++) {
        if (!stays(set->table[i].key, 1)) {
            return false;
        }
    }
    return true;
}

static inline __attribute__((always_inline)) bool entries_stay(const PyDictObject *dict) {
    const PyDictKeysObject *keys = dict->ma_keys;
    Py_ssize_t count = keys->dk_nentries;
    if (dict->ma_values != NULL || count > SHORT / 2) {
        return false;
    }
    bool general = keys->dk_kind == DICT_KEYS_GENERAL;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *key = general ? DK_ENTRIES(keys)[i].me_key : NULL; /* others are strings */
        PyObject *value =
            general ? DK_ENTRIES(keys)[i].me_value : DK_UNICODE_ENTRIES(keys)[i].me_value;
        if (!stays(key, 2 * count) || !stays(value, 2 * count)) {
            return false;
        }
    }
    return true;
}

static inline __attribute__((always_inline)) bool content_stays(PyThreadState *ts,
                                                                PyObject *instance) {
#ifdef Py_DEBUG
    return false; /* where they are left to CPython */
#else
    const cj_instances *kept = plain_class(instance);
    if (!is_plain(kept, ts, instance) || Py_REFCNT(Py_TYPE(instance)) == 1) {
        return false;
    }
    PyObject *const *slots = (PyObject **)((char *)instance + kept->slot);
    Py_ssize_t count = kept->n_slots;
    if (!kept->has_values) {
        return all_stay(slots, count, count);
    }
    Py_ssize_t values = ((PyHeapTypeObject *)Py_TYPE(instance))->ht_cached_keys->dk_nentries;
    return all_stay(slots, count, count + values) &&
           all_stay(CJ_VALUES_OF(instance)->values, values, count + values);
#endif
}

/* What most functions have beside their cells is shared with others of the module. */
static inline __attribute__((always_inline)) bool parts_stay(const PyFunctionObject *function) {
    if (function->func_weakreflist != NULL || function->func_dict != NULL ||
        function->func_defaults != NULL || function->func_kwdefaults != NULL ||
        function->func_annotations != NULL || !stays(function->func_globals, 2) ||
        !stays(function->func_builtins, 2) || !stays(function->func_module, 1) ||
        !stays(function->func_doc, 1) || !stays(function->func_code, 1) ||
        !stays(function->func_name, 2) || !stays(function->func_qualname, 2)) {
        return false;
    }
    PyTupleObject *cells = (PyTupleObject *)function->func_closure;
    return stays((PyObject *)cells, 1) || all_stay(cells->ob_item, Py_SIZE(cells), Py_SIZE(cells));
}

/* Would the deallocation of the object, whose last reference this is, run no foreign code? Of some
 * that are small, since nobody else may have them, that is known: what they hold is a leaf, or goes
 * on. */
static inline __attribute__((always_inline)) bool is_quiet(PyThreadState *ts, PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    if (type == &PyTuple_Type) {
        return all_stay(((PyTupleObject *)object)->ob_item, Py_SIZE(object), Py_SIZE(object));
    }
    if (type == &PyList_Type) {
        return all_stay(((PyListObject *)object)->ob_item, Py_SIZE(object), Py_SIZE(object));
    }
    if (type == &PyListIter_Type || type == &PyTupleIter_Type) {
        return stays(((SequenceIterator *)object)->sequence, 1);
    }
    if (type == &PyFunction_Type) {
        return parts_stay((PyFunctionObject *)object);
    }
    if (type == &PySet_Type || type == &PyFrozenSet_Type) {
        return keys_stay((PySetObject *)object);
    }
    if (type == &PyDict_Type) {
        return entries_stay((PyDictObject *)object);
    }
    return type == &PyRangeIter_Type || type == &PyBytes_Type || content_stays(ts, object);
}

/* What list_dealloc does, but for the list itself and the room for its items. */
static inline __attribute__((always_inline)) void keep_list(PyThreadState *ts, PyListObject *list) {
    untrack(list);
    for (Py_ssize_t i = Py_SIZE(list); i-- > 0;) {
        PyObject *item = list->ob_item[i];
        if (item != NULL) {
            decref(item);
        }
    }
    cj_short_lists[list->allocated] = list;
}

/* The last reference to an object that is no leaf goes, if nobody notices; else nothing is done. */
PRESERVE_ALL ROUTINE(bool, die_quietly)(PyThreadState *ts, PyObject *object) {
    if (!is_quiet(ts, object)) {
        return false;
    }
    PyListObject *list = (PyListObject *)object;
    if (Py_IS_TYPE(object, &PyList_Type) && cj_may_keep_list(list)) {
        keep_list(ts, list);
    } else {
        decref(object);
    }
    return true;
}
