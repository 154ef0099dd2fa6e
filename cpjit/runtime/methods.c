/* Operators, subscripts and properties that a class defines in Python: their functions are called
 * directly. The operands stay where they are meanwhile, as they do where C code makes the call. */
#include "compiler.h"

/* The class of the operand at `position`, if it may define operations in Python; NULL: it does not,
 * or (with `ended`) the block goes on when there are live values. */
static PyTypeObject *class_of(cj_compiler *c, int position) {
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

/* After the call: operands from `first` on go, and the result, if there is one, comes. */
static void end(cj_compiler *c, unsigned stencil, cj_operands *o, int first, int results) {
    cj_pop(c, c->context.depth - first);
    o->hole[0] = cj_slot(c, first);
    o->go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, stencil, o);
    for (int i = 0; i < results; i++) {
        cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    }
    cj_conclude(c, ST_CALL_KNOWN, c->now.next);
}

bool cj_compile_special_subscript(cj_compiler *c) {
    int first = c->context.depth - 2;
    PyTypeObject *class = class_of(c, first);
    cj_method method;
    if (class == NULL || !cj_special_find(class, CJ_SPECIAL_GETITEM, &method) ||
        !cj_can_call(method.function, 2)) {
        return false;
    }
    cj_prepare(c, ST_CALL_KNOWN, first);
    cj_label *other = cj_retry_label(c);
    guard_class(c, first, class, method.version, other);
    int32_t slots[] = {cj_slot(c, first), cj_slot(c, first + 1)};
    cj_operands o = {0};
    if (!cj_call_known(c, method.function, slots, 2, 1, other)) {
        c->failed = true;
    }
    end(c, ST_END_KNOWN_X(1), &o, first, 1);
    return true;
}

bool cj_compile_special_store_item(cj_compiler *c) {
    int first = c->context.depth - 3; /* value, container, key */
    PyTypeObject *class = class_of(c, first + 1);
    cj_method method;
    if (class == NULL || !cj_special_find(class, CJ_SPECIAL_SETITEM, &method) ||
        !cj_can_call(method.function, 3)) {
        return false;
    }
    cj_prepare(c, ST_CALL_KNOWN, first);
    cj_label *other = cj_retry_label(c);
    guard_class(c, first + 1, class, method.version, other);
    int32_t slots[] = {cj_slot(c, first + 1), cj_slot(c, first + 2), cj_slot(c, first)};
    cj_operands o = {0};
    if (!cj_call_known(c, method.function, slots, 3, 1, other)) {
        c->failed = true;
    }
    end(c, ST_END_STATEMENT_X(2), &o, first, 0);
    return true;
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

/* The type of the right operand, or NULL if it is not one that is done here. */
static PyTypeObject *right_type(cj_compiler *c, int position, PyTypeObject *class, bool numbers) {
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
    PyTypeObject *class = class_of(c, first);
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
    if (!cj_call_known(c, method.function, slots, 2, levels, other)) {
        c->failed = true;
    }
    cj_operands o = {
        .hole = {0, 0, 0, levels - 1}, .holeu = {(uint32_t)c->now.arg}, .ptr = {(uint64_t)rest}};
    end(c, ST_END_OPERATOR_X(1), &o, first, 1);
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
    if (!cj_call_known(c, getter, slots, 1, 1, other)) {
        c->failed = true;
    }
    end(c, ST_END_KNOWN_X(0), &o, position, 1);
    return true;
}
