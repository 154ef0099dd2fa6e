/* Which locals will be read before they are given another value. It is a guess, by a short walk
 * along the bytecode, and only ever decides what a register is used for: a raw number whose box
 * lies in the local's slot can be forgotten, and loaded again should the guess be wrong. */
#include "compiler.h"

#define STEPS 96 /* instructions: most loop bodies */

_Static_assert(CJ_MAX_LOCALS == 64, "a bit for each");

/* Those of the wanted locals that will most likely be read before they are given another value,
 * from `unit` on. */
static uint64_t soon_read(const cj_compiler *c, int unit, uint64_t wanted) {
    if (cj_inlined_call(c) != NULL) {
        return wanted; /* the caller's are not in this code */
    }
    uint64_t read = cj_first_reads(c->code, unit, STEPS, wanted);
    for (int i = 0; i < cj_context_tracked(&c->context); i++) {
        const cj_entry *entry = &c->context.stack[i];
        if (entry->kind == CJ_ALIAS && entry->index < CJ_MAX_LOCALS) {
            read |= (uint64_t)1 << entry->index;
        }
    }
    return read & wanted;
}

bool cj_is_forgettable(cj_compiler *c, cj_place place) {
    int holders = 0;
    uint64_t kept = 0;
    for (int i = 0; i < c->context.n_locals; i++) {
        const cj_local *local = &c->context.locals[i];
        if (local->raw == place) {
            kept |= local->dirty || local->fresh ? UINT64_MAX : (uint64_t)1 << i;
            holders++;
        }
    }
    return holders > 0 && kept != UINT64_MAX && holders == cj_context_holders(&c->context, place) &&
           soon_read(c, c->now.next, kept) == 0;
}

void cj_forget_unread(cj_compiler *c, int unit) {
    uint64_t clean = 0;
    for (int i = 0; i < c->context.n_locals; i++) {
        const cj_local *local = &c->context.locals[i];
        bool is_clean = local->raw != CJ_NOWHERE && !local->dirty && !local->fresh;
        clean |= (uint64_t)is_clean << i;
    }
    uint64_t unread = clean == 0 ? 0 : clean & ~soon_read(c, unit, clean);
    for (; unread != 0; unread &= unread - 1) {
        c->context.locals[__builtin_ctzll(unread)].raw = CJ_NOWHERE;
    }
}
