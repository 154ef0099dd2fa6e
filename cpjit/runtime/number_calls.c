/* Numbers across calls from code to code. Arguments that have no boxes go without: the callee has
 * an entrance, and versions of its blocks, for the types that the caller knows. A result that has
 * no box comes back without one, if the caller takes it so: what a call returns is seen when it
 * returns for the first time, as types are; and again where that was an object, and now is a
 * number. Numbers that have boxes are passed as these, since who compares objects could tell. */
#include "compiler.h"

#include <stdlib.h>
#include <string.h>

#define ENTRANCES 3 /* of one function, beside the one that takes anything */

union cj_number cj_numbers[CJ_PASSED];

/* ---- entrances ---- */

cj_entrance *cj_entrance_of(const cj_function *function, uint32_t stub) {
    cj_entrance *entrance = function->entrances;
    while (entrance->stub != stub) {
        entrance = entrance->next;
    }
    return entrance;
}

void cj_entrances_close(cj_function *function) {
    for (cj_entrance *entrance = function->entrances; entrance; entrance = entrance->next) {
        entrance->address = cj_label_target(&cj_stub_at(entrance->stub)->label);
    }
}

void cj_entrances_forget(cj_function *function) {
    for (cj_entrance *entrance = function->entrances, *next; entrance; entrance = next) {
        next = entrance->next;
        cj_stub_free(function, entrance->stub);
        free(entrance);
        cj.metadata -= sizeof *entrance;
    }
    function->entrances = NULL;
    cj_stubs_of_function_free(function);
}

/* What the callee knows where calls come in. */
static void know_arguments(cj_context *context, const uint8_t *types) {
    for (int i = 0; i < CJ_PASSED && i < context->n_locals; i++) {
        cj_type type = types[i] & ~CJ_WITHOUT_BOX;
        if (type == CJ_UNKNOWN) {
            continue;
        }
        cj_local *local = &context->locals[i];
        local->type = (uint8_t)type;
        local->leaf = true;
        if (types[i] & CJ_WITHOUT_BOX) {
            local->raw = (cj_place)(type == CJ_FLOAT ? CJ_FIRST_DOUBLE + i : i);
            local->dirty = true;
        }
    }
}

static cj_entrance *add_entrance(cj_function *callee, const uint8_t *types) {
    cj_context context;
    cj_context_of_call(&context, callee->code);
    know_arguments(&context, types);
    cj_entrance *entrance = calloc(1, sizeof *entrance);
    uint32_t number =
        entrance == NULL ? UINT32_MAX : cj_stub_new(CJ_STUB_ENTRANCE, callee, &context);
    if (number == UINT32_MAX) {
        free(entrance);
        return NULL;
    }
    *entrance = (cj_entrance){.address = cj_label_target(&cj_stub_at(number)->label),
                              .stub = number,
                              .next = callee->entrances};
    memcpy(entrance->types, types, sizeof entrance->types);
    callee->entrances = entrance;
    cj.metadata += sizeof *entrance;
    return entrance;
}

static cj_entrance *find_entrance(cj_function *callee, const uint8_t *types) {
    int count = 0;
    for (cj_entrance *entrance = callee->entrances; entrance; entrance = entrance->next) {
        if (memcmp(entrance->types, types, sizeof entrance->types) == 0) {
            return entrance;
        }
        count++;
    }
    return count < ENTRANCES ? add_entrance(callee, types) : NULL;
}

cj_entrance *cj_choose_entrance(cj_compiler *c, cj_function *callee, int first, int given,
                                const int *order) {
    uint8_t types[CJ_PASSED] = {0};
    uint64_t passed = 0;
    for (int i = 0; i < given && i < CJ_PASSED; i++) {
        int position = first + order[i];
        cj_type type = cj_entry_type(c, position);
        if (position >= CJ_MAX_STACK || (type != CJ_INT && type != CJ_FLOAT)) {
            continue;
        }
        bool without_box = cj_is_raw_only(c, position);
        types[i] = (uint8_t)(type | (without_box ? CJ_WITHOUT_BOX : 0));
        passed |= (uint64_t)without_box << position;
    }
    if (passed == 0 || cj_inlined_call(c) != NULL || cj_suspends(callee->code) ||
        !cj_function_is_allowed(callee)) {
        return NULL;
    }
    cj_entrance *entrance = find_entrance(callee, types);
    c->passed = entrance == NULL ? 0 : passed;
    return entrance;
}

