/* Stencil libraries made by hand: the tests write their machine code and relocations down
 * themselves, and break the file in every way they like. */

#ifndef BLOB_H
#define BLOB_H

#include <stddef.h>
#include <stdint.h>

enum { HOT_PART, COLD_PART };

enum { ABS32S, ABS32, ABS64, PC32, GOT, REX_GOT, GOT_FIXED };

enum {
    SYM_HOT = 0,
    SYM_COLD = 1,
    SYM_GOTO_A = 2,
    SYM_HOLE_A = 6,
    SYM_HOLEU_A = 10,
    SYM_PTR_A = 12,
    SYM_CELL_A = 16,
    SYM_IMM64_A = 18,
    SYM_K_A = 20,
    SYM_EXTERN = 0x1000,
    SYM_LITERAL = 0x4000,
    SYM_ROUTINE = 0x8000,
};

enum { FALLS_THROUGH = 1, ABSENT = 2 };

#define BLOB_DIGEST 0x1122334455667788u

/* Machine code as a string literal: BYTES("\x0f\x0b"). */
#define BYTES(text) text, sizeof(text) - 1

void blob_new(void);
unsigned blob_stencil(const char *name, const char *hot, size_t hot_size);
unsigned blob_routine(const char *name, const char *hot, size_t hot_size);
void blob_cold(const char *cold, size_t cold_size); /* of the last stencil or routine */
void blob_flags(unsigned flags);
void blob_patch(unsigned offset, int part, int kind, unsigned symbol, int32_t addend);
unsigned blob_extern(const char *name);                  /* returns the symbol */
unsigned blob_literal(const void *value, unsigned size); /* returns the symbol */

/* The finished file in memory, valid until the next blob_new(). */
uint8_t *blob_bytes(size_t *size);

/* Makes header and checksum right again after bytes were changed. */
void blob_fix_checksum(uint8_t *bytes, size_t size);

/* Writes bytes to a file in the test's folder and returns its path. */
const char *blob_write(const uint8_t *bytes, size_t size);

/* Both, and loads it; the memory must be there. Ends the test if it is refused. */
void blob_load(void);

/* What the test program offers to stencils as the engine does; its code is far or near as the
 * program lies. */
int64_t engine_twice(int64_t value);

#endif
