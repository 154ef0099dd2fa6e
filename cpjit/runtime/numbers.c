/* Arithmetic, comparison and branches on raw numbers. */
#include "compiler.h"

#include "opcode.h"

/* The instruction after this one, if it is `op` and nothing jumps to it. */
bool cj_next_is(const cj_compiler *c, cj_opcode op, cj_instruction *next) {
    int unit = c->now.next;
    if (cj_is_target(c, unit)) {
        return false;
    }
    cj_look(c, unit, next);
    return next->op == op;
}

/* A bool is the int 0 or 1 where it is computed with. */
static bool is_number(cj_type type) {
    return type == CJ_INT || type == CJ_FLOAT || type == CJ_BOOL;
}

/* The two types, known, or false. */
static bool operand_types(cj_compiler *c, cj_type *left, cj_type *right) {
    if (!cj_know_types(c, 2)) {
        return false;
    }
    *left = cj_entry_type(c, c->context.depth - 2);
    *right = cj_entry_type(c, c->context.depth - 1);
    return is_number(*left) && is_number(*right);
}

/* The value of a constant that is a double. */
static bool constant_value(const cj_compiler *c, int position, double *value) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind != CJ_CONSTANT || (entry.type != CJ_INT && entry.type != CJ_FLOAT)) {
        return false;
    }
    PyObject *constant = cj_object(c, entry);
    if (entry.type == CJ_FLOAT) {
        *value = PyFloat_AS_DOUBLE(constant);
        return true;
    }
    int64_t number = PyLong_AsLong(constant);
    *value = (double)number;
    return number >= -((int64_t)1 << 53) && number <= (int64_t)1 << 53;
}

cj_place cj_raw_double(cj_compiler *c, int position) {
    if (cj_entry_type(c, position) == CJ_FLOAT) {
        return cj_raw(c, position);
    }
    cj_operands o = {0};
    if (constant_value(c, position, &o.k[0])) {
        cj_place place = cj_free_register(c, true);
        cj_op(c, ST_DOUBLE_LOAD_X(place - CJ_FIRST_DOUBLE), &o);
        return place;
    }
    cj_place from = cj_raw(c, position);
    cj_reserve(c, from);
    cj_place place = cj_free_register(c, true);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_INT_TO_DOUBLE_XY(place - CJ_FIRST_DOUBLE, from), &o);
    return place;
}

/* True when the register may be overwritten by the op that takes the entry: nobody else looks at
 * it, or only the local that the next instruction stores the result into. */
static bool may_overwrite(const cj_compiler *c, int position, cj_place place, int stored) {
    int holders = cj_context_holders(&c->context, place);
    cj_entry entry = cj_context_entry(&c->context, position);
    if (holders == 0) {
        return true; /* a constant, or an int made a double */
    }
    if (holders > 1) {
        return false;
    }
    if (entry.kind == CJ_RAW && entry.raw == place) {
        return true;
    }
    if (entry.kind != CJ_ALIAS || entry.index != stored) {
        return false;
    }
    int aliases = 0;
    for (int i = 0; i < c->context.depth && i < CJ_MAX_STACK; i++) {
        aliases += c->context.stack[i].kind == CJ_ALIAS && c->context.stack[i].index == stored;
    }
    /* both operands may be that local (x * x) */
    int other = position == c->context.depth - 1 ? position - 1 : position + 1;
    cj_entry second = cj_context_entry(&c->context, other);
    int own = 1 + (second.kind == CJ_ALIAS && second.index == stored);
    return aliases == own;
}

/* The local that the next instruction stores into, where the store changes nothing but the
 * context; -1 if there is none. */
static int stored_next(const cj_compiler *c) {
    cj_instruction next;
    if (!cj_next_is(c, CJ_STORE_LOCAL, &next) || next.arg >= c->context.n_locals) {
        return -1;
    }
    return c->context.locals[next.arg].leaf ? next.arg : -1;
}

