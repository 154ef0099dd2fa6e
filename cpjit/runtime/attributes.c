/* Attributes and methods: a look at the live owner shows where it has the attribute, and the code
 * checks that the next one has it there, too. */
#include "compiler.h"

#include "../../stencils_src/attribute_cache.h"

#define CHAIN_LIMIT 3 /* guards in a chain, before what is remembered of any class is asked */

/* Where the owner stands, if its attribute may be looked up here. */
static bool owner_slot(cj_compiler *c, int position, int32_t *slot) {
    cj_entry entry = cj_context_entry(&c->context, position);
    *slot = entry.kind == CJ_ALIAS ? cj_local_slot(c, entry.index) : cj_slot(c, position);
    return !c->generic && position < CJ_MAX_STACK && (entry.kind == CJ_ALIAS || cj_has_slot(entry));
}

/* The owner at hand; NULL: the block goes on when there are live values. */
static PyObject *live_owner(cj_compiler *c, int position) {
    if (c->live == NULL) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, c->now.start));
        return NULL;
    }
    return cj_live_value(c, position);
}

/* Looks the attribute up. Where that is known for one dictionary alone, and others have been met
 * before, each instance has its own: what is remembered of the class serves them all. */
static void find(const cj_compiler *c, PyObject *owner, bool calls, cj_attribute *found) {
    cj_attribute_find(owner, cj_name_at(c, c->now.arg), calls, found);
    if (c->attempts > 0 && found->kind == CJ_ATTR_OF_INSTANCE &&
        found->absence == CJ_ABSENT_IN_DICT) {
        found->kind = CJ_ATTR_GENERAL;
    }
}

/* A load of any class's attribute that is remembered. */
static void load_cached(cj_compiler *c, unsigned stencil, cj_operands *o, bool owned) {
    cj_spill_all(c);
    o->ptr[0] = (uint64_t)cj_name_at(c, c->now.arg);
    o->go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    o->go[1] = owned ? cj_stub_label(c, CJ_STUB_GENERIC, c->now.start) : NULL;
    cj_op(c, stencil + owned, o);
    cj_pop(c, 1);
}

/* What the class has of that name is still the kind of descriptor that it was. */
static void guard_watched(cj_compiler *c, const cj_attribute *found, cj_label *other) {
    if (found->watched != NULL) {
        cj_operands o = {.holeu = {found->watched_version}, .ptr = {(uint64_t)found->watched}};
        o.go[0] = other;
        cj_op(c, ST_GUARD_DESCRIPTOR, &o);
    }
}

/* The checks that the class, and nothing else, has the attribute. */
static void guard_found_in_class(cj_compiler *c, const cj_attribute *found, int position,
                                 int32_t slot, cj_label *other) {
    cj_operands o = {.hole = {slot}, .holeu = {found->version, found->meta_version}};
    o.go[0] = other;
    if (found->kind == CJ_ATTR_OF_CLASS) {
        cj_op(c, ST_GUARD_CLASS, &o);
        guard_watched(c, found, other);
        return;
    }
    cj_guard_class(c, position, slot, found->owner, found->version, other);
    guard_watched(c, found, other);
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
    case CJ_ABSENT_ALL:
        cj_op(c, ST_ABSENT_ALL, &o);
        break;
    }
}

/* The same for what an instance has itself: only one class in a hundred of these has a say. */
static void guard_owner(cj_compiler *c, const cj_attribute *found, int position, int32_t slot,
                        cj_label *other) {
    if (found->kind != CJ_ATTR_MODULE) {
        cj_guard_class(c, position, slot, found->owner, found->version, other);
        guard_watched(c, found, other);
    }
}

