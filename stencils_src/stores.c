// axes: X=0..7 Y=0..7
/* Raw numbers into lists. A number that only the list refers to takes the new value itself. */
#include "numbers.h"

/* Item r(X) of the exact list in slot A = r(Y). GOTO A, with nothing done, when there is no such
 * item, B when the number has to be boxed first (see numbers.h). */
STENCIL(list_store_int) {
    PyListObject *list = (PyListObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!is_inside(&index, Py_SIZE(list)), A);
    PyObject **place = &list->ob_item[index];
    if (LIKELY(store_int(place, R(Y)))) {
        GO_ON();
    }
    GOTO_IF(!lib_store_int(place, R(Y)), B);
    GO_ON();
}
