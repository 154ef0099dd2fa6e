/* `with`: __enter__ and __exit__ that a class defines in Python are called directly. What CPython
 * holds while they run, bound methods, holds the same here. */
#include "compiler.h"

/* Calls the manager's __enter__; the method to be called at the end, and the result, take its
 * place. */
bool cj_compile_before_with(cj_compiler *c) {
    int position = c->context.depth - 1;
    cj_method enter, exit;
    PyTypeObject *class = cj_special_class(c, position);
    if (class == NULL || !cj_special_find(class, CJ_SPECIAL_ENTER, &enter) ||
        !cj_special_find(class, CJ_SPECIAL_EXIT, &exit) || !cj_can_call(enter.function, 1)) {
        return false;
    }
    cj_prepare(c, ST_CALL_KNOWN, position);
    cj_label *other = cj_retry_label(c);
    cj_guard_class(c, position, cj_slot(c, position), class, enter.version, other);
    if (!cj_call_enter(c, enter.function, exit.function, cj_slot(c, position), other)) {
        c->failed = true;
    }
    cj_operands o = {.ptr = {(uint64_t)exit.function}};
    cj_end_special(c, ST_END_ENTER_X(0), &o, position, 2);
    return true;
}

static bool is_none(const cj_compiler *c, int position) {
    return cj_entry_type(c, position) == CJ_NONE;
}

/* At the end of `with` CPython's compiler calls what stands where a method would that is not bound,
 * with None three times. */
bool cj_compile_exit(cj_compiler *c, PyObject *callable, int base) {
    if (c->attempts >= CJ_ATTEMPT_LIMIT || callable == NULL ||
        !Py_IS_TYPE(callable, &PyMethod_Type) || c->context.depth != base + 4 ||
        base + 5 > c->code->co_stacksize || c->context.depth > CJ_MAX_STACK ||
        !is_none(c, base + 1) || !is_none(c, base + 2) || !is_none(c, base + 3)) {
        return false;
    }
    PyObject *function = ((PyMethodObject *)callable)->im_func;
    if (!cj_can_bind(function, 4, NULL)) {
        return false;
    }
    PyFunctionObject *exit = (PyFunctionObject *)function;
    cj_prepare(c, ST_CALL_EXIT, base);
    cj_label *other = cj_retry_label(c);
    if (!cj_call_exit(c, exit, cj_slot(c, base), other)) {
        cj_call_bound_exit(c, exit, cj_slot(c, base), other);
    }
    cj_operands o = {0};
    cj_end_special(c, ST_END_KNOWN_X(0), &o, base, 1);
    cj_poll(c, c->now.next);
    return true;
}
