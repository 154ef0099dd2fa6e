/* Builtins and functions of the module math on numbers that have no boxes. Only what is an ordinary
 * number with an ordinary result is done here: errors, infinities and NaNs are CPython's matter. */
#include "compiler.h"

#include <math.h>
#include <string.h>

typedef double OfOne(double);
typedef double OfTwo(double, double);
typedef int64_t OfInts(int64_t, int64_t);

typedef enum {
    OF_ONE, /* a function of the C library; with a second argument, where it may have one, of_two */
    OF_TWO, /* or of two arguments */
    OF_INT, /* of ints (int_functions.c), */
    OF_TWO_INTS,
    INLINE_DOUBLE, /* templates: double to double, */
    INLINE_INT,    /* to int, */
    INLINE_BOOL,   /* to bool */
    COPY_SIGN,
    SCALE, /* a product with a constant */
    ROUND,
    TO_INT,
    TO_FLOAT,
    TO_BOOL,
    ABSOLUTE,
    LEAST,
    GREATEST,
    POWER,
    DIVISION,
} Kind;

typedef struct {
    const char *module, *name;
    Kind kind;
    unsigned stencil; /* INLINE_...: variant 0, 0 */
    OfOne *of_one;
    OfTwo *of_two;
    OfInts *of_ints;
    double factor;
} Function;

static const Function functions[] = {
    {"math", "sqrt", INLINE_DOUBLE, .stencil = ST_DOUBLE_ROOT},
    {"math", "fabs", INLINE_DOUBLE, .stencil = ST_DOUBLE_ABSOLUTE},
    {"math", "floor", INLINE_INT, .stencil = ST_DOUBLE_FLOOR},
    {"math", "ceil", INLINE_INT, .stencil = ST_DOUBLE_CEILING},
    {"math", "trunc", INLINE_INT, .stencil = ST_DOUBLE_TRUNCATE},
    {"math", "sin", OF_ONE, .of_one = sin},
    {"math", "cos", OF_ONE, .of_one = cos},
    {"math", "tan", OF_ONE, .of_one = tan},
    {"math", "asin", OF_ONE, .of_one = asin},
    {"math", "acos", OF_ONE, .of_one = acos},
    {"math", "atan", OF_ONE, .of_one = atan},
    {"math", "sinh", OF_ONE, .of_one = sinh},
    {"math", "cosh", OF_ONE, .of_one = cosh},
    {"math", "tanh", OF_ONE, .of_one = tanh},
    {"math", "exp", OF_ONE, .of_one = exp},
    {"math", "log", OF_ONE, .of_one = log, .of_two = cj_log},
    {"math", "log2", OF_ONE, .of_one = log2},
    {"math", "log10", OF_ONE, .of_one = log10},
    {"math", "asinh", OF_ONE, .of_one = asinh},
    {"math", "acosh", OF_ONE, .of_one = acosh},
    {"math", "atanh", OF_ONE, .of_one = atanh},
    {"math", "expm1", OF_ONE, .of_one = expm1},
    {"math", "exp2", OF_ONE, .of_one = exp2},
    {"math", "log1p", OF_ONE, .of_one = log1p},
    {"math", "cbrt", OF_ONE, .of_one = cbrt},
    {"math", "isnan", INLINE_BOOL, .stencil = ST_DOUBLE_IS_NAN},
    {"math", "isinf", INLINE_BOOL, .stencil = ST_DOUBLE_IS_INFINITE},
    {"math", "isfinite", INLINE_BOOL, .stencil = ST_DOUBLE_IS_FINITE},
    {"math", "copysign", COPY_SIGN, .stencil = ST_DOUBLE_COPY_SIGN},
    {"math", "degrees", SCALE, .factor = 180.0 / Py_MATH_PI},
    {"math", "radians", SCALE, .factor = Py_MATH_PI / 180.0},
    {"math", "hypot", OF_TWO, .of_two = cj_hypot},
    {"math", "atan2", OF_TWO, .of_two = atan2},
    {"math", "pow", OF_TWO, .of_two = pow},
    {"math", "fmod", OF_TWO, .of_two = fmod},
    {"math", "gcd", OF_TWO_INTS, .of_ints = cj_gcd},
    {"math", "isqrt", OF_INT, .of_ints = cj_isqrt},
    {"builtins", "abs", ABSOLUTE, .stencil = ST_DOUBLE_ABSOLUTE},
    {"builtins", "round", ROUND, .stencil = ST_DOUBLE_ROUND},
    {"builtins", "min", LEAST, .stencil = 0},
    {"builtins", "max", GREATEST, .stencil = 0},
    {"builtins", "pow", POWER, .stencil = 0},
    {"builtins", "divmod", DIVISION, .stencil = 0},
};
static const Function to_int = {"builtins", "int", TO_INT, .stencil = ST_DOUBLE_TRUNCATE};
static const Function to_float = {"builtins", "float", TO_FLOAT, .stencil = 0};
static const Function to_bool = {"builtins", "bool", TO_BOOL, .stencil = 0};

