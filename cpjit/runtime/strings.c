/* Concatenation and formatting of strings, where the operands are known to be exact ones. */
#include "../frontend/cp311/quiet.h"
#include "compiler.h"

#include "opcode.h"

/* The operand at `position` in a form that the templates take: the variant. `number`: 0 for slot or
 * pointer A, 1 for B. */
static unsigned operand(cj_compiler *c, int position, int number, cj_operands *o) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind == CJ_CONSTANT) {
        o->ptr[number] = (uint64_t)cj_object(c, entry);
        return 2;
    }
    if (entry.kind == CJ_ALIAS) {
        cj_write_back(c, entry.index);
        o->hole[number] = cj_local_slot(c, entry.index);
        return 0;
    }
    cj_materialise_entry(c, position);
    o->hole[number] = cj_slot(c, position);
    return 1;
}

/* `s += t`, and likewise `s = s + t`: the local that the next instruction stores into is the left
 * operand, and nobody else need have it. */
static bool append(cj_compiler *c, const cj_instruction *store) {
    int position = c->context.depth - 2;
    cj_entry left = cj_top(c, 2), right = cj_top(c, 1);
    if (left.kind != CJ_ALIAS || left.index != store->arg) {
        return false;
    }
    if (right.kind == CJ_ALIAS && right.index == left.index) {
        cj_materialise_entry(c, position + 1);
    }
    cj_operands o = {.hole = {cj_local_slot(c, left.index)}};
    unsigned variant = operand(c, position + 1, 1, &o);
    cj_context_set(&c->context, position, (cj_entry){.kind = CJ_NULL, .raw = CJ_NOWHERE});
    cj_own_aliases(c, left.index); /* of other entries */
    cj_prepare(c, ST_APPEND_STRING, c->context.depth);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, ST_APPEND_STRING_XY(0, variant), &o);
    cj_pop(c, 2);
    c->context.locals[left.index] =
        (cj_local){.type = CJ_STR, .raw = CJ_NOWHERE, .bound = true, .leaf = true};
    cj_count(c, store);
    c->next = c->now.next = store->next;
    return true;
}

bool cj_compile_append_string(cj_compiler *c) {
    int position = c->context.depth - 2;
    cj_instruction store;
    return !c->generic && (c->now.arg == NB_ADD || c->now.arg == NB_INPLACE_ADD) &&
           position + 1 < CJ_MAX_STACK && cj_entry_type(c, position) == CJ_STR &&
           cj_entry_type(c, position + 1) == CJ_STR && cj_next_is(c, CJ_STORE_LOCAL, &store) &&
           cj_is_tracked(c, store.arg) && append(c, &store);
}

static bool compare_order(cj_compiler *c) {
    static cj_quiet *const comparisons[] = {
        [Py_LT] = cj_str_less,
        [Py_LE] = cj_str_less_or_equal,
        [Py_GT] = cj_str_greater,
        [Py_GE] = cj_str_greater_or_equal,
    };
    cj_quiet_call way = {.function = (const void *)comparisons[c->now.arg],
                         .form = 1,
                         .level = true,
                         .result = CJ_BOOL};
    if (!cj_fit_quietly(c, "ss")) {
        return false;
    }
    cj_call_quietly(c, &way, 2, c->context.depth - 2);
    return true;
}

bool cj_compile_compare_strings(cj_compiler *c) {
    int position = c->context.depth - 2, op = c->now.arg;
    if (op != Py_EQ && op != Py_NE) {
        return compare_order(c);
    }
    if (c->generic || position + 1 >= CJ_MAX_STACK || cj_entry_type(c, position) != CJ_STR ||
        cj_entry_type(c, position + 1) != CJ_STR) {
        return false;
    }
    cj_instruction branch;
    bool fused = cj_next_is(c, CJ_BRANCH, &branch);
    if (!fused) {
        cj_guard_level(c);
    }
    cj_operands o = {0};
    unsigned left = operand(c, position, 0, &o), right = operand(c, position + 1, 1, &o);
    cj_prepare(c, ST_SAME_TEXT, c->context.depth);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_SAME_TEXT_XY(left, right), &o);
    cj_pop(c, 2);
    if (fused) {
        bool jump_if = (branch.arg != 0) == (op == Py_EQ);
        cj_count(c, &branch);
        o.go[0] = cj_edge(c, &branch, !jump_if, 0);
        cj_op(c, ST_BRANCH_INT_TRUE_X(0), &o);
        cj_end_block(c, cj_edge(c, &branch, jump_if, 0));
        return true;
    }
    cj_push_answer(c, position, op == Py_EQ);
    return true;
}

/* f"{value}", f"{value!r}", f"{value:specification}" */
bool cj_compile_format_value(cj_compiler *c) {
    int conversion = c->now.arg & 3, specified = (c->now.arg & 4) != 0;
    cj_quiet_call way = {.makes = CJ_QUIET_RAISES, .result = CJ_STR};
    if (conversion == 3 || (conversion != 0 && specified)) {
        return false; /* by ascii(), or of what is converted first */
    }
    if (!cj_fit_quietly(c, specified ? "ps" : "p")) {
        return false;
    }
    if (conversion != 2 && !specified && cj_entry_type(c, c->context.depth - 1) == CJ_STR) {
        return true;
    }
    way.function = (const void *)(specified         ? cj_str_formatted
                                  : conversion == 2 ? cj_repr_of
                                                    : cj_str_of);
    way.form = (unsigned)specified;
    cj_call_quietly(c, &way, 1 + specified, c->context.depth - 1 - specified);
    return true;
}

bool cj_compile_build_string(cj_compiler *c) {
    int count = c->now.arg, position = c->context.depth - count;
    if (count == 0 || c->context.depth > CJ_MAX_STACK) {
        return false;
    }
    for (int i = position; i < c->context.depth; i++) {
        if (cj_entry_type(c, i) != CJ_STR) {
            return false;
        }
    }
    PyObject *empty = PyUnicode_New(0, 0); /* there is one, and it never dies */
    if (empty == NULL) {
        return false;
    }
    Py_DECREF(empty);
    cj_operands o = {.hole = {cj_slot(c, position)}, .holeu = {(uint32_t)count}};
    o.ptr[0] = (uint64_t)empty;
    cj_prepare(c, ST_JOIN_STRINGS, position);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, ST_JOIN_STRINGS_XY(0, 0), &o);
    cj_pop(c, count);
    cj_push(c, cj_in_slot(CJ_STR));
    return true;
}
