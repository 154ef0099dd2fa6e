// axes: X=0..7
/* What loops over ranges hand out. Where nobody else has the iterator, and the steps are 1, it is
 * made a counter: it starts at 0, its index is the next number, its length the end. The next number
 * is known then without a look at memory, from the one before. */
#include "objects.h"

/* r(X) = the next number of the range iterator in slot A; GOTO A when it is exhausted */
STENCIL(range_next) {
    RangeIterator *range = (RangeIterator *)SLOT(A);
    long index = range->index;
    GOTO_IF(index >= range->len, A);
    range->index = index + 1;
    R(X) = (int64_t)((uint64_t)range->start + (uint64_t)index * (uint64_t)range->step);
    GO_ON();
}

/* Likewise where it is a counter. */
STENCIL(count_on) {
    RangeIterator *range = (RangeIterator *)SLOT(A);
    long number = range->index;
    GOTO_IF(number >= range->len, A);
    range->index = number + 1;
    R(X) = number;
    GO_ON();
}

/* Likewise where r(X) is the number that it handed out last. */
STENCIL(count_further) {
    RangeIterator *range = (RangeIterator *)SLOT(A);
    int64_t number = R(X) + 1;
    GOTO_IF(number >= range->len, A);
    R(X) = number;
    range->index = number + 1;
    GO_ON();
}

#if X == 0
/* The range iterator in slot A becomes a counter. GOTO A: it can't. */
STENCIL(make_counter) {
    RangeIterator *range = (RangeIterator *)SLOT(A);
    GOTO_IF(Py_REFCNT(range) != 1 || range->step != 1, A);
    range->index += range->start;
    range->len += range->start;
    range->start = 0;
    GO_ON();
}
#endif