#define N_FUNCTIONS (sizeof functions / sizeof *functions)

/* What the callable is, or NULL. That it is the module's own is shown by the module's definition,
 * which is C; the first one that is met is kept, so that no other object is taken for it. */
static const Function *find(PyObject *callable) {
    static PyObject *kept[N_FUNCTIONS];
    if (callable == (PyObject *)&PyLong_Type) {
        return &to_int;
    }
    if (callable == (PyObject *)&PyFloat_Type) {
        return &to_float;
    }
    if (callable == (PyObject *)&PyBool_Type) {
        return &to_bool;
    }
    if (!PyCFunction_CheckExact(callable)) {
        return NULL;
    }
    PyObject *self = ((PyCFunctionObject *)callable)->m_self;
    PyModuleDef *definition =
        self != NULL && PyModule_CheckExact(self) ? PyModule_GetDef(self) : NULL;
    if (definition == NULL) {
        return NULL;
    }
    const char *name = ((PyCFunctionObject *)callable)->m_ml->ml_name;
    for (size_t i = 0; i < N_FUNCTIONS; i++) {
        if (strcmp(functions[i].name, name) == 0 &&
            strcmp(functions[i].module, definition->m_name) == 0) {
            kept[i] = kept[i] == NULL ? Py_NewRef(callable) : kept[i];
            return kept[i] == callable ? &functions[i] : NULL;
        }
    }
    return NULL;
}

bool cj_is_math(PyObject *callable) {
    return find(callable) != NULL;
}

/* The type of an argument, if it is a number that may be raw; it is not guarded yet. */
static cj_type number_at(const cj_compiler *c, int position) {
    cj_type type = cj_entry_type(c, position);
    if (type != CJ_UNKNOWN) {
        return type == CJ_INT || type == CJ_FLOAT ? type : CJ_OTHER;
    }
    PyObject *object = cj_live_value(c, position);
    if (object == NULL) {
        return CJ_OTHER;
    }
    cj_type found = cj_constant_type(object);
    return found == CJ_INT || found == CJ_FLOAT ? found : CJ_OTHER;
}

/* The places of a call of round that are known and few enough for an exact scale, or -1. */
static int places_of_round(const cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind != CJ_CONSTANT || entry.type != CJ_INT) {
        return -1;
    }
    long places = PyLong_AsLong(cj_object(c, entry));
    return places >= 0 && places <= 15 ? (int)places : -1;
}

/* Are these arguments what the function is done for here? Where CPython returns an int that it was
 * given, that one is to be the result. */
static bool serves(const cj_compiler *c, const Function *function, int base) {
    int position = base + 2, count = c->now.arg;
    cj_instruction next;
    if (count == 0 || position + count > CJ_MAX_STACK) {
        return false;
    }
    cj_type first = number_at(c, position);
    bool all_ints = true, alike = true;
    for (int i = 0; i < count; i++) {
        cj_type type = number_at(c, position + i);
        if (type == CJ_OTHER) {
            return false;
        }
        all_ints &= type == CJ_INT;
        alike &= type == first;
    }
    switch (function->kind) {
    case OF_ONE:
        return count == 1 || (count == 2 && function->of_two != NULL);
    case OF_TWO:
    case COPY_SIGN:
        return count == 2;
    case POWER:
        return count == 2 || (count == 3 && all_ints);
    case OF_INT:
        return count == 1 && first == CJ_INT;
    case OF_TWO_INTS:
        return count == 2 && all_ints;
    case INLINE_INT:
        return count == 1 && first == CJ_FLOAT;
    case ROUND:
        return count == 1 ||
               (first == CJ_FLOAT && count == 2 && places_of_round(c, position + 1) >= 0);
    case ABSOLUTE:
        return count == 1 && (first == CJ_FLOAT || cj_can_choose(c, base, true));
    case LEAST:
    case GREATEST:
        return count >= 2 && count <= 4 && cj_can_choose(c, base, alike);
    case DIVISION:
        return count == 2 && cj_next_is(c, CJ_UNPACK, &next) && next.arg == 2;
    default:
        return count == 1;
    }
}

