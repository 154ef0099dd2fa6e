/* The compiler's building blocks: registers and boxes, and what an op's effects ask for. */
#include "compiler.h"

#include <string.h>

#define REGISTERS (((uint32_t)1 << CJ_FIRST_HOME) - 1)

static bool holds_registers(const cj_compiler *c) {
    return (cj_context_places(&c->context) & REGISTERS) != 0;
}

/* Does the frame show everything, and is no value in a register? */
static bool is_plain(const cj_compiler *c, bool aliases_too) {
    bool plain = !holds_registers(c) && !cj_context_is_dirty(&c->context);
    for (int i = 0; aliases_too && i < c->context.depth && i < CJ_MAX_STACK; i++) {
        cj_entry_kind kind = c->context.stack[i].kind;
        plain &= kind == CJ_IN_SLOT || kind == CJ_NULL;
    }
    return plain;
}

/* Does the context allow an op of these effects? */
static bool is_prepared(const cj_compiler *c, uint8_t effects) {
    if (effects & CJ_COLD) {
        return is_plain(c, true);
    }
    if (effects & CJ_ESCAPES) {
        return is_plain(c, false) && c->instruction >= 0;
    }
    return !(effects & CJ_CALLS) || !holds_registers(c);
}

bool cj_op(cj_compiler *c, unsigned stencil, cj_operands *operands) {
    if (c->failed) {
        return false;
    }
    c->live = NULL;
    bool hidden = cj_inlined_call(c) != NULL;
    if (hidden ? cj_effects[stencil] & (CJ_ESCAPES | CJ_COLD)
               : !is_prepared(c, cj_effects[stencil])) {
        c->failed = true; /* a fault of the compiler: no code is better than wrong code */
        return false;
    }
    if (!cj_emit(&c->function->out, stencil, operands)) {
        c->failed = true;
    }
    if (cj_effects[stencil] & (CJ_ESCAPES | CJ_COLD)) {
        cj_context_forget_classes(&c->context);
        c->changed = true;
    }
    if (cj_effects[stencil] & (CJ_ESCAPES | CJ_COLD | CJ_CALLS) &&
        !(cj_effects[stencil] & CJ_KEEPS)) {
        cj_context_forget_sizes(&c->context);
    }
    return !c->failed;
}

int32_t cj_local_slot(const cj_compiler *c, int index) {
    return CJ_SLOT_OFFSET(cj_local_index(c->function, &c->context, index));
}

int32_t cj_slot(const cj_compiler *c, int position) {
    return CJ_SLOT_OFFSET(cj_slot_index(c->function, &c->context, position));
}

/* ---- entries ---- */

void cj_push(cj_compiler *c, cj_entry entry) {
    int position = c->context.depth++;
    const cj_inlined *call = cj_inlined_call(c);
    if (position - (call == NULL ? 0 : call->first_entry) >= c->code->co_stacksize) {
        c->failed = true; /* a fault of the compiler: the frame has no slot for it */
        return;
    }
    cj_context_set(&c->context, position, entry);
    cj_expect(c, position, NULL);
    if (position >= CJ_MAX_STACK && entry.kind != CJ_IN_SLOT) {
        /* Beyond what is tracked entries are in their slots: make it so while it is known. */
        cj_operands o = {.hole = {cj_slot(c, position)}};
        if (entry.kind == CJ_ALIAS) {
            if (entry.index < CJ_MAX_LOCALS && c->context.locals[entry.index].dirty) {
                cj_write_back(c, entry.index);
            }
            o.hole[0] = cj_local_slot(c, entry.index);
            o.hole[1] = cj_slot(c, position);
            cj_op(c, ST_COPY_SLOT, &o);
        } else if (entry.kind == CJ_CONSTANT) {
            o.ptr[0] = (uint64_t)cj_object(c, entry);
            cj_op(c, ST_LOAD_OBJECT, &o);
        } else if (entry.kind == CJ_NULL) {
            cj_op(c, ST_LOAD_NULL, &o);
        } else if (entry.kind == CJ_BORROWED) {
            cj_op(c, ST_OWN_SLOT, &o);
        } else {
            bool is_double = entry.type == CJ_FLOAT;
            c->context.depth--; /* its slot holds nothing yet */
            c->reserved |= (uint32_t)1 << entry.raw;
            cj_place place = cj_in_register(c, entry.raw, is_double);
            cj_set_instruction(c);
            o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
            cj_op(c, is_double ? ST_BOX_DOUBLE_X(place - CJ_FIRST_DOUBLE) : ST_BOX_INT_X(place),
                  &o);
            c->context.depth++;
        }
    }
}

