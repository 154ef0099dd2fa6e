/* Calls. A plain Python function that the call site has seen is called from code to code; all
 * else by CPython's vectorcall. */
#include "../frontend/cp311/bind.h"
#include "compiler.h"
#include "plans.h"

static bool find_parameter(const PyCodeObject *code, PyObject *name, int *parameter) {
    for (int i = code->co_posonlyargcount; i < code->co_argcount; i++) {
        if (PyTuple_GET_ITEM(code->co_localsplusnames, i) == name) {
            *parameter = i;
            return true;
        }
    }
    return false;
}

bool cj_plan_call(cj_plan *plan, PyObject *callable, int given, PyObject *names) {
    if (!Py_IS_TYPE(callable, &PyFunction_Type)) {
        return false;
    }
    const PyFunctionObject *function = (PyFunctionObject *)callable;
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    int flags = code->co_flags;
    if (!cj_is_usual(function) ||
        (flags & (CO_OPTIMIZED | CO_NEWLOCALS)) != (CO_OPTIMIZED | CO_NEWLOCALS) ||
        (flags & (CO_VARARGS | CO_VARKEYWORDS)) || code->co_kwonlyargcount > 0 ||
        given > code->co_argcount || given > 32) {
        return false;
    }
    plan->code = code;
    plan->given = given;
    plan->missing = code->co_argcount - given;
    plan->reorder = false;
    if (plan->missing > 0) {
        PyObject *defaults = function->func_defaults;
        if (defaults == NULL || PyTuple_GET_SIZE(defaults) < plan->missing) {
            return false;
        }
    }
    int keywords = names == NULL ? 0 : (int)PyTuple_GET_SIZE(names);
    uint32_t filled = 0;
    for (int i = 0; i < given; i++) {
        int parameter = i;
        if (i >= given - keywords &&
            !find_parameter(code, PyTuple_GET_ITEM(names, i - (given - keywords)), &parameter)) {
            return false;
        }
        if (parameter >= given || filled & (uint32_t)1 << parameter) {
            return false; /* a gap that only defaults in the middle can fill, or an error */
        }
        filled |= (uint32_t)1 << parameter;
        plan->order[parameter] = i;
        plan->reorder |= parameter != i;
    }
    plan->callee = cj_function_get(code);
    return plan->callee != NULL; /* else there is no memory for its record */
}

/* Brings the arguments, from entry `position` on, into the order of the parameters: in their slots,
 * and numbers that have no boxes in the context. */
static void reorder(cj_compiler *c, cj_plan *plan, int position) {
    for (int i = 0; i < plan->given; i++) {
        int from = plan->order[i];
        if (from == i) {
            continue;
        }
        int one = position + i, other = position + from;
        cj_operands o = {.hole = {cj_slot(c, one), cj_slot(c, other)}};
        cj_op(c, ST_SWAP_SLOTS, &o);
        cj_entry entry = cj_context_entry(&c->context, one);
        cj_context_set(&c->context, one, cj_context_entry(&c->context, other));
        cj_context_set(&c->context, other, entry);
        for (int j = i + 1; j < plan->given; j++) {
            if (plan->order[j] == i) {
                plan->order[j] = from;
            }
        }
    }
}

/* The operands of stencils that call a function by a plan. */
static void name_callee(cj_operands *o, const cj_plan *plan) {
    o->holeu[0] = (uint32_t)cj_frame_words(plan->code) * (uint32_t)sizeof(PyObject *);
    o->holeu[1] = (uint32_t)(plan->code->co_nlocalsplus - plan->code->co_argcount);
    o->cell[0] = (uint64_t)plan->code;
    o->ptr[0] = (uint64_t)plan->callee;
}

void cj_guard_callee(cj_compiler *c, const cj_plan *plan, const cj_operands *o) {
    if (!c->failed && !cj_function_guard(plan->callee, c->function, o->cell_slot[0])) {
        c->failed = true;
    }
    c->function->n_call_sites++;
}

void cj_name_hook(cj_operands *operands, int first) {
    operands->ptr[first] = (uint64_t)&cj.interpreter->eval_frame;
    operands->ptr[first + 1] = (uint64_t)cj_hook;
}

