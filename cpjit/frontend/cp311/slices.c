/* Subscripts by slices that are never made. For the builtin sequences CPython only takes the slice
 * apart again; whatever is not one of these, or has other bounds than ints and None, gets its slice
 * here, at the instruction that makes it. */
#include "slices.h"

#include "helper.h"
#include "helpers.h"

PyListObject *cj_short_lists[CJ_SHORT_LIST + 1];

typedef struct {
    Py_ssize_t start, stop, step, count;
} Range;

/* A bound as PySlice_Unpack takes it. False: it has to ask an object. */
static bool take_bound(PyObject *bound, Py_ssize_t otherwise, Py_ssize_t *value) {
    if (bound == Py_None) {
        *value = otherwise;
        return true;
    }
    if (!PyLong_CheckExact(bound)) {
        return false;
    }
    Py_ssize_t size = Py_SIZE(bound);
    *value = size >= -1 && size <= 1
                 ? size * (Py_ssize_t)((PyLongObject *)bound)->ob_digit[0]
                 : PyNumber_AsSsize_t(bound, NULL); /* no error: what is too large is cut off */
    return true;
}

/* Where a bound lies in a sequence of `size` items. */
static Py_ssize_t place_bound(Py_ssize_t bound, Py_ssize_t size, Py_ssize_t down) {
    bound += bound < 0 ? size : 0;
    Py_ssize_t least = -down, most = size - down;
    return bound < least ? least : bound > most ? most : bound;
}

/* What lies between two bounds in a sequence of `size` items (PySlice_AdjustIndices, without a
 * division where the step is a common one). */
static inline __attribute__((always_inline)) void place_bounds(Range *range, Py_ssize_t size) {
    bool down = range->step < 0;
    range->start = place_bound(range->start, size, down);
    range->stop = place_bound(range->stop, size, down);
    Py_ssize_t distance = down ? range->start - range->stop : range->stop - range->start;
    if (distance < 0) {
        distance = 0;
    }
    size_t stride = (size_t)(down ? -range->step : range->step);
    range->count = stride == 1 ? distance : (Py_ssize_t)(((size_t)distance + stride - 1) / stride);
}

/* Which of `size` items `count` bounds mean. */
static bool take_bounds(PyObject **bounds, int64_t count, Py_ssize_t size, Range *range) {
    Py_ssize_t step = 1;
    if (count == 3 && (!take_bound(bounds[2], 1, &step) || step == 0)) {
        return false;
    }
    bool down = step < 0;
    if (!take_bound(bounds[0], down ? PY_SSIZE_T_MAX : 0, &range->start) ||
        !take_bound(bounds[1], down ? PY_SSIZE_T_MIN : PY_SSIZE_T_MAX, &range->stop)) {
        return false;
    }
    range->step = step < -PY_SSIZE_T_MAX ? -PY_SSIZE_T_MAX : step;
    place_bounds(range, size);
    return true;
}

/* ---- the sequences ---- */

static PyObject *stepwise(PyObject *sequence, PyObject **places, PyObject *const *items,
                          const Range *range) {
    if (sequence != NULL) {
        for (Py_ssize_t i = 0, at = range->start; i < range->count; i++, at += range->step) {
            places[i] = Py_NewRef(items[at]);
        }
    }
    return sequence;
}

static PyObject *slice_of_list(PyObject *list, const Range *range) {
    if (range->step == 1) {
        return PyList_GetSlice(list, range->start, range->stop);
    }
    PyListObject *slice = (PyListObject *)PyList_New(range->count);
    return stepwise((PyObject *)slice, slice == NULL ? NULL : slice->ob_item,
                    ((PyListObject *)list)->ob_item, range);
}

static PyObject *slice_of_tuple(PyObject *tuple, const Range *range) {
    if (range->step == 1) {
        return PyTuple_GetSlice(tuple, range->start, range->stop);
    }
    PyTupleObject *slice = (PyTupleObject *)PyTuple_New(range->count);
    return stepwise((PyObject *)slice, slice == NULL ? NULL : slice->ob_item,
                    ((PyTupleObject *)tuple)->ob_item, range);
}