void cj_push_object(cj_compiler *c, PyObject *object, cj_type type) {
    int index = cj_function_object(c->function, object);
    if (index < 0) {
        cj_operands o = {.hole = {cj_slot(c, c->context.depth)}, .ptr = {(uint64_t)object}};
        cj_op(c, ST_LOAD_OBJECT, &o);
        cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .type = (uint8_t)type, .raw = CJ_NOWHERE});
        return;
    }
    cj_push(c, (cj_entry){.kind = CJ_CONSTANT,
                          .type = (uint8_t)type,
                          .raw = CJ_NOWHERE,
                          .index = (uint16_t)index});
}

void cj_pop(cj_compiler *c, int count) {
    for (int i = c->context.depth - count; i < CJ_RANGES && i < c->context.depth; i++) {
        if (cj_is_range(c->context.stack[i].type)) {
            cj_context_forget_range(&c->context, i);
        }
    }
    c->context.depth = (uint16_t)(c->context.depth - count);
}

cj_entry cj_top(const cj_compiler *c, int distance) {
    return cj_context_entry(&c->context, c->context.depth - distance);
}

PyObject *cj_name_at(const cj_compiler *c, int index) {
    return PyTuple_GET_ITEM(c->code->co_names, index);
}

PyObject *cj_value_in(const cj_compiler *c, const cj_frame *live, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    cj_type type = cj_entry_type(c, position);
    if (type == CJ_INT || type == CJ_FLOAT) {
        return NULL;
    }
    switch ((cj_entry_kind)entry.kind) {
    case CJ_IN_SLOT:
    case CJ_BORROWED:
        return live->localsplus[cj_slot_index(c->function, &c->context, position)];
    case CJ_ALIAS:
        return live->localsplus[cj_local_index(c->function, &c->context, entry.index)];
    case CJ_CONSTANT:
        return cj_object(c, entry);
    default:
        return NULL;
    }
}

cj_type cj_constant_type(PyObject *constant) {
    if (PyLong_CheckExact(constant)) {
        Py_ssize_t size = Py_SIZE(constant);
        return size >= -2 && size <= 2 ? CJ_INT : CJ_BIG;
    }
    if (PyFloat_CheckExact(constant)) {
        return CJ_FLOAT;
    }
    if (PyUnicode_CheckExact(constant)) {
        return CJ_STR;
    }
    if (PyTuple_CheckExact(constant)) {
        return CJ_TUPLE;
    }
    return constant == Py_None ? CJ_NONE : PyBool_Check(constant) ? CJ_BOOL : CJ_OTHER;
}

cj_type cj_entry_type(const cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    bool alias = entry.kind == CJ_ALIAS && entry.index < CJ_MAX_LOCALS;
    uint8_t type = alias ? c->context.locals[entry.index].type : entry.type;
    return type < CJ_FIRST_CLASS ? type : CJ_OTHER;
}

void cj_set_type(cj_compiler *c, int position, cj_type type) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind == CJ_ALIAS && entry.index < CJ_MAX_LOCALS) {
        cj_local *local = &c->context.locals[entry.index];
        local->type = (uint8_t)type;
        local->leaf |= cj_type_is_leaf(type) && !local->dirty;
    } else {
        entry.type = (uint8_t)type;
        cj_context_set(&c->context, position, entry);
    }
}

/* ---- raw values ---- */

static bool is_double_register(cj_place place) {
    return place >= CJ_FIRST_DOUBLE && place < CJ_FIRST_HOME;
}

