/* What min, max, sum, any and all say of a builtin container whose items are numbers or strings: no
 * foreign code runs. */
#ifndef CJ_CP311_SUMMARIES_H
#define CJ_CP311_SUMMARIES_H

#include "layout.h"

/* For an exact list, tuple, set or frozenset: a new reference, or NULL, without an exception, where
 * other objects would have to be asked, or there is an error to be raised. */
typedef PyObject *cj_summary(PyObject *container);
cj_summary cj_least, cj_greatest, cj_total, cj_any, cj_all;

#endif
