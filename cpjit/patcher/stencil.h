/* A loaded stencil: its bytes, as far as loading could settle them, and the fixups that are left
 * for each time it is emitted. Shared by library.c, which makes them, and patch.c. */

#ifndef CJ_STENCIL_H
#define CJ_STENCIL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef enum {
    FIX_SHARED,   /* rel32 to the fixed, near address `value` (addend included) */
    FIX_PART,     /* rel32 to the start of part `index` + value */
    FIX_PART64,   /* that as an address */
    FIX_GOTO,     /* rel32 to the target of label `index` */
    FIX_HOLE,     /* signed 32-bit value `index` */
    FIX_HOLE64,   /* that, sign-extended */
    FIX_HOLEU,    /* unsigned 32-bit value `index` in a zero-extended field */
    FIX_HOLEU_S,  /* in a sign-extended field */
    FIX_HOLEU64,  /* in 64 bits */
    FIX_PTR64,    /* pointer `index` as it is */
    FIX_PTR_REL,  /* rel32 to it, without a way out if it is far */
    FIX_PTR_SLOT, /* rel32 to a slot that holds it */
    FIX_PTR_LOAD, /* mov reg, [slot]: becomes a move of an immediate or a lea */
    FIX_PTR_CMP,  /* cmp reg, [slot]: becomes a comparison with an immediate */
    FIX_PTR_CALL, /* call [slot]: becomes a direct call */
    FIX_PTR_JUMP, /* jmp [slot]: becomes a direct jump */
    FIX_CELL,     /* rel32 to the slot of cell `index` */
    FIX_IMM64,    /* 64-bit value `index` */
    FIX_CONSTANT, /* rel32 to a slot with the double `index` */
} fix_action;

typedef struct {
    uint16_t offset; /* of the field in its part */
    uint8_t part;    /* 0 hot, 1 cold */
    uint8_t action;  /* fix_action */
    uint8_t index;
    int64_t value;
} fixup;

typedef struct {
    const char *name;
    uint8_t *code; /* the hot part, the cold part behind it */
    const fixup *fixups;
    uint32_t low_room; /* bytes it takes from an extent's end at most: cold part and slots */
    uint16_t n_fixups;
    uint16_t hot_size, cold_size;
    bool absent; /* a combination of axes that the template leaves out: only its number exists */
} stencil;

typedef struct {
    stencil **stencils; /* NULL: not linked yet */
    uint32_t n_stencils;
    uint8_t *trap;
} stencil_table;

extern stencil_table cj_stencils;

const stencil *cj_stencil_link(unsigned id); /* library.c; NULL: cj_link_error says why */
extern const char *cj_link_error;

static inline const stencil *stencil_of(unsigned id) {
    const stencil *s = cj_stencils.stencils[id];
    return s != NULL ? s : cj_stencil_link(id);
}

/* Rewriting of instructions that read a GOT slot, by the place of their 32-bit field. The field
 * itself is left to the caller. */

/* REX.W 8b /r -> REX.W c7 /0: mov reg, imm32 (sign-extended). The register moves from the reg field
 * to the r/m field, its fourth bit from REX.R to REX.B. */
static inline void relax_to_immediate(uint8_t *field, uint8_t opcode, uint8_t digit) {
    uint8_t rex = field[-3], reg = field[-1] >> 3 & 7;
    field[-3] = (uint8_t)((rex & 0xf8) | (rex >> 2 & 1));
    field[-2] = opcode;
    field[-1] = (uint8_t)(0xc0 | digit << 3 | reg);
}

static inline void relax_load_to_immediate(uint8_t *field) {
    relax_to_immediate(field, 0xc7, 0);
}

static inline void relax_compare_to_immediate(uint8_t *field) {
    relax_to_immediate(field, 0x81, 7);
}

static inline void relax_load_to_lea(uint8_t *field) {
    field[-2] = 0x8d;
}

/* ff 15 -> 67 e8: a prefix without effect fills the length. */
static inline void relax_call(uint8_t *field) {
    field[-2] = 0x67, field[-1] = 0xe8;
}

/* ff 25 d32 -> e9 d32 90: the field moves one byte down. */
static inline void relax_jump(uint8_t *field) {
    field[-2] = 0xe9, field[3] = 0x90;
}

static inline bool fits_s32(int64_t value) {
    return value == (int32_t)value;
}
static inline bool fits_u32(int64_t value) {
    return value == (uint32_t)value;
}

static inline void put32(uint8_t *field, int64_t value) {
    uint32_t v = (uint32_t)value;
    memcpy(field, &v, sizeof v);
}

static inline void put64(uint8_t *field, int64_t value) {
    memcpy(field, &value, sizeof value);
}

#endif
