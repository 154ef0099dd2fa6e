// axes: X=0..7
/* Tuples made where no foreign code runs: from CPython's own store of tuples that have died, so no
 * collection begins. */
#include "objects.h"

/* The objects in the X + 1 slots from slot A on become a tuple, in slot A. GOTO A: the store has
 * none.
 */
STENCIL(build_tuple) {
    struct _Py_tuple_state *state = &ts->interp->tuple;
    PyTupleObject *tuple = state->free_list[X];
    GOTO_IF(tuple == NULL || _Py_tracemalloc_config.tracing, A);
    LOOK_AGAIN();
    state->free_list[X] = (PyTupleObject *)tuple->ob_item[0];
    state->numfree[X]--;
    incref((PyObject *)tuple);
    for (int i = 0; i <= X; i++) {
        tuple->ob_item[i] = SLOT_AFTER(A, i);
    }
    track(ts, tuple);
    SLOT(A) = (PyObject *)tuple;
    GO_ON();
}
