/* Attributes and methods: a look at the live owner shows where it has the attribute, and the code
 * checks that the next one has it there, too. */
#include "compiler.h"

/* The owner at hand, with the slot that holds it; NULL: the generic form has to do, or (with
 * `ended`) the block goes on when there are live values. */
static PyObject *live_owner(cj_compiler *c, int position, int32_t *slot) {
    if (c->generic || c->attempts >= CJ_ATTEMPT_LIMIT || position >= CJ_MAX_STACK) {
        return NULL;
    }
    cj_entry entry = c->context.stack[position];
    if (entry.kind != CJ_ALIAS && entry.kind != CJ_IN_SLOT) {
        return NULL;
    }
    if (c->live == NULL) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, c->now.start));
        return NULL;
    }
    *slot = entry.kind == CJ_ALIAS ? cj_local_slot(c, entry.index) : cj_slot(c, position);
    return cj_live_value(c, position);
}

/* The checks that the class, and nothing else, has the attribute. */
static void guard_found_in_class(cj_compiler *c, const cj_attribute *found, int32_t slot,
                                 cj_label *other) {
    cj_operands o = {.hole = {slot}, .holeu = {found->version, found->meta_version}};
    o.go[0] = other;
    if (found->kind == CJ_ATTR_OF_CLASS) {
        cj_op(c, ST_GUARD_CLASS, &o);
        return;
    }
    cj_op(c, ST_GUARD_VERSION, &o);
    o.holeu[0] = found->keys;
    switch (found->absence) {
    case CJ_ABSENT_ALWAYS:
        break;
    case CJ_ABSENT_IN_CLASS:
        cj_op(c, ST_ABSENT_IN_CLASS, &o);
        break;
    case CJ_ABSENT_VALUE:
        o.hole[1] = found->index;
        cj_op(c, ST_ABSENT_VALUE, &o);
        break;
    case CJ_ABSENT_IN_DICT:
        o.hole[1] = found->dict_offset;
        cj_op(c, ST_ABSENT_IN_DICT, &o);
        break;
    case CJ_ABSENT_DICT:
        o.hole[1] = found->dict_offset;
        cj_op(c, ST_ABSENT_DICT, &o);
        break;
    }
}

/* The attribute of the owner in `slot` to slot `to`; or, if the owner is `owned`, in its place. */
static void load(cj_compiler *c, const cj_attribute *found, int32_t slot, int32_t to, bool owned) {
    cj_label *other = cj_retry_label(c);
    cj_operands o = {.hole = {slot, to, found->index, found->dict_offset},
                     .holeu = {found->version, found->keys}};
    unsigned stencil;
    switch (found->kind) {
    case CJ_ATTR_VALUE:
        stencil = ST_LOAD_VALUE_X(owned);
        break;
    case CJ_ATTR_SLOT:
        stencil = ST_LOAD_SLOT_X(owned);
        o.hole[2] = found->offset;
        break;
    case CJ_ATTR_SHARED:
        stencil = ST_LOAD_SHARED_X(owned);
        break;
    case CJ_ATTR_ENTRY:
        stencil = ST_LOAD_ENTRY_X(owned);
        o.hole[2] = found->entry;
        o.ptr[0] = (uint64_t)cj_name_at(c, c->now.arg);
        break;
    case CJ_ATTR_MODULE:
        stencil = ST_LOAD_MODULE_X(owned);
        o.hole[2] = found->entry;
        o.holeu[0] = found->keys;
        break;
    default:
        guard_found_in_class(c, found, slot, other);
        stencil = found->place != NULL ? ST_LOAD_FOUND_AT_X(owned) : ST_LOAD_FOUND_X(owned);
        o.ptr[0] = found->place != NULL ? (uint64_t)found->place : (uint64_t)found->object;
        break;
    }
    o.go[0] = other;
    o.go[1] = owned ? cj_stub_label(c, CJ_STUB_GENERIC, c->now.start) : NULL;
    cj_op(c, stencil, &o);
}

