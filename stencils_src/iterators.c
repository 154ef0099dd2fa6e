// axes: X=0..1
/* Iterators made and ended where no foreign code runs: a new one is one that has ended, so no
 * collection begins. */
#include "objects.h"

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
    if (UNLIKELY(cj_iterators.count >= ITERATORS || _Py_tracemalloc_config.tracing)) {
        GOTO_IF(!lib_die_quietly(ts, (PyObject *)iterator), A);
        GO_ON();
    }
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
    if (UNLIKELY(cj_ranges.count >= ITERATORS || _Py_tracemalloc_config.tracing)) {
        GOTO_IF(!lib_die_quietly(ts, (PyObject *)range), A);
        GO_ON();
    }
    LOOK_AGAIN();
    drop_reference((PyObject *)range);
    range->start = (long)cj_ranges.first;
    cj_ranges.first = range;
    cj_ranges.count++;
    GO_ON();
}
#endif
