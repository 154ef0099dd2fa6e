#include "label.h"

#include <stdlib.h>

/* Jumps beside the first of their labels; number 0 stands for none. */
typedef struct {
    uint32_t site, more;
} another;
static another *others;
static uint32_t n_others = 1, cap_others, free_others;

static uint32_t take_another(void) {
    uint32_t taken = free_others;
    if (taken != 0) {
        free_others = others[taken].more;
        return taken;
    }
    if (n_others >= cap_others) {
        uint32_t cap = cap_others + cap_others / 2 + 64;
        another *larger = realloc(others, cap * sizeof *others);
        if (larger == NULL)
            return 0;
        others = larger;
        cap_others = cap;
    }
    return n_others++;
}

uint8_t *cj_label_site(const cj_label *label, unsigned nth) {
    uint32_t site = label->site, more = label->more;
    for (; nth > 0 && site != 0; nth--) {
        site = more == 0 ? 0 : others[more].site;
        more = more == 0 ? 0 : others[more].more;
    }
    return cj_label_address(site);
}

bool cj_label_set(cj_label *label, uint8_t *target) {
    if (target != NULL && !cj_memory_contains(target))
        return false;
    label->target = target == NULL ? 0 : cj_label_distance(target);
    return true;
}

bool cj_label_add_another(cj_label *label) {
    uint32_t taken = take_another();
    if (taken == 0)
        return false;
    others[taken] = (another){label->site, label->more};
    label->more = taken;
    return true;
}

void cj_label_take_back(cj_label *label) {
    uint32_t taken = label->more;
    label->site = 0;
    if (taken != 0) {
        label->site = others[taken].site;
        label->more = others[taken].more;
        others[taken].more = free_others;
        free_others = taken;
    }
}

void cj_label_free(cj_label *label) {
    while (label->site != 0)
        cj_label_take_back(label);
    *label = (cj_label){0};
}
