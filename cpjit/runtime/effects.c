#include "effects.h"
#include "engine.h"

/* A row for each variant of a template. */
#define ROW(template, effects) [ST_##template... ST_##template##_LAST] = (effects),
const uint8_t cj_effects[CJ_N_STENCILS] = {CJ_EFFECTS(ROW)};

#define VARIANTS(template, effects) +ST_##template##_LAST - ST_##template + 1
_Static_assert(0 CJ_EFFECTS(VARIANTS) == CJ_N_STENCILS,
               "a template has no row in the table of effects, or two");