/* Takes a value out of its register that can be loaded from its box again. False: it can't. */
static bool forget(cj_compiler *c, cj_place place) {
    if (!cj_is_forgettable(c, place)) {
        return false;
    }
    for (int i = 0; i < c->context.n_locals; i++) {
        if (c->context.locals[i].raw == place) {
            c->context.locals[i].raw = CJ_NOWHERE;
        }
    }
    return true;
}

/* Puts a register's value into a home, so that the register is free. */
void cj_spill(cj_compiler *c, cj_place place) {
    for (int i = 0; i < cj_context_tracked(&c->context); i++) {
        cj_entry *entry = &c->context.stack[i];
        if (entry->kind == CJ_BORROWED && entry->raw == place) {
            entry->raw = CJ_NOWHERE; /* it has its box */
        }
    }
    if (cj_context_holders(&c->context, place) == 0 || forget(c, place)) {
        return;
    }
    uint32_t used = cj_context_places(&c->context) | c->reserved;
    for (cj_place to = CJ_FIRST_HOME; to < CJ_PLACES; to++) {
        if (!(used & (uint32_t)1 << to)) {
            cj_operands o = {.hole = {cj_home(to)}};
            cj_op(c,
                  is_double_register(place) ? ST_DOUBLE_SPILL_X(place - CJ_FIRST_DOUBLE)
                                            : ST_INT_SPILL_X(place),
                  &o);
            cj_context_move(&c->context, place, to);
            return;
        }
    }
    /* No home is free: the locals that hold the value get their boxes. A raw entry can't be the
     * only holder here, since fewer than CJ_HOMES values are kept raw at a time. */
    for (int i = 0; i < c->context.n_locals; i++) {
        cj_local *local = &c->context.locals[i];
        if (local->raw == place) {
            if (local->dirty) {
                cj_write_back(c, i);
            }
            local->raw = CJ_NOWHERE;
        }
    }
    if (cj_context_holders(&c->context, place) > 0) {
        c->failed = true;
    }
}

void cj_spill_all(cj_compiler *c) {
    for (uint32_t used; (used = cj_context_places(&c->context) & REGISTERS) != 0 && !c->failed;) {
        cj_spill(c, (cj_place)__builtin_ctz(used));
    }
}

/* Keeps the number of raw values below the number of homes. */
static void limit_raw_values(cj_compiler *c) {
    uint32_t places = cj_context_places(&c->context) | c->reserved;
    if (__builtin_popcount(places) < CJ_HOMES - 2) {
        return;
    }
    for (int dirty = 0; dirty < 2; dirty++) {
        for (int i = 0; i < c->context.n_locals; i++) {
            cj_local *local = &c->context.locals[i];
            if (local->raw != CJ_NOWHERE && local->dirty == dirty &&
                !(c->reserved & (uint32_t)1 << local->raw) &&
                cj_context_holders(&c->context, local->raw) == 1) {
                if (dirty) {
                    cj_write_back(c, i);
                }
                local->raw = CJ_NOWHERE;
                return;
            }
        }
    }
    /* The entry that is needed last gets its box. */
    for (int i = 0; i < c->context.depth && i < CJ_MAX_STACK; i++) {
        cj_entry entry = c->context.stack[i];
        if (entry.kind == CJ_RAW && cj_is_register(entry.raw) &&
            !(c->reserved & (uint32_t)1 << entry.raw)) {
            cj_materialise_entry(c, i);
            return;
        }
    }
}

cj_place cj_free_register(cj_compiler *c, bool is_double) {
    if (!c->joins) {
        limit_raw_values(c);
    }
    cj_place first = is_double ? CJ_FIRST_DOUBLE : 0;
    cj_place end = (cj_place)(first + (is_double ? CJ_DOUBLE_REGISTERS : CJ_INT_REGISTERS));
    uint32_t used = cj_context_places(&c->context) | c->reserved;
    for (cj_place place = first; place < end; place++) {
        if (!(used & (uint32_t)1 << place)) {
            return place;
        }
    }
    for (cj_place place = first; place < end; place++) {
        if (!(c->reserved & (uint32_t)1 << place) && forget(c, place)) {
            return place;
        }
    }
    for (cj_place place = first; place < end; place++) {
        if (!(c->reserved & (uint32_t)1 << place)) {
            cj_spill(c, place);
            return place;
        }
    }
    c->failed = true;
    return first;
}

