/* super().method(...): no object is made for super(), nor a bound method. */
#include "../frontend/cp311/supers.h"
#include "compiler.h"

bool cj_compile_super(cj_compiler *c, int base) {
    cj_instruction next;
    cj_super found;
    const cj_local *self = &c->context.locals[0];
    if (!cj_next_is(c, CJ_LOAD_METHOD, &next) || c->live == NULL || c->context.n_locals == 0 ||
        self->dirty || c->live->f_code != c->code ||
        !cj_super_find(c->live, cj_name_at(c, next.arg), &found)) {
        return false;
    }
    cj_label *other = cj_retry_label(c);
    cj_guard_object(c, base + 1, (PyObject *)&PySuper_Type, other);
    cj_operands o = {.hole = {cj_local_slot(c, 0)}, .holeu = {found.version}};
    o.go[0] = other;
    if (!self->bound) {
        cj_op(c, ST_GUARD_BOUND, &o);
        c->context.locals[0].bound = true;
    }
    cj_op(c, ST_GUARD_VERSION, &o);
    /* While the class of self is the same its bases are alive: an address tells which one it is. */
    o.hole[0] = cj_local_slot(c, found.cell);
    o.ptr[0] = (uint64_t)found.class;
    cj_op(c, ST_GUARD_CELL, &o);
    cj_drop_shared(c, base + 1);
    cj_pop(c, 2);
    cj_push_object(c, found.method, CJ_OTHER);
    cj_push(c, (cj_entry){.kind = CJ_ALIAS, .raw = CJ_NOWHERE, .index = 0});
    cj_count(c, &next);
    c->next = c->now.next = next.next;
    return true;
}
