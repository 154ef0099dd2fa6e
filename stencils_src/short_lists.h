/* Short lists that have died, for new ones: untracked, with room for as many items as their place
 * says, which are gone. The engine uses them, too. */
#ifndef CJ_SHORT_LISTS_H
#define CJ_SHORT_LISTS_H

#define CJ_SHORT_LIST 16
extern PyListObject *cj_short_lists[CJ_SHORT_LIST + 1];

/* May it be kept? Its items don't matter. */
static inline __attribute__((always_inline)) bool cj_may_keep_list(const PyListObject *list) {
#ifdef Py_DEBUG
    (void)list;
    return false; /* it counts what there is */
#else
    return (size_t)list->allocated <= CJ_SHORT_LIST && list->allocated > 0 &&
           cj_short_lists[list->allocated] == NULL && !_Py_tracemalloc_config.tracing;
#endif
}

#endif
