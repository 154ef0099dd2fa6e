/* Global names, found once and then read under the version of the dictionary's keys: a version
 * belongs to one set of keys, and any new or deleted key gives it up (dictobject.c). */
#include "machine.h"

/* slot A = a new reference to the value at byte distance HOLE B of the module's keys, whose version
 * is HOLEU A */
STENCIL(load_global)
{
    PyDictKeysObject *keys = ((PyDictObject *)frame->f_globals)->ma_keys;
    GOTO_IF(keys->dk_version != (uint32_t)HOLEU(A), A);
    PyObject *value = *(PyObject **)((char *)keys + HOLE(B));
    GOTO_IF(value == NULL, A);
    SLOT(A) = incref(value);
    GO_ON();
}

/* Likewise of the builtins, while the module's keys, without this name, are of version HOLEU B. */
STENCIL(load_builtin)
{
    PyDictKeysObject *globals = ((PyDictObject *)frame->f_globals)->ma_keys;
    GOTO_IF(globals->dk_version != (uint32_t)HOLEU(B), A);
    PyDictKeysObject *keys = ((PyDictObject *)frame->f_builtins)->ma_keys;
    GOTO_IF(keys->dk_version != (uint32_t)HOLEU(A), A);
    PyObject *value = *(PyObject **)((char *)keys + HOLE(B));
    GOTO_IF(value == NULL, A);
    SLOT(A) = incref(value);
    GO_ON();
}
