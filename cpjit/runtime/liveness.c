/* Which locals will be read before they are given another value. It is a guess, by a short walk
 * along the bytecode, and only ever decides what a register is used for: a raw number whose box
 * lies in the local's slot can be forgotten, and loaded again should the guess be wrong. */
#include "compiler.h"

#define STEPS 96 /* instructions: most loop bodies */

_Static_assert(CJ_MAX_LOCALS == 64, "a bit for each");

uint64_t cj_soon_read(cj_compiler *c, int unit) {
    if (cj_inlined_call(c) != NULL) {
        return UINT64_MAX; /* the caller's are not in this code */
    }
    if (c->read_from != unit || c->read_in != c->code) {
        c->soon_read = cj_first_reads(c->code, unit, STEPS);
        c->read_from = unit;
        c->read_in = c->code;
    }
    uint64_t read = c->soon_read;
    for (int i = 0; i < c->context.depth && i < CJ_MAX_STACK; i++) {
        const cj_entry *entry = &c->context.stack[i];
        if (entry->kind == CJ_ALIAS && entry->index < CJ_MAX_LOCALS) {
            read |= (uint64_t)1 << entry->index;
        }
    }
    return read;
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
           (kept & cj_soon_read(c, c->now.next)) == 0;
}

void cj_forget_unread(cj_compiler *c, int unit) {
    for (int i = 0; i < c->context.n_locals; i++) {
        cj_local *local = &c->context.locals[i];
        if (local->raw != CJ_NOWHERE && !local->dirty && !local->fresh &&
            !(cj_soon_read(c, unit) & (uint64_t)1 << i)) {
            local->raw = CJ_NOWHERE;
        }
    }
}
