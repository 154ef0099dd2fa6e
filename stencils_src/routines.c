// family: calls
/* Routines: placed once at the start of the code memory, shared by all stencils. */
#include "frames.h"

#include <math.h>

#define NEW_BOXES 16 /* so that saving all registers is not paid for each */

PRESERVE_ALL ROUTINE(PyObject *, box_int)(int64_t value) {
#ifndef Py_DEBUG
    /* They are used in the order in which they were allocated: whoever walks over a list of ints
     * walks through memory upward. */
    IntBoxes *boxes = &cj_int_boxes;
    PyLongObject *last = NULL;
    bool empty = boxes->first == NULL && !_Py_tracemalloc_config.tracing;
    for (int i = 0; empty && i < NEW_BOXES; i++) {
        PyLongObject *box = PyObject_Malloc(sizeof *box);
        if (box == NULL) {
            break;
        }
        Py_SET_TYPE(box, &PyLong_Type);
        Py_SET_SIZE(box, 0);
        if (last == NULL) {
            boxes->first = box;
        } else {
            Py_SET_SIZE(last, (Py_ssize_t)box);
        }
        last = box;
        boxes->count++;
    }
#endif
    return PyLong_FromLong(value);
}

PRESERVE_ALL ROUTINE(PyObject *, box_double)(double value) {
    return PyFloat_FromDouble(value);
}

/* The box, which may be NULL, takes the place of what is there, if that may go. */
static inline __attribute__((always_inline)) bool put_box(PyObject **place, PyObject *box) {
    PyObject *old = *place;
    if (box == NULL) {
        PyErr_Clear();
        return false;
    }
    *place = box;
    if (drop_reference(old)) {
        _Py_Dealloc(old);
    }
    return true;
}

static inline __attribute__((always_inline)) bool may_go(PyObject *object) {
    return Py_REFCNT(object) > 1 || is_leaf(object);
}

PRESERVE_ALL ROUTINE(double, power)(double base, double exponent) {
    return pow(base, exponent);
}

PRESERVE_ALL bool lib_put_double(PyObject **place, double value);
PRESERVE_ALL ROUTINE(bool, put_double)(PyObject **place, double value) {
    return may_go(*place) && put_box(place, PyFloat_FromDouble(value));
}

/* Nothing is saved on the way to a float from the free list for one that others have, too. */
PRESERVE_ALL ROUTINE(bool, store_double)(PyObject **place, double value) {
#ifndef Py_DEBUG
    PyObject *old = *place;
    PyThreadState *ts = _PyThreadState_GET();
    if (LIKELY(Py_REFCNT(old) > 1 && ts->interp->float_state.free_list != NULL)) {
        *place = box_double(ts, value);
        drop_reference(old);
        return true;
    }
#endif
    return lib_put_double(place, value);
}

/* An int that only this place refers to takes the value, if it has as many digits. */
static inline __attribute__((always_inline)) bool refill_int(PyObject *object, int64_t value) {
    if (!Py_IS_TYPE(object, &PyLong_Type) || Py_REFCNT(object) != 1) {
        return false;
    }
    PyLongObject *box = (PyLongObject *)object;
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    Py_ssize_t digits = magnitude >> PyLong_SHIFT == 0 ? 1 : 2;
    Py_ssize_t size = Py_SIZE(box) < 0 ? -Py_SIZE(box) : Py_SIZE(box);
    if (size != digits || is_small(value) || magnitude >> 2 * PyLong_SHIFT != 0) {
        return false;
    }
    Py_SET_SIZE(box, value < 0 ? -digits : digits);
    box->ob_digit[0] = (digit)(magnitude & PyLong_MASK);
    if (digits == 2) {
        box->ob_digit[1] = (digit)(magnitude >> PyLong_SHIFT);
    }
    return true;
}

PRESERVE_ALL ROUTINE(bool, store_int)(PyObject **place, int64_t value) {
    if (refill_int(*place, value)) {
        return true;
    }
    return may_go(*place) && put_box(place, PyLong_FromLongLong(value));
}

PRESERVE_ALL ROUTINE(bool, list_append)(PyListObject *list, PyObject *item) {
    size_t size = (size_t)Py_SIZE(list) + 1, room = (size + (size >> 3) + 6) & ~(size_t)3;
    PyObject **items = PyMem_Realloc(list->ob_item, room * sizeof *items); /* as list_resize */
    if (items == NULL) {
        PyErr_NoMemory();
        return false;
    }
    items[size - 1] = item;
    list->ob_item = items;
    list->allocated = (Py_ssize_t)room;
    Py_SET_SIZE(list, (Py_ssize_t)size);
    return true;
}

