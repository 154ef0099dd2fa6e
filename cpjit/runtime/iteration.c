/* The next item of an iterator, and what a generator or coroutine answers. */
#include "compiler.h"

/* Enters a generator's code where it was suspended. `first` is the entry that stays if it yields,
 * with the item above; `ended` is made for the stack that is left if it returns. */
static void resume(cj_compiler *c, int variant, int first) {
    cj_operands o = {.hole = {cj_slot(c, first)}};
    o.holeu[0] =
        (uint32_t)(offsetof(cj_code_extra, ce_extras) + (size_t)cj.extra_index * sizeof(void *));
    cj_name_hook(&o, 0);
    cj_prepare(c, ST_RESUME, first);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_RESUME_X(variant), &o);
    cj_pop(c, c->context.depth - first - 1);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_entry receiver = cj_top(c, 1);
    if (variant == 0) {
        o.go[1] = cj_stub_label(c, CJ_STUB_END_ITER, c->now.target);
    } else {
        cj_set_type(c, first, CJ_UNKNOWN); /* the result */
        o.go[1] = cj_edge(c, &c->now, true, CJ_EDGE_ESCAPED);
        cj_context_set(&c->context, first, receiver);
    }
    cj_op(c, ST_END_RESUME_X(variant), &o);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_RESUME, c->now.next);
}

void cj_compile_for_iter(cj_compiler *c) {
    int position = c->context.depth - 1;
    cj_operands o = {0};
    if (!c->generic && !cj_know_types(c, 1)) {
        return;
    }
    cj_type type = c->generic ? CJ_OTHER : cj_entry_type(c, position);
    cj_materialise_entry(c, position);
    o.hole[0] = cj_slot(c, position);
    if (type == CJ_RANGE) {
        c->reserved = 0;
        cj_place place = cj_free_register(c, false);
        o.go[0] = cj_stub_label(c, CJ_STUB_END_ITER, c->now.target);
        cj_op(c, ST_RANGE_NEXT_X(place), &o);
        cj_push(c, (cj_entry){.kind = CJ_RAW, .type = CJ_INT, .raw = place});
        return;
    }
    if (type == CJ_LISTITER || type == CJ_TUPLEITER) {
        o.hole[1] = cj_slot(c, position + 1);
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
        cj_op(c, type == CJ_LISTITER ? ST_LIST_NEXT : ST_TUPLE_NEXT, &o);
        cj_push(c, cj_in_slot(CJ_UNKNOWN));
        return;
    }
    if (type == CJ_GENERATOR) {
        resume(c, 0, position);
        return;
    }
    cj_prepare(c, ST_ITERATOR_NEXT, position);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.start);
    o.go[1] = cj_stub_label(c, CJ_STUB_END_ITER, c->now.target);
    cj_op(c, ST_ITERATOR_NEXT, &o);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_ITERATOR_NEXT, c->now.next);
}

/* The iterator on top is exhausted. */
void cj_end_iter(cj_compiler *c, int target) {
    int position = c->context.depth - 1;
    cj_operands o = {.hole = {cj_slot(c, position)}};
    cj_prepare(c, ST_RELEASE_CALL, position);
    cj_pop(c, 1);
    cj_op(c, ST_RELEASE_CALL, &o);
    cj_conclude(c, ST_RELEASE_CALL, target);
}

void cj_compile_send(cj_compiler *c) {
    int first = c->context.depth - 2;
    if (!c->generic) {
        if (!cj_know_type(c, first, c->live)) {
            return;
        }
        cj_type type = cj_entry_type(c, first);
        if (type == CJ_GENERATOR || type == CJ_COROUTINE || type == CJ_ASYNC_SEND) {
            resume(c, type == CJ_ASYNC_SEND ? 2 : 1, first);
            return;
        }
    }
    cj_prepare(c, ST_HELPER_BRANCH, first);
    cj_operands o = {.hole = {cj_slot(c, first)}, .ptr = {(uint64_t)cj_send, 0}};
    cj_pop(c, 1);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_entry receiver = cj_top(c, 1);
    cj_set_type(c, first, CJ_UNKNOWN); /* the result */
    o.go[1] = cj_edge(c, &c->now, true, CJ_EDGE_ESCAPED);
    cj_context_set(&c->context, first, receiver);
    cj_op(c, ST_HELPER_BRANCH, &o);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_HELPER_BRANCH, c->now.next);
}
