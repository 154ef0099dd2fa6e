// axes: X=0..1
// family: calls
/* Attributes of any classes, by what is remembered of them (attribute_cache.h). The owner is in
 * slot A, X = 0: an alias that somebody else keeps; X = 1: owned, and its reference is given up,
 * GOTO B where that is the last one. Pointer A is the name. GOTO A: it is not known. Either way
 * nothing has been done. */
#include "objects.h"

#include "attribute_cache.h"

#ifdef FIRST_VARIANT
uintptr_t lib_find_attribute(PyObject *owner, PyObject *name);

#define OBJECT_OF(found) ((PyObject *)((found) & ~(uintptr_t)CJ_AS_MASK))
#endif

/* slot B = the attribute */
STENCIL(load_cached) {
    uintptr_t found = lib_find_attribute(SLOT(A), POINTER(PyObject *, A));
    GOTO_AFTER_CALL_IF(found == 0 || (found & CJ_AS_MASK) != CJ_AS_VALUE, A);
#if X == 1
    GOTO_AFTER_CALL_IF(Py_REFCNT(SLOT(A)) == 1, B);
    drop_reference(SLOT(A));
#endif
    SLOT(B) = incref(OBJECT_OF(found));
    GO_ON_AFTER_CALL();
}

/* slots B and C = a method and the owner, or NULL and another attribute, which is to be called */
STENCIL(load_method_cached) {
    uintptr_t found = lib_find_attribute(SLOT(A), POINTER(PyObject *, A));
    GOTO_AFTER_CALL_IF(found == 0, A);
    PyObject *value = OBJECT_OF(found), *owner = SLOT(A);
    if (LIKELY((found & CJ_AS_MASK) == CJ_AS_METHOD)) {
        SLOT(C) = X == 0 ? incref(owner) : owner;
        SLOT(B) = incref(value);
        GO_ON_AFTER_CALL();
    }
    GOTO_AFTER_CALL_IF((found & CJ_AS_MASK) != CJ_AS_VALUE, A);
#if X == 1
    GOTO_AFTER_CALL_IF(Py_REFCNT(owner) == 1, B);
    drop_reference(owner);
#endif
    SLOT(C) = incref(value);
    SLOT(B) = NULL;
    GO_ON_AFTER_CALL();
}