cj_place cj_in_register(cj_compiler *c, cj_place place, bool is_double) {
    if (cj_is_register(place)) {
        return place;
    }
    uint32_t reserved = c->reserved;
    c->reserved |= (uint32_t)1 << place;
    cj_place to = cj_free_register(c, is_double);
    c->reserved = reserved;
    cj_operands o = {.hole = {cj_home(place)}};
    cj_op(c, is_double ? ST_DOUBLE_RELOAD_X(to - CJ_FIRST_DOUBLE) : ST_INT_RELOAD_X(to), &o);
    cj_context_move(&c->context, place, to);
    return to;
}

void cj_move(cj_compiler *c, cj_place to, cj_place from) {
    cj_operands o = {0};
    if (to == from) {
        return;
    }
    cj_op(c,
          is_double_register(to) ? ST_DOUBLE_MOVE_XY(to - CJ_FIRST_DOUBLE, from - CJ_FIRST_DOUBLE)
                                 : ST_INT_MOVE_XY(to, from),
          &o);
}

static void unbox(cj_compiler *c, cj_place to, int32_t slot, bool is_double, int position) {
    cj_operands o = {.hole = {slot}};
    if (is_double) {
        cj_op(c, ST_UNBOX_DOUBLE_X(to - CJ_FIRST_DOUBLE), &o);
        return;
    }
    o.go[0] = cj_stub_label(c, CJ_STUB_BIG, c->now.start);
    if (!c->failed) {
        cj_last_stub()->argument = (uint32_t)position;
    }
    cj_op(c, ST_UNBOX_INT_X(to), &o);
}

/* A constant in a register of its own. */
static cj_place load_number(cj_compiler *c, PyObject *constant, bool is_double) {
    cj_operands o = {0};
    cj_place place = cj_free_register(c, is_double);
    if (is_double) {
        o.k[0] = PyFloat_AS_DOUBLE(constant);
        cj_op(c, ST_DOUBLE_LOAD_X(place - CJ_FIRST_DOUBLE), &o);
        return place;
    }
    int64_t value = PyLong_AsLong(constant);
    if (value == (int32_t)value) {
        o.hole[0] = (int32_t)value;
        cj_op(c, ST_INT_LOAD_SMALL_X(place), &o);
    } else {
        o.imm64[0] = (uint64_t)value;
        cj_op(c, ST_INT_LOAD_X(place), &o);
    }
    return place;
}

cj_place cj_peek(cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    cj_type type = cj_entry_type(c, position);
    bool is_double = type == CJ_FLOAT;
    if (cj_has_raw(entry)) {
        return cj_in_register(c, entry.raw, is_double);
    }
    if (entry.kind == CJ_CONSTANT) {
        return load_number(c, cj_object(c, entry), is_double);
    }
    /* what is not tracked has a known type only by a guard just made */
    bool is_local = entry.kind == CJ_ALIAS;
    cj_local *local =
        is_local && entry.index < CJ_MAX_LOCALS ? &c->context.locals[entry.index] : NULL;
    if (local != NULL && local->raw != CJ_NOWHERE) {
        return cj_in_register(c, local->raw, is_double);
    }
    int32_t slot = is_local ? cj_local_slot(c, entry.index) : cj_slot(c, position);
    cj_place place = cj_free_register(c, is_double);
    if (type == CJ_BOOL) {
        cj_operands o = {.hole = {slot}};
        cj_op(c, ST_BOOL_VALUE_X(place), &o);
        return place;
    }
    unbox(c, place, slot, is_double, position);
    if (local != NULL) {
        local->raw = place;
        local->dirty = false;
        local->leaf = true;
    }
    return place;
}

