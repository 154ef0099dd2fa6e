/* The rules are those of the slot_... functions of typeobject.c, and of what calls them. */
#include "specials.h"

#include "attribute_rules.h"
#include "helpers.h"

#include "opcode.h"

static const char *const special_names[CJ_N_SPECIALS] = {
    [CJ_SPECIAL_GETITEM] = "__getitem__",
    [CJ_SPECIAL_SETITEM] = "__setitem__",
    [CJ_SPECIAL_LEN] = "__len__",
    [CJ_SPECIAL_CONTAINS] = "__contains__",
    [CJ_SPECIAL_ITER] = "__iter__",
    [CJ_SPECIAL_NEXT] = "__next__",
    [CJ_SPECIAL_BOOL] = "__bool__",
    [CJ_SPECIAL_CALL] = "__call__",
    [CJ_SPECIAL_GETATTR] = "__getattr__",
    [CJ_SPECIAL_ENTER] = "__enter__",
    [CJ_SPECIAL_EXIT] = "__exit__",
    [CJ_SPECIAL_COMPARE + Py_LT] = "__lt__",
    [CJ_SPECIAL_COMPARE + Py_LE] = "__le__",
    [CJ_SPECIAL_COMPARE + Py_EQ] = "__eq__",
    [CJ_SPECIAL_COMPARE + Py_NE] = "__ne__",
    [CJ_SPECIAL_COMPARE + Py_GT] = "__gt__",
    [CJ_SPECIAL_COMPARE + Py_GE] = "__ge__",
#define OPERATOR(name, method)                           \
    [CJ_SPECIAL_BINARY + NB_##name] = "__" #method "__", \
                         [CJ_SPECIAL_BINARY + NB_INPLACE_##name] = "__i" #method "__"
    OPERATOR(ADD, add),
    OPERATOR(AND, and),
    OPERATOR(FLOOR_DIVIDE, floordiv),
    OPERATOR(LSHIFT, lshift),
    OPERATOR(MATRIX_MULTIPLY, matmul),
    OPERATOR(MULTIPLY, mul),
    OPERATOR(REMAINDER, mod),
    OPERATOR(OR, or),
    OPERATOR(RSHIFT, rshift),
    OPERATOR(SUBTRACT, sub),
    OPERATOR(TRUE_DIVIDE, truediv),
    OPERATOR(XOR, xor),
#undef OPERATOR
};

/* The name as an interned string, or NULL: power has other rules. */
static PyObject *special_name(cj_special special) {
    static PyObject *names[CJ_N_SPECIALS];
    return special_names[special] == NULL ? NULL
                                          : cj_interned(&names[special], special_names[special]);
}

bool cj_special_find(PyTypeObject *type, cj_special special, cj_method *found) {
    PyObject *name, *method;
    if (!PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        return false;
    }
    if (special >= CJ_SPECIAL_BINARY + NB_INPLACE_ADD) {
        /* x += y means x + y where the class has no method for it. */
        name = special_name(special);
        if (name == NULL || _PyType_Lookup(type, name) != NULL) {
            return false;
        }
        special -= NB_INPLACE_ADD;
    }
    if (special >= CJ_SPECIAL_BINARY &&
        (type->tp_as_sequence->sq_concat != NULL || type->tp_as_sequence->sq_repeat != NULL)) {
        return false;
    }
    name = special_name(special);
    if (name == NULL) {
        return false;
    }
    found->version = cj_rule_look_up(type, name, &method);
    found->function = (PyFunctionObject *)method;
    return found->version != 0 && method != NULL && Py_IS_TYPE(method, &PyFunction_Type);
}

PyObject *cj_binary_rest(PyObject *left, PyObject *right, int64_t operation) {
    static const char *const signs[] = {"+", "&",  "//", "<<", "@", "*", "%",
                                        "|", "**", ">>", "-",  "/", "^"};
    bool in_place = operation >= NB_INPLACE_ADD;
    PyErr_Format(PyExc_TypeError, "unsupported operand type(s) for %s%s: '%.100s' and '%.100s'",
                 signs[operation - (in_place ? NB_INPLACE_ADD : 0)], in_place ? "=" : "",
                 Py_TYPE(left)->tp_name, Py_TYPE(right)->tp_name);
    return NULL;
}

PyObject *cj_other_as_it_is(PyObject *result, PyObject **operands, void *about) {
    (void)operands;
    (void)about;
    return result;
}

PyObject *cj_other_of_property(PyObject *result, PyObject **operands, void *about) {
    if (result == NULL) {
        cj_attribute_failed(operands[0], about);
    }
    return result;
}

PyObject *cj_other_of_operator(PyObject *result, PyObject **operands, void *about) {
    if (result != Py_NotImplemented) {
        return result;
    }
    Py_DECREF(result);
    return cj_binary_rest(operands[0], operands[1], (int64_t)about);
}

PyObject *cj_compare_rest(PyObject *left, PyObject *right, int64_t operation) {
    static const int swapped[] = {Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE};
    static const char *const signs[] = {"<", "<=", "==", "!=", ">", ">="};
    if (Py_EnterRecursiveCall(" in comparison")) {
        return NULL;
    }
    PyObject *result = Py_TYPE(right)->tp_richcompare(right, left, swapped[operation]);
    Py_LeaveRecursiveCall();
    if (result != Py_NotImplemented) {
        return result;
    }
    Py_DECREF(result);
    if (operation == Py_EQ || operation == Py_NE) {
        return PyBool_FromLong((left == right) == (operation == Py_EQ));
    }
    PyErr_Format(PyExc_TypeError, "'%s' not supported between instances of '%.100s' and '%.100s'",
                 signs[operation], Py_TYPE(left)->tp_name, Py_TYPE(right)->tp_name);
    return NULL;
}

/* ---- results ---- */

/* An int, not negative, that fits; or NULL. */
PyObject *cj_check_length(PyObject *result) {
    if (!PyLong_Check(result)) {
        Py_SETREF(result, PyNumber_Index(result));
        if (result == NULL) {
            return NULL;
        }
    }
    if (Py_SIZE(result) < 0) {
        Py_DECREF(result);
        PyErr_SetString(PyExc_ValueError, "__len__() should return >= 0");
        return NULL;
    }
    Py_ssize_t length = PyNumber_AsSsize_t(result, PyExc_OverflowError);
    Py_DECREF(result);
    return length < 0 ? NULL : PyLong_FromSsize_t(length);
}

PyObject *cj_check_iterator(PyObject *result) {
    if (!PyIter_Check(result)) {
        PyErr_Format(PyExc_TypeError, "iter() returned non-iterator of type '%.100s'",
                     Py_TYPE(result)->tp_name);
        Py_CLEAR(result);
    }
    return result;
}

int64_t cj_test_bool(PyObject *result) {
    int64_t truth = result == Py_True;
    if (!PyBool_Check(result)) {
        PyErr_Format(PyExc_TypeError, "__bool__ should return bool, returned %s",
                     Py_TYPE(result)->tp_name);
        truth = -1;
    }
    Py_DECREF(result);
    return truth;
}

int64_t cj_test_length(PyObject *result) {
    PyObject *length = cj_check_length(result);
    if (length == NULL) {
        return -1;
    }
    int64_t truth = Py_SIZE(length) != 0;
    Py_DECREF(length);
    return truth;
}

int64_t cj_test_truth(PyObject *result) {
    int truth = PyObject_IsTrue(result);
    Py_DECREF(result);
    return truth;
}

static PyObject *boolean(int64_t truth) {
    return truth < 0 ? NULL : PyBool_FromLong(truth);
}

static PyObject *opposite(int64_t truth) {
    return truth < 0 ? NULL : PyBool_FromLong(!truth);
}

PyObject *cj_check_truth(PyObject *result) {
    return boolean(cj_test_truth(result));
}

PyObject *cj_check_falsehood(PyObject *result) {
    return opposite(cj_test_truth(result));
}

PyObject *cj_check_not_bool(PyObject *result) {
    return opposite(cj_test_bool(result));
}

PyObject *cj_check_not_length(PyObject *result) {
    return opposite(cj_test_length(result));
}
