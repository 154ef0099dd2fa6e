// axes: X=0..7 Y=0..7 Z=0..1
/* As stores.c. Z = 1: the index is known to be inside (guard_items). */
#include "numbers.h"

/* Item r(X) of the exact list in slot A = d(Y). GOTO A, with nothing done, when there is no such
 * item, B when the number has to be boxed first (see numbers.h). */
STENCIL(list_store_double) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!Z && !is_inside(&index, Py_SIZE(list)), A);
    PyObject **place = &list->ob_item[index];
    if (LIKELY(refill_double(*place, D(Y)))) {
        GO_ON();
    }
    GOTO_IF(!lib_store_double(place, D(Y)), B);
    GO_ON();
}
