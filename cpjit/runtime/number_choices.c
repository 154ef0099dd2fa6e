/* Builtins that return one of their arguments: min, max, and abs of an int that is not negative.
 * Which object it is can be seen, so the code goes two ways, each of which knows. Where nobody can
 * tell, values are enough. */
#include "compiler.h"

static bool is_number_type(cj_type type) {
    return type == CJ_INT || type == CJ_FLOAT;
}

/* Is the result of this call, which comes to `base`, computed with at once, together with another
 * number if that takes two? Then it is looked at as a value alone. */
static bool is_used_up(const cj_compiler *c, int base) {
    cj_instruction next;
    cj_type other = base > 0 ? cj_entry_type(c, base - 1) : CJ_UNKNOWN;
    int unit = c->now.next;
    for (int steps = 0; steps < 2; steps++) {
        if (cj_is_target(c, unit)) {
            return false;
        }
        cj_look(c, unit, &next);
        unit = next.next;
        switch (next.op) {
        case CJ_BINARY:
        case CJ_COMPARE:
            return is_number_type(other);
        case CJ_UNARY:
            return steps == 0 && next.arg != CJ_POSITIVE;
        case CJ_LOAD_LOCAL:
            other = cj_inlined_call(c) == NULL && cj_is_tracked(c, next.arg)
                        ? (cj_type)c->context.locals[next.arg].type
                        : CJ_UNKNOWN;
            break;
        case CJ_LOAD_CONST:
            other = cj_constant_type(PyTuple_GET_ITEM(c->code->co_consts, next.arg));
            break;
        default:
            return false;
        }
    }
    return false;
}

/* Does nobody but this entry have the number as an object? Small ints are always the same ones. */
static bool is_value(const cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind == CJ_CONSTANT && entry.type == CJ_INT) {
        long value = PyLong_AsLong(cj_object(c, entry));
        return value >= -_PY_NSMALLNEGINTS && value < _PY_NSMALLPOSINTS;
    }
    return cj_is_raw_only(c, position);
}

/* The entry's value in a register that may be changed. */
static cj_place own_register(cj_compiler *c, int position) {
    cj_place place = cj_raw(c, position);
    cj_reserve(c, place);
    int holders = cj_context_holders(&c->context, place);
    if (holders == 0 || (holders == 1 && cj_is_raw_only(c, position))) {
        return place;
    }
    cj_place copy = cj_free_register(c, place >= CJ_FIRST_DOUBLE);
    cj_reserve(c, copy);
    cj_move(c, copy, place);
    return copy;
}

static unsigned variant(cj_place to, cj_place from) {
    unsigned first = to >= CJ_FIRST_DOUBLE ? CJ_FIRST_DOUBLE : 0;
    return (to - first) * 8u + (from - first);
}

static void push_number(cj_compiler *c, int base, cj_type type, cj_place place) {
    cj_pop(c, c->context.depth - base);
    cj_push(c, (cj_entry){.kind = CJ_RAW, .type = (uint8_t)type, .raw = place});
}

/* One of two ways on: the entry at `winner` is the result, and that at `loser` goes. The next
 * instruction is done too if it stores the result. Ends the block. */
static void go_with(cj_compiler *c, int base, int winner, int loser) {
    cj_entry entry = c->context.stack[winner];
    cj_operands o = {0};
    if (c->context.stack[loser].kind == CJ_IN_SLOT) {
        o.hole[0] = cj_slot(c, loser);
        cj_op(c, ST_RELEASE_LEAF_X(0), &o);
    }
    if (entry.kind == CJ_IN_SLOT) {
        o.hole[0] = cj_slot(c, winner);
        o.hole[1] = cj_slot(c, base);
        cj_op(c, ST_MOVE_SLOT, &o);
    }
    cj_pop(c, c->context.depth - base);
    cj_push(c, entry);
    cj_instruction now = c->now, store;
    uint8_t attempts = c->attempts;
    int instruction = c->instruction;
    if (cj_next_is(c, CJ_STORE_LOCAL, &store)) {
        cj_count(c, &store);
        c->now = store;
        c->attempts = 1; /* no more guards */
        cj_store_local(c, store.arg);
    }
    cj_end_block(c, cj_stub_label(c, CJ_STUB_EDGE, c->now.next));
    c->now = now;
    c->attempts = attempts;
    c->instruction = instruction;
}