static void call_python(cj_compiler *c, cj_plan *plan, const cj_entrance *entrance, int callable,
                        int base) {
    cj_context before = c->context;
    cj_label *other = cj_retry_label(c);
    cj_operands o = {0};
    if (plan->reorder) {
        /* Look before anything is moved. */
        o.hole[0] = cj_slot(c, callable);
        o.ptr[0] = (uint64_t)&PyFunction_Type;
        o.go[0] = other;
        cj_op(c, ST_GUARD_TYPE, &o);
        o.cell[0] = (uint64_t)plan->code;
        cj_op(c, ST_GUARD_CODE, &o);
        cj_guard_callee(c, plan, &o);
        reorder(c, plan, callable + 1);
    }
    /* No room: the arguments stand as for a positional call. */
    cj_label *generic = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    if (!c->failed) {
        cj_last_stub()->argument = CJ_CALL_ORDERED;
    }
    unsigned variant = plan->given < 4 && plan->missing == 0 ? (unsigned)plan->given : 4;
    o.hole[0] = cj_slot(c, callable);
    o.hole[1] = cj_slot(c, callable + 1);
    o.hole[2] = plan->given;
    o.hole[3] = plan->missing;
    name_callee(&o, plan);
    if (entrance != NULL) {
        o.ptr[0] = (uint64_t)&entrance->address;
    }
    cj_name_hook(&o, 1);
    o.go[0] = other;
    o.go[1] = generic;
    cj_op(c, ST_CALL_PYTHON_X(variant), &o);
    cj_guard_callee(c, plan, &o);
    cj_pop(c, before.depth - base);
    cj_await_result(c, plan->callee);
}

cj_function *cj_plain_callee(PyObject *callable, int given, int *missing) {
    cj_plan plan;
    if (!cj_plan_call(&plan, callable, given, NULL)) {
        return NULL;
    }
    *missing = plan.missing;
    return plan.callee;
}

bool cj_can_call(PyFunctionObject *function, int count) {
    cj_plan plan;
    return cj_plan_call(&plan, (PyObject *)function, count, NULL) && plan.missing == 0;
}

void cj_name_function(cj_operands *o, const cj_plan *plan, const PyFunctionObject *function) {
    name_callee(o, plan);
    o->ptr[1] = (uint64_t)function;
    cj_name_hook(o, 2);
}

/* `o`: where the arguments are. */
static bool call_known(cj_compiler *c, PyFunctionObject *function, unsigned variant, int count,
                       int levels, cj_operands *o, cj_label *other) {
    cj_plan plan;
    if (!cj_plan_call(&plan, (PyObject *)function, count, NULL) || plan.missing > 0) {
        return false;
    }
    o->hole[3] = levels;
    cj_name_function(o, &plan, function);
    o->go[0] = other;
    o->go[1] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_CALL_KNOWN_X(variant), o);
    cj_guard_callee(c, &plan, o);
    return true;
}

bool cj_call_known(cj_compiler *c, PyFunctionObject *function, const int32_t *slots, int count,
                   int levels, cj_label *other) {
    cj_operands o = {0};
    for (int i = 0; i < count; i++) {
        o.hole[i] = slots[i];
    }
    return call_known(c, function, (unsigned)count - 1, count, levels, &o, other);
}

bool cj_call_for_value(cj_compiler *c, PyFunctionObject *function, const int32_t *slots, int count,
                       cj_label *other, uint32_t *kind) {
    const cj_function *callee = cj_function_of((PyCodeObject *)function->func_code);
    cj_operands o = {.hole = {slots[0], slots[count - 1]}};
    *kind = callee == NULL ? CJ_RESULT_OBJECT : cj_kind_returned(callee);
    unsigned variant = (unsigned)count - 1 + (*kind == CJ_RESULT_OBJECT ? 0 : 5);
    return call_known(c, function, variant, count, 1, &o, other);
}

