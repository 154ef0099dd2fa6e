/* Calls at sites that have met more Python functions than there are guards for. */
#include "../frontend/cp311/bind.h"
#include "compiler.h"

bool cj_can_call_any(const cj_compiler *c, PyObject *object) {
    return c->attempts == CJ_ATTEMPT_LIMIT && Py_IS_TYPE(object, &PyFunction_Type) &&
           cj_is_plain((PyCodeObject *)((PyFunctionObject *)object)->func_code);
}

void cj_call_any(cj_compiler *c, int callable, int base) {
    cj_operands o = {
        .hole = {cj_slot(c, callable), cj_slot(c, callable + 1), c->context.depth - callable - 1},
        .holeu = {cj_record_offset()},
        .ptr = {(uint64_t)cj_vectorcall}};
    cj_name_hook(&o, 1);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_CALL_ANY, &o);
    cj_pop(c, c->context.depth - base);
    cj_end_call(c, CJ_RESULT_OBJECT, c->now.next);
}
