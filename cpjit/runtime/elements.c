/* Elements of bytes, bytearrays, arrays and memoryviews: numbers that have no boxes, between memory
 * and registers. */
#include "compiler.h"

#include <string.h>

typedef struct {
    unsigned address, load, store; /* variant 0 of each; a store of 0: there is none */
    bool is_double;
} Layout;

static const Layout layouts[CJ_N_TYPES] = {
    [CJ_BYTES] = {ST_BYTES_ADDRESS, ST_ELEMENT_UINT8, 0, false},
    [CJ_BYTEARRAY] = {ST_BYTEARRAY_ADDRESS, ST_ELEMENT_UINT8, ST_STORE_ELEMENT_UINT8, false},
    [CJ_ARRAY_INT8] = {ST_ARRAY_ADDRESS_BYTES, ST_ELEMENT_INT8, ST_STORE_ELEMENT_INT8, false},
    [CJ_ARRAY_UINT8] = {ST_ARRAY_ADDRESS_BYTES, ST_ELEMENT_UINT8, ST_STORE_ELEMENT_UINT8, false},
    [CJ_ARRAY_INT16] = {ST_ARRAY_ADDRESS_SHORTS, ST_ELEMENT_INT16, ST_STORE_ELEMENT_INT16, false},
    [CJ_ARRAY_UINT16] = {ST_ARRAY_ADDRESS_SHORTS, ST_ELEMENT_UINT16, ST_STORE_ELEMENT_UINT16,
                         false},
    [CJ_ARRAY_INT32] = {ST_ARRAY_ADDRESS_WORDS, ST_ELEMENT_INT32, ST_STORE_ELEMENT_INT32, false},
    [CJ_ARRAY_UINT32] = {ST_ARRAY_ADDRESS_WORDS, ST_ELEMENT_UINT32, ST_STORE_ELEMENT_UINT32, false},
    [CJ_ARRAY_INT64] = {ST_ARRAY_ADDRESS_LONGS, ST_ELEMENT_INT64, ST_STORE_ELEMENT_INT64, false},
    [CJ_ARRAY_UINT64] = {ST_ARRAY_ADDRESS_LONGS, ST_ELEMENT_UINT64, ST_STORE_ELEMENT_UINT64, false},
    [CJ_ARRAY_FLOAT] = {ST_ARRAY_ADDRESS_WORDS, ST_ELEMENT_FLOAT, ST_STORE_ELEMENT_FLOAT, true},
    [CJ_ARRAY_DOUBLE] = {ST_ARRAY_ADDRESS_LONGS, ST_ELEMENT_DOUBLE, ST_STORE_ELEMENT_DOUBLE, true},
    [CJ_VIEW_INT8] = {ST_VIEW_ADDRESS, ST_ELEMENT_INT8, ST_STORE_ELEMENT_INT8, false},
    [CJ_VIEW_UINT8] = {ST_VIEW_ADDRESS, ST_ELEMENT_UINT8, ST_STORE_ELEMENT_UINT8, false},
    [CJ_VIEW_INT16] = {ST_VIEW_ADDRESS, ST_ELEMENT_INT16, ST_STORE_ELEMENT_INT16, false},
    [CJ_VIEW_UINT16] = {ST_VIEW_ADDRESS, ST_ELEMENT_UINT16, ST_STORE_ELEMENT_UINT16, false},
    [CJ_VIEW_INT32] = {ST_VIEW_ADDRESS, ST_ELEMENT_INT32, ST_STORE_ELEMENT_INT32, false},
    [CJ_VIEW_UINT32] = {ST_VIEW_ADDRESS, ST_ELEMENT_UINT32, ST_STORE_ELEMENT_UINT32, false},
    [CJ_VIEW_INT64] = {ST_VIEW_ADDRESS, ST_ELEMENT_INT64, ST_STORE_ELEMENT_INT64, false},
    [CJ_VIEW_UINT64] = {ST_VIEW_ADDRESS, ST_ELEMENT_UINT64, ST_STORE_ELEMENT_UINT64, false},
    [CJ_VIEW_FLOAT] = {ST_VIEW_ADDRESS, ST_ELEMENT_FLOAT, ST_STORE_ELEMENT_FLOAT, true},
    [CJ_VIEW_DOUBLE] = {ST_VIEW_ADDRESS, ST_ELEMENT_DOUBLE, ST_STORE_ELEMENT_DOUBLE, true},
};

/* ---- array.array ---- */

