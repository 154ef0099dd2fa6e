/* Methods that operations on instances of a class call, and what CPython 3.11 makes of what they
 * return. */
#ifndef CJ_CP311_SPECIALS_H
#define CJ_CP311_SPECIALS_H

#include "layout.h"

#include <stdbool.h>

/* A method that an operation on an instance of a class calls, as a Python function. */
typedef enum {
    CJ_SPECIAL_GETITEM,
    CJ_SPECIAL_SETITEM,
    CJ_SPECIAL_LEN,
    CJ_SPECIAL_CONTAINS,
    CJ_SPECIAL_ITER,
    CJ_SPECIAL_NEXT,
    CJ_SPECIAL_BOOL,
    CJ_SPECIAL_CALL,
    CJ_SPECIAL_GETATTR,
    CJ_SPECIAL_ENTER,
    CJ_SPECIAL_EXIT,
    CJ_SPECIAL_COMPARE,                         /* + Py_LT ... Py_GE */
    CJ_SPECIAL_BINARY = CJ_SPECIAL_COMPARE + 6, /* + NB_ADD ... NB_INPLACE_XOR */
    CJ_N_SPECIALS = CJ_SPECIAL_BINARY + 26
} cj_special;
typedef struct {
    uint32_t version;
    PyFunctionObject *function; /* borrowed from the class */
} cj_method;
bool cj_special_find(PyTypeObject *type, cj_special special, cj_method *found);
/* What CPython does when the method of the left operand has answered NotImplemented: for operands
 * of one class, or a right one of a builtin number type. */
PyObject *cj_binary_rest(PyObject *left, PyObject *right, int64_t operation);
PyObject *cj_compare_rest(PyObject *left, PyObject *right, int64_t operation);

/* What an operation makes of a result that is not the number which it mostly is, and whose
 * reference is taken: a property of this name, a binary operator of this number, what takes it as
 * it is. */
typedef PyObject *cj_other_result(PyObject *result, PyObject **operands, void *about);
cj_other_result cj_other_of_property, cj_other_of_operator, cj_other_as_it_is;

/* What becomes of the result of a method, whose reference is taken: NULL with an exception set
 * where it is not allowed. */
typedef PyObject *cj_check(PyObject *result);
cj_check cj_check_length, cj_check_iterator;
/* Likewise a result that stands for truth: 1 or 0, or -1 with an exception set. */
typedef int64_t cj_test(PyObject *result);
cj_test cj_test_bool, cj_test_length, cj_test_truth;
/* Likewise as an object. */
cj_check cj_check_truth, cj_check_falsehood, cj_check_not_bool, cj_check_not_length;

#endif