cj_place cj_raw(cj_compiler *c, int position) {
    cj_place place = cj_peek(c, position);
    cj_entry entry = cj_context_entry(&c->context, position);
    if (cj_has_slot(entry)) {
        if (entry.kind == CJ_IN_SLOT) {
            cj_operands o = {.hole = {cj_slot(c, position)}};
            cj_op(c, entry.type == CJ_BOOL ? ST_DROP_SHARED : ST_RELEASE_LEAF_X(0), &o);
        }
        entry.kind = CJ_RAW;
        entry.type = entry.type == CJ_FLOAT ? CJ_FLOAT : CJ_INT;
        entry.raw = place;
        cj_context_set(&c->context, position, entry);
    }
    return place;
}

/* ---- boxes ---- */

void cj_write_back(cj_compiler *c, int index) {
    cj_local *local = &c->context.locals[index];
    cj_operands o = {0};
    if (!local->dirty) {
        return;
    }
    /* A box that another local has of this very value is the one. */
    for (int i = 0; i < c->context.n_locals; i++) {
        if (c->context.locals[i].raw == local->raw && !c->context.locals[i].dirty) {
            o.hole[0] = cj_local_slot(c, index);
            if (!local->fresh) {
                cj_op(c, ST_RELEASE_LEAF_X(1), &o);
            }
            o.hole[0] = cj_local_slot(c, i);
            o.hole[1] = cj_local_slot(c, index);
            cj_op(c, ST_COPY_SLOT, &o);
            local->dirty = local->fresh = false;
            return;
        }
    }
    bool is_double = local->type == CJ_FLOAT;
    cj_place place = cj_in_register(c, local->raw, is_double);
    cj_set_instruction(c);
    o.hole[0] = cj_local_slot(c, index);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    int n = is_double ? place - CJ_FIRST_DOUBLE : place;
    if (local->fresh) {
        cj_op(c, is_double ? ST_BOX_DOUBLE_X(n) : ST_BOX_INT_X(n), &o);
    } else {
        cj_op(c, is_double ? ST_WRITE_BACK_DOUBLE_X(n) : ST_WRITE_BACK_INT_X(n), &o);
    }
    local->dirty = local->fresh = false;
}

void cj_write_back_all(cj_compiler *c) {
    for (int i = 0; i < c->context.n_locals; i++) {
        if (c->context.locals[i].dirty) {
            cj_write_back(c, i);
        }
    }
}

/* Other entries with the raw value that has just got a box, at `position`, have the same one. */
static void share_box(cj_compiler *c, int position, cj_place place) {
    for (int i = 0; i < c->context.depth && i < CJ_MAX_STACK; i++) {
        cj_entry entry = c->context.stack[i];
        if (entry.kind == CJ_RAW && entry.raw == place) {
            cj_operands o = {.hole = {cj_slot(c, position), cj_slot(c, i)}};
            cj_op(c, ST_COPY_SLOT, &o);
            c->context.stack[i] = cj_in_slot((cj_type)entry.type);
        }
    }
}

void cj_materialise_entry(cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    cj_operands o = {.hole = {cj_slot(c, position)}};
    cj_type type = cj_entry_type(c, position);
    switch (entry.kind) {
    case CJ_IN_SLOT:
        return;
    case CJ_LENT:
        c->failed = true; /* a fault of the compiler: it is not for the inlined call to take */
        return;
    case CJ_BORROWED:
        cj_op(c, ST_OWN_SLOT, &o);
        break;
    case CJ_NULL:
        cj_op(c, ST_LOAD_NULL, &o);
        return; /* stays the known mark; its slot holds it too */
    case CJ_CONSTANT:
        o.ptr[0] = (uint64_t)cj_object(c, entry);
        cj_op(c, ST_LOAD_OBJECT, &o);
        cj_expect(c, position, cj_object(c, entry));
        break;
    case CJ_ALIAS:
        if (entry.index < CJ_MAX_LOCALS) {
            cj_write_back(c, entry.index);
        }
        cj_expect(c, position, cj_expected_local(c, entry.index));
        o.hole[0] = cj_local_slot(c, entry.index);
        o.hole[1] = cj_slot(c, position);
        cj_op(c, ST_COPY_SLOT, &o);
        break;
    default: {
        /* A local that shares the value shares the box. */
        for (int i = 0; i < c->context.n_locals; i++) {
            if (c->context.locals[i].raw == entry.raw) {
                cj_write_back(c, i);
                o.hole[0] = cj_local_slot(c, i);
                o.hole[1] = cj_slot(c, position);
                cj_op(c, ST_COPY_SLOT, &o);
                goto done;
            }
        }
        bool is_double = type == CJ_FLOAT;
        cj_place place = cj_in_register(c, entry.raw, is_double);
        cj_expect(c, position, NULL);
        cj_set_instruction(c);
        o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
        cj_op(c, is_double ? ST_BOX_DOUBLE_X(place - CJ_FIRST_DOUBLE) : ST_BOX_INT_X(place), &o);
        cj_context_set(&c->context, position, cj_in_slot(type));
        share_box(c, position, place);
        break;
    }
    }
done:
    cj_context_set(&c->context, position, cj_in_slot(type));
}

