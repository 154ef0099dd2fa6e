/* Calls of classes: what type.__call__ does, with __new__ and __init__, where they are Python
 * functions, entered directly. */
#include "../frontend/cp311/constructors.h"
#include "../frontend/cp311/instances.h"
#include "plans.h"

/* How CPython holds the arguments of a Python function that it calls for a class (X in
 * stencils_src/initialise.c). */
enum { IN_TUPLE, WITH_KEYWORDS, IN_TUPLE_KEPT };

/* A call of __new__ or __init__ with the arguments of the class's call. */
typedef struct {
    PyFunctionObject *function;
    uint32_t version; /* of the class */
    PyObject *names;
    unsigned holds;
    unsigned makes; /* __new__ (Y) */
    bool direct;    /* by `plan`; else by a binding */
    cj_plan plan;
} Call;

static bool plan(Call *call, PyFunctionObject *function, const cj_constructor *found, int given,
                 PyObject *names) {
    call->function = function;
    call->version = found->version;
    call->names = names;
    call->holds = found->keeps_arguments ? IN_TUPLE_KEPT : names != NULL ? WITH_KEYWORDS : IN_TUPLE;
    call->makes = function == found->new;
    call->direct =
        cj_plan_call(&call->plan, (PyObject *)function, given + 1, names) && !call->plan.reorder;
    return call->direct || cj_can_bind((PyObject *)function, given + 1, names);
}

static int given_arguments(const cj_compiler *c, int base) {
    return c->context.depth - base - 2;
}

/* The call has begun, and is to be finished in its generic form. */
static cj_label *finish(cj_compiler *c, uint32_t begun) {
    cj_label *label = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    if (!c->failed) {
        cj_last_stub()->argument = begun;
    }
    return label;
}

/* The instance, in the place of the mark, is what the call returns. */
static void conclude(cj_compiler *c, int base) {
    cj_pop(c, c->context.depth - base);
    cj_push(c, cj_in_slot(CJ_OTHER));
    cj_conclude(c, ST_END_INIT, c->now.next);
    cj_poll(c, c->now.next);
}

static void enter(cj_compiler *c, const Call *call, int base, cj_label *other) {
    int given = given_arguments(c, base);
    if (!call->direct) {
        cj_call_bound_init(c, ST_BIND_INIT_XY(call->holds, call->makes), call->function,
                           call->version, call->names, base, other);
        return;
    }
    cj_operands o = {
        .hole = {cj_slot(c, base + 1), (int32_t)call->version, given, call->plan.missing}};
    cj_name_function(&o, &call->plan, call->function);
    o.go[0] = other;
    cj_op(c, ST_CALL_INIT_XY(call->holds, call->makes), &o);
    cj_guard_callee(c, &call->plan, &o);
}

/* The stub for an exception: the operands are gone. */
static cj_label *raised(cj_compiler *c, int base) {
    cj_context before = c->context;
    cj_pop(c, c->context.depth - base);
    cj_label *label = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    c->context = before;
    return label;
}

/* __init__ of the instance, which stands twice where mark and class were. */
static void initialise(cj_compiler *c, const Call *call, int base) {
    cj_prepare(c, ST_CALL_INIT, base);
    enter(c, call, base, finish(c, CJ_CALL_INITIALISE_ANYHOW));
    cj_operands o = {.hole = {cj_slot(c, base), cj_slot(c, base + 1)},
                     .holeu = {(uint32_t)given_arguments(c, base)}};
    o.go[0] = raised(c, base);
    cj_op(c, ST_END_INIT_XY(call->holds, 0), &o);
    conclude(c, base);
}

/* __new__ of the class, and what comes of it: the instance stands as for initialise(), if
 * `goes_on`.
 */
