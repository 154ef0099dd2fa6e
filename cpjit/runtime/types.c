/* What is known of the types of values, and how it comes to be known: a look at the live value
 * shows what to expect, and the code checks that the next one is the same. An exact builtin type is
 * for good. Of an instance of any other class the version of that class is known until foreign code
 * may run: it might change the class, or give the instance another one. */
#include "compiler.h"

#include <stdlib.h>

#define CLASS_LIMIT (UINT8_MAX - CJ_FIRST_CLASS)

static PyTypeObject *const type_objects[CJ_N_TYPES] = {
    [CJ_INT] = &PyLong_Type,
    [CJ_BIG] = &PyLong_Type,
    [CJ_FLOAT] = &PyFloat_Type,
    [CJ_BOOL] = &PyBool_Type,
    [CJ_STR] = &PyUnicode_Type,
    [CJ_LIST] = &PyList_Type,
    [CJ_TUPLE] = &PyTuple_Type,
    [CJ_DICT] = &PyDict_Type,
    [CJ_SET] = &PySet_Type,
    [CJ_FROZENSET] = &PyFrozenSet_Type,
    [CJ_BYTES] = &PyBytes_Type,
    [CJ_BYTEARRAY] = &PyByteArray_Type,
    [CJ_RANGE] = &PyRangeIter_Type,
    [CJ_LISTITER] = &PyListIter_Type,
    [CJ_TUPLEITER] = &PyTupleIter_Type,
    [CJ_KEYS] = &PyDictIterKey_Type,
    [CJ_VALUES] = &PyDictIterValue_Type,
    [CJ_ITEMS] = &PyDictIterItem_Type,
    [CJ_SETITER] = &PySetIter_Type,
    [CJ_REVERSED] = &PyListRevIter_Type,
    [CJ_ENUMERATE] = &PyEnum_Type,
    [CJ_ZIP] = &PyZip_Type,
    [CJ_GENERATOR] = &PyGen_Type,
    [CJ_COROUTINE] = &PyCoro_Type,
    [CJ_ASYNC_SEND] = &_PyAsyncGenASend_Type,
};

PyTypeObject *cj_type_object(cj_type type) {
    return type < CJ_N_TYPES ? type_objects[type] : NULL;
}

/* The exact builtin type that knowing this class is: nobody can change it. */
static cj_type builtin_type(const PyTypeObject *class) {
    for (cj_type type = CJ_FLOAT; type < CJ_OTHER; type++) {
        if (class == type_objects[type]) {
            return type;
        }
    }
    return CJ_OTHER;
}

/* What else is to be guarded: the descriptor of an array, the format of a memoryview. */
typedef struct {
    const void *descriptor;
    uint32_t format;
} Items;

static cj_type type_of(PyObject *object, Items *items) {
    *items = (Items){0};
    if (PyLong_CheckExact(object)) {
        return Py_SIZE(object) >= -2 && Py_SIZE(object) <= 2 ? CJ_INT : CJ_BIG;
    }
    cj_type type = builtin_type(Py_TYPE(object));
    if (type != CJ_OTHER) {
        return type;
    }
    return PyMemoryView_Check(object) ? cj_view_type(object, &items->format)
                                      : cj_array_type(object, &items->descriptor);
}

cj_type cj_type_of(PyObject *object) {
    Items items;
    return type_of(object, &items);
}

/* What subscripts have found, by a hash of where they are: one that finds a number will most likely
 * do so in other versions of its block. */
static uint8_t *guess(const cj_compiler *c, int unit) {
    static uint8_t guesses[4096];
    uintptr_t place = (uintptr_t)c->code / sizeof(void *) + (uintptr_t)unit;
    return &guesses[place * 0x9E3779B97F4A7C15u >> 52];
}

cj_type cj_guess_item(const cj_compiler *c, int unit) {
    return (cj_type)*guess(c, unit);
}

