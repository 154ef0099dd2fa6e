/* Global names, where the evidence tells their places. */
#include "compiler.h"

/* How often the version of the module's keys may turn out to have changed, before a name of the
 * module, and one that is not there, are looked for in another way. */
enum { GLOBAL_ATTEMPTS = 1, BUILTIN_ATTEMPTS = 2 };

/* Fills in a load that checks its evidence; 0 if there is none. */
static unsigned plan_load(const cj_compiler *c, PyObject *name, cj_operands *o, PyObject **value) {
    cj_global found = {0};
    PyObject *globals = c->frame->f_globals, *builtins = c->frame->f_builtins;
    unsigned variant = 0;
    if (cj_inlined_call(c) != NULL) {
        PyFunctionObject *function;
        variant = 1 + cj_inlined_function(c, o, &function);
        globals = function->func_globals;
        builtins = function->func_builtins;
    }
    cj_global_kind kind = cj_global_find(globals, builtins, name, &found);
    o->hole[1] = found.place;
    *value = found.value;
    o->holeu[0] = found.layout;
    o->ptr[0] = (uint64_t)name;
    if (kind == CJ_GLOBAL && c->attempts < GLOBAL_ATTEMPTS) {
        o->holeu[0] = found.version;
        return ST_LOAD_GLOBAL_X(variant);
    }
    if (kind == CJ_GLOBAL && c->attempts < CJ_ATTEMPT_LIMIT) {
        o->hole[1] -= (int32_t)offsetof(PyDictUnicodeEntry, me_value);
        return ST_LOAD_GLOBAL_PLACED_X(variant);
    }
    if (kind == CJ_BUILTIN && c->attempts < BUILTIN_ATTEMPTS) {
        /* The interpreter's dictionary is there, and an exact one, as long as any code runs. */
        bool own = builtins == cj.interpreter->builtins && c->attempts == 0;
        uint32_t version = ((PyDictObject *)builtins)->ma_keys->dk_version;
        o->holeu[1] = found.version;
        if (own && version != 0) {
            o->hole[1] += (int32_t)offsetof(PyDictUnicodeEntry, me_value);
            o->holeu[0] = version;
            o->ptr[0] = (uint64_t)builtins;
            return ST_LOAD_OWN_BUILTIN_X(variant);
        }
        return ST_LOAD_BUILTIN_X(variant);
    }
    return variant == 0 ? ST_FIND_GLOBAL : 0;
}

/* Is this load of a builtin that is called at once, in code of its own? Then that code needs no
 * reference: it is enough that the name still means it. The stencil for that, or 0. */
static unsigned plan_guard(cj_compiler *c, unsigned stencil, PyObject *value, cj_operands *o) {
    unsigned guard = stencil >= ST_LOAD_OWN_BUILTIN && stencil <= ST_LOAD_OWN_BUILTIN_X(2)
                         ? ST_GUARD_OWN_BUILTIN + (stencil - ST_LOAD_OWN_BUILTIN)
                     : stencil >= ST_LOAD_GLOBAL && stencil <= ST_LOAD_GLOBAL_X(2)
                         ? ST_GUARD_GLOBAL + (stencil - ST_LOAD_GLOBAL)
                         : 0;
    bool known = guard != 0 && c->now.aux && value != NULL && c->context.depth + 2 < CJ_MAX_STACK &&
                 (value == (PyObject *)&PyRange_Type || cj_builtin_leaves_no_trace(value));
    o->ptr[1] = (uint64_t)value;
    return known && cj_function_object(c->function, value) >= 0 ? guard : 0;
}

void cj_compile_load_global(cj_compiler *c) {
    PyObject *name = cj_name_at(c, c->now.arg);
    bool push_null = c->now.aux;
    cj_operands o = {0};
    PyObject *value = NULL;
    unsigned stencil = c->generic ? 0 : plan_load(c, name, &o, &value);
    bool borrow = stencil == ST_LOAD_GLOBAL && !push_null && c->context.depth < CJ_MAX_STACK &&
                  cj_may_borrow(c);
    unsigned guard = plan_guard(c, stencil, value, &o);
    if (guard != 0) {
        o.go[0] = cj_retry_label(c);
        cj_op(c, guard, &o);
        cj_push(c, (cj_entry){.kind = CJ_NULL, .raw = CJ_NOWHERE});
        cj_push_object(c, value, CJ_OTHER);
        return;
    }
    if (stencil == ST_FIND_GLOBAL) {
        cj_prepare(c, stencil, c->context.depth);
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    } else if (stencil != 0) {
        o.go[0] = cj_retry_label(c);
    }
    if (stencil != 0) {
        o.hole[0] = cj_slot(c, c->context.depth + push_null);
        cj_op(c, borrow ? ST_BORROW_GLOBAL : stencil, &o);
    }
    if (push_null) {
        cj_push(c, (cj_entry){.kind = CJ_NULL, .raw = CJ_NOWHERE});
    }
    if (stencil != 0) {
        cj_push(c, borrow ? cj_borrowed(CJ_UNKNOWN) : cj_in_slot(CJ_UNKNOWN));
        cj_expect_found(c, c->context.depth - 1, value);
    } else {
        cj_call_helper(c, cj_load_global, 0, name, 0, 1);
    }
}

bool cj_compile_store_global(cj_compiler *c) {
    int position = c->context.depth - 1;
    cj_global found;
    if (c->attempts >= CJ_ATTEMPT_LIMIT || position >= CJ_MAX_STACK ||
        cj_global_find(c->frame->f_globals, c->frame->f_builtins, cj_name_at(c, c->now.arg),
                       &found) != CJ_GLOBAL) {
        return false;
    }
    cj_materialise_entry(c, position);
    cj_operands o = {.hole = {cj_slot(c, position), found.place}, .holeu = {found.version}};
    o.go[0] = cj_retry_label(c);
    cj_op(c, ST_STORE_GLOBAL, &o);
    cj_pop(c, 1);
    cj_release(c, cj_slot(c, position), CJ_UNKNOWN, false, c->now.next);
    return true;
}
