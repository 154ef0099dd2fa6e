/* Calls of functions of C that run no foreign code for operands of the types that are known: of
 * methods of str, list, dict and set above all. Nothing has to be shown to anybody, so numbers stay
 * raw and operands are lent; what the result is, is known. The evidence is the identity of what is
 * called; the engine keeps a reference to each, so that no other object is taken for it. */
#include "../frontend/cp311/lookups.h"
#include "../frontend/cp311/quiet.h"
#include "../frontend/cp311/summaries.h"
#include "compiler.h"

#include "opcode.h"

#include <string.h>

/* Operands, self included: a letter for each.
 *   s str, i int, f float, l list, t tuple, q list or tuple, d dict, e set, c any of these
 * containers or a frozenset, but for dict k a key that asks no object (lookups.h), p str, int,
 * float, bool or None o anything */
typedef struct {
    PyTypeObject *type; /* whose method it is; NULL: a builtin */
    const char *name, *operands;
    cj_type result;
    int8_t makes;       /* objects that the garbage collector looks at, at most */
    bool pure;          /* called twice, it says the same */
    cj_quiet *function; /* NULL: CPython's own */
    PyObject *object;
} Row;

#define RAISES CJ_QUIET_RAISES
#define STR &PyUnicode_Type
#define LIST &PyList_Type
#define DICT &PyDict_Type
#define SET &PySet_Type

