/* Subscripts of dictionaries and `in`, where the key is a str, an int, a class or a tuple of these:
 * nothing has to be shown to foreign code, and operands need no references of their own. */
#include "compiler.h"

#include "../frontend/cp311/lookups.h"
#include "../frontend/cp311/quiet.h"

/* The key at `position`, in a form that the templates take: the variant. */
static unsigned key_operand(cj_compiler *c, int position, cj_operands *o) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind == CJ_CONSTANT) {
        o->ptr[1] = (uint64_t)cj_object(c, entry);
        return 2;
    }
    if (entry.kind == CJ_ALIAS) {
        cj_write_back(c, entry.index);
        o->hole[1] = cj_local_slot(c, entry.index);
        return 0;
    }
    cj_materialise_entry(c, position);
    o->hole[1] = cj_slot(c, position);
    return 1;
}

static bool is_key(const cj_compiler *c, int position) {
    cj_type type = cj_entry_type(c, position);
    return type == CJ_STR || type == CJ_INT || type == CJ_BIG || type == CJ_TUPLE;
}

/* The container at `position`, in a slot. Is that its own? */
static bool container_operand(cj_compiler *c, int position, cj_operands *o) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind == CJ_ALIAS) {
        o->hole[0] = cj_local_slot(c, entry.index);
        return false;
    }
    cj_materialise_entry(c, position);
    o->hole[0] = cj_slot(c, position);
    return true;
}

bool cj_compile_dict_item(cj_compiler *c) {
    cj_quiet_call way = {.function = (const void *)cj_dict_item, .form = 1, .result = CJ_UNKNOWN};
    int position = c->context.depth - 2;
    if (cj_entry_type(c, position) != CJ_DICT || !cj_fit_quietly(c, "dk")) {
        return false;
    }
    cj_call_quietly(c, &way, 2, position);
    return true;
}

bool cj_know_key(cj_compiler *c, int position, const cj_frame *live) {
    cj_entry_kind kind = cj_context_entry(&c->context, position).kind;
    bool boxed = kind == CJ_ALIAS || kind == CJ_IN_SLOT;
    if (is_key(c, position)) {
        return true;
    }
    cj_type type = cj_entry_type(c, position);
    if (live == NULL) {
        if (boxed && c->attempts == 0 && (type == CJ_UNKNOWN || type == CJ_OTHER)) {
            cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, c->now.start));
        }
        return false;
    }
    PyObject *object = cj_value_in(c, live, position);
    if (object != NULL && Py_IS_TYPE(object, &PyType_Type) && boxed) {
        cj_operands o = {.hole = {cj_boxed_slot(c, position)}, .ptr = {(uint64_t)&PyType_Type}};
        o.go[0] = cj_retry_label(c);
        cj_op(c, ST_GUARD_TYPE, &o);
        return true;
    }
    if (object == NULL || !(PyUnicode_CheckExact(object) || PyLong_CheckExact(object) ||
                            PyTuple_CheckExact(object))) {
        return false;
    }
    cj_know_type(c, position, live);
    return is_key(c, position);
}

bool cj_compile_store_key(cj_compiler *c) {
    int position = c->context.depth - 3; /* value, dictionary, key */
    if (cj_entry_type(c, position + 1) != CJ_DICT || !is_key(c, position + 2)) {
        return false;
    }
    cj_operands o = {.ptr = {(uint64_t)cj_dict_exchange}, .hole = {0, 0, cj_slot(c, position)}};
    cj_own_borrowed(c, 3);
    cj_materialise_entry(c, position);
    bool owned = container_operand(c, position + 1, &o);
    unsigned variant = key_operand(c, position + 2, &o);
    cj_prepare(c, ST_STORE_KEY, c->context.depth);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_STORE_KEY_X(variant), &o);
    cj_pop(c, 3);
    if (owned) {
        cj_release_two(c, position, true);
    } else {
        cj_release(c, cj_slot(c, position), CJ_UNKNOWN, true, c->now.next);
    }
    return true;
}

/* What searches containers of the type; NULL: none. */
static cj_lookup *find_lookup(cj_type type) {
    switch (type) {
    case CJ_DICT:
        return cj_dict_has;
    case CJ_LIST:
        return cj_list_has;
    case CJ_TUPLE:
        return cj_tuple_has;
    case CJ_STR:
        return cj_str_has;
    case CJ_SET:
    case CJ_FROZENSET:
        return cj_set_has;
    default:
        return NULL;
    }
}