void cj_emit_pass_numbers(cj_compiler *c, int first, int given, const int *order) {
    for (int i = 0; i < given && i < CJ_PASSED; i++) {
        int position = first + order[i];
        if (!cj_is_passed(c, position)) {
            continue;
        }
        bool is_double = cj_entry_type(c, position) == CJ_FLOAT;
        cj_place place = cj_peek(c, position);
        cj_operands o = {.hole = {cj_slot(c, position)}, .ptr = {(uint64_t)&cj_numbers[i]}};
        cj_op(c, ST_LOAD_NULL, &o);
        cj_op(c, is_double ? ST_PASS_DOUBLE_X(place - CJ_FIRST_DOUBLE) : ST_PASS_INT_X(place), &o);
    }
}

void cj_emit_take_numbers(cj_compiler *c) {
    for (int i = 0; i < CJ_PASSED && i < c->context.n_locals; i++) {
        cj_place place = c->context.locals[i].raw;
        cj_operands o = {.ptr = {(uint64_t)&cj_numbers[i]}};
        if (place != CJ_NOWHERE) {
            cj_op(c,
                  c->context.locals[i].type == CJ_FLOAT ? ST_TAKE_DOUBLE_X(place - CJ_FIRST_DOUBLE)
                                                        : ST_TAKE_INT_X(place),
                  &o);
        }
    }
}

void cj_take_numbers(const cj_context *context, cj_machine *machine) {
    for (int i = 0; i < CJ_PASSED && i < context->n_locals; i++) {
        machine->r[i] = cj_numbers[i].bits;
        machine->d[i] = cj_numbers[i].value;
    }
}

/* ---- returning ---- */

/* Does a local have the box of this raw value? Then that is the object. */
static bool has_box(const cj_compiler *c, cj_place place) {
    for (int i = 0; i < c->context.n_locals; i++) {
        if (c->context.locals[i].raw == place && !c->context.locals[i].dirty) {
            return true;
        }
    }
    return false;
}

/* Where the number on top is, if it has no box; else CJ_NOWHERE. */
static cj_place place_without_box(const cj_compiler *c) {
    cj_entry entry = cj_top(c, 1);
    cj_place place = entry.kind == CJ_RAW ? entry.raw : CJ_NOWHERE;
    if (entry.kind == CJ_ALIAS && cj_is_tracked(c, entry.index)) {
        place = c->context.locals[entry.index].raw;
    }
    return place == CJ_NOWHERE || has_box(c, place) ? CJ_NOWHERE : place;
}

bool cj_return_number(cj_compiler *c) {
    if (place_without_box(c) == CJ_NOWHERE || cj_suspends(c->code)) {
        c->function->returns |= 1 << CJ_RESULT_OBJECT;
        return false;
    }
    int position = c->context.depth - 1;
    bool is_double = cj_entry_type(c, position) == CJ_FLOAT;
    c->function->returns |= 1 << (is_double ? CJ_RESULT_DOUBLE : CJ_RESULT_INT);
    if (c->generic) {
        return false; /* it is wanted with a box this time */
    }
    cj_place place = cj_peek(c, position);
    cj_operands o = {.holeu = {(uint32_t)c->code->co_nlocalsplus}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, is_double ? ST_RETURN_DOUBLE_X(place - CJ_FIRST_DOUBLE) : ST_RETURN_INT_X(place), &o);
    c->ended = true;
    return true;
}

/* ---- results ---- */