static Row rows[] = {
    {STR, "join", "sq", CJ_STR, 0, true, cj_str_join, NULL},
    {STR, "startswith", "ss", CJ_BOOL, 0, true, cj_str_starts, NULL},
    {STR, "endswith", "ss", CJ_BOOL, 0, true, cj_str_ends, NULL},
    {STR, "encode", "s", CJ_BYTES, 0, true, cj_str_encode, NULL},
    {STR, "lower", "s", CJ_STR, 0, true, NULL, NULL},
    {STR, "upper", "s", CJ_STR, 0, true, NULL, NULL},
    {STR, "title", "s", CJ_STR, 0, true, NULL, NULL},
    {STR, "capitalize", "s", CJ_STR, 0, true, NULL, NULL},
    {STR, "isdigit", "s", CJ_BOOL, 0, true, NULL, NULL},
    {STR, "isdecimal", "s", CJ_BOOL, 0, true, NULL, NULL},
    {STR, "isalpha", "s", CJ_BOOL, 0, true, NULL, NULL},
    {STR, "isalnum", "s", CJ_BOOL, 0, true, NULL, NULL},
    {STR, "isspace", "s", CJ_BOOL, 0, true, NULL, NULL},
    {STR, "isupper", "s", CJ_BOOL, 0, true, NULL, NULL},
    {STR, "islower", "s", CJ_BOOL, 0, true, NULL, NULL},
    {STR, "isidentifier", "s", CJ_BOOL, 0, true, NULL, NULL},
    {STR, "isascii", "s", CJ_BOOL, 0, true, NULL, NULL},
    {STR, "strip", "s", CJ_STR, 0, true, NULL, NULL},
    {STR, "strip", "ss", CJ_STR, 0, true, NULL, NULL},
    {STR, "lstrip", "s", CJ_STR, 0, true, NULL, NULL},
    {STR, "lstrip", "ss", CJ_STR, 0, true, NULL, NULL},
    {STR, "rstrip", "s", CJ_STR, 0, true, NULL, NULL},
    {STR, "rstrip", "ss", CJ_STR, 0, true, NULL, NULL},
    {STR, "replace", "sss", CJ_STR, 0, true, NULL, NULL},
    {STR, "removeprefix", "ss", CJ_STR, 0, true, NULL, NULL},
    {STR, "removesuffix", "ss", CJ_STR, 0, true, NULL, NULL},
    {STR, "zfill", "si", CJ_STR, RAISES, true, NULL, NULL},
    {STR, "ljust", "si", CJ_STR, RAISES, true, NULL, NULL},
    {STR, "rjust", "si", CJ_STR, RAISES, true, NULL, NULL},
    {STR, "center", "si", CJ_STR, RAISES, true, NULL, NULL},
    {STR, "find", "ss", CJ_INT, 0, true, cj_str_find, NULL},
    {STR, "find", "ssi", CJ_INT, 0, true, cj_str_find, NULL},
    {STR, "rfind", "ss", CJ_INT, 0, true, cj_str_find_last, NULL},
    {STR, "index", "ss", CJ_INT, 0, true, cj_str_index, NULL},
    {STR, "index", "ssi", CJ_INT, 0, true, cj_str_index, NULL},
    {STR, "count", "ss", CJ_INT, 0, true, cj_str_count, NULL},
    {STR, "split", "s", CJ_LIST, 1, true, NULL, NULL},
    {STR, "split", "ss", CJ_LIST, 1, true, cj_str_split, NULL},
    {STR, "splitlines", "s", CJ_LIST, 1, true, NULL, NULL},
    {STR, "partition", "ss", CJ_TUPLE, 1, true, cj_str_partition, NULL},
    {LIST, "pop", "l", CJ_UNKNOWN, 0, false, cj_list_pop, NULL},
    {LIST, "pop", "li", CJ_UNKNOWN, 0, false, cj_list_pop_at, NULL},
    {LIST, "insert", "lio", CJ_NONE, RAISES, false, NULL, NULL},
    {LIST, "extend", "lq", CJ_NONE, 0, false, cj_list_extend, NULL},
    {LIST, "reverse", "l", CJ_NONE, 0, false, NULL, NULL},
    {LIST, "copy", "l", CJ_LIST, 1, false, NULL, NULL},
    {LIST, "index", "lk", CJ_INT, 0, false, cj_list_index, NULL},
    {LIST, "count", "lk", CJ_INT, 0, false, cj_list_count, NULL},
    {LIST, "remove", "lk", CJ_NONE, 0, false, cj_list_remove, NULL},
    {DICT, "keys", "d", CJ_OTHER, 1, false, NULL, NULL},
    {DICT, "values", "d", CJ_OTHER, 1, false, NULL, NULL},
    {DICT, "items", "d", CJ_OTHER, 1, false, NULL, NULL},
    {DICT, "copy", "d", CJ_DICT, 1, false, NULL, NULL},
    {DICT, "get", "dk", CJ_UNKNOWN, 0, false, cj_dict_get, NULL},
    {DICT, "get", "dko", CJ_UNKNOWN, 0, false, cj_dict_get, NULL},
    {DICT, "setdefault", "dk", CJ_UNKNOWN, 0, false, cj_dict_setdefault, NULL},
    {DICT, "setdefault", "dko", CJ_UNKNOWN, 0, false, cj_dict_setdefault, NULL},
    {DICT, "pop", "dk", CJ_UNKNOWN, 0, false, cj_dict_pop, NULL},
    {DICT, "pop", "dko", CJ_UNKNOWN, 0, false, cj_dict_pop, NULL},
    {SET, "add", "ek", CJ_NONE, 0, false, cj_set_add, NULL},
    {SET, "discard", "ek", CJ_NONE, 0, false, cj_set_discard, NULL},
    {SET, "remove", "ek", CJ_NONE, 0, false, cj_set_remove, NULL},
    {SET, "pop", "e", CJ_UNKNOWN, 0, false, cj_set_pop, NULL},
    {NULL, "hash", "s", CJ_BIG, 0, true, NULL, NULL},
    {NULL, "hash", "i", CJ_BIG, 0, true, NULL, NULL},
    {NULL, "repr", "s", CJ_STR, 0, true, NULL, NULL},
    {NULL, "repr", "i", CJ_STR, RAISES, true, NULL, NULL},
    {NULL, "repr", "f", CJ_STR, 0, true, NULL, NULL},
    {NULL, "hex", "i", CJ_STR, 0, true, NULL, NULL},
    {NULL, "bin", "i", CJ_STR, 0, true, NULL, NULL},
    {NULL, "min", "c", CJ_UNKNOWN, 0, false, cj_least, NULL},
    {NULL, "max", "c", CJ_UNKNOWN, 0, false, cj_greatest, NULL},
    {NULL, "sum", "c", CJ_UNKNOWN, 0, false, cj_total, NULL},
    {NULL, "any", "c", CJ_BOOL, 0, false, cj_any, NULL},
    {NULL, "all", "c", CJ_BOOL, 0, false, cj_all, NULL},
    {NULL, "str", "p", CJ_STR, RAISES, true, cj_str_of, NULL},
};
#define N_ROWS ((int)(sizeof rows / sizeof *rows))

