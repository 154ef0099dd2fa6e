/* Structures and inline code that several templates share: boxes of numbers, CPython's private
 * iterators, what the engine shows of itself. */
#ifndef CJ_OBJECTS_H
#define CJ_OBJECTS_H

#include "machine.h"

#include "internal/pycore_dict.h"
#include "internal/pycore_object.h"

#define SMALL_INTS                          \
    ((PyLongObject *)((char *)&_PyRuntime + \
                      offsetof(_PyRuntimeState, global_objects.singletons.small_ints)))

static inline __attribute__((always_inline)) bool is_small(int64_t value) {
    return (uint64_t)value + _PY_NSMALLNEGINTS < _PY_NSMALLNEGINTS + _PY_NSMALLPOSINTS;
}

/* Can the value be in a box of one digit? Small ints have boxes of their own. */
static inline __attribute__((always_inline)) bool has_one_digit(int64_t value) {
    return (uint64_t)(value + PyLong_MASK) <= 2 * (uint64_t)PyLong_MASK;
}

static inline __attribute__((always_inline)) void fill_box(PyLongObject *box, int64_t value) {
    ((PyVarObject *)box)->ob_size = value < 0 ? -1 : 1;
    box->ob_digit[0] = (digit)(value < 0 ? -value : value);
}

/* A new reference to an int of this value; NULL without an exception when memory is out. */
static inline __attribute__((always_inline)) PyObject *box_int(int64_t value) {
    if (is_small(value)) {
        return incref((PyObject *)&SMALL_INTS[value + _PY_NSMALLNEGINTS]);
    }
#ifndef Py_DEBUG
    PyLongObject *box = cj_int_boxes.first;
    if (LIKELY(box != NULL && has_one_digit(value))) {
        cj_int_boxes.first = (PyLongObject *)((PyVarObject *)box)->ob_size;
        cj_int_boxes.count--;
        ((PyObject *)box)->ob_refcnt = 1;
        fill_box(box, value);
        return (PyObject *)box;
    }
#endif
    return lib_box_int(value);
}

/* Likewise a float: from the interpreter's free list, as PyFloat_FromDouble takes it. */
static inline __attribute__((always_inline)) PyObject *box_double(PyThreadState *ts, double value) {
#ifndef Py_DEBUG
    struct _Py_float_state *state = &ts->interp->float_state;
    PyFloatObject *box = state->free_list;
    if (LIKELY(box != NULL)) {
        state->free_list = (PyFloatObject *)Py_TYPE(box);
        state->numfree--;
        Py_SET_TYPE(box, &PyFloat_Type);
        box->ob_base.ob_refcnt = 1;
        box->ob_fval = value;
        return (PyObject *)box;
    }
#endif
    return lib_box_double(value);
}

/* Counts from the end where it has to. One comparison finds all indices that are not simple. */
static inline __attribute__((always_inline)) bool is_inside(int64_t *index, Py_ssize_t size) {
    if (LIKELY((uint64_t)*index < (uint64_t)size)) {
        return true;
    }
    *index += size;
    return (uint64_t)*index < (uint64_t)size;
}

/* CPython's iterator over a range of C longs (its structure is private to rangeobject.c). */
typedef struct {
    PyObject_HEAD long index, start, step, len;
} RangeIterator;

/* CPython's list and tuple iterators (their structures are private). */
typedef struct {
    PyObject_HEAD Py_ssize_t index;
    PyObject *sequence; /* NULL when exhausted */
} SequenceIterator;

/* Over dictionaries and sets; `used`: how many entries there were, `left`: how many are to come. */
typedef struct {
    PyObject_HEAD PyObject *table; /* NULL when exhausted */
    Py_ssize_t used, position;
} TableIterator;

typedef struct {
    TableIterator iterator;
    PyObject *result; /* of items(): what is filled again and again */
    Py_ssize_t left;
} DictIterator;

typedef struct {
    TableIterator iterator;
    Py_ssize_t left;
} SetIterator;