PRESERVE_ALL ROUTINE(void, dealloc_leaf)(PyObject *object) {
    _Py_Dealloc(object);
}

/* The box of a result that has none. */
ROUTINE(PyObject *, box_result)(PyObject *result, int64_t bits) {
    double value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return result == RESULT_INT ? PyLong_FromLongLong(bits) : PyFloat_FromDouble(value);
}

/* Drops the arguments of a call: the positional ones, and one for each name. */
ROUTINE(void, drop)(PyThreadState *ts, PyObject **objects, size_t count, PyObject *names) {
    size_t all = count + (names == NULL ? 0 : (size_t)PyTuple_GET_SIZE(names));
    for (size_t i = 0; i < all; i++) {
        decref(objects[i]);
    }
}

/* Likewise, and the result waits in the place of the first. */
ROUTINE(void, drop_before)(PyThreadState *ts, PyObject *result, PyObject **objects, size_t count,
                           PyObject *names) {
    PyObject *first = objects[0];
    objects[0] = result;
    decref(first);
    lib_drop(ts, objects + 1, count - 1, names);
}

/* Gives locals new values, with references. False, with nothing done, when an old value might have
 * to be deallocated that is no leaf (it may be the value of each of these locals). Those at the
 * start that have their new values already need nothing. Shared, since unrolled sequences of
 * assignments would fill the instruction cache. */
ROUTINE(bool, replace_locals)(PyThreadState *ts, PyObject **locals, PyObject *const *items,
                              int64_t count) {
    int64_t same = 0;
    while (same + 2 <= count && locals[same] == items[same] &&
           locals[same + 1] == items[same + 1]) {
        same += 2;
    }
    for (int64_t i = same; i < count; i++) {
        PyObject *old = locals[i];
        if (old != NULL && UNLIKELY(Py_REFCNT(old) <= count) && !is_leaf(old)) {
            return false;
        }
    }
    for (int64_t i = same; i < count; i++) {
        PyObject *old = locals[i];
        locals[i] = incref(items[i]);
        if (old != NULL && UNLIKELY(drop_reference(old))) {
            dealloc_leaf(ts, old);
        }
    }
    return true;
}

/* Leaves JIT code with the result in r0. */
PRESERVE_NONE ROUTINE(PyObject *, return)(PARAMETERS) {
    return (PyObject *)r0;
}

/* The engine looks at the registers, compiles or does the slow path, and says where to go on. */
typedef struct {
    int64_t r[8];
    double d[8];
    char *native_frame;
} Registers;

typedef PRESERVE_NONE PyObject *Code(PARAMETERS);
Code *cj_stub_hit(PyThreadState *ts, Frame *frame, uint64_t stub, Registers *registers);

PRESERVE_NONE ROUTINE(PyObject *, stub_hit)(PARAMETERS) {
    Registers registers = {
        {r0, r1, r2, r3, r4, r5, r6, r7}, {d0, d1, d2, d3, d4, d5, d6, d7}, NULL};
    GET_NATIVE_FRAME(registers.native_frame);
    Code *target = cj_stub_hit(ts, frame, (uint64_t)link, &registers);
    r0 = registers.r[0];
    r1 = registers.r[1];
    r2 = registers.r[2];
    r3 = registers.r[3];
    r4 = registers.r[4];
    r5 = registers.r[5];
    r6 = registers.r[6];
    r7 = registers.r[7];
    d0 = registers.d[0];
    d1 = registers.d[1];
    d2 = registers.d[2];
    d3 = registers.d[3];
    d4 = registers.d[4];
    d5 = registers.d[5];
    d6 = registers.d[6];
    d7 = registers.d[7];
    int64_t unlinked;
    MUSTTAIL return target(ARGUMENTS);
}

/* The entry of a function that is not compiled (yet): the engine counts, compiles or interprets. */
PyObject *cj_run_uncompiled(PyThreadState *ts, Frame *frame);

PRESERVE_NONE ROUTINE(PyObject *, run_uncompiled)(PARAMETERS) {
    return cj_run_uncompiled(ts, frame);
}

/* From C into JIT code: builds the native frame (native_frame.h). */
__attribute__((naked)) ROUTINE(PyObject *, enter)(Frame *frame, PyThreadState *ts, void *entry) {
    ENTER_CODE();
}

/* A frame that outlives its activation moves into its frame object (frame.c, take_ownership). */
void cj_keep_frame(PyFrameObject *object, Frame *frame);

/* The end of every frame that JIT code has pushed, in CPython's order: it is unlinked already; one
 * level of recursion round the clearing; the frame object; locals in index order; f_locals; the
 * function; the code; then the data stack. */
