/* Loops over ranges, and indices that need no check. Where nobody else has the iterator it is made
 * a counter, which goes on from the number in its register (stencils_src/counters.c). The context
 * knows which numbers are a range's; where one of them is an index of a sequence in a local, a look
 * at the first and the last tells whether all of them are. From then on the context says so, until
 * the sequence may have become shorter, the local gets another value or the loop ends: from the
 * second round on there is nothing to check. */
#include "compiler.h"

#define STEPS 96 /* instructions: most loop bodies */

/* CPython's iterator over a range of C longs; the templates have it, too (objects.h). */
typedef struct {
    PyObject_HEAD long index, start, step, length;
} Range;

/* Does nobody else have the iterator? Then it becomes a counter, if it can. */
static void make_counter(cj_compiler *c, int position, const cj_frame *live) {
    const Range *range =
        (Range *)live->localsplus[cj_slot_index(c->function, &c->context, position)];
    if (c->attempts > 0 || Py_REFCNT(range) != 1 || range->step != 1) {
        return;
    }
    cj_operands o = {.hole = {cj_slot(c, position)}};
    o.go[0] = cj_retry_label(c);
    cj_op(c, ST_MAKE_COUNTER_X(0), &o);
    cj_set_type(c, position, CJ_COUNTER);
}

/* The local that the next instruction stores the number into, if the one before is in its register
 * still, and nobody else's. */
static cj_local *last_number(cj_compiler *c, int position, const cj_instruction *store) {
    cj_local *local = &c->context.locals[store->arg];
    if (!cj_is_tracked(c, store->arg) || !(local->ranges & 1 << position) ||
        local->type != CJ_INT || !cj_is_register(local->raw)) {
        return NULL;
    }
    cj_own_aliases(c, store->arg);
    return cj_context_holders(&c->context, local->raw) == 1 ? local : NULL;
}

void cj_compile_next_number(cj_compiler *c, const cj_frame *live) {
    int position = c->context.depth - 1;
    cj_operands o = {.hole = {cj_slot(c, position)}};
    if (live != NULL) {
        make_counter(c, position, live);
    }
    bool counts = cj_entry_type(c, position) == CJ_COUNTER, outer = position < CJ_RANGES;
    bool known = outer && cj_inlined_call(c) == NULL;
    uint8_t ranges = known ? (uint8_t)(1 << position) : 0;
    cj_instruction store;
    cj_local *last = counts && known && cj_next_is(c, CJ_STORE_LOCAL, &store)
                         ? last_number(c, position, &store)
                         : NULL;
    c->reserved = 0;
    cj_place place = last != NULL ? last->raw : cj_free_register(c, false);
    o.go[0] = cj_end_label(c);
    cj_op(c,
          last != NULL ? ST_COUNT_FURTHER_X(place)
          : counts     ? ST_COUNT_ON_X(place)
                       : ST_RANGE_NEXT_X(place),
          &o);
    if (known) {
        cj_context_forget_number(&c->context, position);
    }
    if (last == NULL) {
        cj_push(c, (cj_entry){.kind = CJ_RAW, .type = CJ_INT, .raw = place, .ranges = ranges});
        return;
    }
    last->dirty = last->leaf = true;
    last->ranges = ranges;
    cj_count(c, &store);
    c->next = c->now.next = store.next;
}

/* Will nothing that is done in this loop most likely run foreign code? It is a guess: what is found
 * out now would have to be found out again in the next round. */
static bool loops_quietly(const cj_compiler *c) {
    int units = cj_code_units(c->code), unit = c->now.next;
    bool turned = false;
    for (int steps = 0; steps < STEPS && unit < units; steps++) {
        cj_instruction now;
        cj_look(c, unit, &now);
        switch (now.op) {
        case CJ_CALL:
        case CJ_LOAD_METHOD:
        case CJ_RETURN:
        case CJ_YIELD:
        case CJ_SEND:
            return false;
        case CJ_HELPER:
            if (cj_helpers[now.aux].function != cj_helper_load_deref) {
                return false;
            }
            break;
        default:
            break;
        }
        bool back = now.target >= 0 && now.target < now.next;
        if (back && (turned || now.target <= c->now.start)) {
            return true;
        }
        turned |= back;
        unit = back || now.op == CJ_JUMP ? now.target : now.next;
    }
    return false;
}

bool cj_is_index(cj_compiler *c, int position, int index) {
    cj_context *context = &c->context;
    cj_entry container = cj_context_entry(context, position);
    cj_entry number = cj_context_entry(context, index);
    unsigned of = number.kind == CJ_ALIAS && cj_is_tracked(c, number.index)
                      ? context->locals[number.index].ranges
                      : number.ranges;
    if (of == 0 || container.kind != CJ_ALIAS || !cj_is_tracked(c, container.index) ||
        c->argument == CJ_NOT_ALL_INSIDE || cj_inlined_call(c) != NULL) {
        return false;
    }
    cj_local *local = &context->locals[container.index];
    if (of & local->ranges) {
        return true;
    }
    if (!loops_quietly(c)) {
        return false;
    }
    int iterator = __builtin_ctz(of);
    cj_operands o = {.hole = {cj_slot(c, iterator), cj_local_slot(c, container.index)}};
    o.go[0] = cj_stub_label(c, CJ_STUB_TYPES, c->now.start);
    if (!c->failed) {
        cj_last_stub()->argument = CJ_NOT_ALL_INSIDE;
    }
    cj_op(c, ST_GUARD_ITEMS, &o);
    local->ranges |= (uint8_t)(1 << iterator);
    return true;
}

bool cj_knows_ranges(const cj_compiler *c) {
    for (int i = 0; i < c->context.n_locals; i++) {
        const cj_local *local = &c->context.locals[i];
        if (local->ranges != 0 && local->type != CJ_INT) {
            return true;
        }
    }
    return false;
}

bool cj_ranges_hold(const cj_context *context, const cj_frame *frame) {
    for (int i = 0; i < context->n_locals; i++) {
        const cj_local *local = &context->locals[i];
        for (int n = 0; n < CJ_RANGES && local->type != CJ_INT; n++) {
            if (local->ranges & 1 << n) {
                const Range *range = (Range *)frame->localsplus[context->base + n];
                size_t size = (size_t)Py_SIZE(frame->localsplus[i]);
                size_t start = (size_t)range->start, step = (size_t)range->step;
                if (start + (size_t)(range->index - 1) * step >= size ||
                    start + (size_t)(range->length - 1) * step >= size) {
                    return false;
                }
            }
        }
    }
    return true;
}
