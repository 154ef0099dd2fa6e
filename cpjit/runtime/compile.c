/* Ops to stencils, one after the other from the start of a block, with the context of what is
 * known. */
#include "compiler.h"
#include "selection.h"
#include "telling.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- locals and the stack ---- */

static void load_local(cj_compiler *c, int index) {
    cj_entry argument;
    if (cj_inlined_argument(c, index, &argument)) {
        cj_push(c, argument);
        return;
    }
    if (cj_is_tracked(c, index) && c->context.locals[index].fresh &&
        !c->context.locals[index].bound) {
        cj_give_up(c);
        return;
    }
    cj_operands o = {.hole = {cj_local_slot(c, index)}};
    if (!cj_is_tracked(c, index) || !c->context.locals[index].bound) {
        o.go[0] = cj_stub_label(c, CJ_STUB_UNBOUND, c->now.start);
        if (!c->failed) {
            cj_last_stub()->argument = (uint32_t)index;
        }
        cj_op(c, ST_GUARD_BOUND, &o);
    }
    if (cj_is_tracked(c, index)) {
        c->context.locals[index].bound = true;
        c->context.locals[index].empty = false;
        cj_push(c, (cj_entry){.kind = CJ_ALIAS, .raw = CJ_NOWHERE, .index = (uint16_t)index});
    } else {
        o.hole[1] = cj_slot(c, c->context.depth);
        cj_op(c, ST_COPY_SLOT, &o);
        cj_push(c, cj_in_slot(CJ_UNKNOWN));
    }
}

static void load_constant(cj_compiler *c, int index) {
    PyObject *constant = PyTuple_GET_ITEM(c->code->co_consts, index);
    cj_type type = cj_constant_type(constant);
    if (index > UINT16_MAX || cj_inlined_call(c) != NULL) {
        cj_push_object(c, constant, type);
        return;
    }
    cj_push(c, (cj_entry){.kind = CJ_CONSTANT,
                          .type = (uint8_t)type,
                          .raw = CJ_NOWHERE,
                          .index = (uint16_t)index});
}

static void store_local(cj_compiler *c, int index) {
    int position = c->context.depth - 1;
    cj_operands o = {0};
    if (!cj_is_tracked(c, index)) {
        cj_materialise_entry(c, position);
        cj_pop(c, 1);
        cj_replace(c, cj_local_slot(c, index), cj_slot(c, position), CJ_UNKNOWN, true, c->now.next);
        return;
    }
    cj_local *local = &c->context.locals[index];
    cj_entry entry = cj_top(c, 1);
    if ((entry.kind == CJ_ALIAS && entry.index == index) ||
        (entry.kind == CJ_RAW && entry.raw == local->raw)) {
        cj_pop(c, 1); /* it is there */
        return;
    }
    const cj_local *source = entry.kind == CJ_ALIAS ? &c->context.locals[entry.index] : NULL;
    if (entry.kind == CJ_RAW && local->type == CJ_UNKNOWN && !local->leaf && c->attempts == 0) {
        /* Most likely a number is replaced by the next one: its box stays, to be filled again. */
        o.hole[0] = cj_local_slot(c, index);
        o.go[0] = cj_retry_label(c);
        cj_op(c, ST_GUARD_LEAF, &o);
        local->leaf = true;
    }
    cj_place raw = CJ_NOWHERE;
    bool leaf = local->leaf;
    if (!leaf && entry.kind == CJ_RAW) {
        /* Before the old value goes for good, the new one must have its box. */
        raw = cj_in_register(c, entry.raw, entry.type == CJ_FLOAT);
        cj_materialise_entry(c, position);
        entry = cj_top(c, 1);
    } else if (!leaf && source != NULL) {
        cj_write_back(c, entry.index);
    }
    cj_pop(c, 1);
    cj_own_aliases(c, index);
    bool maybe_null = !local->bound || local->dirty, fresh = local->fresh;
    bool empty = fresh || local->empty;
    cj_type old = leaf && local->type != CJ_STR ? CJ_NONE : (cj_type)local->type;
    o.hole[0] = cj_slot(c, position);
    o.hole[1] = cj_local_slot(c, index);
    if (entry.kind == CJ_RAW || (source != NULL && source->dirty)) {
        raw = entry.kind == CJ_RAW ? entry.raw : source->raw;
        uint8_t type = entry.kind == CJ_RAW ? entry.type : source->type;
        uint8_t ranges = entry.kind == CJ_RAW ? entry.ranges : source->ranges;
        *local = (cj_local){.type = type,
                            .raw = raw,
                            .bound = true,
                            .dirty = true,
                            .leaf = true,
                            .fresh = fresh,
                            .ranges = ranges};
        return;
    }
    if (source != NULL) {
        o.hole[0] = cj_local_slot(c, entry.index);
        o.hole[1] = cj_slot(c, position);
        cj_op(c, ST_COPY_SLOT, &o);
        o.hole[0] = cj_slot(c, position);
        o.hole[1] = cj_local_slot(c, index);
        *local = *source;
        local->leaf = cj_type_is_leaf(local->type);
        local->fresh = local->empty = false;
    } else {
        if (entry.kind == CJ_CONSTANT) {
            o.ptr[0] = (uint64_t)cj_object(c, entry);
            cj_op(c, ST_LOAD_OBJECT, &o);
        }
        *local = (cj_local){
            .type = entry.type, .raw = raw, .bound = true, .leaf = cj_type_is_leaf(entry.type)};
    }
    if (empty) {
        cj_op(c, ST_MOVE_SLOT, &o); /* there is nothing to give up */
        return;
    }
    cj_replace(c, cj_local_slot(c, index), cj_slot(c, position), old, maybe_null, c->now.next);
}

