/* Truth and identity, and the branches that depend on them. What a live value is decides how it is
 * tested; only where its class has a say does foreign code run. */
#include "compiler.h"

/* Ends the block with the other way of a branch, to be made when it is gone. */
static void fork_to(cj_compiler *c, const cj_instruction *branch, bool jump, uint32_t extra) {
    cj_end_block(c, cj_edge(c, branch, jump, extra));
}

/* Is this entry, without looking at run time, true? -1: not known */
static int known_truth(const cj_compiler *c, cj_entry entry) {
    if (entry.kind == CJ_CONSTANT) {
        PyObject *constant = cj_object(c, entry);
        if (constant == Py_None || constant == Py_False) {
            return 0;
        }
        if (constant == Py_True) {
            return 1;
        }
    }
    return -1;
}

/* The slot of an entry that has a box: its own or, owned by a local, that one's. */
static bool boxed_slot(const cj_compiler *c, int position, int32_t *slot) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind == CJ_ALIAS && entry.index < CJ_MAX_LOCALS &&
        !c->context.locals[entry.index].dirty) {
        *slot = cj_local_slot(c, entry.index);
        return true;
    }
    *slot = cj_slot(c, position);
    return (entry.kind == CJ_IN_SLOT || entry.kind == CJ_BORROWED) && position < CJ_MAX_STACK;
}

/* ---- truth ---- */

typedef enum { NOT_KNOWN, ALWAYS, NEVER, BY_SIZE } Truth;

/* How the truth of the boxed value in `slot` is found without foreign code; emits the guard for
 * that. With `ended` that will be seen later. */
static Truth guard_truth(cj_compiler *c, int position, int32_t slot, int32_t *size) {
    cj_type known = cj_entry_type(c, position);
    if (known == CJ_NONE) {
        return NEVER;
    }
    if (cj_type_object(known) != NULL) {
        *size = cj_truth_offset(cj_type_object(known));
        if (*size != 0) {
            return BY_SIZE;
        }
    }
    if (c->attempts >= CJ_ATTEMPT_LIMIT) {
        return NOT_KNOWN;
    }
    if (c->live == NULL) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, c->now.start));
        return NOT_KNOWN;
    }
    PyObject *object = cj_live_value(c, position);
    if (object == NULL) {
        return NOT_KNOWN;
    }
    cj_operands o = {.hole = {slot}, .ptr = {(uint64_t)Py_TYPE(object)}};
    *size = cj_truth_offset(Py_TYPE(object));
    if (*size != 0 || object == Py_None) {
        o.go[0] = cj_retry_label(c);
        cj_op(c, ST_GUARD_TYPE, &o);
        return object == Py_None ? NEVER : BY_SIZE;
    }
    uint32_t version = cj_always_true(Py_TYPE(object));
    if (version == 0) {
        return NOT_KNOWN;
    }
    cj_guard_class(c, position, slot, Py_TYPE(object), version, cj_retry_label(c));
    return ALWAYS;
}

/* Comes to know that the value at `position` is a number, if it is one. A local is looked at first;
 * what is computed on the stack is a bool as a rule, and tried as such. With `ended` that will be
 * seen later. */
static void know_number(cj_compiler *c, int position) {
    if (c->generic || cj_entry_type(c, position) != CJ_UNKNOWN) {
        return;
    }
    if (c->live == NULL) {
        if (c->attempts == 0 && cj_context_entry(&c->context, position).kind == CJ_ALIAS) {
            cj_know_type(c, position, NULL);
        }
        return;
    }
    const cj_frame *live = c->live;
    PyObject *object = cj_live_value(c, position);
    if (object != NULL && (PyLong_CheckExact(object) || PyFloat_CheckExact(object))) {
        cj_know_type(c, position, live);
    }
}

/* Is it a bool, or as good as any guess? */
static bool tried_as_bool(const cj_compiler *c, int position) {
    cj_type type = cj_entry_type(c, position);
    if (type != CJ_UNKNOWN || c->attempts > 0) {
        return type == CJ_BOOL;
    }
    PyObject *object = c->live == NULL ? NULL : cj_live_value(c, position);
    return object == NULL || PyBool_Check(object);
}

/* The top, a raw number, decides. A box that it has, and that stays, it keeps. */
static void branch_raw(cj_compiler *c, bool keeps, uint32_t drop) {
    const cj_instruction *now = &c->now;
    int position = c->context.depth - 1;
    bool is_double = cj_entry_type(c, position) == CJ_FLOAT, jump_if = now->arg;
    cj_operands o = {0};
    c->reserved = 0;
    cj_place place = keeps ? cj_peek(c, position) : cj_raw(c, position);
    if (!keeps) {
        cj_pop(c, 1);
    }
    o.go[0] = cj_edge(c, now, !jump_if, jump_if ? drop : 0);
    cj_op(c,
          is_double ? ST_BRANCH_DOUBLE_TRUE_X(place - CJ_FIRST_DOUBLE)
                    : ST_BRANCH_INT_TRUE_X(place),
          &o);
    fork_to(c, now, jump_if, jump_if ? 0 : drop);
}

