/* Calls of builtins that are ops of their own. The evidence is the identity of what is called; the
 * engine keeps a reference to each, so that no other object is taken for it. */
#include "../frontend/cp311/classes.h"
#include "compiler.h"

#include <string.h>

typedef enum {
    LEN,
    ABS,
    REPR,
    ISINSTANCE,
    CALLABLE,
    ID,
    LIST_APPEND,
    OBJECT_INIT,
    ORD,
    CHR,
    GETATTR,
    HASATTR,
    N_BUILTINS,
} Builtin;

static PyObject *builtins[N_BUILTINS];

bool cj_builtins_init(void) {
    PyObject *module = PyImport_ImportModule("builtins");
    if (module == NULL) {
        return false;
    }
    builtins[LEN] = PyObject_GetAttrString(module, "len");
    builtins[ABS] = PyObject_GetAttrString(module, "abs");
    builtins[REPR] = PyObject_GetAttrString(module, "repr");
    builtins[ISINSTANCE] = PyObject_GetAttrString(module, "isinstance");
    builtins[CALLABLE] = PyObject_GetAttrString(module, "callable");
    builtins[ID] = PyObject_GetAttrString(module, "id");
    builtins[ORD] = PyObject_GetAttrString(module, "ord");
    builtins[CHR] = PyObject_GetAttrString(module, "chr");
    builtins[GETATTR] = PyObject_GetAttrString(module, "getattr");
    builtins[HASATTR] = PyObject_GetAttrString(module, "hasattr");
    builtins[LIST_APPEND] = PyObject_GetAttrString((PyObject *)&PyList_Type, "append");
    builtins[OBJECT_INIT] = PyObject_GetAttrString((PyObject *)&PyBaseObject_Type, "__init__");
    Py_DECREF(module);
    bool found = true;
    for (int i = 0; i < N_BUILTINS; i++) {
        found &= builtins[i] != NULL;
    }
    return found;
}

bool cj_builtin_leaves_no_trace(PyObject *callable) {
    return callable == builtins[LEN] || callable == builtins[ISINSTANCE] ||
           callable == builtins[CALLABLE] || callable == builtins[OBJECT_INIT] ||
           callable == builtins[ORD] || callable == builtins[CHR] ||
           callable == (PyObject *)&PyType_Type || callable == (PyObject *)&PySuper_Type ||
           cj_is_math(callable) || cj_is_pure(callable);
}

int32_t cj_boxed_slot(const cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    return entry.kind == CJ_ALIAS ? cj_local_slot(c, entry.index) : cj_slot(c, position);
}

bool cj_is_boxed(const cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    return entry.kind == CJ_IN_SLOT || entry.kind == CJ_ALIAS;
}

void cj_release_argument(cj_compiler *c, cj_entry argument, int position) {
    if (argument.kind == CJ_IN_SLOT) {
        cj_release(c, cj_slot(c, position), CJ_UNKNOWN, false, c->now.next);
    }
}

void cj_guard_object(cj_compiler *c, int position, PyObject *object, cj_label *other) {
    if (cj_context_entry(&c->context, position).kind == CJ_IN_SLOT) {
        cj_operands o = {.hole = {cj_slot(c, position)}, .ptr = {(uint64_t)object}};
        o.go[0] = other;
        cj_op(c, ST_GUARD_OBJECT, &o);
    }
}

void cj_drop_shared(cj_compiler *c, int position) {
    if (cj_context_entry(&c->context, position).kind == CJ_IN_SLOT) {
        cj_operands o = {.hole = {cj_slot(c, position)}};
        cj_op(c, ST_DROP_SHARED, &o);
    }
}

