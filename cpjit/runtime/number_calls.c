/* Numbers across calls from code to code. A result that has no box comes back without one, if the
 * caller takes it so: what a call returns is seen when it returns for the first time, like types. */
#include "compiler.h"

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
        return false;
    }
    int position = c->context.depth - 1;
    bool is_double = cj_entry_type(c, position) == CJ_FLOAT;
    cj_place place = cj_peek(c, position);
    cj_operands o = {.holeu = {(uint32_t)c->code->co_nlocalsplus}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, is_double ? ST_RETURN_DOUBLE_X(place - CJ_FIRST_DOUBLE) : ST_RETURN_INT_X(place), &o);
    c->function->returns |= 1 << (is_double ? CJ_RESULT_DOUBLE : CJ_RESULT_INT);
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
    if (kind != CJ_RESULT_OBJECT) {
        o.go[1] = other_result(c, next);
    }
    cj_op(c, stencil, &o);
    cj_push(c, result);
    cj_conclude(c, ST_CALL_PYTHON, next);
}

void cj_await_result(cj_compiler *c, const cj_function *callee) {
    for (uint32_t kind = CJ_RESULT_OBJECT; kind <= CJ_RESULT_DOUBLE; kind++) {
        if (callee->returns == 1 << kind) {
            cj_end_call(c, kind, c->now.next);
            return;
        }
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
    ((void (*)(PyThreadState *, cj_frame *))(uintptr_t)cj.clear_frame)(ts, (cj_frame *)machine->r[1]);
    return result;
}
