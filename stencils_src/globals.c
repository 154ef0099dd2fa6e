/* Global names, found once and then read under the version of the dictionary's keys: a version
 * belongs to one set of keys, and any new or deleted key gives it up (dictobject.c). A copy of a
 * dictionary has its version, and may be of a subclass of dict that looks names up in its own way.
 */
#include "dict_version.h"
#include "objects.h"

/* slot A = a new reference to the value at byte distance HOLE B of the module's keys, whose version
 * is HOLEU A */
STENCIL(load_global) {
    GOTO_IF(!Py_IS_TYPE(frame->f_globals, &PyDict_Type), A);
    PyDictKeysObject *keys = ((PyDictObject *)frame->f_globals)->ma_keys;
    GOTO_IF(keys->dk_version != (uint32_t)HOLEU(A), A);
    PyObject *value = *(PyObject **)((char *)keys + HOLE(B));
    GOTO_IF(value == NULL, A);
    SLOT(A) = incref(value);
    GO_ON();
}

/* Likewise without a reference of its own. */
STENCIL(borrow_global) {
    GOTO_IF(!Py_IS_TYPE(frame->f_globals, &PyDict_Type), A);
    PyDictKeysObject *keys = ((PyDictObject *)frame->f_globals)->ma_keys;
    GOTO_IF(keys->dk_version != (uint32_t)HOLEU(A), A);
    PyObject *value = *(PyObject **)((char *)keys + HOLE(B));
    GOTO_IF(value == NULL, A);
    SLOT(A) = value;
    GO_ON();
}

/* slot A = a new reference to a builtin, while the module's keys, without this name, are of version
 * HOLEU B. In the builtins the name, pointer A, has to be found at byte distance HOLE B of keys of
 * the same layout, HOLEU A: a version of ours would keep the interpreter from specialising its own
 * loads. */
STENCIL(load_builtin) {
    GOTO_IF(!Py_IS_TYPE(frame->f_globals, &PyDict_Type), A);
    PyDictKeysObject *globals = ((PyDictObject *)frame->f_globals)->ma_keys;
    GOTO_IF(globals->dk_version != (uint32_t)HOLEU(B), A);
    PyObject *builtins = frame->f_builtins;
    GOTO_IF(!Py_IS_TYPE(builtins, &PyDict_Type), A);
    PyDictKeysObject *keys = ((PyDictObject *)builtins)->ma_keys;
    GOTO_IF(keys_layout(keys) != (uint32_t)HOLEU(A), A);
    PyDictUnicodeEntry *entry = (PyDictUnicodeEntry *)((char *)keys + HOLE(B));
    GOTO_IF(entry->me_key != POINTER(PyObject *, A), A);
    PyObject *value = entry->me_value;
    GOTO_IF(value == NULL, A);
    SLOT(A) = incref(value);
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