static void make(cj_compiler *c, const Call *call, const cj_constructor *found, bool goes_on,
                 int base) {
    cj_prepare(c, ST_CALL_INIT, base);
    cj_label *other = cj_retry_label(c);
    cj_operands o = {.hole = {cj_slot(c, base + 1)},
                     .holeu = {found->version, found->meta_version}};
    o.go[0] = other;
    cj_op(c, ST_GUARD_CLASS, &o);
    if (found->place != NULL) {
        o.ptr[0] = (uint64_t)found->place;
        o.ptr[1] = (uint64_t)found->new;
        cj_op(c, ST_GUARD_PLACE, &o);
    }
    enter(c, call, base, cj_stub_label(c, CJ_STUB_GENERIC, c->now.start));
    o = (cj_operands){.hole = {cj_slot(c, base), cj_slot(c, base + 1)},
                      .holeu = {(uint32_t)given_arguments(c, base), found->version},
                      .ptr = {(uint64_t)found->new}};
    o.go[0] = raised(c, base);
    cj_context_set(&c->context, base, cj_in_slot(CJ_UNKNOWN));
    o.go[1] = finish(c, CJ_CALL_FINISH_NEW);
    cj_op(c, ST_END_NEW_XY(call->holds, goes_on), &o);
}

/* An instance that C code makes stands as for initialise(). */
static void allocate(cj_compiler *c, PyTypeObject *class, const cj_constructor *found, int base) {
    cj_prepare(c, ST_NEW_INSTANCE, base);
    cj_operands o = {.hole = {cj_slot(c, base), cj_slot(c, base + 1)},
                     .holeu = {found->version, found->meta_version},
                     .ptr = {(uint64_t)found->make, (uint64_t)cj.no_arguments,
                             (uint64_t)cj_instances_of(class, found->version)}};
    o.go[0] = cj_retry_label(c);
    o.go[1] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    if (found->keeps_arguments) {
        o.hole[2] = given_arguments(c, base);
        cj_op(c, ST_NEW_EXCEPTION, &o);
    } else {
        cj_op(c, ST_NEW_INSTANCE, &o);
    }
    cj_context_set(&c->context, base, cj_in_slot(CJ_UNKNOWN));
}

bool cj_construct(cj_compiler *c, PyObject *class, PyObject *names, int base) {
    cj_constructor found;
    Call new, init;
    int given = given_arguments(c, base);
    if (!cj_constructor_find(class, &found) || (found.keeps_arguments && names != NULL) ||
        (found.new != NULL && !plan(&new, found.new, &found, given, names)) ||
        (found.init != NULL && !plan(&init, found.init, &found, given, names)) ||
        (found.new == NULL && found.init == NULL && (given > 0 || found.keeps_arguments))) {
        return false;
    }
    if (found.new != NULL) {
        make(c, &new, &found, found.init != NULL, base);
    } else {
        allocate(c, (PyTypeObject *)class, &found, base);
    }
    if (found.init == NULL) {
        if (found.new == NULL) {
            cj_drop_shared(c, base + 1);
        }
        conclude(c, base);
    } else if (found.new != NULL || found.keeps_arguments || !init.direct ||
               !cj_inline_init(c, found.init, found.version, base)) {
        initialise(c, &init, base);
    }
    return true;
}

/* ---- begun before ---- */

static void finish_by(cj_compiler *c, cj_helper *helper, PyObject *names, int base) {
    cj_operands o = {.holeu = {(uint32_t)given_arguments(c, base)},
                     .ptr = {(uint64_t)helper, (uint64_t)names}};
    cj_generic_op(c, ST_HELPER, &o, base, 1);
    cj_poll(c, c->now.next);
}

void cj_finish_construction(cj_compiler *c, PyObject *names, int base) {
    cj_constructor found;
    Call init;
    if (c->argument == CJ_CALL_FINISH_NEW) {
        finish_by(c, cj_finish_new, names, base);
    } else if (c->argument == CJ_CALL_INITIALISE && c->callable != NULL &&
               cj_constructor_find((PyObject *)Py_TYPE(c->callable), &found) &&
               found.init != NULL && !found.keeps_arguments &&
               plan(&init, found.init, &found, given_arguments(c, base), names)) {
        initialise(c, &init, base);
    } else {
        finish_by(c, cj_initialise, names, base);
    }
}
