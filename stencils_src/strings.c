// axes: X=0..2 Y=0..2
/* Strings made of strings: no foreign code runs, and only memory can be short; GOTO A then, with
 * nothing done. An operand is in its slot, where something else keeps it (0) or which gives its
 * reference (1); or it is a pointer (2). */
#include "objects.h"

#ifdef FIRST_VARIANT
bool lib_same_text(const PyASCIIObject *left, const PyASCIIObject *right);
#endif

#undef LEFT
#undef RIGHT
#undef DROP_LEFT
#undef DROP_RIGHT
#if X == 2
#define LEFT POINTER(PyObject *, A)
#else
#define LEFT SLOT(A)
#endif
#if Y == 2
#define RIGHT POINTER(PyObject *, B)
#else
#define RIGHT SLOT(B)
#endif
#if X == 1
#define DROP_LEFT() decref_leaf(ts, SLOT(A))
#else
#define DROP_LEFT()
#endif
#if Y == 1
#define DROP_RIGHT() decref_leaf(ts, SLOT(B))
#else
#define DROP_RIGHT()
#endif

/* r0 = whether the strings in slot (or pointer) A and B are the same; GOTO A, with nothing done,
 * when that is not sure. */
STENCIL(same_text) {
    PyASCIIObject *left = (PyASCIIObject *)LEFT, *right = (PyASCIIObject *)RIGHT;
    bool same = left == right;
    if (!same) {
        GOTO_AFTER_CALL_IF(!left->state.ready || !right->state.ready, A);
        same = left->length == right->length && lib_same_text(left, right);
    }
    DROP_LEFT();
    DROP_RIGHT();
    GO_ON_WITH_RESULT((int64_t)same, NULL);
}

#if X == 0
/* The local in slot A is lengthened by the string in slot B or pointer B: in place, if nobody else
 * has it. GOTO A: memory; the local has no value then. */
STENCIL(append_string) {
    PyUnicode_Append(SLOT_ADDRESS(A), RIGHT);
    GOTO_AFTER_CALL_IF(SLOT(A) == NULL, A);
    DROP_RIGHT();
    GO_ON_AFTER_CALL();
}
#endif

#if X == 0 && Y == 0
/* The HOLEU A strings in the slots from slot A on, joined by pointer A, the empty string. */
STENCIL(join_strings) {
    PyObject *result =
        _PyUnicode_JoinArray(POINTER(PyObject *, A), SLOT_ADDRESS(A), (Py_ssize_t)COUNT(A));
    GOTO_AFTER_CALL_IF(result == NULL, A);
    for (uint64_t i = 0; i < COUNT(A); i++) {
        decref_leaf(ts, SLOT_AFTER(A, i));
    }
    SLOT(A) = result;
    GO_ON_AFTER_CALL();
}
#endif