bool cj_call_with_name(cj_compiler *c, PyFunctionObject *function, int32_t slot, PyObject *name,
                       cj_label *other) {
    cj_operands o = {.hole = {slot}};
    o.cell[1] = (uint64_t)name;
    return call_known(c, function, 3, 2, 1, &o, other);
}

bool cj_call_enter(cj_compiler *c, PyFunctionObject *enter, PyFunctionObject *exit, int32_t slot,
                   cj_label *other) {
    cj_operands o = {.hole = {slot}};
    o.cell[1] = (uint64_t)exit;
    return call_known(c, enter, 4, 1, 1, &o, other);
}

bool cj_call_exit(cj_compiler *c, PyFunctionObject *exit, int32_t slot, cj_label *other) {
    cj_plan plan;
    if (!cj_plan_call(&plan, (PyObject *)exit, 4, NULL) || plan.missing > 0) {
        return false;
    }
    cj_operands o = {.hole = {slot}};
    cj_name_function(&o, &plan, exit);
    o.go[0] = other;
    o.go[1] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_CALL_EXIT_X(0), &o);
    cj_guard_callee(c, &plan, &o);
    return true;
}

/* Calls an instance of a class that defines __call__ by a Python function. */
static bool call_instance(cj_compiler *c, PyObject *object, int base) {
    cj_method method;
    cj_plan plan;
    int given = c->context.depth - base - 2;
    if (!cj_special_find(Py_TYPE(object), CJ_SPECIAL_CALL, &method) ||
        !cj_plan_call(&plan, (PyObject *)method.function, given + 1, NULL)) {
        return false;
    }
    cj_prepare(c, ST_CALL_INSTANCE, base);
    cj_operands o = {.hole = {cj_slot(c, base + 1), (int32_t)method.version, given, plan.missing}};
    cj_name_function(&o, &plan, method.function);
    o.go[0] = cj_retry_label(c);
    o.go[1] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_CALL_INSTANCE, &o);
    cj_guard_callee(c, &plan, &o);
    cj_pop(c, c->context.depth - base);
    o.hole[1] = cj_slot(c, base);
    o.holeu[0] = (uint32_t)given;
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, ST_END_INSTANCE, &o);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_END_INSTANCE, c->now.next);
    cj_poll(c, c->now.next);
    return true;
}

/* f(*tuple) or, unless `dict` is NULL, f(*tuple, **dict), where the site has seen these. */
static bool call_tuple(cj_compiler *c, PyObject *function, PyObject *tuple, PyObject *dict,
                       int base) {
    cj_plan plan;
    unsigned named = dict != NULL;
    if (c->attempts > 0 || (named && PyDict_GET_SIZE(dict) != 0) ||
        PyTuple_GET_SIZE(tuple) > CJ_MAX_LOCALS ||
        !cj_plan_call(&plan, function, (int)PyTuple_GET_SIZE(tuple), NULL)) {
        return cj_call_bound_tuple(c, function, named, base);
    }
    cj_prepare(c, ST_CALL_TUPLE, base);
    cj_operands o = {.hole = {cj_slot(c, base + 1), 0, plan.given, plan.missing}};
    name_callee(&o, &plan);
    cj_name_hook(&o, 1);
    o.go[0] = cj_retry_label(c);
    o.go[1] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_CALL_TUPLE_X(named), &o);
    cj_guard_callee(c, &plan, &o);
    cj_pop(c, c->context.depth - base);
    o.hole[1] = cj_slot(c, base);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, ST_END_TUPLE_X(named), &o);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_END_TUPLE, c->now.next);
    cj_poll(c, c->now.next);
    return true;
}

bool cj_compile_call_tuple(cj_compiler *c) {
    unsigned named = c->now.arg & 1;
    int base = c->context.depth - 3 - (int)named; /* mark, function, tuple, dictionary */
    if (c->attempts >= CJ_ATTEMPT_LIMIT || base + 3 >= CJ_MAX_STACK) {
        return false;
    }
    if (c->live == NULL) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, c->now.start));
        return false;
    }
    PyObject *function = cj_live_value(c, base + 1), *tuple = cj_live_value(c, base + 2);
    PyObject *dict = named ? cj_live_value(c, base + 3) : NULL;
    return function != NULL && tuple != NULL && PyTuple_CheckExact(tuple) &&
           (!named || (dict != NULL && PyDict_CheckExact(dict))) &&
           call_tuple(c, function, tuple, dict, base);
}