void cj_store_local(cj_compiler *c, int index) {
    PyObject *value = cj_expected(c, c->context.depth - 1);
    store_local(c, index);
    cj_expect_local(c, index, value);
}

static void delete_local(cj_compiler *c, int index) {
    cj_expect_local(c, index, NULL);
    cj_operands o = {.holeu = {(uint32_t)index}, .ptr = {(uint64_t)cj_delete_local, 0}};
    if (cj_is_tracked(c, index)) {
        cj_own_aliases(c, index);
        cj_local before = c->context.locals[index];
        if (before.bound && cj_type_is_leaf(before.type) && !before.dirty) {
            o.hole[0] = cj_local_slot(c, index);
            cj_op(c, ST_CLEAR_LEAF_X(0), &o);
            c->context.locals[index] = (cj_local){.raw = CJ_NOWHERE, .leaf = true, .empty = true};
            return;
        }
        cj_write_back(c, index);
        c->context.locals[index] = (cj_local){.raw = CJ_NOWHERE};
    }
    cj_generic_op(c, ST_HELPER, &o, c->context.depth, 0);
}

static void copy(cj_compiler *c, int distance) {
    int position = c->context.depth - distance;
    if (c->context.depth >= CJ_MAX_STACK) {
        cj_materialise_entry(c, position);
    }
    cj_entry entry = cj_context_entry(&c->context, position);
    if (cj_has_slot(entry)) {
        cj_operands o = {.hole = {cj_slot(c, position), cj_slot(c, c->context.depth)}};
        cj_op(c, entry.kind == CJ_IN_SLOT ? ST_COPY_SLOT : ST_MOVE_SLOT, &o);
    }
    PyObject *value = cj_expected(c, position);
    cj_push(c, entry);
    cj_expect(c, c->context.depth - 1, value);
}

static void swap(cj_compiler *c, int distance) {
    int top = c->context.depth - 1, other = c->context.depth - distance;
    if (top == other) {
        return;
    }
    if (top >= CJ_MAX_STACK) {
        cj_materialise_entry(c, other);
    }
    for (int i = other; i <= top && i < CJ_RANGES; i++) {
        cj_context_forget_range(&c->context, i);
    }
    cj_entry upper = cj_context_entry(&c->context, top);
    cj_entry lower = cj_context_entry(&c->context, other);
    cj_operands o = {.hole = {cj_slot(c, top), cj_slot(c, other)}};
    if (cj_has_slot(upper) && cj_has_slot(lower)) {
        cj_op(c, ST_SWAP_SLOTS, &o);
    } else if (cj_has_slot(upper)) {
        cj_op(c, ST_MOVE_SLOT, &o);
    } else if (cj_has_slot(lower)) {
        o.hole[0] = cj_slot(c, other);
        o.hole[1] = cj_slot(c, top);
        cj_op(c, ST_MOVE_SLOT, &o);
    }
    PyObject *expected[] = {cj_expected(c, top), cj_expected(c, other)};
    cj_context_set(&c->context, top, lower);
    cj_context_set(&c->context, other, upper);
    cj_expect(c, top, expected[1]);
    cj_expect(c, other, expected[0]);
}

static void pop(cj_compiler *c, int next) {
    cj_entry entry = cj_top(c, 1);
    cj_pop(c, 1);
    if (entry.kind == CJ_IN_SLOT) {
        cj_release(c, cj_slot(c, c->context.depth), entry.type, false, next);
    }
}

/* ---- helpers ---- */

void cj_call_helper(cj_compiler *c, cj_helper *helper, int argument, PyObject *object, int pops,
                    int results) {
    cj_operands o = {.holeu = {(uint32_t)argument}, .ptr = {(uint64_t)helper, (uint64_t)object}};
    cj_generic_op(c, ST_HELPER, &o, c->context.depth - pops, results);
}