/* What has to be done on a way: the top stays there or was not owned, or it is dropped. */
static uint32_t way(bool keeps, bool owned, bool jump) {
    return (keeps ? !jump : owned) ? CJ_EDGE_POP : 0;
}

/* The top, boxed in `slot`, decides without foreign code. False: it does not; or later (`ended`).
 */
static bool branch_boxed(cj_compiler *c, bool keeps, int32_t slot) {
    const cj_instruction *now = &c->now;
    int position = c->context.depth - 1;
    bool owned = cj_top(c, 1).kind == CJ_IN_SLOT, jump_if = now->arg;
    cj_operands o = {.hole = {slot}};
    if (tried_as_bool(c, position)) {
        o.go[1] = cj_retry_label(c);
        if (!keeps) {
            cj_pop(c, 1);
        }
        o.go[0] = cj_edge(c, now, !jump_if, keeps ? way(true, owned, !jump_if) : 0);
        cj_op(c, owned && !keeps ? ST_BRANCH_OWNED_BOOL : ST_BRANCH_BOOL, &o);
        fork_to(c, now, jump_if, keeps ? way(true, owned, jump_if) : 0);
        return true;
    }
    int32_t size = 0;
    Truth truth = guard_truth(c, position, slot, &size);
    if (truth == NOT_KNOWN) {
        return false;
    }
    if (!keeps && !owned) {
        cj_pop(c, 1);
    }
    if (truth != BY_SIZE) {
        bool jump = (truth == ALWAYS) == jump_if;
        fork_to(c, now, jump, way(keeps, owned, jump));
        return true;
    }
    o.hole[1] = size;
    o.go[0] = cj_edge(c, now, !jump_if, way(keeps, owned, !jump_if));
    cj_op(c, ST_BRANCH_SIZE, &o);
    fork_to(c, now, jump_if, way(keeps, owned, jump_if));
    return true;
}

void cj_compile_branch(cj_compiler *c, bool keeps) {
    const cj_instruction *now = &c->now;
    int position = c->context.depth - 1, truth = known_truth(c, cj_top(c, 1));
    bool jump_if = now->arg;
    int32_t slot;
    if (truth >= 0 && !keeps) {
        cj_pop(c, 1);
        if ((truth != 0) == jump_if) {
            if (now->aux) {
                cj_poll(c, now->target);
            }
            cj_jump_to(c, now->target);
        }
        return;
    }
    know_number(c, position);
    if (c->ended) {
        return;
    }
    cj_type type = cj_entry_type(c, position);
    bool number = type == CJ_INT || type == CJ_FLOAT;
    if (!c->generic && number && position < CJ_MAX_STACK) {
        branch_raw(c, keeps, keeps ? CJ_EDGE_POP : 0);
        return;
    }
    if (!c->generic && !number && boxed_slot(c, position, &slot)) {
        if (branch_boxed(c, keeps, slot) || c->ended) {
            return;
        }
    }
    cj_truth by = number ? CJ_TRUE_BY_NOTHING : cj_call_truth(c);
    if (c->ended) {
        return;
    }
    unsigned stencil = keeps ? ST_TEST_TRUE : ST_BRANCH_TRUE;
    cj_operands o = {0};
    if (by != CJ_TRUE_BY_NOTHING) {
        stencil = ST_END_TEST_X(!keeps);
        o.ptr[0] = (uint64_t)(by == CJ_TRUE_BY_BOOL ? cj_test_bool : cj_test_length);
    } else {
        cj_prepare(c, stencil, keeps ? position + 1 : position);
    }
    if (keeps) {
        cj_materialise_entry(c, position);
    } else {
        cj_pop(c, 1);
    }
    o.hole[0] = cj_slot(c, position);
    o.go[1] = cj_stub_label(c, CJ_STUB_ERROR, now->unit);
    o.go[0] = cj_edge(c, now, !jump_if, way(keeps, false, !jump_if) | CJ_EDGE_ESCAPED);
    cj_op(c, stencil, &o);
    fork_to(c, now, jump_if, way(keeps, false, jump_if) | CJ_EDGE_ESCAPED);
}

static void call_for_bool(cj_compiler *c, cj_helper *helper, int operands) {
    cj_call_helper(c, helper, c->now.arg, NULL, operands, 1);
    if (!c->failed) {
        cj_set_type(c, c->context.depth - 1, CJ_BOOL);
    }
}

