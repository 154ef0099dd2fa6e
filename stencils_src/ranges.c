// axes: X=0..7 Y=0..7
/* Loops over a range that nobody sees: its iterator is one that has ended. */
#include "objects.h"

/* slot A = an iterator from r(X) to r(Y), a counter (counters.c). GOTO A: no iterator is left to be
 * used again. */
STENCIL(new_counter) {
    RangeIterator *range = cj_ranges.first;
    GOTO_IF(range == NULL, A);
    cj_ranges.first = (RangeIterator *)range->start;
    cj_ranges.count--;
    range->index = R(X);
    range->start = 0;
    range->step = 1;
    range->len = R(Y);
    incref((PyObject *)range);
    SLOT(A) = (PyObject *)range;
    GO_ON();
}

/* Likewise in steps of -1, and no counter. GOTO A also for bounds that might overflow. */
STENCIL(new_range_back) {
    RangeIterator *range = cj_ranges.first;
    GOTO_IF(range == NULL || R(X) != (int64_t)((uint64_t)R(X) << 2) >> 2 ||
                R(Y) != (int64_t)((uint64_t)R(Y) << 2) >> 2,
            A);
    cj_ranges.first = (RangeIterator *)range->start;
    cj_ranges.count--;
    range->start = R(X);
    int64_t distance = R(X) - R(Y);
    range->step = -1;
    range->len = distance > 0 ? distance : 0;
    range->index = 0;
    incref((PyObject *)range);
    SLOT(A) = (PyObject *)range;
    GO_ON();
}
