/* What values the code that is being compiled will meet, as far as that can be told. Code is
 * compiled for a frame that waits for it: its locals and its stack are at hand. From there on the
 * compiler follows the values along the block, in a copy of the frame that only it sees: a store
 * into a local moves one, a load of a global or an attribute looks it up.
 *
 * All of it is a guess, since nothing has run yet; code checks what it relies on. So a value that
 * changes in the meantime costs a guard that fails, and no more. Each object is held by something
 * that can't change while the compiler works: no Python code runs, and the cyclic garbage collector
 * waits. */
#include "compiler.h"

#include <string.h>

#define ROOM 1024 /* slots: those of the frame, then those of inlined calls */

static struct {
    cj_frame frame; /* its last member is the first slot */
    PyObject *more[ROOM];
} copy;

static int used; /* slots that may hold something */
static bool collecting;

static PyObject **slot(int index) {
    used = used > index ? used : index + 1;
    return &copy.frame.localsplus[index];
}

void cj_evidence_begin(void) {
    collecting = PyGC_Disable();
}

void cj_evidence_end(void) {
    if (collecting) {
        PyGC_Enable();
    }
}

void cj_evidence_take(cj_compiler *c, int entries) {
    const cj_frame *frame = c->frame;
    const cj_context *context = &c->context;
    int locals = c->function->code->co_nlocalsplus;
    if (locals + c->function->code->co_stacksize > ROOM / 2) {
        return; /* the rest is more than inlined calls can take, which are few and small */
    }
    memset(copy.frame.localsplus, 0, (size_t)used * sizeof(PyObject *));
    used = 0;
    copy.frame.f_code = c->function->code;
    memcpy(slot(locals) - locals, frame->localsplus, (size_t)locals * sizeof(PyObject *));
    c->changed = false;
    c->evidence = &copy.frame;
    for (int i = 0; i < entries; i++) {
        cj_entry entry = cj_context_entry(context, i);
        if (cj_has_slot(entry) || entry.kind == CJ_LENT) {
            int index = cj_slot_index(c->function, context, i);
            cj_expect(c, i, frame->localsplus[index]);
        }
    }
    for (int i = locals; i < context->n_locals; i++) { /* of inlined calls */
        int index = cj_local_index(c->function, context, i);
        if (!context->locals[i].fresh && index < ROOM) {
            *slot(index) = frame->localsplus[index];
        }
    }
}

void cj_expect(cj_compiler *c, int position, PyObject *value) {
    int index = c->evidence == NULL ? ROOM : cj_slot_index(c->function, &c->context, position);
    if (index < ROOM) {
        *slot(index) = value;
    }
}

void cj_expect_local(cj_compiler *c, int local, PyObject *value) {
    int index = c->evidence == NULL ? ROOM : cj_local_index(c->function, &c->context, local);
    if (index < ROOM) {
        *slot(index) = value;
    }
}

/* Of what is found in a place that code may write to: is it there for good, as a rule? */
static bool is_lasting(PyObject *object) {
    return PyFunction_Check(object) || PyType_Check(object) || PyCFunction_Check(object) ||
           PyModule_Check(object);
}

void cj_expect_found(cj_compiler *c, int position, PyObject *value) {
    if (value != NULL && c->changed && !is_lasting(value)) {
        value = NULL;
    }
    cj_expect(c, position, value);
}

PyObject *cj_expected(const cj_compiler *c, int position) {
    return c->evidence == NULL ? NULL : cj_value_in(c, c->evidence, position);
}

PyObject *cj_expected_local(const cj_compiler *c, int local) {
    return c->evidence == NULL
               ? NULL
               : c->evidence->localsplus[cj_local_index(c->function, &c->context, local)];
}

PyObject *cj_item_of(PyObject *sequence, Py_ssize_t index) {
    if (sequence == NULL || !(PyList_CheckExact(sequence) || PyTuple_CheckExact(sequence)) ||
        index >= PySequence_Fast_GET_SIZE(sequence)) {
        return NULL;
    }
    return PySequence_Fast_GET_ITEM(sequence, index);
}

/* CPython's iterators over lists and tuples. */
typedef struct {
    PyObject_HEAD Py_ssize_t index;
    PyObject *sequence; /* NULL at the end */
} Iterator;

PyObject *cj_next_of(PyObject *iterator) {
    if (iterator != NULL &&
        (Py_IS_TYPE(iterator, &PyListIter_Type) || Py_IS_TYPE(iterator, &PyTupleIter_Type))) {
        const Iterator *at = (Iterator *)iterator;
        return cj_item_of(at->sequence, at->index);
    }
    return cj_item_of(iterator, 0);
}

/* Of how many entries the op may look at the values. */
static int looked_at(const cj_compiler *c) {
    switch (c->now.op) {
    case CJ_LOAD_ATTR:
    case CJ_LOAD_METHOD:
    case CJ_UNARY:
    case CJ_NOT:
    case CJ_BRANCH:
    case CJ_BRANCH_KEEP:
    case CJ_BRANCH_NONE:
    case CJ_GET_ITER:
    case CJ_FOR_ITER:
    case CJ_UNPACK:
        return 1;
    case CJ_BINARY:
    case CJ_COMPARE:
    case CJ_SUBSCRIPT:
    case CJ_CONTAINS:
    case CJ_IS:
    case CJ_STORE_ATTR:
        return 2;
    case CJ_STORE_ITEM:
        return 3;
    case CJ_CALL:
        return c->now.arg + 2;
    default:
        return c->context.depth;
    }
}

const cj_frame *cj_evidence(const cj_compiler *c) {
    int depth = c->context.depth, count = looked_at(c);
    if (c->evidence == NULL || depth > CJ_MAX_STACK) {
        return NULL;
    }
    for (int i = count < depth ? depth - count : 0; i < depth; i++) {
        cj_type type = cj_entry_type(c, i);
        cj_entry_kind kind = c->context.stack[i].kind;
        if (kind != CJ_NULL && kind != CJ_RAW && type != CJ_INT && type != CJ_FLOAT &&
            cj_expected(c, i) == NULL) {
            return NULL;
        }
    }
    return c->evidence;
}

/* A guess of what is in an object that has been changed since would be worse than none: its guard
 * might fail for ever. (Where foreign code may run, cj_op() says so.) */
void cj_evidence_weaken(cj_compiler *c) {
    cj_helper *helper = c->now.op == CJ_HELPER ? cj_helpers[c->now.aux].function : NULL;
    c->changed |= c->now.op == CJ_STORE_ATTR || c->now.op == CJ_STORE_ITEM ||
                  helper == cj_helper_store_deref || helper == cj_helper_store_global;
}
