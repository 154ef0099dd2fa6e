/* super().method(...) and super(class, self).method(...): no object is made for super(), nor a
 * bound method. */
#include "../frontend/cp311/supers.h"
#include "compiler.h"

/* While the class of self is the same, its bases are alive: an address tells which one it is. */

/* Local 0 is of the class that has been looked at, and the cell holds `class`. */
static void guard_implied(cj_compiler *c, const cj_super *found, int cell, cj_label *other) {
    cj_local *self = &c->context.locals[0];
    cj_operands o = {.hole = {cj_local_slot(c, 0)}};
    o.go[0] = other;
    if (!self->bound) {
        cj_op(c, ST_GUARD_BOUND, &o);
        self->bound = true;
    }
    cj_guard_local(c, 0, found->version, other);
    o.hole[0] = cj_local_slot(c, cell);
    o.ptr[0] = (uint64_t)found->class;
    cj_op(c, ST_GUARD_CELL, &o);
}

/* Likewise the arguments after `position`. */
static void guard_given(cj_compiler *c, const cj_super *found, int position, cj_label *other) {
    cj_guard_version(c, position + 2, cj_boxed_slot(c, position + 2), found->version, other);
    cj_operands o = {.hole = {cj_boxed_slot(c, position + 1)}, .ptr = {(uint64_t)found->class}};
    o.go[0] = other;
    cj_op(c, ST_GUARD_OBJECT, &o);
}

static bool find_implied(cj_compiler *c, cj_super *found, int *cell) {
    if (c->context.n_locals == 0 || c->context.locals[0].dirty || c->live->f_code != c->code) {
        return false;
    }
    *cell = cj_super_arguments(c->live, found);
    return *cell >= 0;
}

static bool find_given(const cj_compiler *c, cj_super *found, int position) {
    if (!cj_is_boxed(c, position + 1) || !cj_is_boxed(c, position + 2)) {
        return false;
    }
    found->class = cj_live_value(c, position + 1);
    found->self = cj_live_value(c, position + 2);
    return true;
}

bool cj_compile_super(cj_compiler *c, int base) {
    cj_instruction next;
    cj_super found;
    int cell, given = c->now.arg;
    if (!cj_next_is(c, CJ_LOAD_METHOD, &next) || c->live == NULL ||
        !(given == 0 ? find_implied(c, &found, &cell)
                     : given == 2 && find_given(c, &found, base + 1)) ||
        !cj_super_find(&found, cj_name_at(c, next.arg))) {
        return false;
    }
    cj_label *other = cj_retry_label(c);
    cj_entry self = {.kind = CJ_ALIAS, .raw = CJ_NOWHERE, .index = 0};
    cj_guard_object(c, base + 1, (PyObject *)&PySuper_Type, other);
    if (given == 0) {
        guard_implied(c, &found, cell, other);
    } else {
        guard_given(c, &found, base + 1, other);
        self = cj_top(c, 1);
        cj_drop_shared(c, base + 2);
    }
    cj_drop_shared(c, base + 1);
    if (self.kind == CJ_IN_SLOT) {
        cj_operands o = {.hole = {cj_slot(c, base + 3), cj_slot(c, base + 1)}};
        cj_op(c, ST_MOVE_SLOT, &o);
    }
    cj_pop(c, given + 2);
    cj_push_object(c, found.method, CJ_OTHER);
    cj_push(c, self);
    cj_count(c, &next);
    c->next = c->now.next = next.next;
    return true;
}