/* Where the code goes on when the result is not the number that it mostly is. */
static cj_label *other_result(cj_compiler *c, int next) {
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_label *label = cj_stub_label(c, CJ_STUB_EDGE, next);
    if (!c->failed) {
        cj_last_stub()->argument = CJ_EDGE_ESCAPED;
    }
    cj_pop(c, 1);
    return label;
}

void cj_end_call(cj_compiler *c, uint32_t kind, int next) {
    cj_operands o = {.hole = {cj_slot(c, c->context.depth)}};
    cj_entry result = cj_in_slot(CJ_UNKNOWN);
    unsigned stencil = ST_END_CALL;
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    if (kind == CJ_RESULT_INT) {
        stencil = ST_END_CALL_INT;
        result = (cj_entry){.kind = CJ_RAW, .type = CJ_INT, .raw = 0};
    } else if (kind == CJ_RESULT_DOUBLE) {
        stencil = ST_END_CALL_DOUBLE;
        result = (cj_entry){.kind = CJ_RAW, .type = CJ_FLOAT, .raw = CJ_FIRST_DOUBLE};
    }
    o.go[1] = kind == CJ_RESULT_OBJECT ? cj_own_stub_label(c, CJ_STUB_RESULT, next)
                                       : other_result(c, next);
    cj_op(c, stencil, &o);
    cj_push(c, result);
    cj_conclude(c, ST_CALL_PYTHON, next);
}

uint32_t cj_kind_returned(const cj_function *callee) {
    return callee->returns == 1 << CJ_RESULT_INT      ? CJ_RESULT_INT
           : callee->returns == 1 << CJ_RESULT_DOUBLE ? CJ_RESULT_DOUBLE
                                                      : CJ_RESULT_OBJECT;
}

void cj_end_for_number(cj_compiler *c, uint32_t kind, int first, cj_other_result *other,
                       uint64_t about) {
    int next = c->now.next, count = c->context.depth - first;
    bool is_double = kind == CJ_RESULT_DOUBLE;
    cj_pop(c, count);
    cj_operands o = {.hole = {cj_slot(c, first)}, .ptr = {(uint64_t)other, about}};
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    o.go[1] = other_result(c, next);
    cj_op(c, ST_END_NUMBER_XY((unsigned)count - 1, is_double), &o);
    cj_push(c, (cj_entry){.kind = CJ_RAW,
                          .type = is_double ? CJ_FLOAT : CJ_INT,
                          .raw = is_double ? CJ_FIRST_DOUBLE : 0});
    cj_conclude(c, ST_END_NUMBER, next);
}

void cj_await_result(cj_compiler *c, const cj_function *callee) {
    uint32_t kind = cj_kind_returned(callee);
    if (kind != CJ_RESULT_OBJECT || callee->returns == 1 << CJ_RESULT_OBJECT) {
        cj_end_call(c, kind, c->now.next);
        return;
    }
    cj_end_block(c, cj_stub_label(c, CJ_STUB_RESULT, c->now.next));
}

uint32_t cj_result_kind(const cj_machine *machine) {
    uint64_t result = (uint64_t)machine->r[0];
    return result == CJ_RESULT_INT || result == CJ_RESULT_DOUBLE ? (uint32_t)result
                                                                 : CJ_RESULT_OBJECT;
}

PyObject *cj_take_result(PyThreadState *ts, const cj_machine *machine) {
    PyObject *result = (PyObject *)machine->r[0];
    double value;
    memcpy(&value, &machine->r[2], sizeof value);
    switch (cj_result_kind(machine)) {
    case CJ_RESULT_INT:
        result = PyLong_FromLongLong(machine->r[2]);
        break;
    case CJ_RESULT_DOUBLE:
        result = PyFloat_FromDouble(value);
        break;
    default:
        break;
    }
    ((void (*)(PyThreadState *, cj_frame *))(uintptr_t)cj.clear_frame)(ts,
                                                                       (cj_frame *)machine->r[1]);
    return result;
}
