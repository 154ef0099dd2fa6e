/* isinstance() and callable(): what they say is known when the object's class is. */
#include "../frontend/cp311/classes.h"
#include "compiler.h"

/* The exact type that the context knows the entry to be of, or NULL. */
static PyTypeObject *known_type(const cj_compiler *c, int position) {
    return cj_type_object(cj_entry_type(c, position));
}

/* The type of the entry's value at hand, or NULL. */
static PyTypeObject *live_type(const cj_compiler *c, int position) {
    PyTypeObject *known = known_type(c, position);
    PyObject *object = known != NULL || c->live == NULL ? NULL : cj_live_value(c, position);
    return object != NULL ? Py_TYPE(object) : known;
}

/* The entry is this class, which something else keeps, or GOTO `other`. It may have died, and
 * another one have taken its place: its version tells. */
static void guard_class(cj_compiler *c, int position, PyTypeObject *class, cj_label *other) {
    if (!PyType_HasFeature(class, Py_TPFLAGS_HEAPTYPE)) {
        cj_guard_object(c, position, (PyObject *)class, other);
    } else if (cj_context_entry(&c->context, position).kind == CJ_IN_SLOT) {
        cj_operands o = {.hole = {cj_slot(c, position)},
                         .holeu = {cj_class_version(class), cj_class_version(Py_TYPE(class))}};
        o.go[0] = other;
        cj_op(c, ST_GUARD_CLASS, &o);
        cj_op(c, ST_GUARD_SHARED, &o);
    }
}

/* The entry's class is the one that its value at hand is of. */
static void guard_type(cj_compiler *c, int position, PyTypeObject *type, const cj_frame *live,
                       cj_label *other) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (known_type(c, position) != NULL || entry.kind == CJ_CONSTANT) {
        return;
    }
    cj_know_type(c, position, live);
    bool alias = entry.kind == CJ_ALIAS;
    cj_guard_class(c, position, alias ? cj_local_slot(c, entry.index) : cj_slot(c, position), type,
                   cj_class_version(type), other);
}

/* The call, whose object is at `position`, becomes its result. */
static void answer(cj_compiler *c, int base, int position, bool truth) {
    cj_entry object = cj_context_entry(&c->context, position);
    cj_type type = cj_entry_type(c, position);
    cj_drop_shared(c, base + 1);
    cj_pop(c, c->context.depth - base);
    cj_push_object(c, truth ? Py_True : Py_False, CJ_BOOL);
    if (object.kind == CJ_IN_SLOT) {
        cj_release(c, cj_slot(c, position), type, false, c->now.next);
    }
}

bool cj_compile_isinstance(cj_compiler *c, PyObject *isinstance, int base) {
    int position = base + 2;
    PyTypeObject *type = live_type(c, position);
    PyObject *class = c->live == NULL ? NULL : cj_live_value(c, position + 1);
    if (type == NULL || class == NULL || !PyType_Check(class) || cj_class_version(type) == 0 ||
        cj_class_version((PyTypeObject *)class) == 0 || cj_class_version(Py_TYPE(class)) == 0 ||
        cj_context_entry(&c->context, position + 1).kind == CJ_ALIAS) {
        return false;
    }
    int truth = cj_is_instance(type, class);
    if (truth < 0) {
        return false;
    }
    const cj_frame *live = c->live;
    cj_label *other = cj_retry_label(c);
    cj_guard_object(c, base + 1, isinstance, other);
    guard_class(c, position + 1, (PyTypeObject *)class, other);
    guard_type(c, position, type, live, other);
    cj_drop_shared(c, position + 1);
    answer(c, base, position, truth);
    return true;
}

bool cj_compile_callable(cj_compiler *c, PyObject *callable, int base) {
    int position = base + 2;
    PyTypeObject *type = live_type(c, position);
    if (type == NULL || cj_class_version(type) == 0) {
        return false;
    }
    const cj_frame *live = c->live;
    cj_label *other = cj_retry_label(c);
    cj_guard_object(c, base + 1, callable, other);
    guard_type(c, position, type, live, other);
    answer(c, base, position, type->tp_call != NULL);
    return true;
}