static PyObject *slice_of_bytes(PyObject *bytes, const Range *range) {
    if (range->count == PyBytes_GET_SIZE(bytes)) {
        return Py_NewRef(bytes);
    }
    return PyBytes_FromStringAndSize(PyBytes_AS_STRING(bytes) + range->start, range->count);
}

/* NULL without an exception: it takes a slice. */
static PyObject *get_items(PyObject *container, PyObject **bounds, int64_t count) {
    PyTypeObject *type = Py_TYPE(container);
    Range range;
    if (type == &PyList_Type) {
        return take_bounds(bounds, count, PyList_GET_SIZE(container), &range)
                   ? slice_of_list(container, &range)
                   : NULL;
    }
    if (type == &PyTuple_Type) {
        return take_bounds(bounds, count, PyTuple_GET_SIZE(container), &range)
                   ? slice_of_tuple(container, &range)
                   : NULL;
    }
    if (type == &PyUnicode_Type && PyUnicode_IS_READY(container)) {
        bool taken = take_bounds(bounds, count, PyUnicode_GET_LENGTH(container), &range);
        return taken && range.step == 1
                   ? PyUnicode_Substring(container, range.start, range.start + range.count)
                   : NULL;
    }
    if (type == &PyBytes_Type) {
        return take_bounds(bounds, count, PyBytes_GET_SIZE(container), &range) && range.step == 1
                   ? slice_of_bytes(container, &range)
                   : NULL;
    }
    return NULL;
}

/* A list with room for this many items that are not there yet, one that has died: no collection
 * begins. NULL: there is none. */
static PyListObject *take_list(PyThreadState *ts, Py_ssize_t count) {
    if (count <= CJ_SHORT_LIST && cj_short_lists[count] != NULL) {
        PyListObject *list = cj_short_lists[count];
        cj_short_lists[count] = NULL;
        Py_SET_REFCNT(list, 1);
        return list;
    }
    struct _Py_list_state *state = &ts->interp->list;
    if (state->numfree == 0 || _Py_tracemalloc_config.tracing) {
        return NULL;
    }
    PyObject **items = NULL;
    if (count > 0) {
        items = PyMem_Malloc((size_t)count * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
    }
    PyListObject *list = state->free_list[--state->numfree];
    _Py_NewReference((PyObject *)list);
    list->ob_item = items;
    list->allocated = count;
    return list;
}

PyObject *cj_slice_of_list(PyThreadState *ts, PyObject *object, int64_t start, int64_t stop,
                           int64_t step) {
    Range range = {start, stop, step, 0};
    PyListObject *list = (PyListObject *)object;
    place_bounds(&range, PyList_GET_SIZE(list));
    PyListObject *slice = take_list(ts, range.count);
    if (slice == NULL) {
        return NULL;
    }
    PyObject **items = slice->ob_item, *const *from = list->ob_item; /* NULL, if it has no items */
    for (Py_ssize_t i = 0, at = range.start; i < range.count; i++, at += step) {
        items[i] = Py_NewRef(from[at]);
    }
    Py_SET_SIZE(slice, range.count);
    _PyObject_GC_TRACK(slice);
    return (PyObject *)slice;
}

PyObject *cj_slice_of_str(PyThreadState *ts, PyObject *text, int64_t start, int64_t stop,
                          int64_t step) {
    (void)ts, (void)step;
    if (!PyUnicode_IS_READY(text)) {
        return NULL;
    }
    Range range = {start, stop, 1, 0};
    place_bounds(&range, PyUnicode_GET_LENGTH(text));
    PyObject *slice = PyUnicode_Substring(text, range.start, range.start + range.count);
    if (slice == NULL) {
        PyErr_Clear();
    }
    return slice;
}

/* ---- the instructions ---- */

/* In BUILD_SLICE, which comes before the running instruction. */
static PyObject *make_slice(cj_frame *frame, PyObject **bounds, int64_t count) {
    frame->prev_instr--;
    PyObject *slice = PySlice_New(bounds[0], bounds[1], count == 3 ? bounds[2] : NULL);
    frame->prev_instr += slice != NULL;
    return slice;
}

static void drop(PyObject **objects, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        Py_DECREF(objects[i]);
    }
}