/* The helpers that have a shorter form. False: not this one, not here. */
static bool short_form(cj_compiler *c, cj_helper *helper) {
    int depth = c->context.depth, argument = c->now.arg;
    cj_operands o = {0};
    if (c->generic) {
        return false;
    }
    if (helper == cj_helper_build_slice) {
        return cj_compile_slice(c);
    }
    if (helper == cj_helper_format_value) {
        return cj_compile_format_value(c);
    }
    if (helper == cj_helper_build_string) {
        return cj_compile_build_string(c);
    }
    if (helper == cj_helper_build_tuple) {
        return cj_compile_build_tuple(c);
    }
    if (helper == cj_helper_build_list) {
        return cj_compile_build_list(c);
    }
    if (helper == cj_helper_make_function) {
        return cj_compile_make_function(c);
    }
    if (helper == cj_helper_store_global) {
        return cj_compile_store_global(c);
    }
    if (helper == cj_helper_get_awaitable) {
        return cj_compile_get_awaitable(c);
    }
    if (helper == cj_helper_get_yield_from_iter) {
        return cj_compile_get_yield_from_iter(c);
    }
    if (helper == cj_helper_build_map) {
        bool done = cj_compile_call_without_names(c);
        if (done || c->ended) {
            return done;
        }
    }
    if (cj_compile_handling(c, helper) || cj_compile_display(c, helper)) {
        return true;
    }
    if (helper == cj_helper_before_with) {
        return cj_compile_before_with(c);
    }
    if (helper == cj_helper_call_function_ex) {
        return cj_compile_call_tuple(c);
    }
    if (helper == cj_helper_load_deref) {
        o.hole[0] = cj_local_slot(c, argument);
        o.hole[1] = cj_slot(c, depth);
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
        bool borrow = depth < CJ_MAX_STACK && cj_may_borrow(c);
        cj_op(c, borrow ? ST_BORROW_CELL : ST_LOAD_CELL, &o);
        cj_push(c, borrow ? cj_borrowed(CJ_UNKNOWN) : cj_in_slot(CJ_UNKNOWN));
        PyObject *cell = cj_expected_local(c, argument);
        cj_expect_found(c, depth, cell != NULL && PyCell_Check(cell) ? PyCell_GET(cell) : NULL);
        return true;
    }
    if (helper == cj_helper_store_deref) {
        cj_materialise_entry(c, depth - 1);
        o.hole[0] = cj_local_slot(c, argument);
        o.hole[1] = cj_slot(c, depth - 1);
        cj_op(c, ST_EXCHANGE_CELL, &o);
        cj_pop(c, 1);
        cj_release(c, cj_slot(c, depth - 1), CJ_UNKNOWN, true, c->now.next);
        return true;
    }
    if (helper == cj_helper_list_append) {
        cj_entry item = cj_top(c, 1);
        bool kept = item.kind == CJ_ALIAS;
        if (kept) {
            cj_write_back(c, item.index);
        } else {
            cj_materialise_entry(c, depth - 1);
        }
        cj_set_instruction(c);
        o.hole[0] = cj_slot(c, depth - 1 - argument);
        o.hole[1] = kept ? cj_local_slot(c, item.index) : cj_slot(c, depth - 1);
        o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
        cj_op(c, ST_LIST_APPEND_X(kept), &o);
        cj_pop(c, 1);
        return true;
    }
    return false;
}

static void helper_op(cj_compiler *c) {
    const cj_helper_entry *helper = &cj_helpers[c->now.aux];
    if (short_form(c, helper->function) || c->ended) {
        return;
    }
    int pops = cj_helper_pops(c->now.aux, c->now.arg);
    PyObject *object = helper->object == CJ_NAME ? cj_name_at(c, c->now.arg) : NULL;
    bool makes_cell = helper->function == cj_helper_make_cell;
    if (makes_cell) {
        cj_expect_local(c, c->now.arg, NULL);
    }
    if (makes_cell && cj_is_tracked(c, c->now.arg)) {
        cj_write_back(c, c->now.arg);
        c->context.locals[c->now.arg] = (cj_local){.raw = CJ_NOWHERE};
    }
    if (helper->function == cj_helper_copy_free_vars) {
        for (int i = 0; i < c->now.arg; i++) {
            int local = c->code->co_nlocals + c->code->co_nplaincellvars + i;
            cj_expect_local(c, local, cj_item_of(c->frame->f_func->func_closure, i));
            if (cj_is_tracked(c, local)) {
                c->context.locals[local] = (cj_local){.raw = CJ_NOWHERE};
            }
        }
    }
    for (int i = cj_helper_looks_at(c->now.aux); i > 0; i--) {
        cj_materialise_entry(c, c->context.depth - i);
    }
    bool polls = helper->function == cj_helper_call_function_ex;
    bool raises =
        helper->function == cj_helper_reraise || helper->function == cj_helper_raise_varargs;
    cj_call_helper(c, helper->function, c->now.arg, object, pops,
                   cj_helper_pushes(c->now.aux, c->now.arg));
    if (raises) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_ERROR, c->now.start)); /* not reached */
        return;
    }
    if (polls) {
        cj_poll(c, c->now.next);
    }
}

