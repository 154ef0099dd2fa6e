/* Subscripts, stores and unpacking where the container is a builtin one. */
#include "compiler.h"

/* The item of a list as a number, which it was when somebody looked at one found here. `o`: as for
 * the item alone. False: it was none. */
static bool borrow_number(cj_compiler *c, cj_place index, bool inside, cj_operands *o) {
    cj_type type = cj_guess_item(c, c->now.unit);
    if (c->attempts > 0 || (type != CJ_FLOAT && type != CJ_INT)) {
        return false;
    }
    cj_reserve(c, index);
    cj_place place = cj_free_register(c, type == CJ_FLOAT);
    cj_context before = c->context;
    cj_pop(c, 2);
    cj_push(c, cj_borrowed(CJ_UNKNOWN));
    o->go[1] = cj_stub_label(c, CJ_STUB_TYPES, c->now.next); /* whoever works with it looks at it */
    c->context = before;
    cj_op(c,
          type == CJ_FLOAT ? ST_BORROW_LIST_DOUBLE_XYZ(index, place - CJ_FIRST_DOUBLE, inside)
                           : ST_BORROW_LIST_INT_XYZ(index, place, inside),
          o);
    cj_pop(c, 2);
    cj_push(c, (cj_entry){.kind = CJ_BORROWED, .type = (uint8_t)type, .raw = place});
    return true;
}

bool cj_compile_subscript(cj_compiler *c) {
    int position = c->context.depth - 2;
    if (c->generic || !cj_know_types(c, 2) || position + 1 >= CJ_MAX_STACK) {
        return false;
    }
    cj_type type = cj_entry_type(c, position);
    if (type == CJ_DICT) {
        return cj_compile_dict_item(c);
    }
    if ((type != CJ_LIST && type != CJ_TUPLE && type != CJ_STR) ||
        cj_entry_type(c, position + 1) != CJ_INT) {
        return false;
    }
    cj_type result = type == CJ_STR ? CJ_STR : CJ_UNKNOWN;
    cj_entry container = c->context.stack[position];
    cj_operands o = {0};
    if (container.kind == CJ_CONSTANT) {
        cj_materialise_entry(c, position);
        container = c->context.stack[position];
    }
    bool inside = type != CJ_STR && cj_is_index(c, position, position + 1);
    cj_place index = cj_raw(c, position + 1);
    unsigned stencil = type == CJ_LIST    ? ST_LIST_ITEM_XY(index, inside)
                       : type == CJ_TUPLE ? ST_TUPLE_ITEM_XY(index, inside)
                                          : ST_CHARACTER_AT_X(index);
    o.go[0] = inside ? NULL : cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    if (container.kind == CJ_ALIAS || container.kind == CJ_BORROWED) {
        bool borrow = type != CJ_STR && cj_may_borrow(c);
        if (borrow) {
            stencil = type == CJ_LIST ? ST_BORROW_LIST_ITEM_XY(index, inside)
                                      : ST_BORROW_TUPLE_ITEM_XY(index, inside);
        }
        o.hole[0] =
            container.kind == CJ_ALIAS ? cj_local_slot(c, container.index) : cj_slot(c, position);
        o.hole[1] = cj_slot(c, position);
        if (borrow && type == CJ_LIST && borrow_number(c, index, inside, &o)) {
            return true;
        }
        cj_op(c, stencil, &o);
        cj_pop(c, 2);
        cj_entry item = borrow ? cj_borrowed(CJ_UNKNOWN) : cj_in_slot(result);
        item.index = borrow && c->now.unit <= UINT16_MAX ? (uint16_t)c->now.unit : 0;
        cj_push(c, item);
        return true;
    }
    o.hole[0] = cj_slot(c, position);
    o.hole[1] = cj_slot(c, position + 1);
    cj_op(c, stencil, &o);
    cj_op(c, ST_SWAP_SLOTS, &o);
    cj_pop(c, 2);
    cj_push(c, cj_in_slot(result));
    cj_release(c, cj_slot(c, position + 1), type, false, c->now.next);
    return true;
}

bool cj_compile_store_item(cj_compiler *c) {
    int position = c->context.depth - 3; /* value, container, key */
    if (c->generic || !cj_know_types(c, 2) || position + 2 >= CJ_MAX_STACK) {
        return false;
    }
    if (cj_compile_store_key(c)) {
        return true;
    }
    if (cj_entry_type(c, position + 1) != CJ_LIST || cj_entry_type(c, position + 2) != CJ_INT) {
        return false;
    }
    cj_entry container = c->context.stack[position + 1];
    bool borrowed = container.kind == CJ_ALIAS || container.kind == CJ_BORROWED;
    cj_operands o = {0};
    cj_own_borrowed(c, 3);
    cj_materialise_entry(c, position);
    bool inside = cj_is_index(c, position + 1, position + 2);
    cj_place index = cj_raw(c, position + 2);
    o.go[0] = inside ? NULL : cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    o.hole[0] =
        container.kind == CJ_ALIAS ? cj_local_slot(c, container.index) : cj_slot(c, position + 1);
    o.hole[1] = cj_slot(c, position);
    cj_op(c, ST_LIST_EXCHANGE_XY(index, inside), &o);
    cj_pop(c, 3);
    if (borrowed) {
        cj_release(c, cj_slot(c, position), CJ_UNKNOWN, false, c->now.next);
        return true;
    }
    cj_release_two(c, position, false);
    return true;
}

