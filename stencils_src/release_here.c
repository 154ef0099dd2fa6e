// axes: X=0..1
/* References given up where no register is alive and the frame shows everything; with X = 1 the
 * slot may be empty. Objects are deallocated out of the hot path, at instruction IMM64 A. GOTO A,
 * when all is done, if foreign code has changed what the code relies on (HOLEU B: locals, too). */
#include "machine.h"

#undef RETURN_IF_EMPTY
#if X == 0
#define RETURN_IF_EMPTY(object)
#else
#define RETURN_IF_EMPTY(object) \
    do {                        \
        if (object == NULL) {   \
            GO_ON_AFTER_CALL(); \
        }                       \
    } while (0)
#endif

STENCIL(release_here) {
    PyObject *object = SLOT(A);
    RETURN_IF_EMPTY(object);
    if (UNLIKELY(drop_reference(object))) {
        SET_INSTRUCTION();
        lib_dealloc(ts, object);
        GOTO_AFTER_CALL_IF(has_escaped(frame, ts, COUNT(B)), A);
    }
    GO_ON_AFTER_CALL();
}

/* The local in slot B takes the reference in slot A, and gives up its own. */
STENCIL(replace_here) {
    PyObject *object = SLOT(B);
    SLOT(B) = SLOT(A);
    RETURN_IF_EMPTY(object);
    if (UNLIKELY(drop_reference(object))) {
        SET_INSTRUCTION();
        lib_dealloc(ts, object);
        GOTO_AFTER_CALL_IF(has_escaped(frame, ts, COUNT(B)), A);
    }
    GO_ON_AFTER_CALL();
}

/* Likewise str and bytes, which are not taken apart by anybody. */
STENCIL(release_text) {
    PyObject *object = SLOT(A);
    RETURN_IF_EMPTY(object);
    decref(object);
    GO_ON_AFTER_CALL();
}

STENCIL(replace_text) {
    PyObject *object = SLOT(B);
    SLOT(B) = SLOT(A);
    RETURN_IF_EMPTY(object);
    decref(object);
    GO_ON_AFTER_CALL();
}

STENCIL(release_two_here) {
    PyObject *object = SLOT(A);
    if (LIKELY(X == 1 && object == NULL) || LIKELY(!drop_reference(object))) {
        object = SLOT(B);
        if (LIKELY(!drop_reference(object))) {
            GO_ON_AFTER_CALL();
        }
        SET_INSTRUCTION();
    } else {
        SET_INSTRUCTION();
        lib_dealloc(ts, object);
        object = SLOT(B);
        if (!drop_reference(object)) {
            GOTO_AFTER_CALL_IF(has_escaped(frame, ts, COUNT(B)), A);
            GO_ON_AFTER_CALL();
        }
    }
    lib_dealloc(ts, object);
    GOTO_AFTER_CALL_IF(has_escaped(frame, ts, COUNT(B)), A);
    GO_ON_AFTER_CALL();
}
