#include "row.h"

#include "memory.h"
#include "stencil.h"

bool cj_row_write(uint8_t *row, const uint8_t *routine, uint32_t first) {
    uint8_t *w = cj_writable(row, CJ_ROW_SIZE);
    if (w == NULL)
        return false;
    for (unsigned n = 0; n < CJ_ROW_ENTRIES; n++) {
        unsigned at = cj_row_entry(n);
        uint8_t entry[CJ_ROW_ENTRY] = {0x41, 0xb3, (uint8_t)n, /* mov r11b, n */
                                       0xeb, (uint8_t)(CJ_ROW_SHARED - at - CJ_ROW_ENTRY)};
        memcpy(w + at, entry, sizeof entry);
    }
    const uint8_t shared[CJ_ROW_SHARED_SIZE] = {
        0x45, 0x0f, 0xb6, 0xdb,          /* movzx r11d, r11b */
        0x45, 0x8d, 0x9b, 0,    0, 0, 0, /* lea r11d, [r11 + first] */
        0xe9,                            /* jmp routine */
    };
    memcpy(w + CJ_ROW_SHARED, shared, sizeof shared);
    put32(w + CJ_ROW_SHARED + 7, first);
    put32(w + CJ_ROW_SHARED + 12, routine - (row + CJ_ROW_SHARED + CJ_ROW_SHARED_SIZE));
    return true;
}
