/* How instances of a class are made and initialised when it is called (type.__call__). */
#ifndef CJ_CP311_CONSTRUCTORS_H
#define CJ_CP311_CONSTRUCTORS_H

#include "layout.h"

#include <stdbool.h>

typedef struct {
    uint32_t version, meta_version;
    newfunc make;           /* of C, which makes an instance of just this class; or NULL: */
    PyFunctionObject *new;  /* __new__ does, a Python function; borrowed */
    PyObject **place;       /* and is read from here each time; NULL: from the class itself */
    bool keeps_arguments;   /* `make` puts the tuple of all arguments into the instance */
    PyFunctionObject *init; /* __init__; borrowed. NULL: object's, which does nothing */
} cj_constructor;

bool cj_constructors_init(void); /* false: an exception is set */
bool cj_constructor_find(PyObject *class, cj_constructor *found);

#endif