bool cj_compile_load_attribute(cj_compiler *c) {
    int position = c->context.depth - 1;
    int32_t slot;
    PyObject *owner = live_owner(c, position, &slot);
    if (owner == NULL) {
        return false;
    }
    cj_attribute found;
    cj_attribute_find(owner, cj_name_at(c, c->now.arg), false, &found);
    if (found.kind == CJ_ATTR_GENERAL) {
        return false;
    }
    if (found.kind == CJ_ATTR_PROPERTY) {
        return cj_compile_property(c, &found);
    }
    bool owned = c->context.stack[position].kind == CJ_IN_SLOT;
    load(c, &found, slot, cj_slot(c, position), owned);
    cj_pop(c, 1);
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    return true;
}

bool cj_compile_load_method(cj_compiler *c) {
    int position = c->context.depth - 1;
    int32_t slot, first = cj_slot(c, position), second = cj_slot(c, position + 1);
    PyObject *owner = live_owner(c, position, &slot);
    if (owner == NULL) {
        return false;
    }
    cj_attribute found;
    cj_attribute_find(owner, cj_name_at(c, c->now.arg), true, &found);
    if (found.kind == CJ_ATTR_GENERAL || found.kind == CJ_ATTR_PROPERTY) {
        return false;
    }
    bool owned = c->context.stack[position].kind == CJ_IN_SLOT;
    cj_operands o = {.hole = {slot, second}};
    if (found.class != NULL) {
        /* What it is called with stands where the instance does otherwise. */
        cj_label *other = cj_retry_label(c);
        guard_found_in_class(c, &found, slot, other);
        PyObject *function = *found.place;
        cj_operands at = {.ptr = {(uint64_t)found.place, (uint64_t)function}};
        at.go[0] = other;
        cj_op(c, ST_GUARD_PLACE, &at);
        o.ptr[0] = (uint64_t)found.class;
        o.go[0] = other;
        o.go[1] = owned ? cj_stub_label(c, CJ_STUB_GENERIC, c->now.start) : NULL;
        cj_op(c, ST_LOAD_FOUND_X(owned), &o);
        if (owned) {
            cj_op(c, ST_MOVE_SLOT, &o);
        }
        o.hole[0] = first;
        o.ptr[0] = (uint64_t)function;
        cj_op(c, ST_LOAD_OBJECT, &o);
        cj_pop(c, 1);
        cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    } else if (found.is_method) {
        guard_found_in_class(c, &found, slot, cj_retry_label(c));
        cj_entry self = cj_top(c, 1);
        if (owned) {
            cj_op(c, ST_MOVE_SLOT, &o);
        }
        cj_pop(c, 1);
        cj_push_object(c, found.object, CJ_OTHER);
        cj_push(c, self);
        return true;
    } else {
        load(c, &found, slot, second, owned);
        if (owned) {
            cj_op(c, ST_MOVE_SLOT, &o);
        }
        cj_pop(c, 1);
        cj_push(c, (cj_entry){.kind = CJ_NULL, .raw = CJ_NOWHERE});
    }
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    return true;
}

bool cj_compile_store_attribute(cj_compiler *c) {
    int position = c->context.depth - 2; /* value, owner */
    int32_t slot;
    PyObject *owner = live_owner(c, position + 1, &slot);
    if (owner == NULL) {
        return false;
    }
    cj_attribute found;
    cj_attribute_find_store(owner, cj_name_at(c, c->now.arg), &found);
    if (found.kind == CJ_ATTR_GENERAL) {
        return false;
    }
    bool owned = c->context.stack[position + 1].kind == CJ_IN_SLOT;
    bool quietly = cj_inlined_call(c) != NULL;
    if (quietly && owned) {
        cj_give_up(c);
        return true;
    }
    cj_materialise_entry(c, position);
    cj_operands o = {.hole = {cj_slot(c, position), slot}, .holeu = {found.version}};
    o.go[0] = cj_retry_label(c);
    if (found.kind == CJ_ATTR_VALUE) {
        o.hole[2] = found.index;
        o.hole[3] = found.index / (int32_t)sizeof(PyObject *);
        cj_op(c, quietly ? ST_PUT_VALUE : ST_STORE_VALUE, &o);
    } else {
        o.hole[2] = found.offset;
        cj_op(c, quietly ? ST_PUT_SLOT : ST_STORE_SLOT, &o);
    }
    cj_pop(c, 2);
    if (quietly) {
        return true;
    }
    if (owned) {
        cj_release_two(c, position, true);
    } else {
        cj_release(c, cj_slot(c, position), CJ_UNKNOWN, true, c->now.next);
    }
    return true;
}
