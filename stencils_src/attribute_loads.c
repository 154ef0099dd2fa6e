// axes: X=0..2
/* Loads of attributes that instances hold (see attributes.c), whose class has been looked at. The
 * owner is in slot A; the value
 * goes, X = 0, to slot B while somebody else keeps the owner; or, X = 1, it takes the owner's own
 * place, GOTO B where that was the owner's last reference; or, X = 2, it goes to slot B without a
 * reference. GOTO A: not as expected. Either way
 * nothing has been done. */
#include "objects.h"

#include "deliver.h"

/* at distance HOLE C of the values that an instance without a dictionary has */
STENCIL(load_value) {
    PyObject *owner = SLOT(A);
    PyDictValues *values = *_PyObject_ValuesPointer(owner);
    GOTO_IF(values == NULL, A);
    PyObject *value = *(PyObject **)((char *)values->values + HOLE(C));
    GOTO_IF(value == NULL, A);
    DELIVER(value);
}

/* at distance HOLE C of the object itself */
STENCIL(load_slot) {
    PyObject *owner = SLOT(A);
    PyObject *value = *(PyObject **)((char *)owner + HOLE(C));
    GOTO_IF(value == NULL, A);
    DELIVER(value);
}

/* at distance HOLE C of the values of a dictionary that still shares its keys with the class */
STENCIL(load_shared) {
    PyObject *owner = SLOT(A);
    PyDictObject *dict = (PyDictObject *)*_PyObject_ManagedDictPointer(owner);
    GOTO_IF(dict == NULL, A);
    GOTO_IF(dict->ma_keys != ((PyHeapTypeObject *)Py_TYPE(owner))->ht_cached_keys, A);
    PyObject *value = *(PyObject **)((char *)dict->ma_values->values + HOLE(C));
    GOTO_IF(value == NULL, A);
    DELIVER(value);
}

/* in the dictionary at distance HOLE D of the object, whose keys are laid out as HOLEU A says, with
 * the name, pointer A, at distance HOLE C */
STENCIL(load_entry) {
    PyObject *owner = SLOT(A);
    PyDictObject *dict = *(PyDictObject **)((char *)owner + HOLE(D));
    GOTO_IF(dict == NULL, A);
    PyDictKeysObject *keys = dict->ma_keys;
    GOTO_IF(keys_layout(keys) != (uint32_t)HOLEU(A), A);
    PyDictUnicodeEntry *entry = (PyDictUnicodeEntry *)((char *)keys + HOLE(C));
    GOTO_IF(entry->me_key != POINTER(PyObject *, A), A);
    PyObject *value = entry->me_value;
    GOTO_IF(value == NULL, A);
    DELIVER(value);
}

/* of an exact module, whose keys are of version HOLEU A, with the value at distance HOLE C */
STENCIL(load_module) {
    PyObject *owner = SLOT(A);
    GOTO_IF(!Py_IS_TYPE(owner, &PyModule_Type), A);
    PyDictKeysObject *keys = ((PyDictObject *)((Module *)owner)->dict)->ma_keys;
    GOTO_IF(keys->dk_version != (uint32_t)HOLEU(A), A);
    PyObject *value = *(PyObject **)((char *)keys + HOLE(C));
    GOTO_IF(value == NULL, A);
    DELIVER(value);
}

/* what was found in the class: pointer A, of which the guards before this one were about */
STENCIL(load_found) {
    PyObject *value = POINTER(PyObject *, A);
    DELIVER(value);
}

/* Likewise what lies at address pointer A. */
STENCIL(load_found_at) {
    PyObject *value = *POINTER(PyObject **, A);
    GOTO_IF(value == NULL, A);
    DELIVER(value);
}