/* Operators, by the argument of BINARY_OP. */
static const struct {
    int operator, in_place;
    const char *operands;
    cj_type result;
    int makes;
    cj_quiet *function;
} operators[] = {
    {NB_ADD, NB_INPLACE_ADD, "ss", CJ_STR, 0, cj_str_concatenate},
    {NB_ADD, NB_ADD, "ll", CJ_LIST, 1, cj_list_join},
    {NB_INPLACE_ADD, NB_INPLACE_ADD, "lq", CJ_LIST, 0, cj_list_extended},
    {NB_ADD, NB_INPLACE_ADD, "tt", CJ_TUPLE, 1, cj_tuple_join},
    {NB_MULTIPLY, NB_MULTIPLY, "li", CJ_LIST, 1, cj_list_repeat},
    {NB_MULTIPLY, NB_INPLACE_MULTIPLY, "ti", CJ_TUPLE, 1, cj_tuple_repeat},
    {NB_MULTIPLY, NB_INPLACE_MULTIPLY, "si", CJ_STR, 0, cj_str_repeat},
    {NB_REMAINDER, NB_INPLACE_REMAINDER, "st", CJ_STR, RAISES, cj_str_remainder},
    {NB_REMAINDER, NB_INPLACE_REMAINDER, "sp", CJ_STR, RAISES, cj_str_remainder},
};
#define N_OPERATORS ((int)(sizeof operators / sizeof *operators))

bool cj_quiet_init(void) {
    PyObject *module = PyImport_ImportModule("builtins");
    bool found = module != NULL;
    for (int i = 0; i < N_ROWS && found; i++) {
        PyObject *owner = rows[i].type == NULL ? module : (PyObject *)rows[i].type;
        rows[i].object = PyObject_GetAttrString(owner, rows[i].name);
        found = rows[i].object != NULL;
    }
    Py_XDECREF(module);
    return found;
}

bool cj_is_pure(PyObject *callable) {
    for (int i = 0; i < N_ROWS; i++) {
        if (rows[i].object == callable) {
            return rows[i].pure;
        }
    }
    return false;
}

/* ---- operands ---- */

/* The type of the entry's value: as the context knows it, or that at hand. */
static cj_type type_at(const cj_compiler *c, int position) {
    cj_type type = cj_entry_type(c, position);
    PyObject *value = type == CJ_UNKNOWN && c->live != NULL ? cj_live_value(c, position) : NULL;
    return value == NULL ? type : cj_type_of(value);
}

static bool fits(cj_type type, char operand) {
    switch (operand) {
    case 's':
        return type == CJ_STR;
    case 'i':
        return type == CJ_INT || type == CJ_BIG;
    case 'f':
        return type == CJ_FLOAT;
    case 'l':
        return type == CJ_LIST;
    case 't':
        return type == CJ_TUPLE;
    case 'q':
        return type == CJ_LIST || type == CJ_TUPLE;
    case 'd':
        return type == CJ_DICT;
    case 'e':
        return type == CJ_SET;
    case 'c':
        return type == CJ_LIST || type == CJ_TUPLE || type == CJ_SET || type == CJ_FROZENSET;
    case 'p':
        return type == CJ_STR || type == CJ_INT || type == CJ_BIG || type == CJ_FLOAT ||
               type == CJ_BOOL || type == CJ_NONE;
    default:
        return true; /* a key is looked at later */
    }
}

/* Do the topmost entries fit, and can those be dropped that the call takes? */
static bool all_fit(const cj_compiler *c, const char *operands) {
    int count = (int)strlen(operands), first = c->context.depth - count, owned = 0;
    for (int i = 0; i < count; i++) {
        cj_entry_kind kind = cj_context_entry(&c->context, first + i).kind;
        cj_type type = type_at(c, first + i);
        owned += kind == CJ_IN_SLOT && !cj_type_is_leaf(type);
        if (!fits(type, operands[i])) {
            return false;
        }
    }
    return owned <= 1;
}

/* What is seen is guarded. False: it does not fit after all. */
static bool guard_operands(cj_compiler *c, const char *operands) {
    int first = c->context.depth - (int)strlen(operands);
    const cj_frame *live = c->live;
    for (int i = 0; operands[i] != 0; i++) {
        if (operands[i] == 'k' ? !cj_know_key(c, first + i, live)
                               : operands[i] != 'o' && !cj_know_type(c, first + i, live)) {
            return false;
        }
        if (!fits(cj_entry_type(c, first + i), operands[i])) {
            return false;
        }
    }
    return true;
}

/* The entry's value comes into a slot, where something else keeps it or it is owned: which one. In
 * its own slot, if the call wants it there. */
