/* Calls of Python functions that take their arguments in other ways than by position: keyword-only
 * parameters, *args, **kwargs, defaults between. Which argument goes where is decided when the code
 * is made (cj_binding), for one code object. */
#include "../frontend/cp311/bind.h"
#include "compiler.h"

#include <stdlib.h>
#include <string.h>

void cj_bindings_forget(cj_function *function) {
    for (cj_binding *binding = function->bindings; binding != NULL;) {
        cj_binding *next = binding->next;
        cj.metadata -= sizeof *binding;
        free(binding);
        binding = next;
    }
    function->bindings = NULL;
}

/* One that is kept as long as the code of the function. */
static const cj_binding *keep(cj_function *function, const cj_binding *plan) {
    cj_binding *binding = malloc(sizeof *binding);
    if (binding != NULL) {
        *binding = *plan;
        binding->next = function->bindings;
        function->bindings = binding;
        cj.metadata += sizeof *binding;
    }
    return binding;
}

bool cj_can_bind(PyObject *function, int given, PyObject *names) {
    cj_binding plan;
    return Py_IS_TYPE(function, &PyFunction_Type) &&
           cj_binding_plan(&plan, (PyFunctionObject *)function,
                           given - (names == NULL ? 0 : PyTuple_GET_SIZE(names)), names) &&
           cj_function_get((PyCodeObject *)((PyFunctionObject *)function)->func_code) != NULL;
}

/* Makes the frame by the stencil, and runs it. `hook`: the first pointer that names it. */
static void bind_and_run(cj_compiler *c, unsigned stencil, cj_function *callee, cj_operands *o,
                         int hook) {
    o->holeu[0] = (uint32_t)cj_frame_words(callee->code) * (uint32_t)sizeof(PyObject *);
    o->cell[0] = (uint64_t)callee->code;
    o->ptr[0] = (uint64_t)callee;
    cj_name_hook(o, hook);
    cj_op(c, stencil, o);
    if (!c->failed && !cj_function_guard(callee, c->function, o->cell_slot[0])) {
        c->failed = true;
    }
    c->function->n_call_sites++;
    cj_op(c, ST_RUN_BOUND_X(4), o);
}

static void name_ways_out(cj_compiler *c, cj_operands *o) {
    o->go[0] = cj_retry_label(c);
    o->go[1] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
}

bool cj_call_bound_tuple(cj_compiler *c, PyObject *function, unsigned named, int base) {
    if (!Py_IS_TYPE(function, &PyFunction_Type) || !cj_takes_frames((PyFunctionObject *)function)) {
        return false;
    }
    cj_function *callee =
        cj_function_get((PyCodeObject *)((PyFunctionObject *)function)->func_code);
    if (callee == NULL) {
        return false;
    }
    cj_prepare(c, ST_BIND_TUPLE, base);
    cj_operands o = {.hole = {cj_slot(c, base + 1)}};
    name_ways_out(c, &o);
    bind_and_run(c, ST_BIND_TUPLE_X(named), callee, &o, 1);
    cj_pop(c, c->context.depth - base);
    o.hole[0] = cj_slot(c, base + 1);
    o.hole[1] = cj_slot(c, base);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, named ? ST_END_NAMED_X(1) : ST_END_TUPLE_X(0), &o);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_END_NAMED, c->now.next);
    cj_poll(c, c->now.next);
    return true;
}

/* The record of the function's code, and the plan of a call with `given` arguments. */
static const cj_binding *plan_call(cj_compiler *c, PyFunctionObject *function, int given,
                                   PyObject *names, cj_function **callee) {
    cj_binding plan;
    const cj_binding *kept = NULL;
    *callee = cj_function_get((PyCodeObject *)function->func_code);
    if (*callee == NULL ||
        !cj_binding_plan(&plan, function, given - (names == NULL ? 0 : PyTuple_GET_SIZE(names)),
                         names) ||
        (kept = keep(c->function, &plan)) == NULL) {
        c->failed = true;
    }
    return kept;
}

void cj_call_bound(cj_compiler *c, PyFunctionObject *function, PyObject *names, int callable,
                   int base) {
    cj_function *callee;
    const cj_binding *plan =
        plan_call(c, function, c->context.depth - callable - 1, names, &callee);
    if (plan == NULL) {
        return;
    }
    cj_operands o = {.hole = {cj_slot(c, callable), cj_slot(c, callable + 1)},
                     .ptr = {0, 0, 0, (uint64_t)plan}};
    name_ways_out(c, &o);
    bind_and_run(c, ST_BIND_ARGUMENTS_X(4), callee, &o, 1);
    cj_pop(c, c->context.depth - base);
    cj_end_call(c, CJ_RESULT_OBJECT, c->now.next);
}

void cj_call_bound_init(cj_compiler *c, unsigned stencil, PyFunctionObject *function,
                        uint32_t version, PyObject *names, int base, cj_label *other) {
    cj_function *callee;
    int given = c->context.depth - base - 2;
    const cj_binding *plan = plan_call(c, function, given + 1, names, &callee);
    if (plan == NULL) {
        return;
    }
    cj_operands o = {.hole = {cj_slot(c, base + 1), (int32_t)version, given},
                     .ptr = {0, (uint64_t)function},
                     .cell = {0, (uint64_t)plan}};
    o.go[0] = other;
    bind_and_run(c, stencil, callee, &o, 2);
}

void cj_call_bound_exit(cj_compiler *c, PyFunctionObject *exit, int32_t slot, cj_label *other) {
    cj_function *callee;
    const cj_binding *plan = plan_call(c, exit, 4, NULL, &callee);
    if (plan == NULL) {
        return;
    }
    cj_operands o = {.hole = {slot}, .ptr = {0, (uint64_t)exit}, .cell = {0, (uint64_t)plan}};
    o.go[0] = other;
    o.go[1] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    bind_and_run(c, ST_CALL_EXIT_X(1), callee, &o, 2);
}
