/* Labels: the heads of edges that can be bound again, with the jumps that lead to them. There is
 * one for nearly every way out of every operation, so they are small: addresses are distances
 * from the start of executable memory, and a label with one jump, as most have, needs nothing else.
 */

#ifndef CJ_LABEL_H
#define CJ_LABEL_H

#include "memory.h"

/* Zeroed, it is a label without target or jumps. Jumps are named by their rel32 fields, which are
 * recorded whether or not there is a target yet. A jump without target leads to a trap. */
typedef struct {
    uint32_t target; /* as cj_label_distance() tells it; 0: none */
    uint32_t site;   /* the jump recorded last, likewise */
    uint32_t more;   /* where the others are; 0: there is one at most */
} cj_label;

static inline uint32_t cj_label_distance(const uint8_t *address) {
    return (uint32_t)(address - cj_memory_start) + 1;
}
static inline uint8_t *cj_label_address(uint32_t distance) {
    return distance == 0 ? NULL : cj_memory_start + distance - 1;
}

/* NULL: none. */
static inline uint8_t *cj_label_target(const cj_label *label) {
    return cj_label_address(label->target);
}

uint8_t *cj_label_site(const cj_label *label, unsigned nth); /* the latest first; NULL: no more */

/* The jumps stay as they are. False: the target lies where no jump reaches it. */
bool cj_label_set(cj_label *label, uint8_t *target);

/* False: no memory. */
bool cj_label_add_another(cj_label *label);
static inline bool cj_label_add(cj_label *label, uint8_t *site) {
    if (label->site != 0 && !cj_label_add_another(label)) {
        return false;
    }
    label->site = cj_label_distance(site);
    return true;
}
void cj_label_take_back(cj_label *label); /* what was added last */
void cj_label_free(cj_label *label);

#endif
