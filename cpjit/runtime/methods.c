/* Operators, subscripts and properties that a class defines in Python: their functions are called
 * directly. The operands stay where they are meanwhile, as they do where C code makes the call. */
#include "compiler.h"

PyTypeObject *cj_special_class(cj_compiler *c, int position) {
    cj_type type = cj_entry_type(c, position);
    if (c->generic || c->attempts >= CJ_ATTEMPT_LIMIT || position + 2 >= CJ_MAX_STACK ||
        (type != CJ_UNKNOWN && type != CJ_OTHER)) {
        return NULL;
    }
    if (c->live == NULL) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, c->now.start));
        return NULL;
    }
    PyObject *object = cj_live_value(c, position);
    return object == NULL ? NULL : Py_TYPE(object);
}

static void guard_class(cj_compiler *c, int position, PyTypeObject *class, uint32_t version,
                        cj_label *other) {
    cj_guard_class(c, position, cj_slot(c, position), class, version, other);
}

void cj_end_special(cj_compiler *c, unsigned stencil, cj_operands *o, int first, int results) {
    cj_pop(c, c->context.depth - first);
    o->hole[0] = cj_slot(c, first);
    o->go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, stencil, o);
    for (int i = 0; i < results; i++) {
        cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    }
    cj_conclude(c, ST_CALL_KNOWN, c->now.next);
}

/* After cj_call_for_value. */
static void end_for_value(cj_compiler *c, uint32_t kind, unsigned stencil, cj_operands *o,
                          int first, cj_other_result *other, uint64_t about) {
    if (kind == CJ_RESULT_OBJECT) {
        cj_end_special(c, stencil, o, first, 1);
    } else {
        cj_end_for_number(c, kind, first, other, about);
    }
}

/* Calls what the class of the first of these entries defines, with all of them; entries from
 * `operands` on are the operation's. `kind`: it is called for a value (cj_call_for_value), or NULL.
 * False: it does not; or (with `ended`) that will be seen later. */
static bool call(cj_compiler *c, cj_special special, int operands, const int *positions, int count,
                 uint32_t *kind) {
    PyTypeObject *class = cj_special_class(c, positions[0]);
    cj_method method;
    if (class == NULL || !cj_special_find(class, special, &method) ||
        !cj_can_call(method.function, count)) {
        return false;
    }
    cj_prepare(c, ST_CALL_KNOWN, operands);
    cj_label *other = cj_retry_label(c);
    guard_class(c, positions[0], class, method.version, other);
    int32_t slots[3];
    for (int i = 0; i < count; i++) {
        slots[i] = cj_slot(c, positions[i]);
    }
    if (kind == NULL ? !cj_call_known(c, method.function, slots, count, 1, other)
                     : !cj_call_for_value(c, method.function, slots, count, other, kind)) {
        c->failed = true;
    }
    return true;
}

bool cj_compile_special_subscript(cj_compiler *c) {
    int first = c->context.depth - 2;
    cj_operands o = {0};
    uint32_t kind;
    if (!call(c, CJ_SPECIAL_GETITEM, first, (int[]){first, first + 1}, 2, &kind)) {
        return false;
    }
    end_for_value(c, kind, ST_END_KNOWN_X(1), &o, first, cj_other_as_it_is, 0);
    return true;
}

bool cj_compile_special_store_item(cj_compiler *c) {
    int first = c->context.depth - 3; /* value, container, key */
    cj_operands o = {0};
    if (!call(c, CJ_SPECIAL_SETITEM, first, (int[]){first + 1, first + 2, first}, 3, NULL)) {
        return false;
    }
    cj_end_special(c, ST_END_STATEMENT_X(2), &o, first, 0);
    return true;
}

bool cj_compile_special_iter(cj_compiler *c) {
    int first = c->context.depth - 1;
    cj_operands o = {.ptr = {(uint64_t)cj_check_iterator}};
    if (!call(c, CJ_SPECIAL_ITER, first, &first, 1, NULL)) {
        return false;
    }
    cj_end_special(c, ST_END_CHECKED_X(0), &o, first, 1);
    return true;
}

