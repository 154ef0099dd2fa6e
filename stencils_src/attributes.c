/* Attributes where they were found before. What a name means for the instances of a class is
 * decided by the version of the class: CPython gives it up whenever the class, or one that it
 * inherits from, is changed. GOTO A: another class, or not there; nothing has been done. */
#include "objects.h"

static inline __attribute__((always_inline)) uint32_t version_of(PyObject *object) {
    return Py_TYPE(object)->tp_version_tag;
}

static inline __attribute__((always_inline)) PyDictObject *managed_dict(PyObject *object) {
    return (PyDictObject *)*_PyObject_ManagedDictPointer(object);
}

static inline __attribute__((always_inline)) PyDictKeysObject *shared_keys(PyObject *object) {
    return ((PyHeapTypeObject *)Py_TYPE(object))->ht_cached_keys;
}

static inline __attribute__((always_inline)) PyObject **item_at(PyDictValues *values,
                                                                int64_t distance) {
    return (PyObject **)((char *)values->values + distance);
}

/* The class of the object in slot A is of version HOLEU A. */
STENCIL(guard_version) {
    GOTO_IF(version_of(SLOT(A)) != (uint32_t)HOLEU(A), A);
    GO_ON();
}

/* The class in slot A is of version HOLEU A, its metaclass of version HOLEU B. */
STENCIL(guard_class) {
    PyObject *object = SLOT(A);
    GOTO_IF(version_of(object) != (uint32_t)HOLEU(B), A);
    GOTO_IF(((PyTypeObject *)object)->tp_version_tag != (uint32_t)HOLEU(A), A);
    GO_ON();
}

/* The class of pointer A, something that the class before has, is of version HOLEU A. */
STENCIL(guard_descriptor) {
    GOTO_IF(version_of(POINTER(PyObject *, A)) != (uint32_t)HOLEU(A), A);
    GO_ON();
}

/* Address pointer A holds pointer B. */
STENCIL(guard_place) {
    GOTO_IF(*POINTER(PyObject **, A) != POINTER(PyObject *, B), A);
    GO_ON();
}

/* ---- nothing of that name in the instance, whose class has been looked at ---- */

/* No instance has it: the class's shared keys are of version HOLEU A, and the instance has no
 * dictionary of its own. */
STENCIL(absent_in_class) {
    PyObject *object = SLOT(A);
    GOTO_IF(managed_dict(object) != NULL, A);
    GOTO_IF(shared_keys(object)->dk_version != (uint32_t)HOLEU(A), A);
    GO_ON();
}

/* Other instances may have it, at distance HOLE B of their values. */
STENCIL(absent_value) {
    PyDictValues *values = *_PyObject_ValuesPointer(SLOT(A));
    GOTO_IF(values == NULL || *item_at(values, HOLE(B)) != NULL, A);
    GO_ON();
}

/* The dictionary at distance HOLE B of the object has keys of version HOLEU A. */
STENCIL(absent_in_dict) {
    PyDictObject *dict = *(PyDictObject **)((char *)SLOT(A) + HOLE(B));
    GOTO_IF(dict == NULL || dict->ma_keys->dk_version != (uint32_t)HOLEU(A), A);
    GO_ON();
}

/* There is no dictionary at distance HOLE B of the object. */
STENCIL(absent_dict) {
    GOTO_IF(*(PyObject **)((char *)SLOT(A) + HOLE(B)) != NULL, A);
    GO_ON();
}

/* There are neither values nor a dictionary: instances that object.__new__ has not made begin so.
 */
STENCIL(absent_all) {
    PyObject *object = SLOT(A);
    GOTO_IF(*_PyObject_ValuesPointer(object) != NULL || managed_dict(object) != NULL, A);
    GO_ON();
}

/* ---- stores ---- */

/* The instance in slot B, whose class has been looked at, takes the reference in slot A at distance
 * HOLE C of its values; the old one, or NULL, goes to slot A. HOLE D: that distance as an index. */
STENCIL(store_value) {
    PyObject *object = SLOT(B);
    PyDictValues *values = *_PyObject_ValuesPointer(object);
    GOTO_IF(values == NULL, A);
    PyObject **place = item_at(values, HOLE(C)), *old = *place;
    *place = SLOT(A);
    SLOT(A) = old;
    if (UNLIKELY(old == NULL)) {
        _PyDictValues_AddToInsertionOrder(values, SIGNED_COUNT(D));
    }
    GO_ON();
}

/* Likewise at distance HOLE C of the object itself: a slot of its class. */
STENCIL(store_slot) {
    PyObject *object = SLOT(B);
    PyObject **place = (PyObject **)((char *)object + HOLE(C)), *old = *place;
    *place = SLOT(A);
    SLOT(A) = old;
    GO_ON();
}

/* Gives up the value that `*place` held till now; false, with nothing done, where that may run
 * foreign code. */
static inline __attribute__((always_inline)) bool
replace_quietly(PyThreadState *ts, PyObject **place, PyObject *value) {
    PyObject *old = *place;
    if (old != NULL && UNLIKELY(Py_REFCNT(old) == 1)) {
        if (!is_leaf(old)) {
            return false;
        }
        *place = value;
        drop_reference(old);
        dealloc_leaf(ts, old);
        return true;
    }
    *place = value;
    if (old != NULL) {
        drop_reference(old);
    }
    return true;
}

/* As store_value and store_slot; but the old value is given up here. GOTO A where that may run
 * foreign code. */
STENCIL(put_value) {
    PyObject *object = SLOT(B);
    PyDictValues *values = *_PyObject_ValuesPointer(object);
    GOTO_IF(values == NULL, A);
    PyObject **place = item_at(values, HOLE(C));
    if (UNLIKELY(*place == NULL)) {
        *place = SLOT(A);
        _PyDictValues_AddToInsertionOrder(values, SIGNED_COUNT(D));
        GO_ON();
    }
    GOTO_IF(!replace_quietly(ts, place, SLOT(A)), A);
    GO_ON();
}

STENCIL(put_slot) {
    GOTO_IF(!replace_quietly(ts, (PyObject **)((char *)SLOT(B) + HOLE(C)), SLOT(A)), A);
    GO_ON();
}
