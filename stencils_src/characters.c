// axes: X=0..7
/* Characters and their numbers, where strings are ASCII: CPython has one string of each such
 * character. GOTO A: any other string, or any other number; nothing has been done. */
#include "objects.h"

#ifdef FIRST_VARIANT
static inline __attribute__((always_inline)) bool is_ascii(const PyASCIIObject *text) {
    return text->state.ascii && text->state.compact;
}

static inline __attribute__((always_inline)) PyObject *character(uint64_t code) {
    char *strings =
        (char *)&_PyRuntime + offsetof(_PyRuntimeState, global_objects.singletons.strings.ascii);
    return incref((
        PyObject *)(strings + code * sizeof _PyRuntime.global_objects.singletons.strings.ascii[0]));
}
#endif

/* slot B = the character at r(X) of the exact str in slot A */
STENCIL(character_at) {
    PyASCIIObject *text = (PyASCIIObject *)SLOT(A);
    int64_t index = R(X);
    GOTO_IF(!is_inside(&index, text->length) || !is_ascii(text), A);
    SLOT(B) = character(((uint8_t *)(text + 1))[index]);
    GO_ON();
}

/* r(X) = ord() of the exact str in slot A */
STENCIL(ordinal) {
    PyASCIIObject *text = (PyASCIIObject *)SLOT(A);
    GOTO_IF(text->length != 1 || !is_ascii(text), A);
    R(X) = *(uint8_t *)(text + 1);
    GO_ON();
}

/* slot A = chr() of r(X) */
STENCIL(character_of) {
    GOTO_IF((uint64_t)R(X) > 127, A);
    SLOT(A) = character((uint64_t)R(X));
    GO_ON();
}