/* Pops the operands and pushes the raw result; if it overwrote the register of the local that it
 * is stored into, the store is done here too. */
static void finish(cj_compiler *c, int operands, cj_place result, cj_type type, int stored) {
    cj_pop(c, operands);
    c->reserved = 0;
    if (stored >= 0 && c->context.locals[stored].raw == result) {
        cj_local *local = &c->context.locals[stored];
        *local = (cj_local){.type = (uint8_t)type,
                            .raw = result,
                            .bound = true,
                            .dirty = true,
                            .leaf = true,
                            .fresh = local->fresh};
        cj_instruction store;
        cj_look(c, c->now.next, &store);
        cj_count(c, &store);
        c->next = store.next;
        return;
    }
    cj_push(c, (cj_entry){.kind = CJ_RAW, .type = (uint8_t)type, .raw = result});
}

typedef struct {
    int stencil; /* variant 0, 0; -1: none */
    bool commutes;
    unsigned by_constant; /* doubles: variant 0 of the one for a constant right operand */
} Form;

static Form int_form(int op) {
    switch (op) {
    case NB_ADD:
        return (Form){ST_INT_ADD, true, 0};
    case NB_SUBTRACT:
        return (Form){ST_INT_SUBTRACT, false, 0};
    case NB_MULTIPLY:
        return (Form){ST_INT_MULTIPLY, true, 0};
    case NB_AND:
        return (Form){ST_INT_AND, true, 0};
    case NB_OR:
        return (Form){ST_INT_OR, true, 0};
    case NB_XOR:
        return (Form){ST_INT_XOR, true, 0};
    case NB_LSHIFT:
        return (Form){ST_INT_LSHIFT, false, 0};
    case NB_RSHIFT:
        return (Form){ST_INT_RSHIFT, false, 0};
    case NB_FLOOR_DIVIDE:
        return (Form){ST_INT_FLOOR_DIVIDE, false, 0};
    case NB_REMAINDER:
        return (Form){ST_INT_REMAINDER, false, 0};
    default:
        return (Form){-1, false, 0};
    }
}

static Form double_form(int op) {
    switch (op) {
    case NB_ADD:
        return (Form){ST_DOUBLE_ADD, true, ST_DOUBLE_ADD_CONSTANT};
    case NB_SUBTRACT:
        return (Form){ST_DOUBLE_SUBTRACT, false, ST_DOUBLE_SUBTRACT_CONSTANT};
    case NB_MULTIPLY:
        return (Form){ST_DOUBLE_MULTIPLY, true, ST_DOUBLE_MULTIPLY_CONSTANT};
    case NB_TRUE_DIVIDE:
        return (Form){ST_DOUBLE_DIVIDE, false, ST_DOUBLE_DIVIDE_CONSTANT};
    default:
        return (Form){-1, false, 0};
    }
}

/* A constant operand of 32 bits: for the immediate forms. */
static bool small_constant(const cj_compiler *c, int position, int32_t *value) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind != CJ_CONSTANT || entry.type != CJ_INT) {
        return false;
    }
    int64_t constant = PyLong_AsLong(cj_object(c, entry));
    *value = (int32_t)constant;
    return constant == *value && constant != INT32_MIN;
}

/* A register with the left operand's value that the op may overwrite. */
static cj_place destination(cj_compiler *c, int position, cj_place place, int stored,
                            bool is_double) {
    if (may_overwrite(c, position, place, stored)) {
        return place;
    }
    cj_place copy = cj_free_register(c, is_double);
    cj_move(c, copy, place);
    return copy;
}

