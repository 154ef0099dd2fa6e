/* Where exceptions are handled: co_exceptiontable (Objects/exception_handling_notes.txt in CPython
 * describes it). */
#include "../ops.h"

static const uint8_t *read_varint(const uint8_t *p, int *value) {
    int result = *p & 63;
    while (*p & 64) {
        p++;
        result = result << 6 | (*p & 63);
    }
    *value = result;
    return p + 1;
}

const uint8_t *cj_next_handler(const PyCodeObject *code, const uint8_t *position,
                               cj_handler *handler) {
    const uint8_t *table = (const uint8_t *)PyBytes_AS_STRING(code->co_exceptiontable);
    const uint8_t *end = table + PyBytes_GET_SIZE(code->co_exceptiontable);
    if (position == NULL) {
        position = table;
    }
    if (position >= end) {
        return NULL;
    }
    int size, level;
    position = read_varint(position, &handler->start);
    position = read_varint(position, &size);
    position = read_varint(position, &handler->unit);
    position = read_varint(position, &level);
    handler->end = handler->start + size;
    handler->level = level >> 1;
    handler->push_unit = level & 1;
    return position;
}

bool cj_find_handler(const PyCodeObject *code, int unit, cj_handler *handler) {
    const uint8_t *position = NULL;
    while ((position = cj_next_handler(code, position, handler)) != NULL &&
           handler->start <= unit) {
        if (unit < handler->end) {
            return true;
        }
    }
    return false;
}