static int32_t lend(cj_compiler *c, int position, bool in_place) {
    cj_entry entry = cj_context_entry(&c->context, position);
    cj_operands o = {.hole = {cj_slot(c, position)}};
    if (entry.kind == CJ_CONSTANT) {
        o.ptr[0] = (uint64_t)cj_object(c, entry);
        cj_op(c, ST_LEND_OBJECT_XY(0, 0), &o);
    } else if (entry.kind == CJ_ALIAS) {
        cj_write_back(c, entry.index);
        if (!in_place) {
            return cj_local_slot(c, entry.index);
        }
        o.hole[1] = o.hole[0];
        o.hole[0] = cj_local_slot(c, entry.index);
        cj_op(c, ST_MOVE_SLOT, &o);
    } else if (entry.kind != CJ_BORROWED) {
        cj_materialise_entry(c, position);
    }
    return cj_slot(c, position);
}

/* ---- calls ---- */

/* The operands, from `first` on, are gone, and the context knows it. What is not a leaf goes last,
 * when everything is in its place; one, at most. */
typedef struct {
    int32_t slot;
    cj_type type;
} Owned;

static void release_operands(cj_compiler *c, const Owned *owned, int count) {
    int last = -1;
    for (int i = 0; i < count; i++) {
        if (cj_type_is_leaf(owned[i].type)) {
            cj_release(c, owned[i].slot, owned[i].type, false, c->now.next);
        } else {
            last = i;
        }
    }
    if (last >= 0) {
        cj_release(c, owned[last].slot, owned[last].type, false, c->now.next);
    }
}

/* r0 takes the place of the call's entries, from `base` on; its operands, from `first` on, go. */
static void store_result(cj_compiler *c, const cj_quiet_call *way, int first, int base) {
    int depth = c->context.depth, count = 0;
    cj_operands o = {0};
    Owned owned[CJ_MAX_STACK];
    for (int i = depth - 1; i >= first; i--) {
        if (cj_context_entry(&c->context, i).kind != CJ_IN_SLOT) {
            continue;
        }
        cj_type type = cj_entry_type(c, i);
        o.hole[0] = cj_slot(c, i);
        if (way->keeps) {
            cj_op(c, ST_DROP_SHARED, &o);
        } else if (cj_type_is_leaf(type) && i <= base + 1 && first == base) {
            cj_op(c, ST_RELEASE_LEAF_X(0), &o);                /* of an operator: it makes room */
        } else if (i == base && way->result != CJ_NO_RESULT) { /* to where another operand was */
            o.hole[1] = cj_slot(c, base + 1);
            cj_op(c, ST_MOVE_SLOT, &o);
            owned[count++] = (Owned){o.hole[1], type};
        } else {
            owned[count++] = (Owned){o.hole[0], type};
        }
    }
    cj_pop(c, depth - base);
    if (way->result != CJ_NO_RESULT) {
        o.hole[0] = cj_slot(c, base);
        cj_op(c, ST_STORE_RESULT_XY(0, 0), &o);
        cj_push(c, cj_in_slot(way->result));
    }
    release_operands(c, owned, count);
}

/* The way to another form of the op, for what was not quiet this time. */
static cj_label *otherwise(cj_compiler *c) {
    cj_label *label = cj_retry_label(c);
    if (!c->failed) {
        cj_last_stub()->attempts = CJ_QUIET_ATTEMPTS;
    }
    return label;
}

void cj_call_quietly(cj_compiler *c, const cj_quiet_call *way, int count, int base) {
    int first = c->context.depth - count;
    int arguments = first + (way->self == NULL && way->container == 0);
    cj_operands o = {.ptr = {(uint64_t)way->function, (uint64_t)way->self}};
    if (way->level) {
        cj_guard_level(c);
    }
    if (way->makes > 0) {
        cj_operands guard = {.hole = {way->makes}};
        guard.go[0] = otherwise(c);
        cj_op(c, ST_GUARD_ALLOCATIONS_XY(0, 0), &guard);
        cj_write_back_all(c); /* containers die where the frame shows everything */
    }
    int32_t slots[3] = {way->container == 0 ? 0 : cj_slot(c, c->context.depth - way->container)};
    for (int i = c->context.depth - 1; i >= first; i--) {
        int32_t slot = lend(c, i, way->form == CJ_QUIET_MANY && i >= arguments);
        if (i - arguments < 2) {
            slots[i - arguments + 1] = slot;
        }
    }
    memcpy(o.hole, slots, sizeof slots);
    o.holeu[0] = (uint32_t)(c->context.depth - arguments);
    cj_prepare(c, ST_CALL_QUIET, c->context.depth);
    o.go[0] = otherwise(c);
    o.go[1] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, ST_CALL_QUIET_XY(way->form, way->self != NULL), &o);
    if (way->shortens) {
        cj_context_forget_sizes(&c->context);
    }
    store_result(c, way, first, base);
}

