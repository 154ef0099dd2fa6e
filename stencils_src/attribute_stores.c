// axes: X=0..7
/* Raw numbers into attributes that instances hold (see attributes.c). The instance is in slot A,
 * its class has been looked at; a number that only the instance refers to takes the new value
 * itself. GOTO A: not as expected, or B: the last reference to something that is no leaf would go;
 * nothing has been done. C: MemoryError is set. */
#include "numbers.h"

#ifdef FIRST_VARIANT
/* The place of the attribute at distance `index` of the instance's values; NULL: it has none. */
static inline __attribute__((always_inline)) PyObject **value_place(PyObject *object,
                                                                    int64_t index) {
    PyDictValues *values = *_PyObject_ValuesPointer(object);
    return values == NULL ? NULL : (PyObject **)((char *)values->values + index);
}

/* Likewise at a distance of the object itself: a slot of its class. */
static inline __attribute__((always_inline)) PyObject **slot_place(PyObject *object,
                                                                   int64_t offset) {
    return (PyObject **)((char *)object + offset);
}
#endif

STENCIL(store_value_double) {
    PyObject **place = value_place(SLOT(A), HOLE(B));
    GOTO_IF(place == NULL || *place == NULL, A);
    if (LIKELY(refill_double(*place, D(X)))) {
        GO_ON();
    }
    GOTO_IF(!lib_store_double(place, D(X)), B);
    GO_ON();
}

STENCIL(store_slot_double) {
    PyObject **place = slot_place(SLOT(A), HOLE(B));
    GOTO_IF(*place == NULL, A);
    if (LIKELY(refill_double(*place, D(X)))) {
        GO_ON();
    }
    GOTO_IF(!lib_store_double(place, D(X)), B);
    GO_ON();
}

STENCIL(store_value_int) {
    PyObject **place = value_place(SLOT(A), HOLE(B));
    GOTO_IF(place == NULL || *place == NULL, A);
    if (LIKELY(store_int(place, R(X)))) {
        GO_ON();
    }
    GOTO_IF(!lib_store_int(place, R(X)), B);
    GO_ON();
}

STENCIL(store_slot_int) {
    PyObject **place = slot_place(SLOT(A), HOLE(B));
    GOTO_IF(*place == NULL, A);
    if (LIKELY(store_int(place, R(X)))) {
        GO_ON();
    }
    place = slot_place(SLOT(A), SIGNED_COUNT(B)); /* made again: it needs a register */
    GOTO_IF(!lib_store_int(place, R(X)), B);
    GO_ON();
}
