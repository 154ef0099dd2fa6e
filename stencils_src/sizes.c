// axes: X=0..7
/* The built-in len, of objects that keep their size in a field. */
#include "objects.h"

/* r(X) = the size of the object in slot A, which it has at distance HOLE B */
STENCIL(load_size) {
    R(X) = *(Py_ssize_t *)((char *)SLOT(A) + HOLE(B));
    GO_ON();
}
