// axes: X=0..2
/* Global names, found once and then read under the version of the dictionary's keys: a version
 * belongs to one set of keys, and any new or deleted key gives it up (dictobject.c). A copy of a
 * dictionary has its version, and may be of a subclass of dict that looks names up in its own way.
 */
#include "dict_version.h"
#include "objects.h"

/* Whose names they are, X = 0: the frame's; or, where its code stands in the caller's, those of the
 * function X = 1 in slot C, X = 2 of pointer C. */
#undef GLOBALS
#undef BUILTINS
#if X == 0
#define GLOBALS frame->f_globals
#define BUILTINS frame->f_builtins
#elif X == 1
#define GLOBALS ((PyFunctionObject *)SLOT(C))->func_globals
#define BUILTINS ((PyFunctionObject *)SLOT(C))->func_builtins
#else
#define GLOBALS POINTER(PyFunctionObject *, C)->func_globals
#define BUILTINS POINTER(PyFunctionObject *, C)->func_builtins
#endif

/* slot A = a new reference to the value of the name, pointer A, which has to be found at byte
 * distance HOLE B of keys of layout HOLEU A. */
#undef LOAD_PLACED
#define LOAD_PLACED(dict)                                                           \
    do {                                                                            \
        GOTO_IF(!Py_IS_TYPE(dict, &PyDict_Type), A);                                \
        PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;                   \
        GOTO_IF(keys_layout(keys) != (uint32_t)HOLEU(A), A);                        \
        PyDictUnicodeEntry *entry = (PyDictUnicodeEntry *)((char *)keys + HOLE(B)); \
        GOTO_IF(entry->me_key != POINTER(PyObject *, A), A);                        \
        PyObject *value = entry->me_value;                                          \
        GOTO_IF(value == NULL, A);                                                  \
        SLOT(A) = incref(value);                                                    \
    } while (0)

/* The value at byte distance HOLE B of the module's keys, whose version is HOLEU A. */
#undef FIND_GLOBAL
#define FIND_GLOBAL(value)                                       \
    PyObject *globals = GLOBALS;                                 \
    GOTO_IF(!Py_IS_TYPE(globals, &PyDict_Type), A);              \
    PyDictKeysObject *keys = ((PyDictObject *)globals)->ma_keys; \
    GOTO_IF(keys->dk_version != (uint32_t)HOLEU(A), A);          \
    PyObject *value = *(PyObject **)((char *)keys + HOLE(B))

/* slot A = a new reference to it */
STENCIL(load_global) {
    FIND_GLOBAL(value);
    GOTO_IF(value == NULL, A);
    SLOT(A) = incref(value);
    GO_ON();
}

/* It is pointer B. */
STENCIL(guard_global) {
    FIND_GLOBAL(value);
    GOTO_IF(value != POINTER(PyObject *, B), A);
    GO_ON();
}

/* Likewise in a module whose names come and go. */
STENCIL(load_global_placed) {
    PyObject *globals = GLOBALS;
    LOAD_PLACED(globals);
    GO_ON();
}

/* Likewise a builtin, while the module's keys, without this name, are of version HOLEU B. Those of
 * the builtins get no version: one of ours would keep the interpreter from specialising its own
 * loads. */
STENCIL(load_builtin) {
    PyObject *globals = GLOBALS;
    GOTO_IF(!Py_IS_TYPE(globals, &PyDict_Type), A);
    GOTO_IF(((PyDictObject *)globals)->ma_keys->dk_version != (uint32_t)HOLEU(B), A);
    PyObject *builtins = BUILTINS;
    LOAD_PLACED(builtins);
    GO_ON();
}

/* Likewise where the builtins are the interpreter's own dictionary, pointer A, whose keys have
 * version HOLEU A. */
#undef FIND_OWN_BUILTIN
#define FIND_OWN_BUILTIN(value)                                                       \
    PyObject *globals = GLOBALS;                                                      \
    GOTO_IF(!Py_IS_TYPE(globals, &PyDict_Type), A);                                   \
    GOTO_IF(((PyDictObject *)globals)->ma_keys->dk_version != (uint32_t)HOLEU(B), A); \
    PyObject *builtins = BUILTINS;                                                    \
    GOTO_IF(builtins != POINTER(PyObject *, A), A);                                   \
    PyDictKeysObject *keys = ((PyDictObject *)builtins)->ma_keys;                     \
    GOTO_IF(keys->dk_version != (uint32_t)HOLEU(A), A);                               \
    PyObject *value = *(PyObject **)((char *)keys + HOLE(B))

STENCIL(load_own_builtin) {
    FIND_OWN_BUILTIN(value);
    GOTO_IF(value == NULL, A);
    SLOT(A) = incref(value);
    GO_ON();
}

STENCIL(guard_own_builtin) {
    FIND_OWN_BUILTIN(value);
    GOTO_IF(value != POINTER(PyObject *, B), A);
    GO_ON();
}

#if X == 0
/* Likewise wherever the name, pointer A, is found; GOTO A, with nothing done, when it isn't. */
PyObject *cj_find_global(PyObject *globals, PyObject *builtins, PyObject *name);

STENCIL(find_global) {
    PyObject *value = cj_find_global(frame->f_globals, frame->f_builtins, POINTER(PyObject *, A));
    GOTO_AFTER_CALL_IF(value == NULL, A);
    SLOT(A) = incref(value);
    GO_ON_AFTER_CALL();
}

/* As load_global, without a reference of its own. */
STENCIL(borrow_global) {
    FIND_GLOBAL(value);
    GOTO_IF(value == NULL, A);
    SLOT(A) = value;
    GO_ON();
}

/* The value at byte distance HOLE B of the module's keys, whose version is HOLEU A, is exchanged
 * for that in slot A. */
STENCIL(store_global) {
    GOTO_IF(!Py_IS_TYPE(frame->f_globals, &PyDict_Type), A);
    PyDictObject *globals = (PyDictObject *)frame->f_globals;
    GOTO_IF(globals->ma_keys->dk_version != (uint32_t)HOLEU(A), A);
    GOTO_IF(!_PyObject_GC_IS_TRACKED(globals), A);
    PyObject **place = (PyObject **)((char *)globals->ma_keys + HOLE(B));
    PyObject *old = *place;
    GOTO_IF(old == NULL, A);
    *place = SLOT(A);
    SLOT(A) = old;
    globals->ma_version_tag = ++cj_dict_version;
    GO_ON();
}
#endif