cj_place cj_call_on_numbers(cj_compiler *c, unsigned stencil, const void *function, cj_place first,
                            cj_place second) {
    cj_operands o = {.ptr = {(uint64_t)function}};
    /* Into the first two registers, whose old values have gone home. */
    bool is_double = first >= CJ_FIRST_DOUBLE;
    cj_place to = is_double ? CJ_FIRST_DOUBLE : 0;
    for (cj_place place = 0; place < CJ_FIRST_HOME; place++) {
        if (cj_context_places(&c->context) & (uint32_t)1 << place) {
            cj_spill(c, place); /* the register keeps its value, too */
        }
    }
    c->reserved = 0;
    if (second == to) {
        cj_place spare = first == to + 2 ? to + 3 : to + 2;
        cj_move(c, spare, to);
        second = spare;
    }
    cj_move(c, to, first);
    if (second != CJ_NOWHERE) {
        cj_move(c, to + 1, second);
    }
    cj_set_instruction(c);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, stencil, &o);
    return to;
}

void cj_math_call(cj_compiler *c, unsigned stencil, const void *function, int operands,
                  cj_place first, cj_place second) {
    cj_place result = cj_call_on_numbers(c, stencil, function, first, second);
    finish(c, operands, result, result == 0 ? CJ_INT : CJ_FLOAT, -1);
}

/* The topmost two entries are in registers a and b: a op b, into whichever of them may go, or a
 * copy of a. */
static void arithmetic(cj_compiler *c, Form form, cj_place a, cj_place b, cj_type type,
                       int stored) {
    int position = c->context.depth - 2;
    bool is_double = type == CJ_FLOAT;
    unsigned first = is_double ? CJ_FIRST_DOUBLE : 0;
    cj_operands o = {0};
    cj_reserve(c, b);
    if (form.commutes && !may_overwrite(c, position, a, stored) &&
        may_overwrite(c, position + 1, b, stored)) {
        cj_place other = a;
        a = b;
        b = other;
    } else {
        a = destination(c, position, a, stored, is_double);
    }
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, (unsigned)form.stencil + (a - first) * 8u + (b - first), &o);
    finish(c, 2, a, type, stored);
}

/* 1 << result is the value; -1: no power of two that a shift stencil has. */
static int power_of_two(int64_t value) {
    return value > 0 && value <= (int64_t)1 << 31 && (value & (value - 1)) == 0
               ? __builtin_ctzll((uint64_t)value)
               : -1;
}

/* The form of an op on ints with a constant right operand, variant 0 of its register, and the
 * operand to be patched in; `stride`: from register to register. False: none. */
static bool constant_form(int op, int64_t value, unsigned *stencil, unsigned *stride,
                          cj_operands *o) {
    bool is_signed = value == (int32_t)value && value != INT32_MIN;
    int shift = power_of_two(value);
    o->hole[0] = (int32_t)value;
    o->holeu[0] = (uint32_t)value;
    *stride = 1;
    switch (op) {
    case NB_ADD:
        *stencil = ST_INT_ADD_SMALL;
        return is_signed;
    case NB_SUBTRACT:
        o->hole[0] = -(int32_t)value;
        *stencil = ST_INT_ADD_SMALL;
        return is_signed;
    case NB_MULTIPLY:
        *stencil = ST_INT_MULTIPLY_SMALL;
        return is_signed;
    case NB_AND:
        *stencil = is_signed ? ST_INT_AND_SMALL : ST_INT_AND_UNSIGNED;
        return is_signed || (value > 0 && value <= UINT32_MAX);
    case NB_OR:
        *stencil = ST_INT_OR_SMALL;
        return is_signed;
    case NB_XOR:
        *stencil = ST_INT_XOR_SMALL;
        return is_signed;
    case NB_LSHIFT:
        *stencil = ST_INT_LSHIFT_BY + (unsigned)value;
        *stride = 32;
        return value >= 0 && value < 32;
    case NB_RSHIFT:
        *stencil = ST_INT_RSHIFT_BY + (unsigned)value;
        *stride = 32;
        return value >= 0 && value < 32;
    case NB_FLOOR_DIVIDE:
        if (shift >= 0) {
            *stencil = ST_INT_RSHIFT_BY + (unsigned)shift;
            *stride = 32;
            return true;
        }
        *stencil = ST_INT_FLOOR_DIVIDE_SMALL;
        return is_signed && value > 0;
    case NB_REMAINDER:
        if (shift >= 0) {
            o->hole[0] = (int32_t)(value - 1);
            *stencil = ST_INT_AND_SMALL;
            return true;
        }
        *stencil = ST_INT_REMAINDER_SMALL;
        return is_signed && value > 0;
    default:
        return false;
    }
}

