/* Rare opcodes of CPython 3.11 as functions (see cj_helper in ops.h for the protocol): names.c,
 * imports.c, context_managers.c, exceptions.c, exception_groups.c, matching.c, suspending.c,
 * slices.c, and helpers.c for the others. */
#ifndef CJ_CP311_HELPERS_H
#define CJ_CP311_HELPERS_H

#include "../ops.h"

/* X(name, entries taken, more for each unit of the argument, entries left, object) */
#define CJ_HELPERS(X)                              \
    X(store_global, 1, 0, 0, CJ_NAME)              \
    X(delete_global, 0, 0, 0, CJ_NAME)             \
    X(load_name, 0, 0, 1, CJ_NAME)                 \
    X(store_name, 1, 0, 0, CJ_NAME)                \
    X(delete_name, 0, 0, 0, CJ_NAME)               \
    X(delete_attr, 1, 0, 0, CJ_NAME)               \
    X(delete_item, 2, 0, 0, CJ_NO_OBJECT)          \
    X(build_list, 0, 1, 1, CJ_NO_OBJECT)           \
    X(build_tuple, 0, 1, 1, CJ_NO_OBJECT)          \
    X(build_set, 0, 1, 1, CJ_NO_OBJECT)            \
    X(build_map, 0, 2, 1, CJ_NO_OBJECT)            \
    X(build_const_key_map, 1, 1, 1, CJ_NO_OBJECT)  \
    X(build_slice, 0, 1, 1, CJ_NO_OBJECT)          \
    X(build_string, 0, 1, 1, CJ_NO_OBJECT)         \
    X(format_value, 1, 0, 1, CJ_NO_OBJECT)         \
    X(list_append, 1, 0, 0, CJ_NO_OBJECT)          \
    X(set_add, 1, 0, 0, CJ_NO_OBJECT)              \
    X(map_add, 2, 0, 0, CJ_NO_OBJECT)              \
    X(list_extend, 1, 0, 0, CJ_NO_OBJECT)          \
    X(set_update, 1, 0, 0, CJ_NO_OBJECT)           \
    X(dict_update, 1, 0, 0, CJ_NO_OBJECT)          \
    X(list_to_tuple, 1, 0, 1, CJ_NO_OBJECT)        \
    X(make_cell, 0, 0, 0, CJ_NO_OBJECT)            \
    X(copy_free_vars, 0, 0, 0, CJ_NO_OBJECT)       \
    X(load_deref, 0, 0, 1, CJ_NO_OBJECT)           \
    X(store_deref, 1, 0, 0, CJ_NO_OBJECT)          \
    X(make_function, 1, 0, 1, CJ_NO_OBJECT)        \
    X(import_name, 2, 0, 1, CJ_NAME)               \
    X(import_from, 0, 0, 1, CJ_NAME)               \
    X(import_star, 1, 0, 0, CJ_NO_OBJECT)          \
    X(print_expr, 1, 0, 0, CJ_NO_OBJECT)           \
    X(load_build_class, 0, 0, 1, CJ_NO_OBJECT)     \
    X(call_function_ex, 3, 0, 1, CJ_NO_OBJECT)     \
    X(before_with, 1, 0, 2, CJ_NO_OBJECT)          \
    X(before_async_with, 1, 0, 2, CJ_NO_OBJECT)    \
    X(push_exc_info, 1, 0, 2, CJ_NO_OBJECT)        \
    X(pop_except, 1, 0, 0, CJ_NO_OBJECT)           \
    X(check_exc_match, 1, 0, 1, CJ_NO_OBJECT)      \
    X(check_eg_match, 2, 0, 2, CJ_NO_OBJECT)       \
    X(prep_reraise_star, 2, 0, 1, CJ_NO_OBJECT)    \
    X(with_except_start, 0, 0, 1, CJ_NO_OBJECT)    \
    X(load_assertion_error, 0, 0, 1, CJ_NO_OBJECT) \
    X(reraise, 1, 0, 0, CJ_NO_OBJECT)              \
    X(raise_varargs, 0, 1, 0, CJ_NO_OBJECT)        \
    X(delete_deref, 0, 0, 0, CJ_NO_OBJECT)         \
    X(get_len, 0, 0, 1, CJ_NO_OBJECT)              \
    X(match_mapping, 0, 0, 1, CJ_NO_OBJECT)        \
    X(match_sequence, 0, 0, 1, CJ_NO_OBJECT)       \
    X(match_keys, 0, 0, 1, CJ_NO_OBJECT)           \
    X(match_class, 3, 0, 1, CJ_NO_OBJECT)          \
    X(unpack_ex, 1, 0, 1, CJ_NO_OBJECT)            \
    X(dict_merge, 1, 0, 0, CJ_NO_OBJECT)           \
    X(load_classderef, 0, 0, 1, CJ_NO_OBJECT)      \
    X(setup_annotations, 0, 0, 0, CJ_NO_OBJECT)    \
    X(get_yield_from_iter, 1, 0, 1, CJ_NO_OBJECT)  \
    X(get_awaitable, 1, 0, 1, CJ_NO_OBJECT)        \
    X(get_aiter, 1, 0, 1, CJ_NO_OBJECT)            \
    X(get_anext, 0, 0, 1, CJ_NO_OBJECT)            \
    X(end_async_for, 2, 0, 0, CJ_NO_OBJECT)        \
    X(async_gen_wrap, 1, 0, 1, CJ_NO_OBJECT)