/* ---- unpacking ---- */

#define FIELDS 4 /* so many items are better moved together than one by one */

/* How many of the next instructions, which nothing jumps to, store into locals one after the other,
 * from `first` on: as many as are asked for, or 0. `next`: what follows. */
static int stored_in_order(const cj_compiler *c, int count, int *first, int *next) {
    int unit = c->now.next;
    for (int i = 0; i < count; i++) {
        cj_instruction store;
        if (cj_is_target(c, unit)) {
            return 0;
        }
        cj_decode(c->code, unit, &store);
        if (i == 0) {
            *first = store.arg;
        }
        if (store.op != CJ_STORE_LOCAL || store.arg != *first + i || !cj_is_tracked(c, store.arg)) {
            return 0;
        }
        unit = store.next;
    }
    *next = unit;
    return count;
}

/* The items of the sequence in `slot` go straight into locals. */
static bool unpack_into_locals(cj_compiler *c, cj_type type, cj_entry entry, int32_t slot) {
    int count = c->now.arg, first = 0, next = 0;
    if (c->attempts > 0 || count < FIELDS || !stored_in_order(c, count, &first, &next) ||
        (entry.kind == CJ_ALIAS && entry.index >= first && entry.index < first + count)) {
        return false;
    }
    for (int i = first; i < first + count; i++) {
        cj_own_aliases(c, i);
    }
    cj_spill_all(c);
    cj_operands o = {.hole = {slot, cj_local_slot(c, first)}, .holeu = {(uint32_t)count}};
    o.go[0] = cj_retry_label(c);
    cj_op(c, type == CJ_TUPLE ? ST_UNPACK_TUPLE : ST_UNPACK_LIST, &o);
    for (int i = first; i < first + count; i++) {
        c->context.locals[i] = (cj_local){.raw = CJ_NOWHERE, .bound = true};
        cj_expect_local(c, i, NULL);
    }
    cj_pop(c, 1);
    for (int unit = c->now.next; unit < next;) {
        cj_instruction store;
        cj_decode(c->code, unit, &store);
        cj_count(c, &store);
        unit = store.next;
    }
    c->next = c->now.next = next;
    if (entry.kind == CJ_IN_SLOT) {
        cj_release(c, slot, type, false, next);
    }
    return true;
}

bool cj_compile_unpack(cj_compiler *c) {
    int position = c->context.depth - 1, count = c->now.arg;
    if (c->generic || count == 0 || position + count > CJ_MAX_STACK || !cj_know_types(c, 1)) {
        return false;
    }
    cj_type type = cj_entry_type(c, position);
    if (type != CJ_TUPLE && type != CJ_LIST) {
        return false;
    }
    cj_entry entry = c->context.stack[position];
    if (entry.kind == CJ_CONSTANT) {
        return false;
    }
    PyObject *sequence = cj_expected(c, position);
    bool borrowed = entry.kind == CJ_ALIAS;
    int32_t slot = borrowed ? cj_local_slot(c, entry.index) : cj_slot(c, position);
    if (unpack_into_locals(c, type, entry, slot)) {
        return true;
    }
    cj_operands o = {.hole = {slot, count}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_GUARD_SIZE, &o);
    if (!borrowed) {
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
        cj_op(c, ST_GUARD_SHARED, &o);
    }
    for (int i = 0; i < count; i++) {
        bool last = i == count - 1 && !borrowed;
        o.hole[1] = cj_slot(c, position + count - 1 - i);
        o.hole[2] = i * (int32_t)sizeof(PyObject *);
        if (type == CJ_TUPLE) {
            o.hole[2] += (int32_t)offsetof(PyTupleObject, ob_item);
        }
        cj_op(c,
              type == CJ_TUPLE ? (last ? ST_TUPLE_LAST_FIELD : ST_TUPLE_FIELD)
                               : (last ? ST_LIST_LAST_FIELD : ST_LIST_FIELD),
              &o);
    }
    cj_pop(c, 1);
    for (int i = 0; i < count; i++) {
        cj_push(c, cj_in_slot(CJ_UNKNOWN));
        cj_expect_found(c, position + i, cj_item_of(sequence, count - 1 - i));
    }
    return true;
}