typedef struct {
    PyObject_HEAD Py_ssize_t index;
    PyObject *iterator, *result, *large_index, *one;
} Enumeration;

typedef struct {
    PyObject_HEAD Py_ssize_t size;
    PyObject *iterators, *result;
    int strict;
} Zip;

/* CPython's array.array (its structure is private to arraymodule.c; the engine has it, too:
 * elements.c). */
typedef struct {
    PyObject_VAR_HEAD char *items;
    Py_ssize_t allocated;
    const void *descriptor; /* of the type of its items: one for each type code */
} Array;

/* Iterators that have ended, for new ones: over lists and tuples, linked by `sequence`; and over
 * ranges, linked by `start`. Their reference counts are 0. */
#define ITERATORS 8 /* as deep as loops are nested; whoever counts blocks hardly sees them */
extern struct {
    SequenceIterator *first;
    Py_ssize_t count;
} cj_iterators;
extern struct {
    RangeIterator *first;
    Py_ssize_t count;
} cj_ranges;
/* Likewise functions, linked by `func_globals`: exactly as func_new makes them, but for what
 * new_function fills in. */
#define FUNCTIONS 8
extern struct {
    PyFunctionObject *first;
    Py_ssize_t count;
} cj_functions;

/* What was read from memory is read again: there are too few registers to keep it in. */
#define LOOK_AGAIN() asm volatile("" ::: "memory")

/* CPython's list of objects that the garbage collector looks at (pycore_object.h). */
static inline __attribute__((always_inline)) void track(PyThreadState *ts, void *object) {
    PyGC_Head *head = (PyGC_Head *)object - 1, *first = ts->interp->gc.generation0;
    PyGC_Head *last = (PyGC_Head *)first->_gc_prev;
    last->_gc_next = (uintptr_t)head;
    head->_gc_prev = (uintptr_t)last;
    head->_gc_next = (uintptr_t)first;
    first->_gc_prev = (uintptr_t)head;
}

static inline __attribute__((always_inline)) void untrack(void *object) {
    PyGC_Head *head = (PyGC_Head *)object - 1;
    PyGC_Head *previous = (PyGC_Head *)(head->_gc_prev & _PyGC_PREV_MASK);
    PyGC_Head *next = (PyGC_Head *)head->_gc_next;
    previous->_gc_next = (uintptr_t)next;
    next->_gc_prev &= ~_PyGC_PREV_MASK;
    LOOK_AGAIN();
    next->_gc_prev |= (uintptr_t)previous;
    head->_gc_next = 0;
    head->_gc_prev = 0;
}

/* Size of the hash table, size of its indices, kind of keys: where entries lie in a dictionary's
 * keys is decided by these three bytes. The engine has the same function (compile.c). */
static inline __attribute__((always_inline)) uint32_t keys_layout(const PyDictKeysObject *keys) {
    uint32_t layout;
    __builtin_memcpy(&layout, &keys->dk_log2_size, sizeof layout);
    return layout & 0xFFFFFF;
}

/* The part of CPython's module object that its header does not show. */
typedef struct {
    PyObject_HEAD PyObject *dict;
} Module;

/* What __anext__() and asend() of an asynchronous generator return (the structure is private to
 * genobject.c; the engine has it, too: suspending.c). */
typedef struct {
    PyObject_HEAD PyGenObject *generator;
    PyObject *value; /* to be sent first; NULL: None */
    enum { ASYNC_SEND_NEW, ASYNC_SEND_BEGUN, ASYNC_SEND_CLOSED } state;
} AsyncSend;

/* What the engine shows of a function: where its code is entered by calls; by code unit, where
 * suspended frames go on; and dead generators for new ones, linked by gi_weakreflist. */
typedef struct {
    void *entry;
    void **unknown;
    PyGenObject *kept;
    uint64_t n_kept;
} Callee;

/* The thread's limit of native stack stands behind the engine's cframe. */
typedef struct {
    _PyCFrame cframe;
    char *stack_limit;
} EngineCFrame;

#endif