/* ---- flow ---- */

void cj_poll(cj_compiler *c, int next) {
    cj_operands o = {.ptr = {(uint64_t)&cj.interpreter->ceval.eval_breaker}};
    cj_own_borrowed(c, 0);
    if (next != c->now.next && c->instruction < 0) {
        cj_set_instruction(c); /* who looks from outside finds the line of a loop that computes */
    }
    o.go[0] = cj_stub_label(c, CJ_STUB_POLL, next);
    cj_stub *stub = c->failed ? NULL : cj_last_stub();
    cj_op(c, ST_POLL, &o);
    if (!c->failed) {
        stub->join = cj_label_distance(c->function->out.hot);
        stub->argument = next != c->now.next;
    }
}

static void return_top(cj_compiler *c) {
    if (cj_inlined_call(c) != NULL) {
        cj_inlined_return(c);
        return;
    }
    if (cj_return_number(c)) {
        return;
    }
    int position = c->context.depth - 1;
    cj_materialise_entry(c, position);
    cj_operands o = {.hole = {cj_slot(c, position)},
                     .holeu = {(uint32_t)c->code->co_nlocalsplus},
                     .imm64 = {(uint64_t)(_PyCode_CODE(c->code) + c->now.unit)}};
    bool dirty = cj_context_is_dirty(&c->context);
    o.go[0] = dirty ? cj_stub_label(c, CJ_STUB_RETURN, c->now.next) : NULL;
    cj_op(c, dirty ? ST_RETURN_DIRTY : ST_RETURN_SLOT, &o);
    c->ended = true;
}

/* A call of a generator function ends before the function's body has begun. */
static void return_generator(cj_compiler *c) {
    cj_operands o = {0};
    cj_prepare(c, ST_NEW_GENERATOR, c->context.depth);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, ST_NEW_GENERATOR, &o);
    c->ended = true;
}

/* Whoever looks at a suspended generator finds everything in its slots. */
static void yield_top(cj_compiler *c) {
    int position = c->context.depth - 1;
    cj_operands o = {.hole = {cj_slot(c, position)},
                     .holeu = {(uint32_t)(c->context.base + position)}};
    for (int i = 0; i <= position; i++) {
        cj_materialise_entry(c, i);
    }
    cj_prepare(c, ST_YIELD_SLOT, position);
    cj_op(c, ST_YIELD_SLOT, &o);
    c->ended = true;
}

/* ---- the ops ---- */

static binaryfunc generic_binary(int op) {
    static const binaryfunc functions[] = {
        PyNumber_Add,
        PyNumber_And,
        PyNumber_FloorDivide,
        PyNumber_Lshift,
        PyNumber_MatrixMultiply,
        PyNumber_Multiply,
        PyNumber_Remainder,
        PyNumber_Or,
        cj_power,
        PyNumber_Rshift,
        PyNumber_Subtract,
        PyNumber_TrueDivide,
        PyNumber_Xor,
        PyNumber_InPlaceAdd,
        PyNumber_InPlaceAnd,
        PyNumber_InPlaceFloorDivide,
        PyNumber_InPlaceLshift,
        PyNumber_InPlaceMatrixMultiply,
        PyNumber_InPlaceMultiply,
        PyNumber_InPlaceRemainder,
        PyNumber_InPlaceOr,
        cj_in_place_power,
        PyNumber_InPlaceRshift,
        PyNumber_InPlaceSubtract,
        PyNumber_InPlaceTrueDivide,
        PyNumber_InPlaceXor,
    };
    return functions[op];
}

static void unary_by(cj_compiler *c, unaryfunc function) {
    cj_operands o = {.ptr = {(uint64_t)function}};
    cj_generic_op(c, ST_UNARY, &o, c->context.depth - 1, 1);
}

