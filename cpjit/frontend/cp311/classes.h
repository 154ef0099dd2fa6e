/* What CPython 3.11 says of all objects of one class, as long as the class's version is the same.
 */
#ifndef CJ_CP311_CLASSES_H
#define CJ_CP311_CLASSES_H

#include "layout.h"

#include <stdbool.h>

/* The version of a class, assigned if need be; 0: none. */
uint32_t cj_class_version(PyTypeObject *type);

/* isinstance(object of this type, class), without asking either: 1 or 0, or -1 where that can't be
 * told by the type's version. */
int cj_is_instance(PyTypeObject *type, PyObject *class);

#endif