static bool call_len(cj_compiler *c, int base) {
    int position = base + 2;
    PyObject *object = cj_live_value(c, position);
    PyTypeObject *type = object == NULL || !cj_is_boxed(c, position) ? NULL : Py_TYPE(object);
    int32_t offset = type == NULL ? 0 : cj_size_offset(type);
    uint32_t version = 0;
    if (type != NULL && offset == 0 && PyType_HasFeature(type, Py_TPFLAGS_LIST_SUBCLASS) &&
        type->tp_as_sequence->sq_length == PyList_Type.tp_as_sequence->sq_length) {
        offset = cj_size_offset(&PyList_Type);
        version = cj_class_version(type);
    }
    if (offset == 0) {
        return cj_compile_special_len(c, builtins[LEN], base);
    }
    const cj_frame *live = c->live;
    cj_operands o = {
        .hole = {cj_boxed_slot(c, position), offset}, .holeu = {version}, .ptr = {(uint64_t)type}};
    cj_guard_object(c, base + 1, builtins[LEN], cj_retry_label(c));
    if (version != 0) {
        o.go[0] = cj_retry_label(c);
        cj_op(c, ST_GUARD_VERSION, &o);
    } else {
        cj_know_type(c, position, live);
        if (cj_entry_type(c, position) == CJ_OTHER) {
            o.go[0] = cj_retry_label(c);
            cj_op(c, ST_GUARD_TYPE, &o);
        }
    }
    cj_entry argument = cj_context_entry(&c->context, position);
    c->reserved = 0;
    cj_place place = cj_free_register(c, false);
    cj_op(c, ST_LOAD_SIZE_X(place), &o);
    cj_drop_shared(c, base + 1);
    cj_pop(c, 3);
    cj_push(c, (cj_entry){.kind = CJ_RAW, .type = CJ_INT, .raw = place});
    cj_release_argument(c, argument, position);
    return true;
}

static bool call_type(cj_compiler *c, int base) {
    int position = base + 2;
    if (!cj_is_boxed(c, position) || cj_live_value(c, position) == NULL) {
        return false;
    }
    cj_entry argument = cj_context_entry(&c->context, position);
    cj_operands o = {.hole = {cj_boxed_slot(c, position), cj_slot(c, base)}};
    cj_guard_object(c, base + 1, (PyObject *)&PyType_Type, cj_retry_label(c));
    cj_drop_shared(c, base + 1);
    cj_op(c, ST_TYPE_OF, &o);
    cj_pop(c, 3);
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .type = CJ_OTHER, .raw = CJ_NOWHERE});
    cj_release_argument(c, argument, position);
    return true;
}

/* The address of the argument is a number like any other, unless somebody audits that. */
static bool call_id(cj_compiler *c, int base) {
    int position = base + 2;
    if (!cj_is_boxed(c, position)) {
        return false;
    }
    cj_entry argument = cj_context_entry(&c->context, position);
    cj_guard_object(c, base + 1, builtins[ID], cj_retry_label(c));
    cj_guard_level(c);
    if (argument.kind == CJ_ALIAS && cj_is_tracked(c, argument.index)) {
        cj_write_back(c, argument.index); /* the object that has this number from now on */
    }
    cj_prepare(c, ST_ADDRESS_OF, c->context.depth);
    cj_operands o = {.hole = {cj_boxed_slot(c, position)}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_ADDRESS_OF, &o);
    cj_drop_shared(c, base + 1);
    cj_pop(c, 3);
    cj_push(c, (cj_entry){.kind = CJ_RAW, .type = CJ_INT, .raw = 0});
    cj_release_argument(c, argument, position);
    return true;
}

/* Its result, None, is dropped by the next instruction, mostly. */
static bool call_list_append(cj_compiler *c, int base) {
    PyObject *list = cj_live_value(c, base + 1);
    if (list == NULL || !PyList_Check(list)) {
        return false;
    }
    for (int i = base; i < c->context.depth; i++) {
        cj_materialise_entry(c, i);
    }
    cj_set_instruction(c);
    cj_operands o = {.hole = {cj_slot(c, base)}, .ptr = {(uint64_t)builtins[LIST_APPEND]}};
    o.go[0] = cj_retry_label(c);
    o.go[1] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, ST_CALL_LIST_APPEND, &o);
    cj_pop(c, 3);
    cj_instruction next;
    if (cj_next_is(c, CJ_POP, &next)) {
        cj_count(c, &next);
        c->next = c->now.next = next.next;
        cj_release(c, cj_slot(c, base), CJ_OTHER, false, next.next);
        return true;
    }
    o.hole[0] = cj_slot(c, base + 1);
    o.ptr[0] = (uint64_t)Py_None;
    cj_op(c, ST_LOAD_OBJECT, &o);
    o.hole[1] = cj_slot(c, base);
    cj_op(c, ST_SWAP_SLOTS, &o);
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .type = CJ_NONE, .raw = CJ_NOWHERE});
    cj_release(c, cj_slot(c, base + 1), CJ_OTHER, false, c->now.next);
    return true;
}