/* The int at `position`, and an int constant at `constant` as the right operand. False: no form. */
static bool with_constant(cj_compiler *c, int op, int constant, int position, int stored) {
    cj_entry entry = cj_context_entry(&c->context, constant);
    cj_operands o = {0};
    unsigned stencil, stride;
    if (entry.kind != CJ_CONSTANT || entry.type != CJ_INT ||
        !constant_form(op, PyLong_AsLong(cj_object(c, entry)), &stencil, &stride, &o)) {
        return false;
    }
    cj_place place = cj_raw(c, position);
    cj_reserve(c, place);
    cj_place result = destination(c, position, place, stored, false);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, stencil + result * stride, &o);
    finish(c, 2, result, CJ_INT, stored);
    return true;
}

/* The number at `position`, taken as a double, and a constant at `constant` as the right operand.
 * False: it is none, or 0. */
static bool double_with_constant(cj_compiler *c, Form form, int constant, int position,
                                 int stored) {
    cj_operands o = {0};
    if (form.stencil < 0 || !constant_value(c, constant, &o.k[0]) || o.k[0] == 0) {
        return false;
    }
    cj_place place = cj_raw_double(c, position);
    cj_reserve(c, place);
    cj_place result = destination(c, position, place, stored, true);
    cj_op(c, form.by_constant + (result - (unsigned)CJ_FIRST_DOUBLE), &o);
    finish(c, 2, result, CJ_FLOAT, stored);
    return true;
}

/* ints: by a constant, with multiplications in the best order; else in a loop. */
static void int_power(cj_compiler *c, int position, int operands) {
    cj_operands o = {0};
    int32_t exponent;
    bool constant = small_constant(c, position + 1, &exponent) && exponent >= 1 && exponent <= 16;
    cj_place base = cj_raw(c, position);
    cj_reserve(c, base);
    cj_place result = cj_free_register(c, false);
    cj_reserve(c, result);
    if (constant) {
        cj_move(c, result, base);
        int top = 1 << (31 - __builtin_clz((unsigned)exponent));
        for (int bit = top >> 1; bit > 0; bit >>= 1) {
            o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
            cj_op(c, ST_INT_MULTIPLY_XY(result, result), &o);
            if (exponent & bit) {
                cj_op(c, ST_INT_MULTIPLY_XY(result, base), &o);
            }
        }
    } else {
        cj_place power = cj_raw(c, position + 1);
        cj_move(c, result, base);
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
        cj_op(c, ST_INT_POWER_XY(result, power), &o);
    }
    finish(c, operands, result, CJ_INT, -1);
}

void cj_raise_to_power(cj_compiler *c, int position, int operands) {
    cj_type left = cj_entry_type(c, position), right = cj_entry_type(c, position + 1);
    c->reserved = 0;
    if (left != CJ_FLOAT && right != CJ_FLOAT) {
        int_power(c, position, operands);
        return;
    }
    double exponent = 0;
    bool known = constant_value(c, position + 1, &exponent);
    cj_place base = cj_raw_double(c, position);
    cj_reserve(c, base);
    if (known && (exponent == 2 || exponent == 0.5)) {
        cj_place result = cj_free_register(c, true);
        unsigned variant = (result - (unsigned)CJ_FIRST_DOUBLE) * 8u + base - CJ_FIRST_DOUBLE;
        cj_operands o = {0};
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
        cj_op(c, (exponent == 2 ? ST_DOUBLE_SQUARE : ST_DOUBLE_SQUARE_ROOT) + variant, &o);
        finish(c, operands, result, CJ_FLOAT, -1);
        return;
    }
    cj_place second = cj_raw_double(c, position + 1);
    cj_reserve(c, second);
    cj_math_call(c, ST_DOUBLE_POWER, NULL, operands, base, second);
    return;
}

