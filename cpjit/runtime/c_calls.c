/* Calls of what is implemented in C: of functions and methods of the usual conventions directly, of
 * other objects by the function that their type names for arguments in place (vectorcall). */
#include "compiler.h"

/* Where objects of this callable's type keep the function that takes arguments in place; 0: they
 * have none, or there is a better way. The guard compares the type's address, so it must be a type
 * that never dies: another one at its place might keep something else there. */
static Py_ssize_t vector_offset(PyObject *callable) {
    PyTypeObject *type = Py_TYPE(callable);
    if (!PyType_HasFeature(type, Py_TPFLAGS_HAVE_VECTORCALL) ||
        PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) || type == &PyFunction_Type ||
        type == &PyMethod_Type) {
        return 0;
    }
    Py_ssize_t offset = type->tp_vectorcall_offset;
    return *(vectorcallfunc *)((char *)callable + offset) != NULL ? offset : 0;
}

/* The arguments of a call are the `count` topmost entries, keywords included. */
static void call(cj_compiler *c, unsigned stencil, cj_operands *o, int base) {
    cj_prepare(c, ST_CALL_VECTOR, base);
    o->go[0] = cj_retry_label(c);
    cj_pop(c, c->context.depth - base);
    o->go[1] = cj_stub_label(c, CJ_STUB_ERROR, c->now.unit);
    cj_op(c, stencil, o);
    cj_push(c, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    cj_conclude(c, ST_CALL_VECTOR, c->now.next);
    cj_poll(c, c->now.next);
}

/* A callable that stands where the mark of a plain call may be next time. */
static void guard_mark(cj_compiler *c, int callable, int base) {
    if (callable == base) {
        cj_operands o = {.hole = {cj_slot(c, base)}};
        o.go[0] = cj_retry_label(c);
        cj_op(c, ST_GUARD_BOUND, &o);
    }
}

/* Functions and methods that are called in one of the ways that the stencils know. */
static bool call_directly(cj_compiler *c, const cj_c_call *site) {
    PyObject *object = site->object;
    bool is_method = Py_IS_TYPE(object, &PyMethodDescr_Type);
    int given = c->context.depth - site->position - 1 - is_method; /* without self */
    if (is_method ? given < 0 || site->first != PyDescr_TYPE(object)
                  : !PyCFunction_CheckExact(object)) {
        return false;
    }
    int flags = is_method ? ((PyMethodDescrObject *)object)->d_method->ml_flags
                          : ((PyCFunctionObject *)object)->m_ml->ml_flags;
    bool fast = flags == METH_FASTCALL && site->names == NULL;
    bool keywords = flags == (METH_FASTCALL | METH_KEYWORDS);
    bool simple = site->names == NULL &&
                  ((flags == METH_NOARGS && given == 0) || (flags == METH_O && given == 1));
    if (!fast && !keywords && !simple) {
        return false;
    }
    int positional = given - (site->names == NULL ? 0 : (int)PyTuple_GET_SIZE(site->names));
    cj_operands o = {
        .hole = {cj_slot(c, site->position), cj_slot(c, site->base), flags},
        .holeu = {(uint32_t)positional},
        .ptr = {0, (uint64_t)site->names},
    };
    unsigned count = given < 4 && site->names == NULL ? (unsigned)given : 4;
    guard_mark(c, site->position, site->base);
    call(c, simple ? ST_CALL_SIMPLE_XY(count, is_method) : ST_CALL_FAST_XY(count, is_method), &o,
         site->base);
    return true;
}

bool cj_compile_c_call(cj_compiler *c, const cj_c_call *site) {
    PyObject *object = site->object;
    if (call_directly(c, site)) {
        return true;
    }
    Py_ssize_t offset = vector_offset(object);
    if (offset == 0) {
        return false;
    }
    int count = c->context.depth - site->position - 1;
    count -= site->names != NULL ? (int)PyTuple_GET_SIZE(site->names) : 0;
    cj_operands o = {
        .hole = {cj_slot(c, site->position), cj_slot(c, site->base), (int32_t)offset},
        .holeu = {(uint32_t)count},
        .ptr = {(uint64_t)Py_TYPE(object), (uint64_t)site->names},
    };
    guard_mark(c, site->position, site->base);
    call(c, ST_CALL_VECTOR_X(count < 4 && site->names == NULL ? (unsigned)count : 4), &o,
         site->base);
    return true;
}
