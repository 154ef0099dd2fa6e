/* The stencil library of this process: loaded from library.bin, verified, linked against the
 * running interpreter.
 *
 * Linking decides, once, all that does not depend on where a stencil is emitted or with which
 * operands: jumps within one part are filled in, loads of near external addresses become
 * immediates, and what is left for cj_emit() is a short list of fixups for each stencil. The shared
 * routines, all constants of the templates and one pool slot for each external symbol are placed in
 * one extent at the start of the executable memory, which every stencil reaches by rel32. */

#ifndef CJ_LIBRARY_H
#define CJ_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stencils may call in the engine. The table ends with a NULL name and comes before the
 * symbols that the process exports. */
typedef struct {
    const char *name;
    void *address;
} cj_symbol;

extern const cj_symbol cj_engine_symbols[];

/* Loads and links library.bin; cj_memory_init() comes first. `names_digest` is CJ_NAMES_DIGEST of
 * the stencil_ids.h the engine was compiled with. False with one sentence in `why`; nothing stays
 * loaded then. */
bool cj_library_load(const char *path, uint64_t names_digest, char *why, size_t why_size);

/* Links every stencil now, for tests. NULL, or what is wrong with one. */
const char *cj_library_check(void);

/* Forgets the library. Its code stays until cj_memory_teardown(). */
void cj_library_unload(void);

unsigned cj_stencil_count(void);
const char *cj_stencil_name(unsigned id);
size_t cj_stencil_hot_size(unsigned id);
size_t cj_stencil_cold_size(unsigned id);
bool cj_stencil_falls_through(unsigned id);

unsigned cj_routine_count(void);
uint8_t *cj_routine(unsigned index); /* its address: callable from C if its template says so */
const char *cj_routine_name(unsigned index);
size_t cj_routine_size(unsigned index); /* of its code in bytes */

/* The shared `ud2` at which jumps point that lead nowhere yet. */
uint8_t *cj_trap(void);

/* The name of the routine, "pool" or "trap" that lies at this address, NULL outside the library's
 * extent. For listings and perf maps. */
const char *cj_library_at(const void *address);

/* Heap bytes the library takes so far: more with each stencil that is used. */
size_t cj_library_metadata(void);

#endif