/* An alias becomes an entry of its own. While nobody has the box of a raw value yet, it takes part
 * in that. */
static void own_alias(cj_compiler *c, int position) {
    cj_entry *entry = &c->context.stack[position];
    const cj_local *local = entry->index < CJ_MAX_LOCALS ? &c->context.locals[entry->index] : NULL;
    if (local != NULL && local->dirty) {
        *entry = (cj_entry){
            .kind = CJ_RAW, .type = local->type, .raw = local->raw, .ranges = local->ranges};
    } else {
        cj_materialise_entry(c, position);
    }
}

void cj_own_aliases(cj_compiler *c, int local) {
    int tracked = c->context.depth < CJ_MAX_STACK ? c->context.depth : CJ_MAX_STACK;
    for (int i = 0; i < tracked; i++) {
        if (c->context.stack[i].kind == CJ_ALIAS && c->context.stack[i].index == local) {
            own_alias(c, i);
        }
    }
}

void cj_own_all_aliases(cj_compiler *c) {
    int tracked = c->context.depth < CJ_MAX_STACK ? c->context.depth : CJ_MAX_STACK;
    const cj_inlined *call = cj_inlined_call(c); /* what lies below stays as it is meanwhile */
    for (int i = call == NULL ? 0 : call->first_entry; i < tracked; i++) {
        if (c->context.stack[i].kind == CJ_ALIAS) {
            own_alias(c, i);
        }
    }
    cj_own_borrowed(c, 0);
}

void cj_own_borrowed(cj_compiler *c, int operands) {
    for (int i = 0; i < c->context.depth - operands && i < CJ_MAX_STACK; i++) {
        if (c->context.stack[i].kind == CJ_BORROWED) {
            cj_materialise_entry(c, i);
        }
    }
}

/* How an op changes the height of what lies above an entry; `takes`: how many entries it works
 * with. False: it may change anything. */
static bool is_harmless(const cj_instruction *now, int *takes, int *change) {
    switch (now->op) {
    case CJ_NOP:
    case CJ_LOAD_LOCAL:
    case CJ_LOAD_CONST:
        *takes = 0;
        *change = now->op != CJ_NOP;
        return true;
    case CJ_LOAD_GLOBAL:
        *takes = 0;
        *change = 1;
        return !now->aux; /* else it is called */
    case CJ_HELPER:
        *takes = 0;
        *change = 1;
        return cj_helpers[now->aux].function == cj_helper_load_deref;
    case CJ_UNARY:
    case CJ_LOAD_ATTR:
        *takes = 1;
        *change = 0;
        return true;
    case CJ_BINARY:
    case CJ_COMPARE:
    case CJ_SUBSCRIPT:
        *takes = 2;
        *change = -1;
        return true;
    case CJ_STORE_ITEM:
        *takes = 2; /* what is stored gets a reference anyway */
        *change = -3;
        return true;
    default:
        return false;
    }
}

bool cj_keeps_borrowed(const cj_instruction *now) {
    int takes, change;
    return is_harmless(now, &takes, &change) || now->op == CJ_COPY || now->op == CJ_SWAP;
}