/* The bool that the number on top is: the result of &, | or ^ of two. */
static void make_bool(cj_compiler *c) {
    int position = c->context.depth - 1;
    cj_operands o = {.hole = {cj_slot(c, position)}};
    cj_op(c, ST_INT_TRUTH_X(cj_raw(c, position)), &o);
    cj_context_set(&c->context, position, cj_in_slot(CJ_BOOL));
}

bool cj_compile_binary(cj_compiler *c) {
    cj_type left, right;
    if (c->generic || !operand_types(c, &left, &right)) {
        return false;
    }
    int op = c->now.arg, position = c->context.depth - 2, stored = stored_next(c);
    op = op >= NB_INPLACE_ADD ? op - NB_INPLACE_ADD : op;
    c->reserved = 0;
    if (op == NB_POWER) {
        cj_raise_to_power(c, position, 2);
        return true;
    }
    if (left != CJ_FLOAT && right != CJ_FLOAT && op != NB_TRUE_DIVIDE) {
        bool bools =
            left == CJ_BOOL && right == CJ_BOOL && (op == NB_AND || op == NB_OR || op == NB_XOR);
        Form form = int_form(op);
        if (with_constant(c, op, position + 1, position, stored) ||
            (form.commutes && with_constant(c, op, position, position + 1, stored))) {
            return true;
        }
        if (form.stencil < 0) {
            return false;
        }
        cj_place a = cj_raw(c, position);
        cj_reserve(c, a);
        cj_place b = cj_raw(c, position + 1);
        arithmetic(c, form, a, b, CJ_INT, bools ? -1 : stored);
        if (bools) {
            make_bool(c);
        }
        return true;
    }
    bool remainder = op == NB_REMAINDER;
    Form form = double_form(op);
    if (form.stencil < 0 && !remainder && op != NB_FLOOR_DIVIDE) {
        return false;
    }
    if (double_with_constant(c, form, position + 1, position, stored) ||
        (form.commutes && double_with_constant(c, form, position, position + 1, stored))) {
        return true;
    }
    cj_place a = cj_raw_double(c, position);
    cj_reserve(c, a);
    cj_place b = cj_raw_double(c, position + 1);
    if (form.stencil < 0) {
        cj_reserve(c, b);
        cj_math_call(c, ST_MATH_DIVISION,
                     remainder ? (const void *)cj_float_remainder
                               : (const void *)cj_float_floor_divide,
                     2, a, b);
        return true;
    }
    arithmetic(c, form, a, b, CJ_FLOAT, stored);
    return true;
}

/* ---- comparison ---- */

/* a op b as b op' a */
static int swapped(int op) {
    static const int other[] = {Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE};
    return other[op];
}

void cj_branch(cj_compiler *c, const cj_instruction *branch, unsigned stencil, cj_operands *o) {
    cj_count(c, branch);
    o->go[0] = cj_edge(c, branch, !branch->arg, 0);
    cj_op(c, stencil, o);
    cj_end_block(c, cj_edge(c, branch, branch->arg, 0));
}

static const unsigned int_branches[] = {
    [Py_LT] = ST_BRANCH_INT_LT,
    [Py_LE] = ST_BRANCH_INT_LE,
    [Py_EQ] = ST_BRANCH_INT_EQ,
    [Py_NE] = ST_BRANCH_INT_NE,
};
static const unsigned small_branches[] = {
    [Py_LT] = ST_BRANCH_INT_LT_SMALL, [Py_LE] = ST_BRANCH_INT_LE_SMALL,
    [Py_GT] = ST_BRANCH_INT_GT_SMALL, [Py_GE] = ST_BRANCH_INT_GE_SMALL,
    [Py_EQ] = ST_BRANCH_INT_EQ_SMALL, [Py_NE] = ST_BRANCH_INT_NE_SMALL,
};
static const unsigned double_branches[] = {
    [Py_LT] = ST_BRANCH_DOUBLE_LT,
    [Py_LE] = ST_BRANCH_DOUBLE_LE,
    [Py_EQ] = ST_BRANCH_DOUBLE_EQ,
    [Py_NE] = ST_BRANCH_DOUBLE_NE,
};
static const unsigned int_booleans[] = {
    [Py_LT] = ST_INT_LT, [Py_LE] = ST_INT_LE, [Py_EQ] = ST_INT_EQ, [Py_NE] = ST_INT_NE};