void cj_load_found(cj_compiler *c, const cj_attribute *found, PyObject *name, int position,
                   int32_t slot, int32_t to, cj_load_form form) {
    cj_label *other = cj_retry_label(c);
    cj_operands o = {.hole = {slot, to, found->index, found->dict_offset}, .holeu = {found->keys}};
    unsigned stencil;
    if (found->kind == CJ_ATTR_OF_INSTANCE || found->kind == CJ_ATTR_OF_CLASS) {
        guard_found_in_class(c, found, position, slot, other);
    } else {
        guard_owner(c, found, position, slot, other);
    }
    switch (found->kind) {
    case CJ_ATTR_VALUE:
        stencil = ST_LOAD_VALUE_X(form);
        break;
    case CJ_ATTR_SLOT:
        stencil = ST_LOAD_SLOT_X(form);
        o.hole[2] = found->offset;
        break;
    case CJ_ATTR_SHARED:
        stencil = ST_LOAD_SHARED_X(form);
        break;
    case CJ_ATTR_ENTRY:
        stencil = ST_LOAD_ENTRY_X(form);
        o.hole[2] = found->entry;
        o.ptr[0] = (uint64_t)name;
        break;
    case CJ_ATTR_MODULE:
        stencil = ST_LOAD_MODULE_X(form);
        o.hole[2] = found->entry;
        break;
    default:
        stencil = found->place != NULL ? ST_LOAD_FOUND_AT_X(form) : ST_LOAD_FOUND_X(form);
        o.ptr[0] = found->place != NULL ? (uint64_t)found->place : (uint64_t)found->object;
        break;
    }
    o.go[0] = other;
    o.go[1] = form == CJ_LOAD_IN_PLACE ? cj_stub_label(c, CJ_STUB_GENERIC, c->now.start) : NULL;
    cj_op(c, stencil, &o);
}

/* An attribute that is nowhere, so that __getattr__ is called. */
static bool load_missing(cj_compiler *c, const cj_attribute *found, PyObject *name) {
    int position = c->context.depth - 1;
    PyFunctionObject *function = (PyFunctionObject *)found->object;
    if (!cj_can_call(function, 2)) {
        return false;
    }
    cj_prepare(c, ST_CALL_KNOWN, position);
    cj_label *other = cj_retry_label(c);
    guard_found_in_class(c, found, position, cj_slot(c, position), other);
    cj_call_getattr(c, function, name, other);
    return true;
}

/* What a descriptor of the class makes of the instance: a bound method, a field of a C structure.
 */
static bool load_described(cj_compiler *c, const cj_attribute *found, PyObject *name) {
    int position = c->context.depth - 1;
    cj_operands o = {.ptr = {(uint64_t)name, (uint64_t)found->object}};
    cj_prepare(c, ST_GET_DESCRIBED, position);
    guard_found_in_class(c, found, position, cj_slot(c, position), cj_retry_label(c));
    cj_generic_op(c, ST_GET_DESCRIBED, &o, position, 1);
    return true;
}

bool cj_compile_load_attribute(cj_compiler *c) {
    int position = c->context.depth - 1;
    int32_t slot;
    PyObject *name = cj_name_at(c, c->now.arg);
    cj_attribute found = {.kind = CJ_ATTR_GENERAL};
    if (!owner_slot(c, position, &slot)) {
        return false;
    }
    bool owned = c->context.stack[position].kind == CJ_IN_SLOT;
    if (c->attempts < CHAIN_LIMIT) {
        PyObject *owner = live_owner(c, position);
        if (owner == NULL) {
            return false;
        }
        find(c, owner, false, &found);
        if (found.kind == CJ_ATTR_GENERAL) {
            uintptr_t remembered = cj_attribute_remember(owner, name);
            if (remembered == 0 || (remembered & CJ_AS_MASK) != CJ_AS_VALUE) {
                return false;
            }
        }
    }
    if (found.kind == CJ_ATTR_PROPERTY) {
        return cj_compile_property(c, &found);
    }
    if (found.kind == CJ_ATTR_DESCRIBED) {
        return load_described(c, &found, name);
    }
    if (found.kind == CJ_ATTR_MISSING) {
        return load_missing(c, &found, name);
    }
    if (found.kind == CJ_ATTR_GENERAL) {
        cj_operands o = {.hole = {slot, cj_slot(c, position)}};
        load_cached(c, ST_LOAD_CACHED, &o, owned);
        cj_push(c, cj_in_slot(CJ_UNKNOWN));
        return true;
    }
    cj_load_form form = owned              ? CJ_LOAD_IN_PLACE
                        : cj_may_borrow(c) ? CJ_LOAD_BORROWED
                                           : CJ_LOAD_BESIDE;
    cj_load_found(c, &found, name, position, slot, cj_slot(c, position), form);
    cj_pop(c, 1);
    cj_push(c, form == CJ_LOAD_BORROWED ? cj_borrowed(CJ_UNKNOWN) : cj_in_slot(CJ_UNKNOWN));
    cj_expect_found(c, position, found.value);
    return true;
}

