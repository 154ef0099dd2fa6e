/* Sets and dictionaries made of what lies on the stack, containers that displays and comprehensions
 * fill, and items deleted, where keys ask no object: no foreign code runs. */
#include "../frontend/cp311/quiet.h"
#include "compiler.h"

typedef struct {
    cj_helper *helper;
    const char *operands;
    cj_quiet *function;
} Filling;

static const Filling fillings[] = {
    {cj_helper_set_add, "k", cj_set_store},          {cj_helper_map_add, "ko", cj_dict_store},
    {cj_helper_list_extend, "q", cj_list_extend_by}, {cj_helper_set_update, "o", cj_set_update},
    {cj_helper_dict_update, "d", cj_dict_update},    {cj_helper_dict_merge, "d", cj_dict_update},
};
#define N_FILLINGS ((int)(sizeof fillings / sizeof *fillings))

static bool fill(cj_compiler *c, const Filling *filling) {
    int count = filling->operands[1] == 0 ? 1 : 2, base = c->context.depth - count;
    if (!cj_fit_quietly(c, filling->operands)) {
        return false;
    }
    cj_quiet_call way = {.function = (const void *)filling->function,
                         .container = count + c->now.arg,
                         .form = count == 1 ? 1 : CJ_QUIET_TWO,
                         .result = CJ_NO_RESULT};
    if (filling->helper == cj_helper_list_extend) {
        cj_write_back_all(c); /* a list that displays make dies where the frame shows everything */
    }
    cj_call_quietly(c, &way, count, base);
    return true;
}

/* The topmost `count` entries become a container. */
static bool make(cj_compiler *c, cj_quiet_maker *function, int count, cj_type result) {
    if (c->attempts >= CJ_QUIET_ATTEMPTS || c->generic || c->context.depth >= CJ_MAX_STACK) {
        return false;
    }
    cj_quiet_call way = {.function = (const void *)function,
                         .self = Py_None, /* it is not looked at */
                         .form = CJ_QUIET_MANY,
                         .keeps = true,
                         .makes = 1,
                         .result = result};
    cj_call_quietly(c, &way, count, c->context.depth - count);
    return true;
}

/* `del` of an item: it goes when it is out of its container. */
static bool delete_item(cj_compiler *c) {
    static const struct {
        const char *operands;
        cj_quiet *function;
    } forms[] = {{"dk", cj_dict_pop}, {"li", cj_list_pop_at}};
    int base = c->context.depth - 2;
    for (int i = 0; i < 2 && !c->ended; i++) {
        cj_quiet_call way = {.function = (const void *)forms[i].function,
                             .form = 1,
                             .shortens = true,
                             .result = CJ_UNKNOWN};
        if (cj_fit_quietly(c, forms[i].operands)) {
            cj_call_quietly(c, &way, 2, base);
            cj_pop(c, 1);
            cj_release(c, cj_slot(c, base), CJ_UNKNOWN, false, c->now.next);
            return true;
        }
    }
    return false;
}

bool cj_compile_display(cj_compiler *c, cj_helper *helper) {
    if (helper == cj_helper_delete_item) {
        return delete_item(c);
    }
    for (int i = 0; i < N_FILLINGS; i++) {
        if (fillings[i].helper == helper) {
            return fill(c, &fillings[i]);
        }
    }
    if (helper == cj_helper_build_set) {
        return make(c, cj_make_set, c->now.arg, CJ_SET);
    }
    if (helper == cj_helper_build_map) {
        return make(c, cj_make_dict, 2 * c->now.arg, CJ_DICT);
    }
    return helper == cj_helper_build_const_key_map && cj_top(c, 1).kind == CJ_CONSTANT &&
           make(c, cj_make_dict_of, c->now.arg + 1, CJ_DICT);
}
