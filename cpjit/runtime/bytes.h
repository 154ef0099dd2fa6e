/* Bytes put one behind the other, as formats of files and of debugging information want them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *data;
    size_t size, room;
    bool failed; /* there was no memory */
} cj_bytes;

static inline void cj_put(cj_bytes *bytes, const void *data, size_t size) {
    if (bytes->size + size > bytes->room) {
        size_t room = 2 * (bytes->size + size);
        char *grown = bytes->failed ? NULL : realloc(bytes->data, room);
        if (grown == NULL) {
            bytes->failed = true;
            return;
        }
        bytes->data = grown;
        bytes->room = room;
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

static inline void cj_put_number(cj_bytes *bytes, uint64_t number, size_t size) {
    cj_put(bytes, &number, size); /* the least significant byte comes first */
}

static inline void cj_put_text(cj_bytes *bytes, const char *text) {
    cj_put(bytes, text, strlen(text) + 1);
}

/* Numbers that take as many bytes as they need, as DWARF has them. */
static inline void cj_put_unsigned(cj_bytes *bytes, uint64_t number) {
    for (; number >= 0x80; number >>= 7) {
        cj_put_number(bytes, (number & 0x7f) | 0x80, 1);
    }
    cj_put_number(bytes, number, 1);
}

static inline void cj_put_signed(cj_bytes *bytes, int64_t number) {
    for (; number < -0x40 || number >= 0x40; number >>= 7) {
        cj_put_number(bytes, (number & 0x7f) | 0x80, 1);
    }
    cj_put_number(bytes, number & 0x7f, 1);
}
