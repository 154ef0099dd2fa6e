/* Rows: entries into one routine, each of which brings its number in the register that templates
 * call `link`. An entry takes five bytes: it sets the last byte of the number and jumps to a piece
 * that all entries of the row share, which adds the rest. */

#ifndef CJ_ROW_H
#define CJ_ROW_H

#include <stdbool.h>
#include <stdint.h>

#define CJ_ROW_SIZE 256u
#define CJ_ROW_ENTRIES 48u

/* The entries lie as far on both sides of what they share as a short jump reaches. */
#define CJ_ROW_SHARED 130u /* offset; its size: */
#define CJ_ROW_SHARED_SIZE 16u
#define CJ_ROW_ENTRY 5u

/* In a batch of writes. Entry n brings `first` + n. False: it can't be written. */
bool cj_row_write(uint8_t *row, const uint8_t *routine, uint32_t first);

static inline uint32_t cj_row_entry(unsigned n) {
    return n * CJ_ROW_ENTRY + (n * CJ_ROW_ENTRY < CJ_ROW_SHARED ? 0 : CJ_ROW_SHARED_SIZE);
}

_Static_assert(CJ_ROW_ENTRIES *CJ_ROW_ENTRY + CJ_ROW_SHARED_SIZE == CJ_ROW_SIZE, "no padding");

#endif