static void guard_type(cj_compiler *c, int position, PyObject *object, int32_t slot) {
    Items items = {0};
    cj_type type = c->attempts < CJ_ATTEMPT_LIMIT ? type_of(object, &items) : CJ_OTHER;
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind == CJ_BORROWED && entry.index != 0) {
        *guess(c, entry.index) = type == CJ_FLOAT || type == CJ_INT ? (uint8_t)type : CJ_UNKNOWN;
    }
    if (type != CJ_OTHER) {
        cj_operands o = {.hole = {slot}, .ptr = {(uint64_t)Py_TYPE(object)}};
        o.go[0] = cj_retry_label(c);
        cj_op(c, ST_GUARD_TYPE, &o);
        if (items.descriptor != NULL) {
            o.ptr[0] = (uint64_t)items.descriptor;
            cj_op(c, ST_GUARD_ARRAY, &o);
        } else if (items.format != 0) {
            o.holeu[0] = items.format;
            cj_op(c, ST_GUARD_VIEW, &o);
        }
    }
    cj_set_type(c, position, type);
}

bool cj_know_type(cj_compiler *c, int position, const cj_frame *live) {
    if (cj_entry_type(c, position) != CJ_UNKNOWN || position >= CJ_MAX_STACK) {
        return true;
    }
    if (live == NULL) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_TYPES, c->now.start));
        return false;
    }
    cj_entry entry = c->context.stack[position];
    if (entry.kind == CJ_ALIAS) {
        guard_type(c, position, cj_value_in(c, live, position), cj_local_slot(c, entry.index));
    } else if (cj_has_slot(entry)) {
        guard_type(c, position, cj_value_in(c, live, position), cj_slot(c, position));
    }
    return true;
}

bool cj_know_types(cj_compiler *c, int count) {
    const cj_frame *live = c->live;
    for (int i = c->context.depth - count; i < c->context.depth; i++) {
        if (!cj_know_type(c, i, live)) {
            return false;
        }
    }
    return true;
}

/* ---- classes ---- */

/* The type that stands for instances of the class of this version. */
static cj_type class_type(cj_function *function, uint32_t version) {
    unsigned n = 0;
    while (n < function->n_classes && function->classes[n] != version) {
        n++;
    }
    if (n == CLASS_LIMIT) {
        return CJ_OTHER;
    }
    if (n == function->n_classes) {
        uint32_t *classes = realloc(function->classes, (n + 1) * sizeof *classes);
        if (classes == NULL) {
            return CJ_OTHER;
        }
        function->classes = classes;
        function->classes[function->n_classes++] = version;
        cj.metadata += sizeof *classes;
    }
    return (cj_type)(CJ_FIRST_CLASS + n);
}

static cj_type held_type(const cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    bool alias = entry.kind == CJ_ALIAS && entry.index < CJ_MAX_LOCALS;
    return alias ? c->context.locals[entry.index].type : entry.type;
}

/* The value in `slot`, of which `known` is known, is of that version: what is known then. */
static cj_type guard_version(cj_compiler *c, cj_type known, int32_t slot, uint32_t version,
                             cj_label *other) {
    cj_type type = class_type(c->function, version);
    if (type == known && type != CJ_OTHER) {
        return known;
    }
    cj_operands o = {.hole = {slot}, .holeu = {version}};
    o.go[0] = other;
    cj_op(c, ST_GUARD_VERSION, &o);
    return known == CJ_UNKNOWN || known >= CJ_OTHER ? type : known;
}

void cj_guard_version(cj_compiler *c, int position, int32_t slot, uint32_t version,
                      cj_label *other) {
    cj_type known = held_type(c, position);
    cj_type type = guard_version(c, known, slot, version, other);
    if (type != known) {
        cj_set_type(c, position, type);
    }
}

void cj_guard_local(cj_compiler *c, int local, uint32_t version, cj_label *other) {
    uint8_t *type = &c->context.locals[local].type;
    *type = (uint8_t)guard_version(c, *type, cj_local_slot(c, local), version, other);
}

void cj_guard_class(cj_compiler *c, int position, int32_t slot, PyTypeObject *class,
                    uint32_t version, cj_label *other) {
    cj_type known = held_type(c, position), type = builtin_type(class);
    if (known != CJ_UNKNOWN && cj_type_object(known) == class) {
        return;
    }
    if (type == CJ_OTHER || known != CJ_UNKNOWN) {
        cj_guard_version(c, position, slot, version, other);
        return;
    }
    cj_operands o = {.hole = {slot}, .ptr = {(uint64_t)class}};
    o.go[0] = other;
    cj_op(c, ST_GUARD_TYPE, &o);
    cj_set_type(c, position, type);
}