/* What is remembered of methods: it may be another attribute that is called. */
static void load_method_cached(cj_compiler *c, int32_t slot, int position, bool owned) {
    cj_operands o = {.hole = {slot, cj_slot(c, position), cj_slot(c, position + 1)}};
    load_cached(c, ST_LOAD_METHOD_CACHED, &o, owned);
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
}

/* A method of a constant, whose class nobody can change. */
static bool load_method_of_constant(cj_compiler *c) {
    cj_entry owner = cj_top(c, 1);
    cj_attribute found;
    if (c->generic || owner.kind != CJ_CONSTANT ||
        !PyType_HasFeature(Py_TYPE(cj_object(c, owner)), Py_TPFLAGS_IMMUTABLETYPE)) {
        return false;
    }
    cj_attribute_find(cj_object(c, owner), cj_name_at(c, c->now.arg), true, &found);
    if (found.kind != CJ_ATTR_OF_INSTANCE || !found.is_method ||
        found.absence != CJ_ABSENT_ALWAYS || found.class != NULL) {
        return false;
    }
    cj_pop(c, 1);
    cj_push_object(c, found.object, CJ_OTHER);
    cj_push(c, owner);
    return true;
}

bool cj_compile_load_method(cj_compiler *c) {
    int position = c->context.depth - 1;
    int32_t slot, first = cj_slot(c, position), second = cj_slot(c, position + 1);
    PyObject *name = cj_name_at(c, c->now.arg);
    cj_attribute found = {.kind = CJ_ATTR_GENERAL};
    PyObject *expected = cj_expected(c, position);
    if (load_method_of_constant(c)) {
        return true;
    }
    if (!owner_slot(c, position, &slot)) {
        return false;
    }
    if (c->attempts < CHAIN_LIMIT) {
        PyObject *owner = live_owner(c, position);
        if (owner == NULL) {
            return false;
        }
        find(c, owner, true, &found);
        if (found.kind == CJ_ATTR_PROPERTY) {
            return false;
        }
        if (found.kind == CJ_ATTR_GENERAL) {
            uintptr_t remembered = cj_attribute_remember(owner, name);
            if (remembered == 0 || (remembered & CJ_AS_MASK) > CJ_AS_METHOD) {
                return false;
            }
        }
    }
    if (found.kind == CJ_ATTR_GENERAL) {
        load_method_cached(c, slot, position, c->context.stack[position].kind == CJ_IN_SLOT);
        return true;
    }
    bool owned = c->context.stack[position].kind == CJ_IN_SLOT;
    cj_operands o = {.hole = {slot, second}};
    if (found.class != NULL) {
        /* What it is called with stands where the instance does otherwise. */
        cj_label *other = cj_retry_label(c);
        guard_found_in_class(c, &found, position, slot, other);
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
        cj_expect(c, position, function);
        expected = found.class;
    } else if (found.is_method) {
        guard_found_in_class(c, &found, position, slot, cj_retry_label(c));
        cj_entry self = cj_top(c, 1);
        if (owned) {
            cj_op(c, ST_MOVE_SLOT, &o);
        }
        cj_pop(c, 1);
        cj_push_object(c, found.object, CJ_OTHER);
        cj_push(c, self);
        cj_expect(c, position + 1, expected);
        return true;
    } else {
        cj_load_found(c, &found, name, position, slot, second,
                      owned ? CJ_LOAD_IN_PLACE : CJ_LOAD_BESIDE);
        if (owned) {
            cj_op(c, ST_MOVE_SLOT, &o);
        }
        cj_pop(c, 1);
        cj_push(c, (cj_entry){.kind = CJ_NULL, .raw = CJ_NOWHERE});
        expected = found.value;
    }
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    cj_expect_found(c, position + 1, expected);
    return true;
}

/* What is where a store has found its place, borrowed; NULL: nothing yet. */
static PyObject *held_at(PyObject *owner, const cj_attribute *found) {
    char *start = found->kind == CJ_ATTR_VALUE
                      ? (char *)(*_PyObject_ValuesPointer(owner))->values + found->index
                      : (char *)owner + found->offset;
    return *(PyObject **)start;
}

