/* Handlers of exceptions as ops: nothing is shown to foreign code until an exception is dropped. */
#include "compiler.h"

static bool push_exc_info(cj_compiler *c) {
    int position = c->context.depth - 1;
    cj_prepare(c, ST_PUSH_EXC_INFO, position);
    cj_operands o = {.hole = {cj_slot(c, position)}};
    cj_op(c, ST_PUSH_EXC_INFO, &o);
    cj_pop(c, 1);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    return true;
}

static bool pop_except(cj_compiler *c) {
    int position = c->context.depth - 1;
    cj_prepare(c, ST_POP_EXCEPT, position);
    cj_operands o = {.hole = {cj_slot(c, position)}};
    cj_op(c, ST_POP_EXCEPT, &o);
    cj_pop(c, 1);
    cj_release(c, cj_slot(c, position), CJ_UNKNOWN, true, c->now.next);
    return true;
}

/* With the branch on it: what the handler is for is dropped on both ways. */
static bool check_exc_match(cj_compiler *c) {
    int position = c->context.depth - 2; /* exception, classes */
    cj_instruction branch;
    if (!cj_next_is(c, CJ_BRANCH, &branch)) {
        return false;
    }
    bool jump_if = branch.arg != 0;
    cj_prepare(c, ST_MATCH_EXCEPTION, position);
    cj_operands o = {.hole = {cj_slot(c, position)}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_MATCH_EXCEPTION, &o);
    cj_count(c, &branch);
    o.go[0] = cj_edge(c, &branch, !jump_if, CJ_EDGE_POP);
    cj_op(c, ST_BRANCH_INT_TRUE_X(0), &o);
    cj_end_block(c, cj_edge(c, &branch, jump_if, CJ_EDGE_POP));
    return true;
}

bool cj_compile_handling(cj_compiler *c, cj_helper *helper) {
    return (helper == cj_helper_push_exc_info && push_exc_info(c)) ||
           (helper == cj_helper_pop_except && pop_except(c)) ||
           (helper == cj_helper_check_exc_match && check_exc_match(c));
}
