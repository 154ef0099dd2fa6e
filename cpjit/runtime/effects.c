#include "effects.h"
#include "engine.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *name;
    unsigned first;
    uint8_t effects;
} Row;

static const Row rows[] = {
#define ROW(template, effects) {#template, ST_##template, effects},
    CJ_EFFECTS(ROW)
#undef ROW
};

#define N_ROWS (sizeof rows / sizeof *rows)
#define NO_ROW 255

uint8_t cj_effects[CJ_N_STENCILS];

/* Is `variant` ("int_add_0_3") one of the template `name` ("INT_ADD")? */
static bool is_variant(const char *variant, const char *name) {
    for (; *name; name++, variant++) {
        if (tolower((unsigned char)*name) != *variant) {
            return false;
        }
    }
    while (*variant == '_' || isdigit((unsigned char)*variant)) {
        variant++;
    }
    return *variant == '\0';
}

bool cj_effects_init(char *why, size_t why_size) {
    memset(cj_effects, NO_ROW, sizeof cj_effects);
    for (size_t i = 0; i < N_ROWS; i++) {
        for (unsigned id = rows[i].first; id < CJ_N_STENCILS; id++) {
            if (!is_variant(cj_stencil_name(id), rows[i].name)) {
                break;
            }
            cj_effects[id] = rows[i].effects;
        }
    }
    for (unsigned id = 0; id < CJ_N_STENCILS; id++) {
        if (cj_effects[id] == NO_ROW) {
            snprintf(why, why_size, "the stencil %s has no row in the table of effects",
                     cj_stencil_name(id));
            return false;
        }
    }
    return true;
}