/* Pops the operands of a test and pushes the bool that it has put into the first one's slot. */
static void push_bool(cj_compiler *c, int operands) {
    cj_pop(c, operands);
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .type = CJ_BOOL, .raw = CJ_NOWHERE});
}

/* The class of the top has a say. */
static void not_by_class(cj_compiler *c) {
    cj_truth by = cj_call_truth(c);
    if (by != CJ_TRUE_BY_NOTHING) {
        cj_operands o = {
            .ptr = {(uint64_t)(by == CJ_TRUE_BY_BOOL ? cj_check_not_bool : cj_check_not_length)}};
        cj_end_special(c, ST_END_CHECKED_X(0), &o, c->context.depth - 1, 1);
    } else if (!c->ended) {
        call_for_bool(c, cj_not, 1);
    }
}

void cj_compile_not(cj_compiler *c) {
    int position = c->context.depth - 1;
    int32_t slot, size = 0;
    know_number(c, position);
    if (c->ended) {
        return;
    }
    cj_type type = cj_entry_type(c, position);
    if (!c->generic && (type == CJ_INT || type == CJ_FLOAT) && position < CJ_MAX_STACK) {
        cj_place place = cj_raw(c, position);
        cj_operands o = {.hole = {cj_slot(c, position)}};
        cj_op(c, type == CJ_FLOAT ? ST_DOUBLE_NOT_X(place - CJ_FIRST_DOUBLE) : ST_INT_NOT_X(place),
              &o);
        push_bool(c, 1);
        return;
    }
    if (c->generic || !boxed_slot(c, position, &slot)) {
        call_for_bool(c, cj_not, 1);
        return;
    }
    bool owned = cj_top(c, 1).kind == CJ_IN_SLOT;
    cj_operands o = {.hole = {slot, cj_slot(c, position)}};
    unsigned stencil = ST_NOT_BOOL_X(owned);
    if (!tried_as_bool(c, position)) {
        Truth truth = guard_truth(c, position, slot, &size);
        if (c->ended) {
            return;
        }
        if (truth == NOT_KNOWN) {
            not_by_class(c);
            return;
        }
        o.hole[2] = size;
        o.ptr[0] = (uint64_t)(truth == ALWAYS ? Py_False : Py_True);
        stencil = truth == BY_SIZE ? ST_NOT_SIZE_X(owned) : ST_LOAD_FOUND_X(owned);
    }
    o.go[0] = cj_retry_label(c);
    o.go[1] = owned ? cj_stub_label(c, CJ_STUB_GENERIC, c->now.start) : NULL;
    cj_op(c, stencil, &o);
    push_bool(c, 1);
}

/* ---- identity ---- */

/* The object that an entry always is, or NULL. */
static PyObject *constant_of(const cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    return entry.kind == CJ_CONSTANT ? cj_object(c, entry) : NULL;
}

/* A branch on what a helper says of operands that it takes. */
static void branch_by_helper(cj_compiler *c, const cj_instruction *now, cj_helper *test,
                             int argument, int operands) {
    int first = c->context.depth - operands;
    bool jump_if = now->arg;
    cj_prepare(c, ST_HELPER_BRANCH, first);
    cj_operands o = {
        .hole = {cj_slot(c, first)}, .holeu = {(uint32_t)argument}, .ptr = {(uint64_t)test, 0}};
    cj_pop(c, operands);
    o.go[0] = cj_own_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    if (now != &c->now) {
        if (!c->failed) {
            cj_last_stub()->fused = true;
        }
        cj_count(c, now);
    }
    o.go[1] = cj_edge(c, now, !jump_if, CJ_EDGE_ESCAPED);
    cj_op(c, ST_HELPER_BRANCH, &o);
    fork_to(c, now, jump_if, CJ_EDGE_ESCAPED);
}

/* Jumps if slot A and slot B, or the object, are (not) the same; the top is dropped if owned. */
static void branch_same(cj_compiler *c, const cj_instruction *branch, bool jump_if,
                        PyObject *object, cj_operands *o) {
    bool owned = cj_top(c, 1).kind == CJ_IN_SLOT;
    uint32_t drop = owned ? CJ_EDGE_POP : 0;
    if (!owned) {
        cj_pop(c, 1);
    }
    if (branch != &c->now) {
        cj_count(c, branch);
    }
    o->ptr[0] = (uint64_t)object;
    o->go[0] = cj_edge(c, branch, !jump_if, drop);
    cj_op(c, object != NULL ? ST_BRANCH_OBJECT : ST_BRANCH_SAME, o);
    fork_to(c, branch, jump_if, drop);
}

void cj_compile_branch_none(cj_compiler *c) {
    cj_operands o = {0};
    if (boxed_slot(c, c->context.depth - 1, &o.hole[0])) {
        branch_same(c, &c->now, c->now.arg, Py_None, &o);
        return;
    }
    branch_by_helper(c, &c->now, cj_none_test, 0, 1);
}