bool cj_may_borrow(const cj_compiler *c) {
    int height = 0, takes, change; /* of what lies above the result */
    cj_instruction next = c->now;
    for (int steps = 0; steps < 16; steps++) {
        int unit = next.next;
        if (cj_is_target(c, unit)) {
            return false;
        }
        cj_decode(c->code, unit, &next);
        if (next.op == CJ_COPY && next.arg > height) {
            return true; /* an item that is changed in place */
        }
        if (!is_harmless(&next, &takes, &change)) {
            return false;
        }
        if (takes > height) {
            return true;
        }
        height += change;
    }
    return false;
}

/* ---- escapes ---- */

/* Do all addresses of this code begin alike? Then only what follows changes. */
static bool is_short(const PyCodeObject *code) {
    uintptr_t before = (uintptr_t)(_PyCode_CODE(code) - 1);
    return before >> 32 ==
           (before + (size_t)(cj_code_units(code) + 1) * sizeof(_Py_CODEUNIT)) >> 32;
}

void cj_set_instruction(cj_compiler *c) {
    if (c->instruction == c->now.unit || cj_inlined_call(c) != NULL) {
        return;
    }
    c->instruction = c->now.unit;
    uint64_t address = (uint64_t)(_PyCode_CODE(c->code) + c->now.unit);
    cj_operands o = {.imm64 = {address}, .holeu = {(uint32_t)address}};
    cj_op(c, is_short(c->code) ? ST_SET_INSTRUCTION_SHORT : ST_SET_INSTRUCTION, &o);
}

/* The frame becomes what the interpreter's would be: foreign code may look at everything. */
static void before_escape(cj_compiler *c, int operands) {
    for (int i = 0; i < operands && i < CJ_MAX_STACK; i++) {
        cj_entry_kind kind = c->context.stack[i].kind;
        if (kind == CJ_ALIAS || kind == CJ_CONSTANT || kind == CJ_BORROWED) {
            cj_materialise_entry(c, i);
        }
    }
    cj_write_back_all(c);
    cj_spill_all(c);
    if (cj.torture) {
        cj_operands o = {.hole = {cj_slot(c, c->context.depth)}, .ptr = {(uint64_t)cj_torture, 0}};
        o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
        cj_op(c, ST_HELPER, &o);
    }
}

void cj_prepare(cj_compiler *c, unsigned stencil, int operands) {
    uint8_t effects = cj_effects[stencil];
    if (cj_inlined_call(c) != NULL && effects & CJ_ESCAPES) {
        cj_give_up(c); /* foreign code must see a frame */
        return;
    }
    for (int i = operands; i < c->context.depth; i++) {
        if (!cj_is_passed(c, i)) {
            cj_materialise_entry(c, i);
        }
    }
    if (effects & (CJ_ESCAPES | CJ_CALLS)) {
        cj_set_instruction(c);
    }
    if (effects & CJ_ESCAPES) {
        before_escape(c, operands);
    } else if (effects & CJ_CALLS) {
        cj_spill_all(c);
    }
}

static bool knows_locals(const cj_compiler *c) {
    for (int i = 0; i < c->context.n_locals; i++) {
        const cj_local *local = &c->context.locals[i];
        if (local->type != CJ_UNKNOWN || local->bound || local->leaf) {
            return true;
        }
    }
    return false;
}

void cj_look_after_escape(cj_compiler *c, int next) {
    cj_operands o = {0};
    cj_context_forget_classes(&c->context);
    o.go[0] = cj_stub_label(c, CJ_STUB_ESCAPED, next);
    cj_op(c, knows_locals(c) && cj_has_fast_locals(c->code) ? ST_CHECK_ESCAPE : ST_CHECK_TRACING,
          &o);
}

void cj_conclude(cj_compiler *c, unsigned stencil, int next) {
    if (cj_effects[stencil] & CJ_ESCAPES) {
        cj_look_after_escape(c, next);
    }
}

void cj_generic_op(cj_compiler *c, unsigned stencil, cj_operands *operands, int first,
                   int results) {
    cj_prepare(c, stencil, first);
    cj_pop(c, c->context.depth - first);
    if (cj_effects[stencil] & CJ_RAISES) {
        operands->go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.start);
    }
    operands->hole[0] = cj_slot(c, first);
    cj_op(c, stencil, operands);
    for (int i = 0; i < results; i++) {
        cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    }
    cj_conclude(c, stencil, c->now.next);
}

