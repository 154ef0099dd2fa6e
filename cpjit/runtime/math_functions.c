/* Builtins and functions of the module math on numbers that have no boxes. Only what is an ordinary
 * number with an ordinary result is done here: errors, infinities and NaNs are CPython's matter. */
#include "compiler.h"

#include <math.h>
#include <string.h>

typedef double OfOne(double);
typedef double OfTwo(double, double);

typedef enum { OF_ONE, OF_TWO, INLINE_DOUBLE, INLINE_INT, TO_INT, TO_FLOAT, ABSOLUTE } Kind;

typedef struct {
    const char *module, *name;
    Kind kind;
    unsigned stencil; /* INLINE_...: variant 0, 0 */
    OfOne *of_one;
    OfTwo *of_two;
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
    {"math", "log", OF_ONE, .of_one = log},
    {"math", "log2", OF_ONE, .of_one = log2},
    {"math", "log10", OF_ONE, .of_one = log10},
    {"math", "atan2", OF_TWO, .of_two = atan2},
    {"math", "pow", OF_TWO, .of_two = pow},
    {"math", "fmod", OF_TWO, .of_two = fmod},
    {"builtins", "abs", ABSOLUTE, .stencil = ST_DOUBLE_ABSOLUTE},
    {"builtins", "round", INLINE_INT, .stencil = ST_DOUBLE_ROUND},
};
static const Function to_int = {"builtins", "int", TO_INT, .stencil = ST_DOUBLE_TRUNCATE};
static const Function to_float = {"builtins", "float", TO_FLOAT, .stencil = 0};

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

/* Are these arguments what the function is done for here? Where CPython returns an int that it was
 * given, that one is to be the result, which is not known to be without a look at its sign. */
static bool serves(const cj_compiler *c, const Function *function, int position, int count) {
    if (count != (function->kind == OF_TWO ? 2 : 1) || position + count > CJ_MAX_STACK) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (number_at(c, position + i) == CJ_OTHER) {
            return false;
        }
    }
    return (function->kind != INLINE_INT && function->kind != ABSOLUTE) ||
           number_at(c, position) == CJ_FLOAT;
}

/* int(an int) and float(a float) are what they were given. */
static void same(cj_compiler *c, int position, int base) {
    cj_entry entry = c->context.stack[position];
    if (cj_has_slot(entry)) {
        cj_operands o = {.hole = {cj_slot(c, position), cj_slot(c, base)}};
        cj_op(c, ST_MOVE_SLOT, &o);
    }
    cj_pop(c, 3);
    cj_push(c, entry);
}

static void in_line(cj_compiler *c, const Function *function, int position, bool to_int) {
    cj_place from = cj_raw_double(c, position);
    cj_reserve(c, from);
    cj_place to = cj_free_register(c, !to_int);
    unsigned variant =
        (to_int ? to : to - (unsigned)CJ_FIRST_DOUBLE) * 8u + (from - (unsigned)CJ_FIRST_DOUBLE);
    cj_operands o = {0};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, function->stencil + variant, &o);
    cj_pop(c, 3);
    cj_push(c, (cj_entry){.kind = CJ_RAW, .type = to_int ? CJ_INT : CJ_FLOAT, .raw = to});
}

static void call(cj_compiler *c, const Function *function, int position) {
    bool two = function->kind == OF_TWO;
    cj_place first = cj_raw_double(c, position), second = CJ_NOWHERE;
    cj_reserve(c, first);
    if (two) {
        second = cj_raw_double(c, position + 1);
        cj_reserve(c, second);
    }
    cj_math_call(c, two ? ST_MATH_OF_TWO : ST_MATH_OF_ONE,
                 two ? (const void *)function->of_two : (const void *)function->of_one, two ? 4 : 3,
                 first, second);
}

void cj_guard_level(cj_compiler *c) {
    cj_operands o = {0};
    for (unsigned n = c->context.inlined; n != 0; n = c->function->inlined[n - 1].caller) {
        o.hole[0]++;
    }
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_GUARD_LEVEL, &o);
}

bool cj_compile_math(cj_compiler *c, PyObject *callable, int base) {
    int position = base + 2, count = c->now.arg;
    const Function *function = find(callable);
    if (function == NULL || !serves(c, function, position, count)) {
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
    case OF_ONE:
    case OF_TWO:
        call(c, function, position);
        break;
    case INLINE_DOUBLE:
    case ABSOLUTE:
        in_line(c, function, position, false);
        break;
    case INLINE_INT:
        in_line(c, function, position, true);
        break;
    case TO_INT:
        if (is_int) {
            same(c, position, base);
        } else {
            in_line(c, function, position, true);
        }
        break;
    case TO_FLOAT:
        if (is_int) {
            cj_place place = cj_raw_double(c, position);
            cj_pop(c, 3);
            cj_push(c, (cj_entry){.kind = CJ_RAW, .type = CJ_FLOAT, .raw = place});
        } else {
            same(c, position, base);
        }
        break;
    }
    if (owned) {
        cj_operands o = {.hole = {cj_slot(c, base + 1)}};
        cj_op(c, ST_DROP_SHARED, &o);
    }
    return true;
}