#define CJ_HELPERS_BY_OPCODE(X)                   \
    X(STORE_GLOBAL, store_global)                 \
    X(DELETE_GLOBAL, delete_global)               \
    X(LOAD_NAME, load_name)                       \
    X(STORE_NAME, store_name)                     \
    X(DELETE_NAME, delete_name)                   \
    X(DELETE_ATTR, delete_attr)                   \
    X(DELETE_SUBSCR, delete_item)                 \
    X(BUILD_LIST, build_list)                     \
    X(BUILD_TUPLE, build_tuple)                   \
    X(BUILD_SET, build_set)                       \
    X(BUILD_MAP, build_map)                       \
    X(BUILD_CONST_KEY_MAP, build_const_key_map)   \
    X(BUILD_SLICE, build_slice)                   \
    X(BUILD_STRING, build_string)                 \
    X(FORMAT_VALUE, format_value)                 \
    X(LIST_APPEND, list_append)                   \
    X(SET_ADD, set_add)                           \
    X(MAP_ADD, map_add)                           \
    X(LIST_EXTEND, list_extend)                   \
    X(SET_UPDATE, set_update)                     \
    X(DICT_UPDATE, dict_update)                   \
    X(LIST_TO_TUPLE, list_to_tuple)               \
    X(MAKE_CELL, make_cell)                       \
    X(COPY_FREE_VARS, copy_free_vars)             \
    X(LOAD_DEREF, load_deref)                     \
    X(STORE_DEREF, store_deref)                   \
    X(MAKE_FUNCTION, make_function)               \
    X(IMPORT_NAME, import_name)                   \
    X(IMPORT_FROM, import_from)                   \
    X(IMPORT_STAR, import_star)                   \
    X(PRINT_EXPR, print_expr)                     \
    X(LOAD_BUILD_CLASS, load_build_class)         \
    X(CALL_FUNCTION_EX, call_function_ex)         \
    X(BEFORE_WITH, before_with)                   \
    X(BEFORE_ASYNC_WITH, before_async_with)       \
    X(PUSH_EXC_INFO, push_exc_info)               \
    X(POP_EXCEPT, pop_except)                     \
    X(CHECK_EXC_MATCH, check_exc_match)           \
    X(CHECK_EG_MATCH, check_eg_match)             \
    X(PREP_RERAISE_STAR, prep_reraise_star)       \
    X(WITH_EXCEPT_START, with_except_start)       \
    X(LOAD_ASSERTION_ERROR, load_assertion_error) \
    X(RERAISE, reraise)                           \
    X(RAISE_VARARGS, raise_varargs)               \
    X(DELETE_DEREF, delete_deref)                 \
    X(GET_LEN, get_len)                           \
    X(MATCH_MAPPING, match_mapping)               \
    X(MATCH_SEQUENCE, match_sequence)             \
    X(MATCH_KEYS, match_keys)                     \
    X(MATCH_CLASS, match_class)                   \
    X(UNPACK_EX, unpack_ex)                       \
    X(DICT_MERGE, dict_merge)                     \
    X(LOAD_CLASSDEREF, load_classderef)           \
    X(SETUP_ANNOTATIONS, setup_annotations)       \
    X(GET_YIELD_FROM_ITER, get_yield_from_iter)   \
    X(GET_AWAITABLE, get_awaitable)               \
    X(GET_AITER, get_aiter)                       \
    X(GET_ANEXT, get_anext)                       \
    X(END_ASYNC_FOR, end_async_for)               \
    X(ASYNC_GEN_WRAP, async_gen_wrap)

enum {
#define CJ_HELPER_NUMBER(name, pops, pops_per_arg, pushes, object) CJ_HELPER_##name,
    CJ_HELPERS(CJ_HELPER_NUMBER)
#undef CJ_HELPER_NUMBER
};

#define CJ_HELPER_DECLARATION(name, pops, pops_per_arg, pushes, object) cj_helper cj_helper_##name;
CJ_HELPERS(CJ_HELPER_DECLARATION)
#undef CJ_HELPER_DECLARATION

