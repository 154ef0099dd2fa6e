/* getattr() and hasattr() with a name that is a constant, of an attribute that the object has:
 * loaded, or looked for, as by `object.name`. */
#include "compiler.h"

/* Is it somewhere where a load finds it without running anything? */
static bool is_at_hand(const cj_attribute *found) {
    switch (found->kind) {
    case CJ_ATTR_VALUE:
    case CJ_ATTR_SLOT:
    case CJ_ATTR_SHARED:
    case CJ_ATTR_ENTRY:
    case CJ_ATTR_MODULE:
    case CJ_ATTR_OF_INSTANCE:
    case CJ_ATTR_OF_CLASS:
        return true;
    default:
        return false;
    }
}

bool cj_compile_getattr(cj_compiler *c, PyObject *callable, bool asks, int base) {
    int position = base + 2, arguments = c->now.arg;
    cj_attribute found;
    if (arguments < 2 || arguments > (asks ? 2 : 3) || !cj_is_boxed(c, position)) {
        return false;
    }
    cj_entry entry = cj_context_entry(&c->context, position + 1);
    PyObject *name = entry.kind == CJ_CONSTANT ? cj_object(c, entry) : NULL;
    PyObject *owner = cj_live_value(c, position);
    if (owner == NULL || name == NULL || !PyUnicode_CheckExact(name) ||
        !PyUnicode_CHECK_INTERNED(name) ||
        (arguments == 3 && cj_has_slot(cj_context_entry(&c->context, position + 2)))) {
        return false;
    }
    cj_attribute_find(owner, name, false, &found);
    if (!is_at_hand(&found)) {
        return false;
    }
    cj_guard_object(c, base + 1, callable, cj_retry_label(c));
    cj_load_found(c, &found, name, position, cj_boxed_slot(c, position), cj_slot(c, base),
                  asks ? CJ_LOAD_BORROWED : CJ_LOAD_BESIDE);
    cj_entry argument = cj_context_entry(&c->context, position);
    cj_drop_shared(c, base + 1);
    cj_pop(c, arguments + 2);
    if (asks) {
        cj_push_object(c, Py_True, CJ_BOOL);
    } else {
        cj_push(c, cj_in_slot(CJ_UNKNOWN));
    }
    cj_release_argument(c, argument, position);
    return true;
}
