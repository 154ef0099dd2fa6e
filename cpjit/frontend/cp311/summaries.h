/* What min, max, sum, any and all say of a builtin container whose items are numbers or strings: no
 * foreign code runs. */
#ifndef CJ_CP311_SUMMARIES_H
#define CJ_CP311_SUMMARIES_H

#include "quiet.h"

/* For an exact list, tuple, set or frozenset, as in quiet.h. */
cj_quiet cj_least, cj_greatest, cj_total, cj_any, cj_all;

#endif