static bool is_helper(const cj_compiler *c, const cj_instruction *instruction, cj_helper *helper) {
    return instruction->op == CJ_HELPER && cj_helpers[instruction->aux].function == helper &&
           !cj_is_target(c, instruction->start);
}

/* Is the dictionary that is to be made now filled with what is in a local, and given to a call? */
static bool merges_for_call(const cj_compiler *c, int *local, cj_instruction *call) {
    cj_instruction load, merge;
    if (c->now.arg != 0 || !cj_next_is(c, CJ_LOAD_LOCAL, &load)) {
        return false;
    }
    *local = load.arg;
    cj_look(c, load.next, &merge);
    if (!is_helper(c, &merge, cj_helper_dict_merge) || merge.arg != 1) {
        return false;
    }
    cj_look(c, merge.next, call);
    return is_helper(c, call, cj_helper_call_function_ex) && call->arg & 1;
}

bool cj_compile_call_without_names(cj_compiler *c) {
    cj_instruction call, now = c->now;
    int local, base = c->context.depth - 3; /* mark, function, tuple */
    if (c->attempts > 0 || base < 0 || base + 3 >= CJ_MAX_STACK || cj.counting ||
        cj_inlined_call(c) != NULL || !merges_for_call(c, &local, &call)) {
        return false;
    }
    PyObject *function = c->live == NULL ? NULL : cj_live_value(c, base + 1);
    PyObject *tuple = c->live == NULL ? NULL : cj_live_value(c, base + 2);
    if (function == NULL || tuple == NULL) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, now.start));
        return false;
    }
    const cj_local *known = cj_is_tracked(c, local) ? &c->context.locals[local] : NULL;
    PyObject *names = known != NULL && known->dirty ? NULL : c->live->localsplus[local];
    if (names == NULL || !PyDict_CheckExact(names) || PyDict_GET_SIZE(names) != 0 ||
        !Py_IS_TYPE(function, &PyFunction_Type) || !PyTuple_CheckExact(tuple) ||
        !cj_takes_frames((PyFunctionObject *)function)) {
        return false;
    }
    cj_operands o = {.hole = {cj_local_slot(c, local)}, .ptr = {(uint64_t)&PyDict_Type}};
    o.go[0] = cj_retry_label(c);
    if (known == NULL || !known->bound) {
        cj_op(c, ST_GUARD_BOUND, &o);
    }
    cj_op(c, ST_GUARD_TYPE, &o);
    cj_op(c, ST_GUARD_SIZE, &o);
    c->now.unit = call.unit;
    c->next = c->now.next = call.next;
    if (!call_tuple(c, function, tuple, NULL, base)) {
        c->failed = true;
    }
    return true;
}

/* A Python function is to be called. The interpreter has moved on to the call's last cache while it
 * runs. */
static void prepare_call(cj_compiler *c, unsigned stencil, int base) {
    cj_instruction now = c->now;
    c->now.unit = cj_call_end(c->code, now.unit);
    cj_set_instruction(c);
    cj_prepare(c, stencil, base);
    c->now = now;
}

/* The callable stands where next time the mark of a plain call may be. */
static void guard_mark(cj_compiler *c, int callable, int base) {
    if (callable == base) {
        cj_operands o = {.hole = {cj_slot(c, base)}};
        o.go[0] = cj_retry_label(c);
        cj_op(c, ST_GUARD_BOUND, &o);
    }
}

/* A bound method and the mark below it become function and instance, as they stand where a method
 * is called that was not bound. */