void cj_compile_is(cj_compiler *c) {
    int first = c->context.depth - 2;
    bool inverted = c->now.arg, owned = cj_top(c, 2).kind == CJ_IN_SLOT;
    PyObject *object = constant_of(c, first + 1);
    cj_instruction branch;
    bool fused = cj_next_is(c, CJ_BRANCH, &branch);
    cj_operands o = {0};
    int32_t second = 0;
    if (c->generic || first + 1 >= CJ_MAX_STACK || !boxed_slot(c, first, &o.hole[0]) ||
        (object == NULL &&
         (cj_top(c, 1).kind == CJ_IN_SLOT || !boxed_slot(c, first + 1, &second)))) {
        if (fused) {
            branch_by_helper(c, &branch, cj_is_test, c->now.arg, 2);
        } else {
            call_for_bool(c, cj_compare_is, 2);
        }
        return;
    }
    if (fused) {
        cj_pop(c, 1);
        o.hole[1] = second;
        branch_same(c, &branch, (branch.arg != 0) != inverted, object, &o);
        return;
    }
    o.hole[1] = cj_slot(c, first);
    o.hole[2] = second;
    o.ptr[0] = (uint64_t)(inverted ? Py_False : Py_True);
    o.ptr[1] = (uint64_t)object;
    o.ptr[2] = (uint64_t)(inverted ? Py_True : Py_False);
    o.go[1] = owned ? cj_stub_label(c, CJ_STUB_GENERIC, c->now.start) : NULL;
    cj_op(c, object != NULL ? ST_IS_OBJECT_X(owned) : ST_IS_SAME_X(owned), &o);
    push_bool(c, 2);
}

bool cj_compile_compare_identity(cj_compiler *c) {
    int first = c->context.depth - 2, op = c->now.arg;
    cj_operands guards[2] = {0};
    if ((op != Py_EQ && op != Py_NE) || c->generic || c->live == NULL ||
        c->attempts >= CJ_ATTEMPT_LIMIT || first + 1 >= CJ_MAX_STACK) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        cj_type type = cj_entry_type(c, first + i);
        PyObject *object = cj_live_value(c, first + i);
        if (type == CJ_NONE) {
            continue;
        }
        if ((type != CJ_UNKNOWN && type != CJ_OTHER) || object == NULL ||
            !boxed_slot(c, first + i, &guards[i].hole[0])) {
            return false;
        }
        guards[i].holeu[0] = cj_compares_identity(Py_TYPE(object));
        if (guards[i].holeu[0] == 0) {
            return false;
        }
    }
    cj_label *other = cj_retry_label(c);
    cj_guard_level(c);
    for (int i = 0; i < 2; i++) {
        guards[i].go[0] = other;
        if (guards[i].holeu[0] != 0) {
            cj_op(c, ST_GUARD_VERSION, &guards[i]);
        }
    }
    c->now.arg = op == Py_NE;
    cj_compile_is(c);
    return true;
}

/* A branch on what __contains__ of the second operand, which has been called, has answered. */
static void branch_contains(cj_compiler *c, const cj_instruction *branch) {
    bool jump_if = branch->arg, inverted = c->now.arg;
    cj_operands o = {.ptr = {(uint64_t)cj_test_truth}};
    cj_pop(c, 2);
    o.hole[0] = cj_slot(c, c->context.depth);
    o.go[1] = cj_own_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    if (!c->failed) {
        cj_last_stub()->fused = true;
    }
    cj_count(c, branch);
    o.go[0] = cj_edge(c, branch, jump_if == inverted, CJ_EDGE_ESCAPED);
    cj_op(c, ST_END_TEST_X(2), &o);
    fork_to(c, branch, jump_if != inverted, CJ_EDGE_ESCAPED);
}

void cj_compile_contains(cj_compiler *c) {
    cj_instruction branch;
    bool fused = cj_next_is(c, CJ_BRANCH, &branch);
    if (cj_call_contains(c)) {
        if (fused) {
            branch_contains(c, &branch);
            return;
        }
        cj_operands o = {.ptr = {(uint64_t)(c->now.arg ? cj_check_falsehood : cj_check_truth)}};
        cj_end_special(c, ST_END_CHECKED_X(1), &o, c->context.depth - 2, 1);
        return;
    }
    if (c->ended) {
        return;
    }
    if (fused) {
        if (cj_compile_branch_in(c, &branch) || c->ended) {
            return;
        }
        branch_by_helper(c, &branch, cj_contains_test, c->now.arg, 2);
        return;
    }
    if (!cj_compile_in(c) && !c->ended) {
        call_for_bool(c, cj_contains, 2);
    }
}
