// family: calls
/* Strings compared. */
#include "objects.h"

/* Are two exact strings, ready and of the same length, the same text? */
ROUTINE(bool, same_text)(const PyASCIIObject *left, const PyASCIIObject *right) {
    if (left->state.kind != right->state.kind) {
        return false;
    }
    const uint8_t *x = PyUnicode_DATA(left), *y = PyUnicode_DATA(right);
    size_t rest = (size_t)left->length * left->state.kind;
    for (; rest >= 8; rest -= 8, x += 8, y += 8) {
        uint64_t here, there;
        __builtin_memcpy(&here, x, 8);
        __builtin_memcpy(&there, y, 8);
        if (here != there) {
            return false;
        }
    }
    for (; rest > 0; rest--, x++, y++) {
        if (*x != *y) {
            return false;
        }
    }
    return true;
}