/* ---- references given up ---- */

typedef struct {
    unsigned here, elsewhere; /* variant 0: where the slot is never empty */
} Release;

/* The objects are in the slots of which `slots` are the indices. The engine deallocates them. */
static void release_elsewhere(cj_compiler *c, unsigned stencil, cj_operands *o, uint32_t slots,
                              int next) {
    o->go[0] = cj_stub_label(c, CJ_STUB_RELEASE, next);
    cj_stub *stub = c->failed ? NULL : cj_last_stub();
    cj_op(c, stencil, o);
    if (!c->failed) {
        stub->argument = slots;
        stub->join = cj_label_distance(c->function->out.hot);
    }
}

/* Likewise, or the code does, where it can. */
static void release(cj_compiler *c, Release form, cj_operands *o, uint32_t slots, bool maybe_null,
                    int next) {
    if (cj_inlined_call(c) != NULL) {
        /* Somebody else holds what an inlined call has loaded: this is not gone. */
        o->go[0] = cj_stub_label(c, CJ_STUB_GIVE_UP, 0);
        cj_op(c, form.elsewhere + maybe_null, o);
        return;
    }
    cj_own_borrowed(c, 0);
    if (is_plain(c, true) && cj_has_fast_locals(c->code) && !cj_knows_ranges(c)) {
        o->imm64[0] = (uint64_t)(_PyCode_CODE(c->code) + c->now.unit);
        o->holeu[1] = knows_locals(c);
        o->go[0] = cj_stub_label(c, CJ_STUB_ESCAPED, next);
        cj_op(c, form.here + maybe_null, o);
        return;
    }
    release_elsewhere(c, form.elsewhere + maybe_null, o, slots, next);
}

static uint32_t slot_index(int32_t slot) {
    return (uint32_t)(slot - CJ_SLOT_OFFSET(0)) / (uint32_t)sizeof(PyObject *);
}

/* Is it best to call C for objects of this type that die, which no register has to survive? */
static bool dies_by_call(const cj_compiler *c, cj_type type) {
    return (type == CJ_STR || type == CJ_BYTES) && !holds_registers(c) && c->reserved == 0;
}

void cj_release(cj_compiler *c, int32_t slot, cj_type type, bool maybe_null, int next) {
    cj_operands o = {.hole = {slot}};
    if (dies_by_call(c, type)) {
        cj_op(c, ST_RELEASE_TEXT_X(maybe_null), &o);
        return;
    }
    if (cj_type_is_leaf(type)) {
        cj_op(c, ST_RELEASE_LEAF_X(maybe_null), &o);
        return;
    }
    if (type == CJ_LISTITER || type == CJ_TUPLEITER) {
        release_elsewhere(c, ST_END_ITERATOR_X(1), &o, slot_index(slot), next);
        return;
    }
    if (cj_is_range(type)) {
        release_elsewhere(c, ST_END_RANGE, &o, slot_index(slot), next);
        return;
    }
    release(c, (Release){ST_RELEASE_HERE, ST_RELEASE}, &o, slot_index(slot), maybe_null, next);
}

void cj_replace(cj_compiler *c, int32_t slot, int32_t from, cj_type type, bool maybe_null,
                int next) {
    cj_operands o = {.hole = {from, slot}};
    if (dies_by_call(c, type)) {
        cj_op(c, ST_REPLACE_TEXT_X(maybe_null), &o);
        return;
    }
    if (cj_type_is_leaf(type)) {
        cj_op(c, ST_REPLACE_LEAF_X(maybe_null), &o);
        return;
    }
    release(c, (Release){ST_REPLACE_HERE, ST_REPLACE}, &o, slot_index(from), maybe_null, next);
}

void cj_release_two(cj_compiler *c, int position, bool maybe_null) {
    cj_operands o = {.hole = {cj_slot(c, position), cj_slot(c, position + 1)}};
    uint32_t first = (uint32_t)cj_slot_index(c->function, &c->context, position);
    release(c, (Release){ST_RELEASE_TWO_HERE, ST_RELEASE_TWO}, &o, first | (first + 1) << 16,
            maybe_null, c->now.next);
}