static void compile_op(cj_compiler *c) {
    const cj_instruction *now = &c->now;
    int depth = c->context.depth;
    cj_operands o = {0};
    if (cj_inlined_call(c) != NULL && !cj_may_do_inlined(c, now->op)) {
        cj_give_up(c);
        return;
    }
    switch (now->op) {
    case CJ_NOP:
        break;
    case CJ_RESUME:
        if (now->arg < 2 && cj_inlined_call(c) == NULL) {
            cj_poll(c, now->next);
        }
        break;
    case CJ_LOAD_LOCAL:
        load_local(c, now->arg);
        break;
    case CJ_STORE_LOCAL:
        cj_store_local(c, now->arg);
        break;
    case CJ_DELETE_LOCAL:
        delete_local(c, now->arg);
        break;
    case CJ_LOAD_CONST:
        load_constant(c, now->arg);
        break;
    case CJ_PUSH_NULL:
        cj_push(c, (cj_entry){.kind = CJ_NULL, .raw = CJ_NOWHERE});
        break;
    case CJ_POP:
        pop(c, now->next);
        break;
    case CJ_COPY:
        copy(c, now->arg);
        break;
    case CJ_SWAP:
        swap(c, now->arg);
        break;
    case CJ_LOAD_GLOBAL:
        cj_compile_load_global(c);
        break;
    case CJ_UNARY:
        if (!cj_compile_unary(c) && !c->ended) {
            static const unaryfunc functions[] = {PyNumber_Positive, PyNumber_Negative,
                                                  PyNumber_Invert};
            unary_by(c, functions[now->arg]);
        }
        break;
    case CJ_NOT:
        cj_compile_not(c);
        break;
    case CJ_BINARY:
        if (!cj_compile_special_binary(c) && !c->ended && !cj_compile_binary(c) && !c->ended &&
            !cj_compile_append_string(c) && !cj_compile_quiet_operator(c)) {
            o.ptr[0] = (uint64_t)generic_binary(now->arg);
            cj_generic_op(c, ST_BINARY, &o, depth - 2, 1);
        }
        break;
    case CJ_COMPARE:
        if (!cj_compile_special_compare(c) && !c->ended && !cj_compile_compare_identity(c) &&
            !cj_compile_compare(c) && !c->ended && !cj_compile_compare_strings(c) &&
            !cj_compile_compare_sets(c)) {
            o.holeu[0] = (uint32_t)now->arg;
            cj_generic_op(c, ST_COMPARE, &o, depth - 2, 1);
        }
        break;
    case CJ_IS:
        cj_compile_is(c);
        break;
    case CJ_CONTAINS:
        cj_compile_contains(c);
        break;
    case CJ_SUBSCRIPT:
        if (!cj_compile_special_subscript(c) && !c->ended && !cj_compile_load_element(c) &&
            !c->ended && !cj_compile_subscript(c) && !c->ended) {
            cj_generic_op(c, ST_SUBSCRIPT, &o, depth - 2, 1);
        }
        break;
    case CJ_STORE_ITEM:
        if (!cj_compile_special_store_item(c) && !c->ended && !cj_compile_store_element(c) &&
            !c->ended && !cj_compile_store_item(c) && !c->ended) {
            cj_generic_op(c, ST_SET_ITEM, &o, depth - 3, 0);
        }
        break;
    case CJ_LOAD_ATTR:
        if (!cj_compile_load_attribute(c) && !c->ended) {
            o.ptr[0] = (uint64_t)cj_name_at(c, now->arg);
            cj_generic_op(c, ST_GET_ATTRIBUTE, &o, depth - 1, 1);
        }
        break;
    case CJ_STORE_ATTR:
        if (!cj_compile_store_attribute(c) && !c->ended) {
            o.ptr[0] = (uint64_t)cj_name_at(c, now->arg);
            cj_generic_op(c, ST_SET_ATTRIBUTE, &o, depth - 2, 0);
        }
        break;
    case CJ_LOAD_METHOD:
        if (!cj_compile_load_method(c) && !c->ended) {
            cj_call_helper(c, cj_load_method, 0, cj_name_at(c, now->arg), 1, 2);
        }
        break;
    case CJ_CALL:
        cj_compile_call(c);
        break;
    case CJ_RETURN:
        return_top(c);
        break;
    case CJ_GET_ITER:
        cj_compile_get_iter(c);
        break;
    case CJ_FOR_ITER:
        cj_compile_for_iter(c);
        break;
    case CJ_JUMP:
        if (now->aux) {
            cj_poll(c, now->target);
        }
        cj_jump_to(c, now->target);
        break;
    case CJ_BRANCH:
        cj_compile_branch(c, false);
        break;
    case CJ_BRANCH_KEEP:
        cj_compile_branch(c, true);
        break;
    case CJ_BRANCH_NONE:
        cj_compile_branch_none(c);
        break;
    case CJ_UNPACK:
        if (!cj_compile_unpack(c) && !c->ended) {
            cj_call_helper(c, cj_unpack, now->arg, NULL, 1, now->arg);
        }
        break;
    case CJ_RETURN_GENERATOR:
        return_generator(c);
        break;
    case CJ_YIELD:
        yield_top(c);
        break;
    case CJ_SEND:
        cj_compile_send(c);
        break;
    case CJ_HELPER:
        helper_op(c);
        break;
    }
}