/* The result takes the place of the arguments, the callable, and what is below it. */
static void push_result(cj_compiler *c, int base, cj_entry result) {
    cj_pop(c, c->context.depth - base);
    cj_push(c, result);
}

static void push_raw(cj_compiler *c, int base, cj_type type, cj_place place) {
    push_result(c, base, (cj_entry){.kind = CJ_RAW, .type = (uint8_t)type, .raw = place});
}

static unsigned variant(cj_place to, cj_place from) {
    return (to % 8u) * 8u + from % 8u;
}

/* int(an int), round(an int) and float(a float) are what they were given. */
static void same(cj_compiler *c, int position, int base) {
    cj_entry entry = c->context.stack[position];
    if (cj_has_slot(entry)) {
        cj_operands o = {.hole = {cj_slot(c, position), cj_slot(c, base)}};
        cj_op(c, ST_MOVE_SLOT, &o);
    }
    push_result(c, base, entry);
}

/* One double, by a template. */
static void in_line(cj_compiler *c, unsigned stencil, double constant, int base, bool to_int) {
    cj_place from = cj_raw_double(c, base + 2);
    cj_reserve(c, from);
    cj_place to = cj_free_register(c, !to_int);
    cj_operands o = {.k = {constant}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, stencil + variant(to, from), &o);
    push_raw(c, base, to_int ? CJ_INT : CJ_FLOAT, to);
}

static void round_to(cj_compiler *c, int base) {
    double scale = 1;
    for (int i = places_of_round(c, base + 3); i > 0; i--) {
        scale *= 10;
    }
    in_line(c, ST_DOUBLE_ROUND_TO, scale, base, false);
}

/* The first argument, in a register of its own, changed by the second. */
static void combine(cj_compiler *c, unsigned stencil, cj_place second, int base) {
    cj_reserve(c, second);
    cj_place first = cj_raw_double(c, base + 2);
    cj_reserve(c, first);
    cj_place result = cj_free_register(c, true);
    cj_operands o = {0};
    cj_move(c, result, first);
    cj_op(c, stencil + variant(result, second), &o);
    push_raw(c, base, CJ_FLOAT, result);
}

static void scale(cj_compiler *c, double factor, int base) {
    cj_place place = cj_free_register(c, true);
    cj_operands o = {.k = {factor}};
    cj_op(c, ST_DOUBLE_LOAD_X(place - CJ_FIRST_DOUBLE), &o);
    combine(c, ST_DOUBLE_MULTIPLY, place, base);
}

static void test(cj_compiler *c, unsigned stencil, int base) {
    bool is_double = stencil != ST_INT_TRUTH;
    cj_place place = is_double ? cj_raw_double(c, base + 2) : cj_raw(c, base + 2);
    cj_operands o = {.hole = {cj_slot(c, base)}};
    cj_op(c, stencil + place % 8u, &o);
    push_result(c, base, cj_in_slot(CJ_BOOL));
}

/* A function of C, of one operand or two, all doubles or all ints. */
static void call(cj_compiler *c, const Function *function, int position) {
    bool ints = function->of_ints != NULL;
    bool two = c->now.arg == 2;
    cj_place (*operand)(cj_compiler *, int) = ints ? cj_raw : cj_raw_double;
    const void *called = ints  ? (const void *)function->of_ints
                         : two ? (const void *)function->of_two
                               : (const void *)function->of_one;
    cj_place first = operand(c, position), second = CJ_NOWHERE;
    cj_reserve(c, first);
    if (two) {
        second = operand(c, position + 1);
        cj_reserve(c, second);
    }
    cj_math_call(c,
                 ints  ? ST_MATH_OF_INTS
                 : two ? ST_MATH_OF_TWO
                       : ST_MATH_OF_ONE,
                 called, two ? 4 : 3, first, second);
}

/* pow of three ints: the third one waits in memory. */
static void raise_modulo(cj_compiler *c, int position) {
    cj_operands o = {.ptr = {(uint64_t)&cj_numbers[2]}};
    cj_place base = cj_raw(c, position);
    cj_reserve(c, base);
    cj_place exponent = cj_raw(c, position + 1);
    cj_reserve(c, exponent);
    cj_op(c, ST_PASS_INT_X(cj_raw(c, position + 2)), &o);
    cj_math_call(c, ST_MATH_OF_INTS, (const void *)cj_power_modulo, 5, base, exponent);
}

