/* What super().name stands for in CPython 3.11, as something that can be checked. */
#ifndef CJ_CP311_SUPERS_H
#define CJ_CP311_SUPERS_H

#include "layout.h"

#include <stdbool.h>

typedef struct {
    uint32_t version; /* of the class of the first argument, which is local 0 */
    int cell;         /* the index of the free variable __class__, */
    PyObject *class;  /* and what is in it; the other class inherits from it */
    PyObject *method; /* borrowed from a class; called with local 0 as its first argument */
} cj_super;

/* Where super() without arguments would be called in this frame. False: in another way. */
bool cj_super_find(const cj_frame *frame, PyObject *name, cj_super *found);

#endif