/* Who looks from outside, a profiler, finds the line that a loop is at. */
static void begin_line(cj_compiler *c) {
    const uint8_t *lines = c->function->loop_lines;
    int unit = c->now.start;
    if (lines != NULL && cj_inlined_call(c) == NULL && lines[unit >> 3] & 1 << (unit & 7)) {
        const cj_frame *live = c->live; /* it stays true */
        cj_set_instruction(c);
        c->live = live;
    }
}

/* From c->next on, until the block ends in jumps and stubs. */
static void compile_ops(cj_compiler *c) {
    while (!c->ended && !c->failed) {
        cj_look(c, c->next, &c->now);
        c->next = c->now.next;
        c->jumps = false;
        c->reserved = 0;
        if (cj.inspecting) {
            cj_inspect_instruction(c->function, c->now.unit, c->context.inlined);
        }
        if (!c->counted) {
            cj_count(c, &c->now);
        }
        c->counted = false;
        begin_line(c);
        if (!cj_keeps_borrowed(&c->now)) {
            const cj_frame *live = c->live; /* it stays true */
            cj_own_borrowed(c, 0);
            c->live = live;
        }
        if (c->live == NULL) {
            c->live = cj_evidence(c);
        }
        cj_find_callable(c);
        compile_op(c);
        c->begun = true;
        cj_evidence_weaken(c);
        cj.bytecodes++;
        if (c->gave_up) {
            c->gave_up = c->failed = false;
        }
        c->generic = c->plainly = false;
        c->passed = 0;
        c->argument = 0;
        c->attempts = 0;
        c->live = NULL;
        if (!c->ended && !c->failed && (c->jumps || cj_is_target(c, c->next))) {
            cj_go_on_at(c, c->next);
        }
    }
}

static uint64_t nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Versions made by a compilation that failed must not be found. */
static void drop_versions_until(cj_function *function, const cj_version *last) {
    while (function->versions != last) {
        cj_version *version = function->versions;
        function->versions = version->next;
        function->n_versions--;
        cj.n_versions--;
        cj.metadata -= sizeof *version;
        cj_snapshot_free(version->context);
        free(version);
    }
}

static bool begin(cj_compiler *c, cj_function *function, cj_frame *frame, int unit) {
    memset(c, 0, sizeof *c);
    c->function = function;
    c->code = function->code;
    c->targets = function->targets;
    c->inlined_before = function->n_inlined;
    c->frame = frame;
    c->instruction = -1;
    if (!cj_selection_allows(function, unit)) {
        return false;
    }
    cj_memory_reclaim();
    cj_write_begin();
    if (!cj_code_reserve(&function->out, 64)) {
        cj_write_end();
        return false;
    }
    c->start = function->out.hot;
    c->started = nanoseconds();
    cj_evidence_begin();
    return true;
}

/* False: it has failed; versions after the one that was the last are dropped. */
static bool finish(cj_compiler *c, const cj_version *last) {
    cj_evidence_end();
    bool written = cj_write_end();
    cj.compile_ns += nanoseconds() - c->started;
    if (c->failed || !written) {
        drop_versions_until(c->function, last);
        return false;
    }
    if (cj.tells) {
        cj_tell(c->function);
    }
    return true;
}

static void has_code(cj_function *function) {
    cj.n_compiled += !function->compiled;
    function->compiled = true;
}

void cj_context_of_call(cj_context *context, const PyCodeObject *code) {
    int locals = cj_has_fast_locals(code) ? code->co_nlocalsplus : 0;
    memset(context, 0, sizeof *context);
    context->n_locals = (uint16_t)(locals < CJ_MAX_LOCALS ? locals : CJ_MAX_LOCALS);
    context->base = (uint16_t)code->co_nlocalsplus;
    int arguments = code->co_argcount + code->co_kwonlyargcount +
                    ((code->co_flags & CO_VARARGS) != 0) + ((code->co_flags & CO_VARKEYWORDS) != 0);
    for (int i = 0; i < context->n_locals; i++) {
        bool argument = i < arguments;
        context->locals[i] =
            (cj_local){.raw = CJ_NOWHERE, .bound = argument, .leaf = !argument, .empty = !argument};
    }
}

