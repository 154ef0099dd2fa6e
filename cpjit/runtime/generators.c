/* Generators, coroutines and asynchronous generators: made by calls, entered where they were
 * suspended, and what they answer. */
#include "compiler.h"

/* Where the frame of a new generator of this code is, in code units; -1: what its function does
 * before it makes the generator is more than to copy a closure. */
static int first_unit(const PyCodeObject *code) {
    int unit = 0;
    cj_instruction now;
    cj_decode(code, unit, &now);
    if (now.op == CJ_HELPER && cj_helpers[now.aux].function == cj_helper_copy_free_vars) {
        unit = now.next;
        cj_decode(code, unit, &now);
    }
    return now.op == CJ_RETURN_GENERATOR ? now.unit : -1;
}

static cj_type type_of_generator(const PyCodeObject *code) {
    return code->co_flags & CO_COROUTINE   ? CJ_COROUTINE
           : code->co_flags & CO_GENERATOR ? CJ_GENERATOR
                                           : CJ_UNKNOWN;
}

bool cj_call_generator(cj_compiler *c, PyCodeObject *code, int given, int missing, int callable,
                       int base) {
    int unit = cj_suspends(code) ? first_unit(code) : -1;
    cj_function *callee = cj_function_get(code);
    if (unit < 0 || callee == NULL || c->attempts > 0 || cj.counting ||
        cj_inlined_call(c) != NULL) { /* which may begin again: a coroutine can't be dropped */
        return false;
    }
    cj_prepare(c, ST_CALL_GENERATOR, base);
    cj_operands o = {
        .hole = {cj_slot(c, callable), cj_slot(c, base), given, missing},
        .holeu = {(uint32_t)(code->co_nlocalsplus - code->co_argcount),
                  (uint32_t)unit * (uint32_t)sizeof(_Py_CODEUNIT)},
        .cell = {(uint64_t)code},
        .ptr = {(uint64_t)callee},
    };
    cj_name_hook(&o, 1);
    o.go[0] = cj_retry_label(c);
    cj_op(c, ST_CALL_GENERATOR_X(code->co_nfreevars > 0), &o);
    if (!c->failed && !cj_function_guard(callee, c->function, o.cell_slot[0])) {
        c->failed = true;
    }
    c->function->n_call_sites++;
    cj_pop(c, c->context.depth - base);
    cj_push(c, cj_in_slot(type_of_generator(code)));
    return true;
}

bool cj_compile_get_awaitable(cj_compiler *c) {
    int position = c->context.depth - 1;
    if (cj_entry_type(c, position) != CJ_COROUTINE) {
        return false;
    }
    cj_materialise_entry(c, position);
    cj_operands o = {.hole = {cj_slot(c, position)}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_GUARD_CREATED_X(0), &o);
    return true;
}

bool cj_compile_get_yield_from_iter(cj_compiler *c) {
    int position = c->context.depth - 1;
    if (!cj_know_types(c, 1)) {
        return false;
    }
    if (cj_entry_type(c, position) == CJ_GENERATOR) {
        cj_materialise_entry(c, position);
        return true;
    }
    return cj_compile_special_iter(c);
}

void cj_resume(cj_compiler *c, int variant, int first) {
    cj_operands o = {.hole = {cj_slot(c, first)}};
    o.holeu[0] = cj_record_offset();
    cj_name_hook(&o, 0);
    cj_prepare(c, ST_RESUME, first);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_RESUME_X(variant), &o);
    cj_pop(c, c->context.depth - first - 1);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_entry receiver = cj_top(c, 1);
    if (variant == 0) {
        o.go[1] = cj_end_label(c);
    } else {
        cj_set_type(c, first, CJ_UNKNOWN); /* the result */
        o.go[1] = cj_edge(c, &c->now, true, CJ_EDGE_ESCAPED);
        cj_context_set(&c->context, first, receiver);
    }
    cj_op(c, ST_END_RESUME_X(variant), &o);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_RESUME, c->now.next);
}

void cj_compile_send(cj_compiler *c) {
    int first = c->context.depth - 2;
    if (!c->generic) {
        if (!cj_know_type(c, first, c->live)) {
            return;
        }
        cj_type type = cj_entry_type(c, first);
        if (type == CJ_GENERATOR || type == CJ_COROUTINE || type == CJ_ASYNC_SEND) {
            cj_resume(c, type == CJ_ASYNC_SEND ? 2 : 1, first);
            return;
        }
    }
    cj_prepare(c, ST_HELPER_BRANCH, first);
    cj_operands o = {.hole = {cj_slot(c, first)}, .ptr = {(uint64_t)cj_send, 0}};
    cj_pop(c, 1);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_entry receiver = cj_top(c, 1);
    cj_set_type(c, first, CJ_UNKNOWN); /* the result */
    o.go[1] = cj_edge(c, &c->now, true, CJ_EDGE_ESCAPED);
    cj_context_set(&c->context, first, receiver);
    cj_op(c, ST_HELPER_BRANCH, &o);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_HELPER_BRANCH, c->now.next);
}
