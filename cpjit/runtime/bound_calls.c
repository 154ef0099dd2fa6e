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

void cj_call_bound(cj_compiler *c, PyFunctionObject *function, PyObject *names, int callable,
                   int base) {
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    cj_function *callee = cj_function_get(code);
    int given = c->context.depth - callable - 1;
    cj_binding plan;
    const cj_binding *kept = NULL;
    if (callee == NULL ||
        !cj_binding_plan(&plan, function, given - (names == NULL ? 0 : PyTuple_GET_SIZE(names)),
                         names) ||
        (kept = keep(c->function, &plan)) == NULL) {
        c->failed = true;
        return;
    }
    cj_operands o = {
        .hole = {cj_slot(c, callable), cj_slot(c, callable + 1)},
        .holeu = {(uint32_t)cj_frame_words(code) * (uint32_t)sizeof(PyObject *)},
        .cell = {(uint64_t)code},
        .ptr = {(uint64_t)callee, 0, 0, (uint64_t)kept},
    };
    cj_name_hook(&o, 1);
    o.go[0] = cj_retry_label(c);
    o.go[1] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_BIND_ARGUMENTS_X(4), &o);
    if (!c->failed && !cj_function_guard(callee, c->function, o.cell_slot[0])) {
        c->failed = true;
    }
    c->function->n_call_sites++;
    cj_op(c, ST_RUN_BOUND_X(4), &o);
    cj_pop(c, c->context.depth - base);
    cj_end_call(c, CJ_RESULT_OBJECT, c->now.next);
}
