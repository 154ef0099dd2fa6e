/* Boxes of numbers that take a new value: nobody else can see that they are not new. */
#ifndef CJ_NUMBERS_H
#define CJ_NUMBERS_H

#include "objects.h"

/* False: not this object, with one reference. */
static inline __attribute__((always_inline)) bool refill_double(PyObject *box, double value) {
    if (!Py_IS_TYPE(box, &PyFloat_Type) || Py_REFCNT(box) != 1) {
        return false;
    }
    ((PyFloatObject *)box)->ob_fval = value;
    return true;
}

/* The two most frequent cases: a positive int of one digit by another one, and what is shared (a
 * small int, most likely) by a small int. False: neither. */
static inline __attribute__((always_inline)) bool store_int(PyObject **place, int64_t value) {
    PyObject *old = *place;
    if (Py_REFCNT(old) != 1) {
        if (!is_small(value)) {
            return false;
        }
        *place = incref((PyObject *)&SMALL_INTS[value + _PY_NSMALLNEGINTS]);
        drop_reference(old);
        return true;
    }
    if (!Py_IS_TYPE(old, &PyLong_Type) || Py_SIZE(old) != 1 ||
        (uint64_t)value - _PY_NSMALLPOSINTS > PyLong_MASK - _PY_NSMALLPOSINTS) {
        return false;
    }
    ((PyLongObject *)old)->ob_digit[0] = (digit)value;
    return true;
}

/* A new box takes the place of what is there. False: memory is out, or the last reference would go
 * to something that is no leaf; nothing has been done, and no exception is set. */
PRESERVE_ALL bool lib_store_double(PyObject **place, double value);
PRESERVE_ALL bool lib_store_int(PyObject **place, int64_t value);

#endif
