/* Lists, tuples and functions made from what lies on the stack, where no foreign code runs: CPython
 * keeps dead lists and tuples for new ones, the engine dead functions. */
#include "compiler.h"

#define LARGEST_TUPLE 8 /* that has a template */

/* Emits the op for the operands from `position` on, which are in their slots: one result. */
static void build(cj_compiler *c, unsigned stencil, cj_operands *o, int position, cj_type type) {
    o->hole[0] = cj_slot(c, position);
    o->go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, stencil, o);
    cj_pop(c, c->context.depth - position);
    cj_push(c, cj_in_slot(type));
}

bool cj_compile_build_tuple(cj_compiler *c) {
    int count = c->now.arg, position = c->context.depth - count;
    cj_operands o = {0};
    if (count == 0 || count > LARGEST_TUPLE || position >= CJ_MAX_STACK) {
        return false;
    }
    for (int i = position; i < c->context.depth; i++) {
        cj_materialise_entry(c, i);
    }
    build(c, ST_BUILD_TUPLE_X((unsigned)count - 1), &o, position, CJ_TUPLE);
    return true;
}

bool cj_compile_build_list(cj_compiler *c) {
    int count = c->now.arg, position = c->context.depth - count;
    cj_operands o = {.holeu = {(uint32_t)count}};
    if (position >= CJ_MAX_STACK) {
        return false;
    }
    if (count > 0) {
        cj_prepare(c, ST_BUILD_LIST, position);
    }
    build(c, count == 0 ? ST_NEW_LIST : ST_BUILD_LIST, &o, position, CJ_LIST);
    return true;
}

/* Where the module of the running function keeps a name of its own. */
static bool find_in_module(const cj_compiler *c, const char *name, cj_global *found) {
    PyObject *globals = c->frame->f_globals, *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_CheckExact(globals) && PyDict_Next(globals, &at, &key, &value)) {
        if (PyUnicode_CheckExact(key) && PyUnicode_CompareWithASCIIString(key, name) == 0) {
            return cj_global_find(globals, c->frame->f_builtins, key, found) == CJ_GLOBAL;
        }
    }
    return false;
}

bool cj_compile_make_function(cj_compiler *c) {
    const int closure = 8; /* the only one of MAKE_FUNCTION's flags that is frequent */
    int depth = c->context.depth, flags = c->now.arg, position = depth - 1 - (flags == closure);
    cj_entry entry = cj_top(c, 1);
    cj_global name, builtins;
    if ((flags != 0 && flags != closure) || entry.kind != CJ_CONSTANT ||
        position + 1 >= CJ_MAX_STACK || !find_in_module(c, "__name__", &name) ||
        !find_in_module(c, "__builtins__", &builtins)) {
        return false;
    }
    PyCodeObject *code = (PyCodeObject *)cj_object(c, entry);
    PyObject *doc =
        PyTuple_GET_SIZE(code->co_consts) > 0 ? PyTuple_GET_ITEM(code->co_consts, 0) : Py_None;
    PyObject *all =
        *(PyObject **)((char *)((PyDictObject *)c->frame->f_globals)->ma_keys + builtins.place);
    cj_operands o = {.hole = {0, name.place, builtins.place}, .holeu = {name.version}};
    o.ptr[0] = (uint64_t)code;
    o.ptr[1] = (uint64_t)all;
    o.ptr[2] = (uint64_t)(PyModule_Check(all) ? PyModule_GetDict(all) : all);
    o.ptr[3] = (uint64_t)(PyUnicode_Check(doc) ? doc : Py_None);
    cj_prepare(c, ST_NEW_FUNCTION, depth); /* the code stays what it is: a constant */
    if (flags == closure) {
        cj_materialise_entry(c, position);
    }
    build(c, ST_NEW_FUNCTION_X(flags == closure), &o, position, CJ_UNKNOWN);
    return true;
}
