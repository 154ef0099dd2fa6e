// family: calls
/* Attributes found by what is remembered of their classes, for all sites that ask for it. */
#include "objects.h"

#include "attribute_cache.h"

ROUTINE(uintptr_t, find_attribute)(PyObject *owner, PyObject *name) {
    return cj_find_attribute(owner, name);
}

ROUTINE(bool, exchange_attribute)(PyObject *owner, PyObject *name, PyObject **value) {
    return cj_exchange_attribute(owner, name, value);
}
