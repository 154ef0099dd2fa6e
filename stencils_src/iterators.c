// axes: X=0..1
/* Iterators made and ended where no foreign code runs: a new one is one that has ended, so no
 * collection begins. */
#include "objects.h"

#ifdef FIRST_VARIANT
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
#endif

/* slot B = an iterator, of type pointer A, over the sequence in slot A, which a local keeps (X = 0)
 * or which gives its reference. GOTO A when none is left to be used again. */
STENCIL(new_iterator) {
    SequenceIterator *iterator = cj_iterators.first;
    GOTO_IF(iterator == NULL, A);
    PyObject *sequence = SLOT(A);
    cj_iterators.first = (SequenceIterator *)iterator->sequence;
    cj_iterators.count--;
    Py_SET_TYPE(iterator, POINTER(PyTypeObject *, A));
    incref((PyObject *)iterator);
    iterator->index = 0;
    iterator->sequence = X == 0 ? incref(sequence) : sequence;
    track(ts, iterator);
    SLOT(B) = (PyObject *)iterator;
    GO_ON();
}

/* The iterator in slot A gives up its sequence and (X = 0: at its end) its place on the stack, or
 * (X = 1) just that place. GOTO A, with nothing done, where the sequence has no other reference. */
STENCIL(end_iterator) {
    SequenceIterator *iterator = (SequenceIterator *)SLOT(A);
#if X == 1
    if (UNLIKELY(Py_REFCNT(iterator) > 1)) {
        drop_reference((PyObject *)iterator);
        GO_ON();
    }
#endif
    GOTO_IF(iterator->sequence == NULL || Py_REFCNT(iterator->sequence) == 1, A);
#if X == 0
    if (UNLIKELY(Py_REFCNT(iterator) > 1)) {
        drop_reference(iterator->sequence);
        iterator->sequence = NULL;
        drop_reference((PyObject *)iterator);
        GO_ON();
    }
#endif
    GOTO_IF(cj_iterators.count >= ITERATORS || _Py_tracemalloc_config.tracing, A);
    LOOK_AGAIN();
    drop_reference(iterator->sequence);
    drop_reference((PyObject *)iterator);
    untrack(iterator);
    LOOK_AGAIN();
    iterator->sequence = (PyObject *)cj_iterators.first;
    cj_iterators.first = iterator;
    cj_iterators.count++;
    GO_ON();
}

#if X == 0
/* The iterator of a range in slot A goes. GOTO A, with nothing done, to deallocate it. */
STENCIL(end_range) {
    RangeIterator *range = (RangeIterator *)SLOT(A);
    if (UNLIKELY(Py_REFCNT(range) > 1)) {
        drop_reference((PyObject *)range);
        GO_ON();
    }
    GOTO_IF(cj_ranges.count >= ITERATORS || _Py_tracemalloc_config.tracing, A);
    LOOK_AGAIN();
    drop_reference((PyObject *)range);
    range->start = (long)cj_ranges.first;
    cj_ranges.first = range;
    cj_ranges.count++;
    GO_ON();
}
#endif