HELPER(cj_get_slice) {
    UNUSED;
    PyObject *container = slots[0], **bounds = slots + 1;
    PyObject *result = get_items(container, bounds, argument);
    if (result == NULL && !PyErr_Occurred()) {
        PyObject *slice = make_slice(frame, bounds, argument);
        if (slice != NULL) {
            result = PyObject_GetItem(container, slice);
            Py_DECREF(container);
            Py_DECREF(slice);
            drop(bounds, argument);
            slots[0] = result;
            return result == NULL ? -1 : 0;
        }
    }
    drop(slots, 1 + argument);
    slots[0] = result;
    return result == NULL ? -1 : 0;
}

static bool is_leaf(const PyObject *object) {
    return PyLong_CheckExact(object) || PyFloat_CheckExact(object) || PyUnicode_CheckExact(object);
}

/* The first items from `old` on become those of `new`: as many of `count` as others have, too, so
 * that none of them dies. How many. */
static Py_ssize_t exchange_shared(PyObject **old, PyObject **new, Py_ssize_t count) {
    Py_ssize_t i = 0;
    for (; i < count && Py_REFCNT(old[i]) > count; i++) {
        PyObject *item = old[i];
        old[i] = new[i];
        new[i] = item;
        Py_DECREF(item);
    }
    return i;
}

/* A list that nobody else has gives its items for as many of another list, and dies: no reference
 * is counted for them. False: not these, since an item that goes might be finalised, which is to
 * happen while both lists hold the new ones. */
static bool exchange(PyListObject *list, const Range *range, PyObject *value) {
    if (value == NULL || !PyList_CheckExact(value) || Py_REFCNT(value) != 1 ||
        PyList_GET_SIZE(value) != range->count || range->stop <= range->start) {
        return false;
    }
    PyObject **old = list->ob_item + range->start, **new = ((PyListObject *)value)->ob_item;
    Py_ssize_t done = exchange_shared(old, new, range->count);
    for (Py_ssize_t i = done; i < range->count; i++) {
        if (Py_REFCNT(old[i]) <= range->count && !is_leaf(old[i])) {
            while (done-- > 0) {
                PyObject *item = old[done];
                old[done] = new[done];
                new[done] = item;
                Py_INCREF(old[done]);
            }
            return false;
        }
    }
    for (Py_ssize_t i = done; i < range->count; i++) {
        PyObject *item = old[i];
        old[i] = new[i];
        Py_DECREF(item);
    }
    Py_SET_SIZE(value, 0);
    return true;
}

bool cj_exchange_slice(PyObject *list, PyObject *value, int64_t start, int64_t stop) {
    Range range = {start, stop, 1, 0};
    place_bounds(&range, PyList_GET_SIZE(list));
    if (!exchange((PyListObject *)list, &range, value)) {
        return false;
    }
    PyListObject *emptied = (PyListObject *)value;
    if (cj_may_keep_list(emptied)) {
        _PyObject_GC_UNTRACK(emptied);
        cj_short_lists[emptied->allocated] = emptied;
    } else {
        Py_DECREF(emptied);
    }
    return true;
}

/* `value` NULL: the items are deleted. */
static int set_items(cj_frame *frame, PyObject *value, PyObject *container, PyObject **bounds,
                     int64_t count) {
    Range range;
    if (Py_IS_TYPE(container, &PyList_Type) &&
        take_bounds(bounds, count, PyList_GET_SIZE(container), &range) && range.step == 1) {
        return exchange((PyListObject *)container, &range, value)
                   ? 0
                   : PyList_SetSlice(container, range.start, range.stop, value);
    }
    PyObject *slice = make_slice(frame, bounds, count);
    if (slice == NULL) {
        return -1;
    }
    int status = value == NULL ? PyObject_DelItem(container, slice)
                               : PyObject_SetItem(container, slice, value);
    Py_DECREF(slice);
    return status;
}

HELPER(cj_set_slice) {
    UNUSED;
    int status = set_items(frame, slots[0], slots[1], slots + 2, argument);
    drop(slots, 2 + argument);
    return status;
}

HELPER(cj_delete_slice) {
    UNUSED;
    int status = set_items(frame, NULL, slots[0], slots + 1, argument);
    drop(slots, 1 + argument);
    return status;
}