/* A raw number into an attribute that is a number by now; `old`: what the attribute is. */
static bool store_number(cj_compiler *c, const cj_attribute *found, int32_t slot, PyObject *old) {
    int position = c->context.depth - 2;
    bool is_double = cj_entry_type(c, position) == CJ_FLOAT,
         owned = cj_top(c, 1).kind == CJ_IN_SLOT;
    bool is_value = found->kind == CJ_ATTR_VALUE;
    if (old == NULL || !(PyFloat_CheckExact(old) || PyLong_CheckExact(old)) ||
        !cj_is_raw_only(c, position)) {
        return false;
    }
    cj_operands o = {.hole = {slot, is_value ? found->index : found->offset}};
    c->reserved = 0;
    unsigned value = cj_raw(c, position);
    o.go[0] = o.go[1] = cj_retry_label(c);
    guard_owner(c, found, position + 1, slot, o.go[0]);
    if (is_double) {
        value -= CJ_FIRST_DOUBLE;
        cj_op(c, is_value ? ST_STORE_VALUE_DOUBLE_X(value) : ST_STORE_SLOT_DOUBLE_X(value), &o);
    } else {
        cj_op(c, is_value ? ST_STORE_VALUE_INT_X(value) : ST_STORE_SLOT_INT_X(value), &o);
    }
    cj_pop(c, 2);
    if (owned) {
        cj_release(c, cj_slot(c, position + 1), CJ_UNKNOWN, false, c->now.next);
    }
    return true;
}

/* Drops the old value, which has taken the new one's place, and the owner. */
static void finish_store(cj_compiler *c, int position, bool owned) {
    cj_pop(c, 2);
    if (owned) {
        cj_release_two(c, position, true);
    } else {
        cj_release(c, cj_slot(c, position), CJ_UNKNOWN, true, c->now.next);
    }
}

bool cj_compile_store_attribute(cj_compiler *c) {
    int position = c->context.depth - 2; /* value, owner */
    int32_t slot;
    PyObject *name = cj_name_at(c, c->now.arg);
    cj_attribute found = {.kind = CJ_ATTR_GENERAL};
    if (!owner_slot(c, position + 1, &slot)) {
        return false;
    }
    if (c->attempts < CHAIN_LIMIT) {
        PyObject *owner = live_owner(c, position + 1);
        if (owner == NULL) {
            return false;
        }
        cj_attribute_find_store(owner, name, &found);
        if (found.kind == CJ_ATTR_PROPERTY) {
            return cj_compile_property_store(c, &found);
        }
        if (found.kind == CJ_ATTR_GENERAL && !cj_attribute_remember_store(owner, name)) {
            return false;
        }
        if (found.kind != CJ_ATTR_GENERAL && found.watched == NULL &&
            store_number(c, &found, slot, held_at(owner, &found))) {
            return true;
        }
    }
    bool owned = c->context.stack[position + 1].kind == CJ_IN_SLOT;
    bool quietly = cj_inlined_call(c) != NULL;
    if (quietly && (owned || found.kind == CJ_ATTR_GENERAL)) {
        cj_give_up(c);
        return true;
    }
    cj_materialise_entry(c, position);
    cj_operands o = {.hole = {cj_slot(c, position), slot}};
    if (found.kind == CJ_ATTR_GENERAL) {
        cj_spill_all(c);
        o.ptr[0] = (uint64_t)name;
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
        cj_op(c, ST_STORE_CACHED, &o);
        finish_store(c, position, owned);
        return true;
    }
    o.go[0] = cj_retry_label(c);
    guard_owner(c, &found, position + 1, slot, o.go[0]);
    if (found.kind == CJ_ATTR_VALUE) {
        o.hole[2] = found.index;
        o.hole[3] = found.index / (int32_t)sizeof(PyObject *);
        cj_op(c, quietly ? ST_PUT_VALUE : ST_STORE_VALUE, &o);
    } else {
        o.hole[2] = found.offset;
        cj_op(c, quietly ? ST_PUT_SLOT : ST_STORE_SLOT, &o);
    }
    if (quietly) {
        cj_pop(c, 2);
        return true;
    }
    finish_store(c, position, owned);
    return true;
}