/* A local whose last reference is gone with its frame, while that takes `levels` of recursion. What
 * goes that way often is kept for new ones: numbers, and the iterators of comprehensions, at their
 * end. */
PRESERVE_MOST ROUTINE(void, end_local)(PyThreadState *ts, PyObject *local, int levels) {
    SequenceIterator *iterator = (SequenceIterator *)local;
    if ((Py_IS_TYPE(local, &PyListIter_Type) || Py_IS_TYPE(local, &PyTupleIter_Type)) &&
        iterator->sequence == NULL && cj_iterators.count < ITERATORS &&
        !_Py_tracemalloc_config.tracing) {
        untrack(iterator);
        iterator->sequence = (PyObject *)cj_iterators.first;
        cj_iterators.first = iterator;
        cj_iterators.count++;
        return;
    }
    if (is_leaf(local)) {
        dealloc_leaf(ts, local);
        return;
    }
    ts->recursion_remaining -= levels;
    lib_dealloc(ts, local);
    ts->recursion_remaining += levels;
}

/* Likewise the function that it was, in the order of func_dealloc. */
PRESERVE_MOST ROUTINE(void, end_function)(PyThreadState *ts, PyFunctionObject *function,
                                          int levels) {
    ts->recursion_remaining -= levels;
    if (function->func_weakreflist != NULL || function->func_doc == NULL ||
        function->func_dict != NULL || function->func_defaults != NULL ||
        function->func_kwdefaults != NULL || function->func_annotations != NULL ||
        cj_functions.count >= FUNCTIONS || _Py_tracemalloc_config.tracing) {
        _Py_Dealloc((PyObject *)function);
        ts->recursion_remaining += levels;
        return;
    }
    untrack(function);
    decref(function->func_globals);
    decref(function->func_builtins);
    if (function->func_module != NULL) {
        decref(function->func_module);
    }
    decref(function->func_doc);
    if (function->func_closure != NULL) {
        decref(function->func_closure);
    }
    decref(function->func_name);
    decref(function->func_qualname);
    decref(function->func_code);
    function->func_version = 0;
    function->func_globals = (PyObject *)cj_functions.first;
    cj_functions.first = function;
    cj_functions.count++;
    ts->recursion_remaining += levels;
}

static inline __attribute__((always_inline)) void clear_content(PyThreadState *ts, Frame *frame,
                                                                int levels) {
    PyObject **local = frame->localsplus;
    for (int64_t left = frame->stacktop; left > 0; left--, local++) {
        PyObject *object = *local;
        if (object != NULL && UNLIKELY(drop_reference(object))) {
            lib_end_local(ts, object, levels);
        }
    }
    if (UNLIKELY(frame->f_locals != NULL) && drop_reference(frame->f_locals)) {
        lib_end_local(ts, frame->f_locals, levels);
    }
    if (UNLIKELY(drop_reference((PyObject *)frame->f_func))) {
        lib_end_function(ts, frame->f_func, levels);
    }
    if (UNLIKELY(drop_reference((PyObject *)frame->f_code))) {
        lib_end_local(ts, (PyObject *)frame->f_code, levels);
    }
}

/* Likewise where there is a frame object. If that is still needed, it takes over the content. */
static inline __attribute__((always_inline)) void clear_watched(PyThreadState *ts, Frame *frame,
                                                                int levels) {
    PyFrameObject *object = frame->frame_obj;
    frame->frame_obj = NULL;
    bool kept = Py_REFCNT(object) > 1;
    ts->recursion_remaining -= levels;
    if (kept) {
        cj_keep_frame(object, frame);
    }
    decref((PyObject *)object);
    ts->recursion_remaining += levels;
    if (!kept) {
        clear_content(ts, frame, levels);
    }
}

ROUTINE(void, clear_watched_frame)(PyThreadState *ts, Frame *frame) {
    clear_watched(ts, frame, 1);
    ts->datastack_top = (PyObject **)frame;
}

ROUTINE(void, clear_frame)(PyThreadState *ts, Frame *frame) {
    if (UNLIKELY(frame->frame_obj != NULL)) {
        lib_clear_watched_frame(ts, frame);
        return;
    }
    clear_content(ts, frame, 1);
    ts->datastack_top = (PyObject **)frame;
}

/* A frame that a generator owns is part of it. */
ROUTINE(void, clear_generator_frame)(PyThreadState *ts, Frame *frame) {
    if (UNLIKELY(frame->frame_obj != NULL)) {
        clear_watched(ts, frame, 0);
    } else {
        clear_content(ts, frame, 0);
    }
}