bool cj_compile_special_len(cj_compiler *c, PyObject *len, int base) {
    int position = base + 2;
    cj_method method;
    PyTypeObject *class = cj_special_class(c, position);
    if (class == NULL || !cj_special_find(class, CJ_SPECIAL_LEN, &method) ||
        !cj_can_call(method.function, 1)) {
        return false;
    }
    cj_prepare(c, ST_CALL_KNOWN, base);
    cj_label *other = cj_retry_label(c);
    cj_guard_object(c, base + 1, len, other);
    guard_class(c, position, class, method.version, other);
    int32_t slot = cj_slot(c, position);
    if (!cj_call_known(c, method.function, &slot, 1, 1, other)) {
        c->failed = true;
    }
    cj_operands o = {.hole = {slot}, .ptr = {(uint64_t)cj_check_length}};
    cj_pop(c, 1);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, ST_END_CHECKED_X(0), &o);
    cj_drop_shared(c, base + 1);
    o.hole[1] = cj_slot(c, base);
    cj_op(c, ST_MOVE_SLOT, &o);
    cj_pop(c, 2);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_CALL_KNOWN, c->now.next);
    return true;
}

bool cj_call_contains(cj_compiler *c) {
    int first = c->context.depth - 2;
    return call(c, CJ_SPECIAL_CONTAINS, first, (int[]){first + 1, first}, 2, NULL);
}

bool cj_call_next(cj_compiler *c) {
    int first = c->context.depth - 1;
    return call(c, CJ_SPECIAL_NEXT, first, &first, 1, NULL);
}

cj_truth cj_call_truth(cj_compiler *c) {
    int first = c->context.depth - 1;
    if (call(c, CJ_SPECIAL_BOOL, first, &first, 1, NULL)) {
        return CJ_TRUE_BY_BOOL;
    }
    cj_method other;
    PyTypeObject *class = c->ended ? NULL : cj_special_class(c, first);
    if (class == NULL || class->tp_as_number == NULL || class->tp_as_number->nb_bool != NULL ||
        cj_special_find(class, CJ_SPECIAL_BOOL, &other)) {
        return CJ_TRUE_BY_NOTHING;
    }
    return call(c, CJ_SPECIAL_LEN, first, &first, 1, NULL) ? CJ_TRUE_BY_LENGTH : CJ_TRUE_BY_NOTHING;
}

/* The right operand is of the left one's class or, if that is not known already, of a number type.
 */
static void guard_right(cj_compiler *c, int position, PyTypeObject *class, uint32_t version,
                        PyTypeObject *right, cj_label *other) {
    cj_type known = cj_entry_type(c, position);
    if (right == class) {
        guard_class(c, position, class, version, other);
    } else if (known != CJ_INT && known != CJ_BIG && known != CJ_FLOAT) {
        cj_operands o = {.hole = {cj_slot(c, position)}, .ptr = {(uint64_t)right}};
        o.go[0] = other;
        cj_op(c, ST_GUARD_TYPE, &o);
    }
}

/* The type of the right operand, or NULL if it is not one that is done here: where the left one's
 * method says NotImplemented, a number is asked next, and has an answer for numbers. */
static PyTypeObject *right_type(cj_compiler *c, int position, PyTypeObject *class, bool numbers) {
    numbers = numbers && !PyType_IsSubtype(class, &PyLong_Type) &&
              !PyType_IsSubtype(class, &PyFloat_Type);
    cj_type known = cj_entry_type(c, position);
    if (numbers && known == CJ_FLOAT) {
        return &PyFloat_Type;
    }
    if (numbers && (known == CJ_INT || known == CJ_BIG)) {
        return &PyLong_Type;
    }
    PyObject *object = cj_live_value(c, position);
    if (object == NULL) {
        return NULL;
    }
    PyTypeObject *type = Py_TYPE(object);
    bool number = type == &PyLong_Type || type == &PyFloat_Type;
    return type == class || (numbers && number) ? type : NULL;
}