/* r0 = whether the key is in the container, which moves to `kept` if it is owned. */
static bool search(cj_compiler *c, int32_t kept, bool *owned) {
    int position = c->context.depth - 2; /* key, container */
    const cj_frame *live = c->live;
    if (c->generic || position + 1 >= CJ_MAX_STACK || !cj_know_type(c, position + 1, live)) {
        return false;
    }
    cj_lookup *lookup = find_lookup(cj_entry_type(c, position + 1));
    if (lookup == NULL || !cj_know_key(c, position, live)) {
        return false;
    }
    cj_operands o = {.ptr = {(uint64_t)lookup}};
    *owned = container_operand(c, position + 1, &o);
    unsigned variant = key_operand(c, position, &o);
    o.hole[2] = *owned ? kept : o.hole[0];
    cj_prepare(c, ST_FIND, c->context.depth);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_FIND_X(variant), &o);
    return true;
}

bool cj_compile_branch_in(cj_compiler *c, const cj_instruction *branch) {
    bool jump_if = (branch->arg != 0) != (c->now.arg != 0), owned;
    cj_type type = cj_entry_type(c, c->context.depth - 1);
    if (!search(c, cj_slot(c, c->context.depth - 2), &owned)) {
        return false;
    }
    cj_pop(c, 2);
    if (owned) {
        cj_push(c, cj_in_slot(type)); /* what is dropped on both ways */
    }
    cj_count(c, branch);
    uint32_t drop = owned ? CJ_EDGE_POP : 0;
    cj_operands o = {.go = {cj_edge(c, branch, !jump_if, drop)}};
    cj_op(c, ST_BRANCH_INT_TRUE_X(0), &o);
    cj_end_block(c, cj_edge(c, branch, jump_if, drop));
    return true;
}

void cj_push_answer(cj_compiler *c, int position, bool as_it_is) {
    cj_operands o = {0};
    cj_op(c, ST_INT_LOAD_SMALL_X(1), &o);
    o.hole[0] = cj_slot(c, position);
    cj_op(c, as_it_is ? ST_INT_NE_XY(0, 1) : ST_INT_EQ_XY(0, 1), &o);
    cj_push(c, cj_in_slot(CJ_BOOL));
}

bool cj_compile_in(cj_compiler *c) {
    int position = c->context.depth - 2;
    int32_t container = cj_slot(c, position + 1);
    bool owned;
    if (!search(c, container, &owned)) {
        return false;
    }
    cj_pop(c, 2);
    cj_push_answer(c, position, !c->now.arg);
    if (owned) {
        cj_release(c, container, CJ_UNKNOWN, false, c->now.next);
    }
    return true;
}

static bool is_set(const cj_compiler *c, int position) {
    cj_type type = cj_entry_type(c, position);
    return type == CJ_SET || type == CJ_FROZENSET;
}

bool cj_compile_compare_sets(cj_compiler *c) {
    static cj_lookup *const tests[] = {
        [Py_LT] = cj_set_less,  [Py_LE] = cj_set_within,  [Py_EQ] = cj_set_same,
        [Py_NE] = cj_set_other, [Py_GT] = cj_set_greater, [Py_GE] = cj_set_contains,
    };
    int position = c->context.depth - 2;
    if (c->generic || position + 1 >= CJ_MAX_STACK || !is_set(c, position) ||
        !is_set(c, position + 1)) {
        return false;
    }
    cj_operands o = {.ptr = {(uint64_t)tests[c->now.arg]}};
    cj_operands other = {0};
    bool owned = container_operand(c, position, &o);
    bool other_owned = container_operand(c, position + 1, &other);
    if (owned || other_owned) {
        return false; /* neither is to be dropped */
    }
    cj_guard_level(c);
    o.hole[1] = other.hole[0];
    o.hole[2] = o.hole[0];
    cj_prepare(c, ST_FIND, c->context.depth);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_FIND_X(0), &o);
    cj_pop(c, 2);
    cj_instruction branch;
    if (cj_next_is(c, CJ_BRANCH, &branch)) {
        cj_count(c, &branch);
        o.go[0] = cj_edge(c, &branch, branch.arg == 0, 0);
        cj_op(c, ST_BRANCH_INT_TRUE_X(0), &o);
        cj_end_block(c, cj_edge(c, &branch, branch.arg != 0, 0));
        return true;
    }
    cj_push_answer(c, position, true);
    return true;
}
