/* Unwind information for the whole executable region, so that C++ exceptions in libraries,
 * thread exit, backtrace() and debuggers find their way through JIT frames.
 *
 * Since stencils never touch rbp, one rule describes every instruction: the native frame's rbp
 * holds the address of the caller's rbp, and above it lies the return address. */

#ifndef CJ_UNWIND_H
#define CJ_UNWIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A callee-saved register that the entry shim stores at a fixed place: `slot` 8-byte words below
 * the CFA (the CFA is rbp + 16; the return address is slot 1, the caller's rbp slot 2). */
typedef struct {
    uint8_t dwarf_register; /* 3 rbx, 12..15 r12..r15 */
    uint8_t slot;
} cj_saved_register;

/* Registers the region with the process's unwinder, if there is one by now (false, silently, if
 * not: it may be tried again when something has loaded it).
 * Unwinding restores the n `saved` registers (NULL, 0: none are known). */
bool cj_unwind_register(const cj_saved_register *saved, int n);
void cj_unwind_deregister(void);

/* A whole .eh_frame: the rule, the region that it holds for, the end. */
typedef struct {
    uint32_t length; /* of what follows */
    uint32_t id;     /* 0: this is a CIE */
    uint8_t version;
    char augmentation[1];
    uint8_t code_alignment;
    uint8_t data_alignment; /* SLEB128: -8 */
    uint8_t return_register;
    uint8_t rules[27]; /* padded with DW_CFA_nop, which is 0 */
} cj_unwind_cie;

typedef struct {
    uint32_t length;
    uint32_t cie_distance; /* from this field back to the CIE */
    uint64_t start, size;
} cj_unwind_fde;

typedef struct {
    cj_unwind_cie cie;
    cj_unwind_fde fde;
    uint32_t end; /* 0 */
} __attribute__((aligned(8))) cj_unwind_section;

_Static_assert(sizeof(cj_unwind_cie) == 40, "no padding");
_Static_assert(sizeof(cj_unwind_fde) == 24, "no padding");

/* Describes a region in which the frame pointer holds. */
void cj_unwind_describe(cj_unwind_section *section, const void *start, size_t size);

#endif
