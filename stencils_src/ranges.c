// axes: X=0..7 Y=0..7
/* Loops over a range that nobody sees: its iterator is one that has ended. */
#include "objects.h"

/* slot A = an iterator from r(X) to r(Y) in steps of HOLE B, 1 or -1. GOTO A where the generic code
 * has to decide: bounds that might overflow, or no iterator is left to be used again. */
STENCIL(new_range) {
    RangeIterator *range = cj_ranges.first;
    GOTO_IF(range == NULL || R(X) != (int64_t)((uint64_t)R(X) << 2) >> 2 ||
                R(Y) != (int64_t)((uint64_t)R(Y) << 2) >> 2,
            A);
    cj_ranges.first = (RangeIterator *)range->start;
    cj_ranges.count--;
    range->start = R(X);
    int64_t step = SIGNED_COUNT(B), distance = (R(Y) - R(X)) * step;
    range->step = step;
    range->len = distance > 0 ? distance : 0;
    range->index = 0;
    incref((PyObject *)range);
    SLOT(A) = (PyObject *)range;
    GO_ON();
}
