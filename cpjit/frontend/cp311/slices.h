/* Slices between numbers, where no foreign code runs and no collection begins. */
#ifndef CJ_CP311_SLICES_H
#define CJ_CP311_SLICES_H

#include "layout.h"

#include "internal/pycore_pymem.h"

#include "../../../stencils_src/short_lists.h"

/* NULL, without an exception: it has to be made in the ordinary way. */
typedef PyObject *cj_slice(PyThreadState *ts, PyObject *container, int64_t start, int64_t stop,
                           int64_t step);
cj_slice cj_slice_of_list; /* the step is 1 or -1 */
cj_slice cj_slice_of_str;  /* the step is 1 */

/* Items of the list become those of `value`, a list of as many that nobody else has: its reference
 * goes. False: nothing has been done. */
bool cj_exchange_slice(PyObject *list, PyObject *value, int64_t start, int64_t stop);

#endif