/* Its structures are private to arraymodule.c; the templates have the object, too (objects.h). */
typedef struct {
    char type_code;
    int item_size;
} Descriptor;

typedef struct {
    PyObject_VAR_HEAD char *items;
    Py_ssize_t allocated;
    const Descriptor *descriptor;
    PyObject *weak_references;
    Py_ssize_t exports;
} Array;

/* By its name and shape, once, since the module may never be imported: a class that Python code
 * makes is not immutable. The type is kept alive, so that no other is taken for it. */
static bool is_array(PyTypeObject *type) {
    static PyTypeObject *array;
    if (array == NULL && type->tp_flags & Py_TPFLAGS_IMMUTABLETYPE &&
        type->tp_flags & Py_TPFLAGS_HEAPTYPE && type->tp_basicsize == sizeof(Array) &&
        type->tp_itemsize == 0 && strcmp(type->tp_name, "array.array") == 0) {
        array = (PyTypeObject *)Py_NewRef(type);
    }
    return type == array && type != NULL;
}

/* By a type code and a size, that of an array; a view's follow in the same order. */
static cj_type type_of_items(char code, Py_ssize_t size) {
    static const struct {
        char code;
        int size;
        cj_type type;
    } types[] = {
        {'b', 1, CJ_ARRAY_INT8},   {'B', 1, CJ_ARRAY_UINT8},  {'h', 2, CJ_ARRAY_INT16},
        {'H', 2, CJ_ARRAY_UINT16}, {'i', 4, CJ_ARRAY_INT32},  {'I', 4, CJ_ARRAY_UINT32},
        {'l', 8, CJ_ARRAY_INT64},  {'L', 8, CJ_ARRAY_UINT64}, {'Q', 8, CJ_ARRAY_UINT64},
        {'q', 8, CJ_ARRAY_INT64},  {'f', 4, CJ_ARRAY_FLOAT},  {'d', 8, CJ_ARRAY_DOUBLE},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (types[i].code == code && types[i].size == size) {
            return types[i].type;
        }
    }
    return CJ_OTHER;
}

cj_type cj_array_type(PyObject *object, const void **descriptor) {
    if (!is_array(Py_TYPE(object))) {
        return CJ_OTHER;
    }
    const Descriptor *found = ((Array *)object)->descriptor;
    *descriptor = found;
    return type_of_items(found->type_code, found->item_size);
}

cj_type cj_view_type(PyObject *object, uint32_t *format) {
    const Py_buffer *view = PyMemoryView_GET_BUFFER(object);
    if (!PyMemoryView_Check(object) || view->ndim != 1 || view->suboffsets != NULL ||
        view->format == NULL || view->format[0] == 0 || view->format[1] != 0) {
        return CJ_OTHER;
    }
    *format = (uint8_t)view->format[0];
    cj_type type = type_of_items(view->format[0], view->itemsize);
    return type == CJ_OTHER ? type : type - CJ_ARRAY_INT8 + CJ_VIEW_INT8;
}

/* ---- loads and stores ---- */

/* The layout of the container at `position`, with an int in the entry above; NULL: none. */
static const Layout *layout_at(cj_compiler *c, int position) {
    if (c->generic || position + 1 >= CJ_MAX_STACK || !cj_know_types(c, 2)) {
        return NULL;
    }
    const Layout *layout = &layouts[cj_entry_type(c, position)];
    return layout->load == 0 || cj_entry_type(c, position + 1) != CJ_INT ? NULL : layout;
}

/* The address of the element, in a register that the context does not know. */
static cj_place address_of(cj_compiler *c, const Layout *layout, int position) {
    cj_entry container = c->context.stack[position];
    if (container.kind == CJ_CONSTANT) {
        cj_materialise_entry(c, position);
        container = c->context.stack[position];
    }
    bool is_view = layout->address == ST_VIEW_ADDRESS;
    bool inside = !is_view && cj_is_index(c, position, position + 1);
    cj_place index = cj_raw(c, position + 1);
    cj_reserve(c, index);
    cj_place address = cj_free_register(c, false);
    cj_reserve(c, address);
    cj_operands o = {.hole = {container.kind == CJ_ALIAS ? cj_local_slot(c, container.index)
                                                         : cj_slot(c, position)}};
    o.go[0] = inside ? NULL : cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    unsigned variant = index * 8u + address;
    cj_op(c, layout->address + (is_view ? variant : variant * 2 + inside), &o);
    return address;
}

