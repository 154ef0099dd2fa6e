/* What super().name stands for in CPython 3.11, as something that can be checked. */
#ifndef CJ_CP311_SUPERS_H
#define CJ_CP311_SUPERS_H

#include "layout.h"

#include <stdbool.h>

typedef struct {
    PyObject *class;  /* the first argument of super; the class of `self` inherits from it, */
    PyObject *self;   /* the second */
    uint32_t version; /* of the class of `self` */
    PyObject *method; /* borrowed from a class; called with `self` as its first argument */
} cj_super;

/* The arguments of super() in this frame: local 0, and what is in the free variable __class__, the
 * index of which is returned. -1: they can't be told. */
int cj_super_arguments(const cj_frame *frame, cj_super *found);
/* What the name stands for, the arguments given. False: it is found in another way. */
bool cj_super_find(cj_super *found, PyObject *name);

#endif