void cj_guard_level(cj_compiler *c) {
    cj_operands o = {0};
    for (unsigned n = c->context.inlined; n != 0; n = c->function->inlined[n - 1].caller) {
        o.hole[0]++;
    }
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_GUARD_LEVEL, &o);
}

/* divmod, and the next instruction, which takes its result apart. */
static void divide(cj_compiler *c, int base) {
    bool ints = cj_entry_type(c, base + 2) == CJ_INT && cj_entry_type(c, base + 3) == CJ_INT;
    cj_place (*operand)(cj_compiler *, int) = ints ? cj_raw : cj_raw_double;
    cj_place left = operand(c, base + 2), quotient, rest;
    cj_reserve(c, left);
    cj_place right = operand(c, base + 3);
    cj_reserve(c, right);
    if (ints) {
        cj_operands o = {0};
        quotient = cj_free_register(c, false);
        cj_reserve(c, quotient);
        rest = cj_free_register(c, false);
        cj_reserve(c, rest);
        cj_move(c, quotient, left);
        cj_move(c, rest, left);
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
        cj_op(c, ST_INT_FLOOR_DIVIDE_XY(quotient, right), &o);
        cj_op(c, ST_INT_REMAINDER_XY(rest, right), &o);
    } else {
        const void *divmod = (const void *)cj_float_divmod;
        quotient = cj_call_on_numbers(c, ST_MATH_DIVMOD, divmod, left, right);
        rest = quotient + 1;
    }
    cj_instruction unpack;
    cj_look(c, c->now.next, &unpack);
    cj_count(c, &unpack);
    c->next = unpack.next;
    uint8_t type = ints ? CJ_INT : CJ_FLOAT;
    push_raw(c, base, (cj_type)type, rest);
    cj_push(c, (cj_entry){.kind = CJ_RAW, .type = type, .raw = quotient});
}

bool cj_compile_math(cj_compiler *c, PyObject *callable, int base) {
    int position = base + 2, count = c->now.arg;
    const Function *function = find(callable);
    if (function == NULL || !serves(c, function, base)) {
        return false;
    }
    const cj_frame *live = c->live;
    bool owned = c->context.stack[base + 1].kind == CJ_IN_SLOT;
    cj_guard_object(c, base + 1, callable, cj_retry_label(c));
    cj_guard_level(c);
    for (int i = 0; i < count; i++) {
        cj_know_type(c, position + i, live);
    }
    c->reserved = 0;
    bool is_int = cj_entry_type(c, position) == CJ_INT;
    switch (function->kind) {
    case LEAST:
    case GREATEST:
        cj_compile_choice(c, function->kind == GREATEST, base);
        return true; /* nothing comes after the two ways */
    case ABSOLUTE:
        if (is_int) {
            cj_compile_int_absolute(c, base);
            return true;
        }
        in_line(c, function->stencil, 0, base, false);
        break;
    case OF_ONE:
    case OF_TWO:
    case OF_INT:
    case OF_TWO_INTS:
        call(c, function, position);
        break;
    case INLINE_DOUBLE:
        in_line(c, function->stencil, 0, base, false);
        break;
    case INLINE_INT:
        in_line(c, function->stencil, 0, base, true);
        break;
    case INLINE_BOOL:
        test(c, function->stencil, base);
        break;
    case COPY_SIGN:
        combine(c, function->stencil, cj_raw_double(c, position + 1), base);
        break;
    case SCALE:
        scale(c, function->factor, base);
        break;
    case ROUND:
        if (is_int) {
            same(c, position, base);
        } else if (count == 2) {
            round_to(c, base);
        } else {
            in_line(c, function->stencil, 0, base, true);
        }
        break;
    case TO_INT:
        if (is_int) {
            same(c, position, base);
        } else {
            in_line(c, function->stencil, 0, base, true);
        }
        break;
    case TO_FLOAT:
        if (is_int) {
            push_raw(c, base, CJ_FLOAT, cj_raw_double(c, position));
        } else {
            same(c, position, base);
        }
        break;
    case TO_BOOL:
        test(c, is_int ? ST_INT_TRUTH : ST_DOUBLE_TRUTH, base);
        break;
    case POWER:
        if (count == 3) {
            raise_modulo(c, position);
        } else {
            cj_raise_to_power(c, position, 4);
        }
        break;
    case DIVISION:
        divide(c, base);
        break;
    }
    if (owned) {
        cj_operands o = {.hole = {cj_slot(c, base + 1)}};
        cj_op(c, ST_DROP_SHARED, &o);
    }
    return true;
}
