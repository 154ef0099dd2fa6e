/* Which classes' instances can be made and taken apart without CPython's own functions. */
#ifndef CJ_CP311_INSTANCES_H
#define CJ_CP311_INSTANCES_H

#include "layout.h"

#include <stdbool.h>

#include "../../../stencils_src/instances.h"

bool cj_instances_init(void); /* false: an exception is set */
/* The kept instances of a class of that version; of a class that is not plain, such that there are
 * never any. */
cj_instances *cj_instances_of(PyTypeObject *class, uint32_t version);
/* Frees all. */
void cj_instances_forget(void);

#endif
