/* Loops over a range with any steps (see ranges.c), and where their numbers lie. */
#include "objects.h"

static inline __attribute__((always_inline)) bool is_large(int64_t number) {
    return number != (int64_t)((uint64_t)number << 2) >> 2;
}

/* It saves registers, which a division takes, as calls do.
 * slot A = an iterator over the range whose start, stop and step are at pointer A. GOTO A where the
 * generic code has to decide: numbers that might overflow, no step, or no iterator is left. */
// family: calls
STENCIL(new_range_by) {
    const int64_t *bounds = POINTER(int64_t *, A);
    RangeIterator *range = cj_ranges.first;
    int64_t start = bounds[0], stop = bounds[1], step = bounds[2];
    GOTO_IF(range == NULL || is_large(start) || is_large(stop) || is_large(step) || step == 0, A);
    cj_ranges.first = (RangeIterator *)range->start;
    cj_ranges.count--;
    uint64_t distance = (uint64_t)(step > 0 ? stop - start : start - stop);
    uint64_t width = (uint64_t)(step > 0 ? step : -step);
    range->start = start;
    range->step = step;
    range->len = (int64_t)distance > 0 ? (int64_t)((distance - 1) / width + 1) : 0;
    range->index = 0;
    incref((PyObject *)range);
    SLOT(A) = (PyObject *)range;
    GO_ON();
}

/* GOTO A unless the number that the range iterator in slot A handed out last, and all that follow,
 * are indices of the sequence in slot B. */
STENCIL(guard_items) {
    RangeIterator *range = (RangeIterator *)SLOT(A);
    int64_t number = range->start + (range->index - 1) * range->step;
    GOTO_IF((uint64_t)number >= (uint64_t)Py_SIZE(SLOT(B)), A);
    LOOK_AGAIN();
    number = range->start + (range->len - 1) * range->step;
    GOTO_IF((uint64_t)number >= (uint64_t)Py_SIZE(SLOT(B)), A);
    GO_ON();
}