bool cj_compile_entry(cj_function *function, cj_frame *frame) {
    cj_compiler compiler, *c = &compiler;
    const cj_version *last = function->versions;
    if (function->start != NULL || cj.no_memory) {
        return function->start != NULL;
    }
    if (!cj_function_scan(function) || function->refusal != NULL) {
        return false;
    }
    if (!begin(c, function, frame, 0)) {
        cj.no_memory = true;
        return false;
    }
    cj_context_of_call(&c->context, function->code);
    cj_evidence_take(c, 0);
    cj_version_add(c, 0);
    compile_ops(c);
    if (!finish(c, last)) {
        cj.no_memory = true;
        return false;
    }
    function->start = c->start;
    function->entry = cj.enabled ? c->start : cj.uncompiled;
    has_code(function);
    return true;
}

/* Where the first op is a call: what it calls. Entries that are not in their slots yet are looked
 * up where they are. */
void cj_find_callable(cj_compiler *c) {
    c->callable = NULL;
    c->callable_is_method = false;
    if (c->live == NULL || c->now.op != CJ_CALL) {
        return;
    }
    int base = c->context.depth - c->now.arg - 2;
    cj_entry mark = cj_context_entry(&c->context, base);
    PyObject *method = mark.kind == CJ_NULL ? NULL : cj_live_value(c, base);
    if (method != NULL) {
        c->callable = method;
        c->callable_is_method = true;
        return;
    }
    c->callable = cj_live_value(c, base + 1);
}

/* Where the jump to the stub is the last thing that was emitted, the code can take its place. */
static void take_back_jump(cj_compiler *c, const cj_stub *stub) {
    cj_code *out = &c->function->out;
    uint8_t *jump = cj_label_site(&stub->label, 0);
    if (jump != NULL && stub->label.more == 0 && jump + 4 == out->hot &&
        out->hot - 5 >= out->start && out->hot[-5] == 0xE9) {
        out->hot -= 5;
        c->start = out->hot;
    }
}

/* Puts the jump back whose place was taken by code that then could not be finished. */
static bool restore_jump(uint8_t *place, const uint8_t *target) {
    uint8_t jump[5] = {0xE9};
    int32_t distance = (int32_t)(target - (place + 5));
    memcpy(jump + 1, &distance, sizeof distance);
    if (memcmp(place, jump, sizeof jump) == 0) {
        return true; /* nothing could be written over it either */
    }
    cj_write_begin();
    uint8_t *writable = cj_writable(place, sizeof jump);
    if (writable != NULL) {
        memcpy(writable, jump, sizeof jump);
    }
    return cj_write_end() && writable != NULL;
}

uint8_t *cj_compile_stub(cj_function *function, uint32_t number, cj_frame *frame, bool blindly) {
    cj_compiler compiler, *c = &compiler;
    cj_stub *stub = cj_stub_at(number);
    if (!begin(c, function, frame, stub->unit)) {
        return NULL;
    }
    const cj_version *last = function->versions;
    uint8_t *before = function->out.hot;
    uint32_t traced = function->out.n_trace;
    take_back_jump(c, stub);
    bool in_place = function->out.hot != before;
    cj_snapshot_restore(stub->context, &c->context);
    cj_look_at_code(c);
    if (!blindly) {
        cj_evidence_take(c, cj_context_tracked(&c->context));
    }
    cj_decode(c->code, 0, &c->now);
    c->now.unit = stub->running;
    c->now.start = stub->running;
    c->next = stub->unit;
    c->argument = stub->argument;
    switch ((cj_stub_kind)stub->kind) {
    case CJ_STUB_EDGE:
        if (stub->argument & CJ_EDGE_POP) {
            pop(c, stub->unit);
        }
        if (stub->argument & CJ_EDGE_ESCAPED) {
            cj_look_after_escape(c, stub->unit);
        }
        if (stub->argument & CJ_EDGE_POLL) {
            c->now.next = -1;
            cj_poll(c, stub->unit);
        }
        cj_go_on_at(c, stub->unit);
        break;
    case CJ_STUB_END_ITER:
        cj_end_iter(c, (int)stub->argument, stub->unit);
        cj_go_on_at(c, stub->unit);
        break;
    case CJ_STUB_RESULT:
        cj_end_call(c, stub->argument, stub->unit);
        if (!c->failed && cj_is_target(c, c->next)) {
            cj_go_on_at(c, c->next);
        }
        break;
    case CJ_STUB_GIVE_UP:
        c->live = frame;
        cj_make_call(c);
        break;
    case CJ_STUB_BIG:
        cj_set_type(c, (int)stub->argument, CJ_BIG);
        c->live = frame;
        c->attempts = stub->attempts;
        c->counted = true;
        break;
    case CJ_STUB_GENERIC:
        c->generic = true;
        c->live = frame;
        c->counted = true;
        break;
    default:
        c->live = frame;
        c->attempts = stub->attempts;
        c->counted = stub->running >= stub->unit; /* else it comes after what is running */
        break;
    }
    if (blindly) {
        c->live = NULL;
        c->generic = stub->kind != CJ_STUB_EDGE && stub->kind != CJ_STUB_END_ITER &&
                     stub->kind != CJ_STUB_RESULT;
    }
    compile_ops(c);
    uint8_t *address = c->start;
    if (!c->failed) {
        if (in_place && c->nothing_made) {
            /* an existing version serves: the jump, still there, only has to lead to it */
            function->out.hot = before;
            in_place = false;
        }
        if (!in_place && !cj_label_bind(&stub->label, address)) {
            c->failed = true;
        }
    }
    if (in_place && traced > 0 && function->out.traced[traced - 1] == CJ_TRACE_JUMP) {
        function->out.traced[traced - 1] = CJ_TRACE_TAKEN; /* it is no more */
    }
    if (!finish(c, last)) {
        if (in_place && !restore_jump(before - 5, cj_label_target(&stub->label))) {
            Py_FatalError("cpjit: the memory of compiled code can't be written any more");
        }
        return NULL;
    }
    cj_stub_free(function, number);
    return address;
}