static const unsigned double_booleans[] = {
    [Py_LT] = ST_DOUBLE_LT, [Py_LE] = ST_DOUBLE_LE, [Py_EQ] = ST_DOUBLE_EQ, [Py_NE] = ST_DOUBLE_NE};

bool cj_compile_compare(cj_compiler *c) {
    cj_type left, right;
    if (c->generic || !operand_types(c, &left, &right)) {
        return false;
    }
    int op = c->now.arg, position = c->context.depth - 2;
    bool ints = left != CJ_FLOAT && right != CJ_FLOAT;
    cj_instruction branch;
    bool fused = cj_next_is(c, CJ_BRANCH, &branch);
    cj_operands o = {0};
    int32_t value;
    c->reserved = 0;
    if (ints && fused && small_constant(c, position + 1, &value)) {
        cj_place place = cj_raw(c, position);
        cj_pop(c, 2);
        o.hole[0] = value;
        cj_branch(c, &branch, small_branches[op] + place, &o);
        return true;
    }
    cj_place a = ints ? cj_raw(c, position) : cj_raw_double(c, position);
    cj_reserve(c, a);
    cj_place b = ints ? cj_raw(c, position + 1) : cj_raw_double(c, position + 1);
    c->reserved = 0;
    if (op == Py_GT || op == Py_GE) {
        cj_place other = a;
        a = b;
        b = other;
        op = swapped(op);
    }
    unsigned variant =
        ints ? a * 8u + b : (a - CJ_FIRST_DOUBLE) * 8u + (unsigned)(b - CJ_FIRST_DOUBLE);
    cj_pop(c, 2);
    if (fused) {
        cj_branch(c, &branch, (ints ? int_branches : double_branches)[op] + variant, &o);
        return true;
    }
    o.hole[0] = cj_slot(c, position);
    cj_op(c, (ints ? int_booleans : double_booleans)[op] + variant, &o);
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .type = CJ_BOOL, .raw = CJ_NOWHERE});
    return true;
}

bool cj_compile_unary(cj_compiler *c) {
    int position = c->context.depth - 1, kind = c->now.arg;
    if (c->generic || !cj_know_types(c, 1)) {
        return false;
    }
    cj_type type = cj_entry_type(c, position);
    if (!is_number(type) || (kind == CJ_INVERT && type == CJ_FLOAT)) {
        return false;
    }
    if (kind == CJ_POSITIVE && type != CJ_BOOL) {
        return true; /* an exact int or float is its own positive */
    }
    c->reserved = 0;
    bool is_double = type == CJ_FLOAT;
    type = is_double ? CJ_FLOAT : CJ_INT;
    cj_operands o = {0};
    cj_place place = cj_raw(c, position);
    cj_reserve(c, place);
    cj_entry entry = cj_context_entry(&c->context, position);
    cj_place result = place;
    if (entry.kind != CJ_RAW || cj_context_holders(&c->context, place) > 1) {
        result = cj_free_register(c, is_double);
        cj_move(c, result, place);
    }
    if (kind == CJ_POSITIVE) {
        finish(c, 1, result, type, -1);
        return true;
    }
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c,
          is_double           ? ST_DOUBLE_NEGATE_X(result - CJ_FIRST_DOUBLE)
          : kind == CJ_INVERT ? ST_INT_INVERT_X(result)
                              : ST_INT_NEGATE_X(result),
          &o);
    finish(c, 1, result, type, -1);
    return true;
}
