/* min, max, sum, any and all of a builtin container: no foreign code runs, so that nothing has to
 * be shown, and values stay in registers. */
#include "../frontend/cp311/summaries.h"

#include "compiler.h"

static struct {
    const char *name;
    cj_summary *function;
    bool level; /* does CPython's call take a level of recursion? */
    PyObject *builtin;
} summaries[] = {
    {"min", cj_least, true, NULL}, {"max", cj_greatest, true, NULL}, {"sum", cj_total, false, NULL},
    {"any", cj_any, true, NULL},   {"all", cj_all, true, NULL},
};
#define N_SUMMARIES ((int)(sizeof summaries / sizeof *summaries))

bool cj_summaries_init(void) {
    PyObject *module = PyImport_ImportModule("builtins");
    bool found = module != NULL;
    for (int i = 0; i < N_SUMMARIES && found; i++) {
        summaries[i].builtin = PyObject_GetAttrString(module, summaries[i].name);
        found = summaries[i].builtin != NULL;
    }
    Py_XDECREF(module);
    return found;
}

static bool is_container(cj_type type) {
    return type == CJ_LIST || type == CJ_TUPLE || type == CJ_SET || type == CJ_FROZENSET;
}

bool cj_compile_summary(cj_compiler *c, PyObject *callable, int base) {
    int position = base + 2, i = 0;
    while (i < N_SUMMARIES && summaries[i].builtin != callable) {
        i++;
    }
    if (i == N_SUMMARIES || !cj_is_boxed(c, position) || !cj_know_type(c, position, c->live) ||
        !is_container(cj_entry_type(c, position))) {
        return false;
    }
    cj_guard_object(c, base + 1, callable, cj_retry_label(c));
    if (summaries[i].level) {
        cj_guard_level(c);
    }
    cj_operands o = {.hole = {cj_boxed_slot(c, position), 0, cj_slot(c, base)},
                     .ptr = {(uint64_t)summaries[i].function}};
    cj_prepare(c, ST_SUMMARISE, c->context.depth);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_SUMMARISE_X(0), &o);
    cj_entry argument = cj_context_entry(&c->context, position);
    cj_drop_shared(c, base + 1);
    cj_pop(c, 3);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_release_argument(c, argument, position);
    return true;
}