/* Set by a helper that raises an exception again: it gets no new entry in its traceback. Whoever
 * handles the exception clears it. */
extern bool cj_reraises;

/* How many entries a helper's instruction takes and leaves: most as in the table, a few by their
 * argument. */
int cj_helper_pops(int helper, int argument);
int cj_helper_pushes(int helper, int argument);
/* How many entries, below those, its function looks at. They stay. */
int cj_helper_looks_at(int helper);

/* Runs a frame that cj_push_frame() made, called by `frame`, and clears it (runtime/hook.c). */
PyObject *cj_run_frame(PyThreadState *ts, cj_frame *frame, cj_frame *callee);

/* Frames may be run without asking the PEP 523 hook, since the hook is ours (runtime/hook.c). */
bool cj_runs_frames(const PyThreadState *ts);

PyObject *cj_power(PyObject *base, PyObject *exponent);
PyObject *cj_in_place_power(PyObject *base, PyObject *exponent);

/* What stands under a name in a namespace of any kind: a new reference, or NULL with or without an
 * exception. */
PyObject *cj_look_up(PyObject *namespace, PyObject *name);

/* Raises for a local without a value. */
void cj_raise_unbound_local(const PyCodeObject *code, int local);

/* What may stand behind `except`: -1 with an exception for anything else. */
int cj_check_exception_type(PyObject *type);
/* 1 or 0; -1: that is no class of exceptions, nor a tuple of such. */
int cj_exception_matches(PyObject *exception, PyObject *classes);

/* The generic forms of ops that the compiler also does in better ways. */
cj_helper cj_load_global;   /* object: the name; -> value */
cj_helper cj_delete_local;  /* local `argument` */
cj_helper cj_load_method;   /* owner -> (function, owner) or (NULL, attribute) */
cj_helper cj_unpack;        /* sequence -> argument items, the first on top */
cj_helper cj_contains;      /* key, container -> bool; argument 1 inverts */
cj_helper cj_compare_is;    /* a, b -> bool; argument 1 inverts */
cj_helper cj_not;           /* a -> bool */
cj_helper cj_contains_test; /* key, container -> ; returns the truth */
cj_helper cj_is_test;       /* a, b -> ; returns the truth */
cj_helper cj_send;          /* receiver, value -> as the op CJ_SEND; returns 1 when it yields */
cj_helper cj_none_test;     /* a -> ; returns whether it is None */
/* Subscripts by the slice that `argument` bounds, two or three, are of. */
cj_helper cj_get_slice;    /* container, bounds -> items */
cj_helper cj_set_slice;    /* value, container, bounds -> */
cj_helper cj_delete_slice; /* container, bounds -> */
cj_helper cj_call; /* (NULL, callable | function, self), arguments -> result; object: names */

/* The generator, coroutine or asynchronous generator that a call of `frame`'s function makes: it
 * takes over what is in the frame. */
PyObject *cj_make_generator(PyThreadState *ts, cj_frame *frame);

/* A generator that JIT code resumed has ended, with a result or, NULL, an exception: what
 * gen_send_ex2 does then. -1: an exception is set; else 0, and the result is dropped. */
int cj_generator_ended(PyThreadState *ts, PyGenObject *generator, PyObject *result);
/* Likewise, for `slots` with receiver and value: the result takes the receiver's place. With an
 * exception the receiver stays. */
int cj_sent_generator_ended(PyThreadState *ts, PyGenObject *generator, PyObject *result,
                            PyObject **slots);
/* Likewise, whether it has ended or yielded, for what __anext__() returned: 1 when the generator
 * awaits something, which takes the value's place. */
int cj_end_async_send(PyThreadState *ts, PyGenObject *generator, PyObject *result,
                      PyObject **slots);

/* Drops what is in a generator's frame (runtime/hook.c). */
void cj_clear_generator_frame(cj_frame *frame);

/* An iterator has returned NULL with an exception set: 0 if that was a StopIteration, now cleared.
 */
int cj_end_of_iteration(PyThreadState *ts);

/* What __init__ has returned, not None: gone, and TypeError set if it was anything. Always -1. */
int cj_check_init(PyObject *result);
/* The exception, set, came out of a function that was to find owner.name. */
void cj_attribute_failed(PyObject *owner, PyObject *name);
/* The new instance and another reference to it, for __init__; `argument` arguments after them. */
cj_helper cj_initialise;
/* What __new__ has returned, and the class that it was called for; arguments likewise. */
cj_helper cj_finish_new;
/* A new tuple of these arguments, or NULL. */
PyObject *cj_tuple_of(PyObject *const *arguments, Py_ssize_t count);

#endif