/* object.__init__ of what may be any object does nothing, if there are no arguments. */
static bool call_object_init(cj_compiler *c, int base) {
    cj_entry self = cj_context_entry(&c->context, base + 1);
    cj_entry_kind kind = cj_context_entry(&c->context, base).kind;
    if (!cj_is_boxed(c, base + 1) || (kind != CJ_CONSTANT && kind != CJ_IN_SLOT)) {
        return false;
    }
    cj_guard_object(c, base, builtins[OBJECT_INIT], cj_retry_label(c));
    cj_guard_level(c);
    cj_drop_shared(c, base);
    cj_pop(c, 2);
    cj_push_object(c, Py_None, CJ_NONE);
    cj_release_argument(c, self, base + 1);
    return true;
}

/* What CPython calls for a builtin with one argument; NULL: something else. */
static unaryfunc unary(PyObject *callable) {
    return callable == (PyObject *)&PyUnicode_Type ? PyObject_Str
           : callable == (PyObject *)&PyTuple_Type ? PySequence_Tuple
           : callable == builtins[ABS]             ? PyNumber_Absolute
           : callable == builtins[REPR]            ? PyObject_Repr
                                                   : NULL;
}

static bool call_unary(cj_compiler *c, PyObject *callable, int base) {
    cj_operands o = {.hole = {cj_slot(c, base + 1), 0, cj_slot(c, base)},
                     .ptr = {(uint64_t)unary(callable), (uint64_t)callable}};
    if (o.ptr[0] == 0) {
        return false;
    }
    cj_prepare(c, ST_CALL_UNARY, base + 1);
    o.go[1] = cj_retry_label(c);
    cj_pop(c, 3);
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, ST_CALL_UNARY, &o);
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    cj_conclude(c, ST_CALL_UNARY, c->now.next);
    return true;
}

bool cj_compile_builtin(cj_compiler *c, PyObject *callable, bool is_method, int base) {
    int arguments = c->now.arg;
    if (base + 2 + arguments >= CJ_MAX_STACK) {
        return false;
    }
    if (is_method) {
        return (callable == builtins[LIST_APPEND] && arguments == 1 && call_list_append(c, base)) ||
               (callable == builtins[OBJECT_INIT] && arguments == 0 && call_object_init(c, base)) ||
               cj_compile_quiet_call(c, callable, true, base);
    }
    cj_entry_kind kind = cj_context_entry(&c->context, base + 1).kind;
    if (cj_context_entry(&c->context, base).kind != CJ_NULL ||
        (kind != CJ_IN_SLOT && kind != CJ_CONSTANT)) {
        return false;
    }
    if (cj_compile_math(c, callable, base)) {
        return true;
    }
    if (callable == (PyObject *)&PySuper_Type) {
        return cj_compile_super(c, base);
    }
    if (callable == builtins[GETATTR] || callable == builtins[HASATTR]) {
        return cj_compile_getattr(c, callable, callable == builtins[HASATTR], base);
    }
    if (arguments == 2) {
        return callable == builtins[ISINSTANCE] && cj_compile_isinstance(c, callable, base);
    }
    return arguments == 1 &&
           ((callable == builtins[LEN] && call_len(c, base)) ||
            (callable == builtins[CALLABLE] && cj_compile_callable(c, callable, base)) ||
            (callable == (PyObject *)&PyType_Type && call_type(c, base)) ||
            (callable == builtins[ID] && call_id(c, base)) ||
            (callable == builtins[ORD] && cj_compile_ord(c, callable, base)) ||
            (callable == builtins[CHR] && cj_compile_chr(c, callable, base)) ||
            cj_compile_quiet_call(c, callable, false, base) || call_unary(c, callable, base));
}
