// axes: X=0..3 Y=0..1
/* Functions of C that run no foreign code for operands of the types that are known: their operands
 * are not owned by the call, and nothing has to be shown to anybody. */
#include "objects.h"

#undef SELF
#if Y == 0
#define SELF SLOT(A)
#else
#define SELF POINTER(PyObject *, B)
#endif

#ifdef FIRST_VARIANT
typedef PyObject *OfThree(PyObject *self, PyObject *first, PyObject *second);
typedef PyObject *OfMany(PyObject *self, PyObject *const *arguments, Py_ssize_t count,
                         PyObject *names);
#endif

/* r0 = what pointer A returns for what is in slot A (Y = 0), or pointer B (Y = 1), and X
 * arguments: none, that in slot B, or those in the HOLEU A slots from slot B on; X = 3: for those
 * in slots B and C. GOTO A, with nothing done: it has to be asked in another way. GOTO B: it has
 * raised an exception. */
STENCIL(call_quiet) {
#if X == 2
    PyObject *result = POINTER(OfMany *, A)(SELF, SLOT_ADDRESS(B), (Py_ssize_t)COUNT(A), NULL);
#else
    PyObject *result = POINTER(OfThree *, A)(SELF, X == 0 ? NULL : SLOT(B), X < 3 ? NULL : SLOT(C));
#endif
    if (UNLIKELY(result == NULL)) {
        GOTO_AFTER_CALL_IF(ts->curexc_type == NULL, A);
        GOTO_AFTER_CALL(B);
    }
    GO_ON_WITH_RESULT(result, NULL);
}

#if X + Y == 0
/* slot A = r0, which is an object */
STENCIL(store_result) {
    SLOT(A) = (PyObject *)r0;
    GO_ON();
}

/* slot A = pointer A, without a reference */
STENCIL(lend_object) {
    SLOT(A) = POINTER(PyObject *, A);
    GO_ON();
}

/* GOTO A when the garbage would be collected before HOLE A more objects have been made. */
STENCIL(guard_allocations) {
    struct gc_generation *young = &ts->interp->gc.generations[0];
    GOTO_IF(young->count + HOLE(A) > young->threshold && ts->interp->gc.enabled, A);
    GO_ON();
}
#endif