/* How a frame comes to a place: within its activation, out of its suspension, by a call that passes
 * numbers. */
typedef enum { ON_ITS_WAY, RESUMED, CALLED } Arrival;

/* The code at `unit` for a context. */
static uint8_t *compile_at(cj_function *function, const cj_context *context, cj_frame *frame,
                           int unit, Arrival arrival) {
    cj_compiler compiler, *c = &compiler;
    if (!begin(c, function, frame, unit)) {
        return NULL;
    }
    const cj_version *last = function->versions;
    c->context = *context;
    cj_evidence_take(c, 0);
    cj_decode(c->code, unit, &c->now);
    c->next = unit;
    if (arrival == RESUMED && cj_is_resume(c->code, unit)) {
        /* _PyGen_yf looks here for what a generator that does not run waits for. */
        cj_set_instruction(c);
    }
    if (arrival == CALLED) {
        cj_emit_take_numbers(c);
    }
    cj_go_on_at(c, unit);
    compile_ops(c);
    if (!finish(c, last)) {
        return NULL;
    }
    has_code(function);
    return c->start;
}

uint8_t *cj_compile_edge(cj_function *function, const cj_context *context, cj_frame *frame,
                         int unit) {
    return compile_at(function, context, frame, unit, ON_ITS_WAY);
}

uint8_t *cj_compile_entrance(cj_entrance *entrance, cj_function *function,
                             const cj_context *context, cj_frame *frame) {
    uint8_t *address = compile_at(function, context, frame, 0, CALLED);
    if (address != NULL) {
        entrance->address = address;
    }
    return address;
}

static bool make_unknown(cj_function *function) {
    if (function->unknown == NULL) {
        size_t units = (size_t)cj_code_units(function->code);
        function->unknown = calloc(units, sizeof *function->unknown);
        cj.metadata += function->unknown == NULL ? 0 : units * sizeof *function->unknown;
    }
    return function->unknown != NULL;
}

uint8_t *cj_compile_handler(cj_function *function, const cj_context *context, cj_frame *frame,
                            int unit) {
    if (function->unknown != NULL && function->unknown[unit] != NULL) {
        return function->unknown[unit];
    }
    uint8_t *address = cj_compile_edge(function, context, frame, unit);
    if (address != NULL && cj.enabled && make_unknown(function)) {
        function->unknown[unit] = address;
    }
    return address;
}

void cj_context_of_suspended(cj_context *context, const PyCodeObject *code, int depth) {
    int slots = code->co_nlocalsplus;
    memset(context, 0, sizeof *context);
    context->n_locals = (uint16_t)(slots < CJ_MAX_LOCALS ? slots : CJ_MAX_LOCALS);
    context->base = (uint16_t)slots;
    context->depth = (uint16_t)depth;
    cj_context_generalise(context);
}

uint8_t *cj_compile_loop(cj_function *function, cj_frame *frame, int unit) {
    cj_context context;
    cj_context_of_suspended(&context, frame->f_code,
                            frame->stacktop - frame->f_code->co_nlocalsplus);
    return compile_at(function, &context, frame, unit, ON_ITS_WAY);
}

uint8_t *cj_compile_resume(cj_function *function, cj_frame *frame, int unit) {
    cj_context context;
    if (!make_unknown(function)) {
        return NULL;
    }
    cj_context_of_suspended(&context, frame->f_code,
                            frame->stacktop - frame->f_code->co_nlocalsplus);
    uint8_t *address = compile_at(function, &context, frame, unit, RESUMED);
    if (address != NULL) {
        function->unknown[unit] = address;
    }
    return address;
}
