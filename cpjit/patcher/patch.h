/* Copy and patch: emit stencils into extents of executable memory and fill their holes.
 *
 * A stencil has a hot part, which falls through into the next one, and a cold part. In an extent,
 * hot parts grow up from the start; cold parts and pool slots (8-byte constants read by
 * rip-relative code) grow down from the end. Nothing is written unless every value fits its field:
 * a violation makes the call return false with the reason in cj_patch_error(), and leaves code,
 * labels and extents as they were.
 *
 * Each function opens a batch of writes of its own (cj_write_begin); callers that do many put one
 * batch around them all. */

#ifndef CJ_PATCH_H
#define CJ_PATCH_H

#include "label.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What goes into a stencil's holes: index 0 for the hole ending in _A, 1 for _B ... Those that a
 * stencil does not have are not looked at. */
typedef struct {
    int32_t hole[4];
    uint32_t holeu[2];
    uint64_t ptr[4];
    uint64_t cell[2]; /* first values of the cells */
    uint64_t imm64[2];
    double k[1];
    cj_label *go[4];
    uint8_t *cell_slot[2]; /* out: executable address of each cell's slot, for cj_cell_write() */
} cj_operands;

typedef struct {
    uint8_t *start;
    size_t size;
} cj_extent;

/* One emitted stencil, for listings and tests: the least from which cj_trace_next() finds where it
 * lies. Its number, and how many slots it has. */
typedef uint16_t cj_trace_entry;
#define CJ_TRACE_SLOTS 13 /* bits of the number */

/* Numbers in the trace that are no stencils: the jumps that cj_emit_jump() and cj_code_more() make,
 * one whose place other code has taken, and the step into the next extent. */
enum { CJ_TRACE_JUMP = 0x1fff, CJ_TRACE_TAKEN = 0x1ffe, CJ_TRACE_EXTENT = 0x1ffd };

/* The owner's marks, between stencils: what those are for that come next (cj_code_mark). The value
 * follows as an entry of its own. */
enum { CJ_TRACE_INSTRUCTION = 0x1ffc, CJ_TRACE_INLINED = 0x1ffb };

/* Code being made: the extent that is filled now, and all extents so far. Start with a zeroed one;
 * the fields below the line may be set by the owner. */
typedef struct cj_code {
    uint8_t *start, *hot, *cold; /* hot: where the next stencil goes; free: hot up to cold */
    size_t size, left_behind;    /* of this extent; bytes used in the others */
    cj_extent *extents;          /* all of them, the current one last */
    uint32_t n_extents, cap_extents;
    uint32_t n_trace, cap_trace;
    cj_trace_entry *traced;
    /* ---- */
    bool (*more)(struct cj_code *, size_t need); /* NULL: cj_code_more */
    size_t grow; /* bytes wanted in a new extent at least; 0: the size class of `need` */
    void *owner;
    bool trace; /* record each stencil in `traced` */
} cj_code;

/* Copies a stencil to code->hot and fills its holes; afterwards code->hot is the end of its hot
 * part. A jump out of the hot part of the previous stencil by fall-through arrives here. */
bool cj_emit(cj_code *code, unsigned stencil, cj_operands *operands);

/* A 5-byte jmp to the label. */
bool cj_emit_jump(cj_code *code, cj_label *label);

/* Makes sure that `need` bytes are free, so that code->hot stays the address of what comes next
 * (a new extent moves it). Ask for cj_emit_room() of all stencils that must stay in one piece. */
bool cj_code_reserve(cj_code *code, size_t need);
size_t cj_emit_room(unsigned stencil);

/* The default for code->more: a new extent of at least `need` usable bytes, a jmp to it at the old
 * hot position (every extent keeps room for that one). */
bool cj_code_more(cj_code *code, size_t need);

/* The bytes of the extents that hold code and constants. */
size_t cj_code_used(const cj_code *code);

/* A walk along the trace. Start with `code` alone set; false at the end. Marks are no steps. */
typedef struct {
    const cj_code *code;
    uint32_t next, extent; /* entry; number of the extent that it is in, from 1 on */
    const uint8_t *end, *low;
    /* What the last step found: */
    unsigned stencil;
    const uint8_t *hot, *cold;
    size_t hot_size, cold_size;
    int instruction, inlined; /* of the last marks; 0 before the first */
} cj_trace_walk;
bool cj_trace_next(cj_trace_walk *walk);

/* A mark, of up to 16 bits, for what comes next in the trace. */
void cj_code_mark(cj_code *code, unsigned kind, unsigned value);

/* Frees all extents (deferred, see cj_memory_free), the lists and the trace. No label that lives on
 * may have jumps within them. */
void cj_code_free(cj_code *code);
bool cj_code_contains(const cj_code *code, const void *address);

/* Leads every recorded jump, and those to come, to `target` (NULL: to the trap). All or none: false
 * if a chunk can't be written. Each store is one 4-byte mov. */
bool cj_label_bind(cj_label *label, uint8_t *target);

/* Stores into a cell's slot, atomically, and returns the slot (NULL if it can't be written). */
uint8_t *cj_cell_write(uint8_t *slot, uint64_t value);

/* Stores 0, if need be in relatives too, which must not mind. False: it can't be written at all. */
bool cj_cell_clear(uint8_t *slot);

/* Why the last call here returned false. */
const char *cj_patch_error(void);

#endif
