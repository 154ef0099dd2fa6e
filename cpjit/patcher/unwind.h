/* Unwind information for the whole executable region, so that C++ exceptions in libraries,
 * thread exit, backtrace() and debuggers find their way through JIT frames.
 *
 * Since stencils never touch rbp, one rule describes every instruction: the native frame's rbp
 * holds the address of the caller's rbp, and above it lies the return address. */

#ifndef CJ_UNWIND_H
#define CJ_UNWIND_H

#include <stdbool.h>
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

#endif
