/* Slices, made only in name: the subscript or store that takes one takes its bounds. */
#include "compiler.h"

#include "../frontend/cp311/slices.h"

/* What the instruction after BUILD_SLICE does with the slice; NULL: something else. `below`: how
 * many entries lie below the bounds, the container on top. */
static cj_helper *user_of_slice(const cj_instruction *next, int *below) {
    *below = next->op == CJ_STORE_ITEM ? 2 : 1;
    return next->op == CJ_SUBSCRIPT                                  ? cj_get_slice
           : next->op == CJ_STORE_ITEM                               ? cj_set_slice
           : next->op != CJ_HELPER                                   ? NULL
           : cj_helpers[next->aux].function == cj_helper_delete_item ? cj_delete_slice
                                                                     : NULL;
}

/* ---- without an escape ---- */

/* Is it known which number the bound at `position` is, or None? */
static bool know_bound(cj_compiler *c, int position, const cj_frame *live) {
    if (!cj_know_type(c, position, live)) {
        return false;
    }
    cj_type type = cj_entry_type(c, position);
    return type == CJ_INT || type == CJ_NONE;
}

/* It in a register of its own; None means `otherwise`. */
static cj_place take_bound(cj_compiler *c, int position, int64_t otherwise) {
    cj_place place;
    if (cj_entry_type(c, position) == CJ_NONE) {
        cj_operands o = {.imm64 = {(uint64_t)otherwise}};
        place = cj_free_register(c, false);
        cj_op(c, ST_INT_LOAD_X(place), &o);
    } else {
        place = cj_raw(c, position);
    }
    cj_reserve(c, place);
    return place;
}

/* 1 or -1; 0: another step, or it is not known. */
static int64_t constant_step(const cj_compiler *c, int position, int count) {
    cj_entry entry = cj_context_entry(&c->context, position + 3);
    if (count == 2 || entry.type == CJ_NONE) {
        return 1;
    }
    if (entry.kind != CJ_CONSTANT || entry.type != CJ_INT) {
        return 0;
    }
    long step = PyLong_AsLong(cj_object(c, entry));
    return step == 1 || step == -1 ? step : 0;
}

static cj_slice *slice_of(cj_type type, int64_t step) {
    return type == CJ_LIST               ? cj_slice_of_list
           : type == CJ_STR && step == 1 ? cj_slice_of_str
                                         : NULL;
}

/* A slice of a list or str between numbers; `stores`: a list that nobody else has is put in its
 * place. False: not that, or (with `ended`) that will be seen later. */
static bool slice_quietly(cj_compiler *c, const cj_instruction *next, cj_type type, int position,
                          const cj_frame *live) {
    int count = c->now.arg;
    bool stores = next->op == CJ_STORE_ITEM;
    int64_t step = constant_step(c, position, count);
    cj_slice *slice = slice_of(type, step);
    if (c->attempts > 0 || position + count >= CJ_MAX_STACK || step == 0 ||
        (stores ? type != CJ_LIST || step != 1 || c->context.stack[position - 1].kind != CJ_IN_SLOT
                : next->op != CJ_SUBSCRIPT || slice == NULL) ||
        !know_bound(c, position + 1, live) || !know_bound(c, position + 2, live)) {
        return false;
    }
    cj_operands o = {.hole = {cj_slot(c, position), (int32_t)step}};
    cj_entry container = c->context.stack[position];
    bool owned = container.kind != CJ_ALIAS;
    if (owned) {
        cj_materialise_entry(c, position);
    } else {
        o.hole[0] = cj_local_slot(c, container.index);
    }
    int32_t own = cj_slot(c, position), above = cj_slot(c, position + 1);
    c->reserved = 0;
    cj_place start = take_bound(c, position + 1, step > 0 ? 0 : INT64_MAX);
    cj_place stop = take_bound(c, position + 2, step > 0 ? INT64_MAX : INT64_MIN);
    cj_prepare(c, ST_SLICE, c->context.depth);
    o.go[0] = cj_retry_label(c);
    if (stores) {
        o.hole[2] = cj_slot(c, position - 1);
        o.ptr[0] = (uint64_t)cj_exchange_slice;
        cj_op(c, ST_EXCHANGE_SLICE_XY(start, stop), &o);
        cj_pop(c, count + 2);
    } else {
        o.hole[2] = owned ? above : own;
        o.ptr[0] = (uint64_t)slice;
        cj_op(c, ST_SLICE_XY(start, stop), &o);
        if (owned) {
            cj_operands swapped = {.hole = {own, above}};
            cj_op(c, ST_SWAP_SLOTS, &swapped);
        }
        cj_pop(c, count + 1);
        cj_push(c, cj_in_slot(type));
    }
    cj_count(c, next);
    c->now = *next;
    c->next = next->next;
    if (owned) {
        cj_release(c, stores ? own : above, type, false, c->next);
    }
    return true;
}

/* ---- all others ---- */

bool cj_compile_slice(cj_compiler *c) {
    int count = c->now.arg, position = c->context.depth - count - 1, below;
    const cj_frame *live = c->live;
    PyObject *container = live == NULL ? NULL : cj_live_value(c, position);
    cj_instruction next;
    if (cj_is_target(c, c->now.next)) {
        return false;
    }
    cj_decode(c->code, c->now.next, &next);
    cj_helper *user = user_of_slice(&next, &below);
    if (user == NULL || !cj_know_type(c, position, live)) {
        return false;
    }
    cj_type type = cj_entry_type(c, position);
    if (type == CJ_OTHER && live == NULL) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, c->now.start));
        return false;
    }
    bool bytes = type == CJ_OTHER && container != NULL && PyBytes_CheckExact(container);
    if (type != CJ_LIST && type != CJ_TUPLE && type != CJ_STR && !bytes) {
        return false;
    }
    if (slice_quietly(c, &next, type, position, live)) {
        return true;
    }
    if (c->ended) {
        return false;
    }
    cj_count(c, &next);
    c->now = next;
    c->next = next.next;
    cj_call_helper(c, user, count, NULL, below + count, user == cj_get_slice);
    if (user == cj_get_slice && type != CJ_OTHER && !c->failed) {
        cj_set_type(c, c->context.depth - 1, type);
    }
    return true;
}