/* The view at `position` is one that may be stored into. */
static void guard_writable(cj_compiler *c, int position) {
    if (c->context.stack[position].kind == CJ_CONSTANT) {
        cj_materialise_entry(c, position);
    }
    cj_entry view = c->context.stack[position];
    cj_operands o = {
        .hole = {view.kind == CJ_ALIAS ? cj_local_slot(c, view.index) : cj_slot(c, position)}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_GUARD_WRITABLE, &o);
}

/* The container that was at `position` goes, if it was owned: the instruction's last deed. */
static void release_container(cj_compiler *c, cj_entry container, int position) {
    if (container.kind == CJ_IN_SLOT) {
        cj_release(c, cj_slot(c, position), container.type, false, c->now.next);
    }
}

bool cj_compile_load_element(cj_compiler *c) {
    int position = c->context.depth - 2;
    const Layout *layout = layout_at(c, position);
    if (layout == NULL) {
        return false;
    }
    c->reserved = 0;
    cj_place address = address_of(c, layout, position), place = address;
    cj_entry container = c->context.stack[position];
    cj_operands o = {0};
    if (layout->is_double) {
        place = cj_free_register(c, true);
        cj_op(c, layout->load + address * 8u + (place - CJ_FIRST_DOUBLE), &o);
    } else {
        if (layout->load == ST_ELEMENT_UINT64) {
            o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start); /* 2**63 and above */
        }
        cj_op(c, layout->load + address, &o);
    }
    cj_pop(c, 2);
    cj_push(
        c, (cj_entry){.kind = CJ_RAW, .type = layout->is_double ? CJ_FLOAT : CJ_INT, .raw = place});
    release_container(c, container, position);
    return true;
}

bool cj_is_raw_only(const cj_compiler *c, int position) {
    cj_entry entry = cj_context_entry(&c->context, position);
    return entry.kind == CJ_RAW && cj_context_holders(&c->context, entry.raw) == 1;
}

/* A number without a box into the list that is in the entry above it. */
static bool store_number(cj_compiler *c, int position) {
    cj_entry container = c->context.stack[position + 1];
    bool is_double = cj_entry_type(c, position) == CJ_FLOAT;
    if (c->generic || c->attempts > 0 || container.kind == CJ_CONSTANT ||
        cj_entry_type(c, position + 1) != CJ_LIST || cj_entry_type(c, position + 2) != CJ_INT ||
        !cj_is_raw_only(c, position)) {
        return false;
    }
    c->reserved = 0;
    bool inside = is_double && cj_is_index(c, position + 1, position + 2);
    cj_place value = cj_raw(c, position);
    cj_reserve(c, value);
    cj_place index = cj_raw(c, position + 2);
    cj_operands o = {.hole = {container.kind == CJ_ALIAS ? cj_local_slot(c, container.index)
                                                         : cj_slot(c, position + 1)}};
    o.go[0] = inside ? NULL : cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    o.go[1] = cj_retry_label(c);
    cj_op(c,
          is_double ? ST_LIST_STORE_DOUBLE_XYZ(index, value - CJ_FIRST_DOUBLE, inside)
                    : ST_LIST_STORE_INT_XY(index, value),
          &o);
    cj_pop(c, 3);
    release_container(c, container, position + 1);
    return true;
}

bool cj_compile_store_element(cj_compiler *c) {
    int position = c->context.depth - 3; /* value, container, key */
    const cj_frame *live = c->live;
    if (position + 2 >= CJ_MAX_STACK) {
        return false;
    }
    cj_own_borrowed(c, 3);
    const Layout *layout = layout_at(c, position + 1);
    if (layout == NULL && !c->ended) {
        return store_number(c, position);
    }
    if (layout == NULL || layout->store == 0 || !cj_know_type(c, position, live)) {
        return false;
    }
    cj_type type = cj_entry_type(c, position);
    if (type != CJ_INT && !(layout->is_double && type == CJ_FLOAT)) {
        return false;
    }
    c->reserved = 0;
    if (layout->address == ST_VIEW_ADDRESS) {
        guard_writable(c, position + 1);
    }
    cj_place value = layout->is_double ? cj_raw_double(c, position) : cj_raw(c, position);
    cj_reserve(c, value);
    cj_place address = address_of(c, layout, position + 1);
    cj_entry container = c->context.stack[position + 1];
    cj_operands o = {0};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c,
          layout->store + address * 8u +
              (unsigned)(layout->is_double ? value - CJ_FIRST_DOUBLE : value),
          &o);
    cj_pop(c, 3);
    release_container(c, container, position + 1);
    return true;
}
