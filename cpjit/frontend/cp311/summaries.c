/* Lists, tuples and sets looked through as the builtins do (bltinmodule.c), item by item. */
#include "summaries.h"

/* Where the next item is. Entries of a set may be empty. */
typedef struct {
    PyObject *const *item;
    Py_ssize_t left;
    const setentry *entry; /* of a set, else NULL */
} Walk;

static Walk begin(PyObject *container) {
    if (PyList_CheckExact(container)) {
        return (Walk){((PyListObject *)container)->ob_item, Py_SIZE(container), NULL};
    }
    if (PyTuple_CheckExact(container)) {
        return (Walk){((PyTupleObject *)container)->ob_item, Py_SIZE(container), NULL};
    }
    const PySetObject *set = (PySetObject *)container;
    return (Walk){NULL, set->used, set->table};
}

static inline PyObject *next(Walk *walk) {
    if (walk->left == 0) {
        return NULL;
    }
    walk->left--;
    if (walk->entry == NULL) {
        return *walk->item++;
    }
    while (walk->entry->key == NULL || walk->entry->hash == -1) {
        walk->entry++;
    }
    return walk->entry++->key;
}

/* ---- min and max ---- */

static bool has_one_digit(PyObject *object) {
    return PyLong_CheckExact(object) && (size_t)(Py_SIZE(object) + 1) <= 2;
}

static long small_value(PyObject *number) {
    return Py_SIZE(number) * (long)((PyLongObject *)number)->ob_digit[0];
}

/* Is the item less than the other (`sign` 1) or greater (-1)? -1: somebody has to be asked. */
static inline int wins(PyObject *item, PyObject *other, int sign) {
    if (has_one_digit(item) && has_one_digit(other)) {
        return sign * small_value(item) < sign * small_value(other);
    }
    if (PyFloat_CheckExact(item) && PyFloat_CheckExact(other)) {
        return sign * PyFloat_AS_DOUBLE(item) < sign * PyFloat_AS_DOUBLE(other);
    }
    if (PyUnicode_CheckExact(item) && PyUnicode_CheckExact(other) && PyUnicode_IS_READY(item) &&
        PyUnicode_IS_READY(other)) {
        return sign * PyUnicode_Compare(item, other) < 0;
    }
    return -1;
}

static inline PyObject *extreme(PyObject *container, int sign) {
    Walk walk = begin(container);
    PyObject *best = next(&walk), *item;
    if (best == NULL) {
        return NULL;
    }
    while ((item = next(&walk)) != NULL) {
        int better = wins(item, best, sign);
        if (better < 0) {
            return NULL;
        }
        best = better ? item : best;
    }
    return Py_NewRef(best);
}

PyObject *cj_least(PyObject *container, PyObject *unused, PyObject *unused_too) {
    (void)unused;
    (void)unused_too;
    return extreme(container, 1);
}

PyObject *cj_greatest(PyObject *container, PyObject *unused, PyObject *unused_too) {
    (void)unused;
    (void)unused_too;
    return extreme(container, -1);
}

/* ---- sum ---- */

/* From the first float on, as CPython does: ints are added as floats. */
static PyObject *total_of_floats(Walk *walk, double total) {
    PyObject *item;
    while ((item = next(walk)) != NULL) {
        if (PyFloat_CheckExact(item)) {
            total += PyFloat_AS_DOUBLE(item);
        } else if (has_one_digit(item)) {
            total += (double)small_value(item);
        } else {
            return NULL;
        }
    }
    return PyFloat_FromDouble(total);
}

PyObject *cj_total(PyObject *container, PyObject *unused, PyObject *unused_too) {
    (void)unused;
    (void)unused_too;
    Walk walk = begin(container);
    long total = 0; /* of less than 2**63 / 2**30 items */
    PyObject *item;
    while ((item = next(&walk)) != NULL) {
        if (PyFloat_CheckExact(item)) {
            return total_of_floats(&walk, (double)total + PyFloat_AS_DOUBLE(item));
        }
        if (!has_one_digit(item)) {
            return NULL;
        }
        total += small_value(item);
    }
    return PyLong_FromLong(total);
}

/* ---- any and all ---- */

static int truth(PyObject *item) {
    if (PyBool_Check(item)) {
        return item == Py_True;
    }
    bool known = item == Py_None || PyLong_CheckExact(item) || PyUnicode_CheckExact(item) ||
                 PyFloat_CheckExact(item) || PyList_CheckExact(item) || PyTuple_CheckExact(item) ||
                 PyDict_CheckExact(item);
    return known ? PyObject_IsTrue(item) : -1;
}

/* The first item of that truth decides. */
static PyObject *first_that_is(PyObject *container, int decisive) {
    Walk walk = begin(container);
    PyObject *item;
    while ((item = next(&walk)) != NULL) {
        int found = truth(item);
        if (found < 0) {
            return NULL;
        }
        if (found == decisive) {
            return PyBool_FromLong(decisive);
        }
    }
    return PyBool_FromLong(!decisive);
}

PyObject *cj_any(PyObject *container, PyObject *unused, PyObject *unused_too) {
    (void)unused;
    (void)unused_too;
    return first_that_is(container, 1);
}

PyObject *cj_all(PyObject *container, PyObject *unused, PyObject *unused_too) {
    (void)unused;
    (void)unused_too;
    return first_that_is(container, 0);
}