/* `stencil` falls through where the result is the entry at `first`, else it is that at `second`. */
static void go_two_ways(cj_compiler *c, int base, unsigned stencil, int first, int second) {
    cj_label other = {0};
    cj_operands o = {0};
    o.go[0] = &other;
    cj_op(c, stencil, &o);
    cj_context context = c->context;
    go_with(c, base, first, second);
    c->context = context;
    if (!c->failed && !cj_label_bind(&other, c->function->out.hot)) {
        c->failed = true;
    }
    go_with(c, base, second, first);
    cj_label_free(&other);
}

bool cj_can_choose(const cj_compiler *c, int base, bool alike) {
    bool values = alike;
    for (int i = base + 2; i < c->context.depth; i++) {
        values &= is_value(c, i);
    }
    return values || (alike && is_used_up(c, base)) ||
           (c->now.arg <= 2 && cj_inlined_call(c) == NULL);
}

/* The entry's value to be compared, in a register; as a double, if another one is. */
static cj_place comparable(cj_compiler *c, int position, bool as_double) {
    cj_place place = cj_peek(c, position);
    cj_reserve(c, place);
    if (!as_double || cj_entry_type(c, position) == CJ_FLOAT) {
        return place;
    }
    cj_place converted = cj_free_register(c, true);
    cj_operands o = {0};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_INT_TO_DOUBLE_XY(converted - CJ_FIRST_DOUBLE, place), &o);
    cj_reserve(c, converted);
    return converted;
}

void cj_compile_choice(cj_compiler *c, bool greatest, int base) {
    static const unsigned stencils[2][2] = {{ST_INT_MIN, ST_INT_MAX},
                                            {ST_DOUBLE_MIN, ST_DOUBLE_MAX}};
    int first = base + 2, count = c->now.arg;
    cj_type type = cj_entry_type(c, first);
    bool is_double = type == CJ_FLOAT, values = true, alike = true;
    for (int i = 0; i < count; i++) {
        values &= is_value(c, first + i);
        alike &= cj_entry_type(c, first + i) == type;
    }
    c->reserved = 0;
    if (alike && (values || is_used_up(c, base))) {
        cj_operands o = {0};
        cj_place result = own_register(c, first);
        for (int i = 1; i < count; i++) {
            cj_place next = cj_raw(c, first + i);
            cj_op(c, stencils[is_double][greatest] + variant(result, next), &o);
        }
        cj_drop_shared(c, base + 1);
        push_number(c, base, type, result);
        return;
    }
    /* the second one only where it is less, or greater */
    is_double |= !alike;
    cj_place a = comparable(c, first, is_double), b = comparable(c, first + 1, is_double);
    cj_drop_shared(c, base + 1);
    go_two_ways(c, base,
                (is_double ? ST_BRANCH_DOUBLE_LT : ST_BRANCH_INT_LT) +
                    (greatest ? variant(a, b) : variant(b, a)),
                first + 1, first);
}

void cj_compile_int_absolute(cj_compiler *c, int base) {
    int position = base + 2;
    cj_operands o = {0};
    c->reserved = 0;
    bool values = is_value(c, position) || is_used_up(c, base);
    cj_place place = values ? cj_raw(c, position) : cj_peek(c, position);
    cj_reserve(c, place);
    cj_place negated = cj_free_register(c, false);
    cj_reserve(c, negated);
    cj_move(c, negated, place);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_INT_NEGATE_X(negated), &o);
    cj_drop_shared(c, base + 1);
    if (values) {
        cj_op(c, ST_INT_MAX_XY(negated, place), &o);
        push_number(c, base, CJ_INT, negated);
        return;
    }
    c->context.stack[base + 1] = (cj_entry){.kind = CJ_RAW, .type = CJ_INT, .raw = negated};
    go_two_ways(c, base, ST_BRANCH_INT_LT_XY(negated, place), position, base + 1);
}
