// axes: X=0..1
/* References given up; with X = 1 the slot may be empty. GOTO A where the last reference goes to an
 * object that may not die quietly: foreign code may run, and nothing has been done, but for a
 * store, whose old value is in slot A then. */
#include "objects.h"

#undef RETURN_IF_EMPTY
#if X == 0
#define RETURN_IF_EMPTY(object)
#else
#define RETURN_IF_EMPTY(object) \
    do {                        \
        if (object == NULL) {   \
            GO_ON();            \
        }                       \
    } while (0)
#endif

#ifdef FIRST_VARIANT
/* The last reference goes, if nobody notices. */
static inline __attribute__((always_inline)) bool die(PyThreadState *ts, PyObject *object) {
    if (is_leaf(object)) {
        drop_reference(object);
        dealloc_leaf(ts, object);
        return true;
    }
    return lib_die_quietly(ts, object);
}
#endif

STENCIL(release) {
    PyObject *object = SLOT(A);
    RETURN_IF_EMPTY(object);
    if (UNLIKELY(Py_REFCNT(object) == 1)) {
        GOTO_IF(!die(ts, object), A);
        GO_ON();
    }
    drop_reference(object);
    GO_ON();
}

/* The local in slot B takes the reference in slot A, and gives up its own. */
STENCIL(replace) {
    PyObject *object = SLOT(B);
    SLOT(B) = SLOT(A);
    RETURN_IF_EMPTY(object);
    if (UNLIKELY(Py_REFCNT(object) == 1)) {
        SLOT(A) = object;
        GOTO_IF(!die(ts, object), A);
        GO_ON();
    }
    drop_reference(object);
    GO_ON();
}

/* The second, in slot B, is a container that something else holds, too, or GOTO A. */
STENCIL(release_two) {
    PyObject *object = SLOT(A), *second = SLOT(B);
    GOTO_IF(Py_REFCNT(second) == 1 || object == second, A);
#if X == 1
    if (object == NULL) {
        drop_reference(second);
        GO_ON();
    }
#endif
    if (UNLIKELY(Py_REFCNT(object) == 1)) {
        GOTO_IF(!die(ts, object), A);
        drop_reference(second);
        GO_ON();
    }
    drop_reference(second);
    drop_reference(object);
    GO_ON();
}

/* What is known to be a leaf. */
STENCIL(release_leaf) {
    PyObject *object = SLOT(A);
    RETURN_IF_EMPTY(object);
    decref_leaf(ts, object);
    GO_ON();
}

/* Likewise, and the slot is empty then. */
STENCIL(clear_leaf) {
    PyObject *object = SLOT(A);
    SLOT(A) = NULL;
    RETURN_IF_EMPTY(object);
    decref_leaf(ts, object);
    GO_ON();
}

STENCIL(replace_leaf) {
    PyObject *object = SLOT(B);
    SLOT(B) = SLOT(A);
    RETURN_IF_EMPTY(object);
    decref_leaf(ts, object);
    GO_ON();
}