static void unpack_method(cj_compiler *c, int base) {
    cj_operands o = {.hole = {cj_slot(c, base)}};
    o.go[0] = cj_retry_label(c);
    cj_op(c, ST_UNPACK_METHOD, &o);
    cj_context_set(&c->context, base, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
}

void cj_compile_call(cj_compiler *c) {
    int arguments = c->now.arg, base = c->context.depth - arguments - 2;
    PyObject *names = c->now.aux < 0 ? NULL : PyTuple_GET_ITEM(c->code->co_consts, c->now.aux);
    const cj_frame *live = c->live;
    bool forced = c->generic;
    if (live == NULL && !forced && !c->plainly) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, c->now.start));
        return;
    }
    if (forced && c->argument >= CJ_CALL_INITIALISE) {
        cj_finish_construction(c, names, base);
        return;
    }
    if (forced && c->argument == CJ_CALL_ORDERED) {
        names = NULL;
    }
    bool known = !forced && !c->plainly && names == NULL && c->callable != NULL;
    if (known && c->attempts == 0 && cj_inline_call(c, c->callable, c->callable_is_method, base)) {
        return;
    }
    if (known && c->attempts < CJ_ATTEMPT_LIMIT &&
        (cj_inlined_call(c) == NULL || cj_builtin_leaves_no_trace(c->callable)) &&
        (cj_compile_range_loop(c, base) ||
         cj_compile_builtin(c, c->callable, c->callable_is_method, base))) {
        return;
    }
    int self = c->callable_is_method ? base + 1 : base + 2;
    PyObject *first_value =
        self < c->context.depth && c->live != NULL ? cj_live_value(c, self) : NULL;
    PyTypeObject *first = first_value == NULL ? NULL : Py_TYPE(first_value);
    int callable = base + 1;
    PyObject *object = NULL;
    if (cj_context_entry(&c->context, base).kind == CJ_NULL) {
        object = c->callable;
    } else if (c->callable_is_method) {
        callable = base;
        object = c->callable;
    }
    if (!forced && callable == base && cj_compile_exit(c, object, base)) {
        return;
    }
    cj_plan plan;
    bool specific = !forced && c->attempts < CJ_ATTEMPT_LIMIT;
    bool bound = callable != base && object != NULL && Py_IS_TYPE(object, &PyMethod_Type);
    PyObject *function = bound ? ((PyMethodObject *)object)->im_func : object;
    int given = arguments + (bound || callable == base);
    bool simple = specific && function != NULL && cj_plan_call(&plan, function, given, names);
    const cj_entrance *entrance = NULL;
    if (simple && !bound) {
        entrance = cj_choose_entrance(c, plan.callee, callable + 1, given, plan.order);
    }
    for (int i = base; i < c->context.depth; i++) {
        if (!cj_is_passed(c, i)) {
            cj_materialise_entry(c, i);
        }
    }
    if (specific) {
        if (simple || (function != NULL && cj_can_bind(function, given, names))) {
            guard_mark(c, callable, base);
            if (simple && !bound && !plan.reorder &&
                cj_call_generator(c, plan.code, plan.given, plan.missing, callable, base)) {
                return;
            }
            if (entrance != NULL) {
                cj_emit_pass_numbers(c, callable + 1, given, plan.order);
            }
            prepare_call(c, ST_CALL_PYTHON, base);
            if (bound) {
                unpack_method(c, base);
                callable = base;
            }
            if (simple) {
                call_python(c, &plan, entrance, callable, base);
            } else {
                cj_call_bound(c, (PyFunctionObject *)function, names, callable, base);
            }
            return;
        }
        if (callable != base && object != NULL &&
            (cj_construct(c, object, names, base) ||
             (names == NULL && call_instance(c, object, base)))) {
            return;
        }
        cj_c_call site = {object, first, names, callable, base};
        if (object != NULL && cj_compile_c_call(c, &site)) {
            return;
        }
    } else if (!forced && names == NULL && object != NULL && cj_can_call_any(c, object)) {
        guard_mark(c, callable, base);
        prepare_call(c, ST_CALL_ANY, base);
        cj_call_any(c, callable, base);
        return;
    }
    cj_operands o = {.holeu = {(uint32_t)arguments}, .ptr = {(uint64_t)cj_call, (uint64_t)names}};
    cj_generic_op(c, ST_HELPER, &o, base, 1);
    cj_poll(c, c->now.next);
}