/* left operator right. `levels` of recursion are what CPython takes. */
static bool operator(cj_compiler *c, cj_special special, bool numbers, int levels,
                     PyObject *rest(PyObject *, PyObject *, int64_t)) {
    int first = c->context.depth - 2;
    PyTypeObject *class = cj_special_class(c, first);
    cj_method method;
    if (class == NULL) {
        return false;
    }
    PyTypeObject *right = right_type(c, first + 1, class, numbers);
    if (right == NULL || !cj_special_find(class, special, &method) ||
        !cj_can_call(method.function, 2)) {
        return false;
    }
    cj_prepare(c, ST_CALL_KNOWN, first);
    cj_label *other = cj_retry_label(c);
    guard_class(c, first, class, method.version, other);
    guard_right(c, first + 1, class, method.version, right, other);
    int32_t slots[] = {cj_slot(c, first), cj_slot(c, first + 1)};
    uint32_t kind = CJ_RESULT_OBJECT;
    if (numbers ? !cj_call_for_value(c, method.function, slots, 2, other, &kind)
                : !cj_call_known(c, method.function, slots, 2, levels, other)) {
        c->failed = true;
    }
    cj_operands o = {
        .hole = {0, 0, 0, levels - 1}, .holeu = {(uint32_t)c->now.arg}, .ptr = {(uint64_t)rest}};
    end_for_value(c, kind, ST_END_OPERATOR_X(1), &o, first, cj_other_of_operator,
                  (uint64_t)c->now.arg);
    return true;
}

bool cj_compile_special_binary(cj_compiler *c) {
    return operator(c, CJ_SPECIAL_BINARY + (cj_special)c->now.arg, true, 1, cj_binary_rest);
}

bool cj_compile_special_compare(cj_compiler *c) {
    return operator(c, CJ_SPECIAL_COMPARE + (cj_special)c->now.arg, false, 2, cj_compare_rest);
}

bool cj_compile_property(cj_compiler *c, const cj_attribute *found) {
    int position = c->context.depth - 1;
    PyFunctionObject *getter = (PyFunctionObject *)found->object;
    if (!cj_can_call(getter, 1)) {
        return false;
    }
    cj_prepare(c, ST_CALL_KNOWN, position);
    cj_label *other = cj_retry_label(c);
    guard_class(c, position, found->owner, found->version, other);
    cj_operands o = {.ptr = {(uint64_t)found->place, (uint64_t)getter}};
    o.go[0] = other;
    cj_op(c, ST_GUARD_PLACE, &o);
    int32_t slots[] = {cj_slot(c, position)};
    uint32_t kind;
    if (!cj_call_for_value(c, getter, slots, 1, other, &kind)) {
        c->failed = true;
    }
    uint64_t name = (uint64_t)cj_name_at(c, c->now.arg);
    o.ptr[0] = name;
    end_for_value(c, kind, ST_END_ATTRIBUTE, &o, position, cj_other_of_property, name);
    return true;
}

bool cj_compile_property_store(cj_compiler *c, const cj_attribute *found) {
    int first = c->context.depth - 2; /* value, owner */
    PyFunctionObject *setter = (PyFunctionObject *)found->object;
    if (!cj_can_call(setter, 2)) {
        return false;
    }
    cj_prepare(c, ST_CALL_KNOWN, first);
    cj_label *other = cj_retry_label(c);
    guard_class(c, first + 1, found->owner, found->version, other);
    cj_operands o = {.ptr = {(uint64_t)found->place, (uint64_t)setter}};
    o.go[0] = other;
    cj_op(c, ST_GUARD_PLACE, &o);
    int32_t slots[] = {cj_slot(c, first + 1), cj_slot(c, first)};
    if (!cj_call_known(c, setter, slots, 2, 1, other)) {
        c->failed = true;
    }
    cj_end_special(c, ST_END_STATEMENT_X(1), &o, first, 0);
    return true;
}

void cj_call_getattr(cj_compiler *c, PyFunctionObject *function, PyObject *name, cj_label *other) {
    int position = c->context.depth - 1;
    cj_operands o = {0};
    if (!cj_call_with_name(c, function, cj_slot(c, position), name, other)) {
        c->failed = true;
    }
    cj_drop_shared(c, position);
    o.ptr[0] = (uint64_t)name;
    cj_end_special(c, ST_END_ATTRIBUTE, &o, position, 1);
}