bool cj_fit_quietly(cj_compiler *c, const char *operands) {
    if (c->attempts >= CJ_QUIET_ATTEMPTS || c->generic || c->context.depth >= CJ_MAX_STACK) {
        return false;
    }
    return c->live != NULL ? all_fit(c, operands) && guard_operands(c, operands)
                           : guard_operands(c, operands) && all_fit(c, operands);
}

/* How the object of a row is called. False: not in a way that is known here. */
static bool plan(const Row *row, cj_quiet_call *way) {
    PyObject *object = row->object;
    bool is_method = Py_IS_TYPE(object, &PyMethodDescr_Type);
    size_t arguments = strlen(row->operands) - is_method;
    PyMethodDef *method = is_method ? ((PyMethodDescrObject *)object)->d_method
                          : PyCFunction_CheckExact(object) ? ((PyCFunctionObject *)object)->m_ml
                                                           : NULL;
    int flags = method == NULL ? METH_FASTCALL : method->ml_flags & ~METH_KEYWORDS;
    *way = (cj_quiet_call){.shortens = row->type == LIST && !row->pure,
                           .level = !(flags & METH_FASTCALL),
                           .makes = row->makes,
                           .result = row->result};
    if (row->function != NULL) {
        way->function = (const void *)row->function;
        way->form = strlen(row->operands) == 3 ? CJ_QUIET_TWO : (unsigned)strlen(row->operands) - 1;
        return true;
    }
    way->function = (const void *)method->ml_meth;
    way->self = is_method ? NULL : PyCFunction_GET_SELF(object);
    way->form = flags & METH_FASTCALL ? CJ_QUIET_MANY : (unsigned)arguments;
    return flags == METH_FASTCALL || flags == (arguments == 0 ? METH_NOARGS : METH_O);
}

/* The callable at `position` is this object, and its reference goes: it is a constant then. */
static void make_known(cj_compiler *c, int position, PyObject *object) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind != CJ_IN_SLOT) {
        return;
    }
    cj_guard_object(c, position, object, cj_retry_label(c));
    int index = cj_function_object(c->function, object);
    if (index >= 0) {
        cj_drop_shared(c, position);
        cj_entry known = {.kind = CJ_CONSTANT, .type = CJ_OTHER, .raw = CJ_NOWHERE};
        known.index = (uint16_t)index;
        cj_context_set(&c->context, position, known);
    }
}

bool cj_compile_quiet_call(cj_compiler *c, PyObject *callable, bool is_method, int base) {
    const Row *row = NULL;
    cj_quiet_call way;
    int count = c->context.depth - base - (is_method ? 1 : 2);
    if (c->attempts >= CJ_QUIET_ATTEMPTS) {
        return false; /* it was not quiet */
    }
    for (int i = 0; i < N_ROWS && row == NULL; i++) {
        if (rows[i].object == callable && (int)strlen(rows[i].operands) == count &&
            all_fit(c, rows[i].operands)) {
            row = &rows[i];
        }
    }
    if (row == NULL || !plan(row, &way) || !guard_operands(c, row->operands)) {
        return false;
    }
    int position = is_method ? base : base + 1;
    make_known(c, position, callable);
    if (cj_context_entry(&c->context, position).kind == CJ_IN_SLOT) {
        return false;
    }
    cj_call_quietly(c, &way, count, base);
    return true;
}

bool cj_compile_quiet_operator(cj_compiler *c) {
    int base = c->context.depth - 2;
    for (int i = 0; i < N_OPERATORS; i++) {
        if ((c->now.arg == operators[i].operator || c->now.arg == operators[i].in_place) &&
            cj_fit_quietly(c, operators[i].operands)) {
            cj_quiet_call way = {.function = (const void *)operators[i].function,
                                 .form = 1,
                                 .makes = operators[i].makes,
                                 .result = operators[i].result};
            cj_call_quietly(c, &way, 2, base);
            return true;
        }
    }
    return false;
}
